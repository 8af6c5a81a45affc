"""The source of the pages, split into what a viewer may read: the texts of templates, and string literals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    |(?P<word>[\w$\#]+)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_REGEX = frozenset("(,=:[!&|?{};>") | {"return"}
_TEMPLATE_TEXT = re.compile(r"\\.|[^`\\$]|\$(?!\{)", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(?:aria-label|title|placeholder|alt)=(?:\"([^\"]*)\"|'([^']*)')")
_HOLE = "\0"


@dataclass
class Source:
    """Templates as (tag, text) with ``_HOLE`` for each expression, and string literals, in order."""

    templates: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)


def read_source(code: str) -> Source:
    """Return the templates and string literals of a module, nested ones included."""
    source = Source()
    _read(code, 0, source, until="")
    return source


def _read(code: str, at: int, source: Source, *, until: str) -> int:
    """Read up to the closing brace ``until`` of an expression, or to the end; return the place after it."""
    depth, before = 0, ""
    while at < len(code):
        if code[at] == "`":
            at = _template(code, at + 1, source, tag=before)
            before = "`"
            continue
        if (
            code[at] == "/"
            and before in _BEFORE_REGEX
            and (regex := _REGEX.match(code, at))
            and code[at + 1] not in "/*"
        ):
            at, before = regex.end(), "/"
            continue
        token = _TOKEN.match(code, at)
        assert token is not None
        at = token.end()
        if token.lastgroup in {"space", "comment"}:
            continue
        before = token.group()
        if token.lastgroup == "string":
            source.strings.append(before[1:-1])
        depth += (before == "{") - (before == "}")
        if until and depth < 0:
            return at
    return at


def _template(code: str, at: int, source: Source, *, tag: str) -> int:
    parts: list[str] = []
    while code[at] != "`":
        if code.startswith("${", at):
            at = _read(code, at + 2, source, until="}")
            parts.append(_HOLE)
            continue
        piece = _TEMPLATE_TEXT.match(code, at)
        assert piece is not None
        parts.append(piece.group())
        at = piece.end()
    source.templates.append((tag, "".join(parts)))
    return at + 1


def literal_texts(source: Source) -> Iterator[str]:
    """Yield the literal text of html templates: what is between tags, and attributes that are read out."""
    for tag, template in source.templates:
        if tag not in {"html", "svg"}:
            continue
        for attribute in _ATTRIBUTE.finditer(template):
            yield attribute.group(1) or attribute.group(2) or ""
        yield from re.split(r"<[^>]*>", template)
