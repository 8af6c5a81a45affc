"""The words that the project avoids, with the better term for each, and how they are found in a file."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# An expression for a phrase that reads like a translation, and what to write.
BANNED = {
    r"\b(?:is|are|was|were|be|been|being) (?:not |never )?told\b|\btold (?:of|by)\b": "notified, reported, stated",
    r"\btells\b": "says, reports, shows",
    r"\b(?:told|tells?|telling) (?:\w+ ){0,4}apart\b": "distinguish",
    r"\b(?:held|holds?|holding) (?:[\w']+ ){0,4}against\b": "checked against, compared with",
    r"\bof (?:its|our|their|his|her) own\b": "separate, its own, own",
    r"\bwith a word\b": "with a message",
    r"\bin the place of\b": "instead of",
    r"\bwhat (?:came|comes|becomes|became) of (?:it|them)\b": "the result",
    r"\bas (?:it|they) (?:comes?|came)\b": "as they arrive, unchanged",
    r"\bnobody's\b": "no one is responsible for, unowned",
    r"\bput(?:s|ting)? up with\b": "accept, tolerate",
    r"\blets? in\b": "accept, admit",
    r"\bthe way on\b": "passed on, downstream",
    r"\bspeaks? up\b": "fail, report",
    r"\bamiss\b": "wrong, invalid",
    r"\bslips? of the (?:keys?|pen)\b": "typos",
    r"\blook-ups?\b": "lookup",
    r"\btime-outs?\b": "timeout",
    r"\btokenis(?:er|e|ed|ing)\b": "tokenizer, tokenize",
}
BANNED_NAMES = frozenset({"told", "unsaid", "spoilt", "came", "patient", "instead"})
BANNED_FIRST_WORDS = {"Give": "Return", "Gives": "Return", "Tell": "Whether, Return", "Tells": "Whether, Return"}
_COMPILED = {re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE): better for pattern, better in BANNED.items()}
_BREAK = re.compile(r"(?<=\w)\n[ \t]*(?:#|\*|//)?[ \t]*(?=\w)")


@dataclass(frozen=True)
class Finding:
    """A banned phrase or name, and where it is."""

    line: int
    phrase: str
    better: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.phrase!r}, better: {self.better}"


def findings(path: Path) -> list[Finding]:
    """Return the banned phrases of a file; of a Python file only those in names, docstrings and comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return list(_in_prose(text, first_line=1))
    return sorted({*_in_docstrings(text), *_in_comments_and_names(text)}, key=lambda found: found.line)


def _in_prose(text: str, *, first_line: int) -> Iterator[Finding]:
    """Yield the banned phrases of a text, also those that a line break and a comment mark interrupt."""
    for expression, better in _COMPILED.items():
        for match in expression.finditer(_BREAK.sub(_blank, text)):
            yield Finding(first_line + text[: match.start()].count("\n"), " ".join(match[0].split()), better)


def _blank(line_break: re.Match[str]) -> str:
    """Return as many spaces as the match has characters, so that every offset stays."""
    return " " * len(line_break[0])


def _in_docstrings(text: str) -> Iterator[Finding]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not (node.body and isinstance(node.body[0], ast.Expr)):
            continue
        docstring = ast.get_docstring(node, clean=False)
        if docstring is None:
            continue
        line = node.body[0].lineno
        yield from _in_prose(docstring, first_line=line)
        first = docstring.split(maxsplit=1)[0] if docstring.strip() else ""
        if first in BANNED_FIRST_WORDS:
            yield Finding(line, f"{first} ...", BANNED_FIRST_WORDS[first])


def _in_comments_and_names(text: str) -> Iterator[Finding]:
    block: list[tokenize.TokenInfo] = []  # comments on consecutive lines
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            if block and token.start[0] > block[-1].start[0] + 1:
                yield from _in_comments(block)
                block = []
            block.append(token)
        elif token.type == tokenize.NAME and token.string.strip("_") in BANNED_NAMES:
            yield Finding(token.start[0], token.string, "a name that says what the value is")
        elif before in {"def", "class"}:
            yield from _in_prose(token.string.replace("_", " "), first_line=token.start[0])
        before = token.string
    if block:
        yield from _in_comments(block)


def _in_comments(block: list[tokenize.TokenInfo]) -> Iterator[Finding]:
    yield from _in_prose("\n".join(token.string for token in block), first_line=block[0].start[0])
