"""The templates of messages: sentences with placeholders, parsed once.

``{promised}``            a value
``{count|part|parts}``    a form chosen by a number, or by how many a list holds: one, other
``[ on {day}]``           left out when one of its values is missing
``<On order {order}, >``  left out when the previous sentence named all its values
``<The {sum} is|That is>``  replaced by the words after the bar in that case
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_PIECE = re.compile(r"\{([a-z_]+)((?:\|[^{}|]*)*)\}|([\[\]<>])|([^{}\[\]<>]+)")


class TemplateError(ValueError):
    """A template cannot be parsed; the message says where."""


@dataclass(frozen=True, slots=True)
class LiteralText:
    text: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    name: str


@dataclass(frozen=True, slots=True)
class Plural:
    name: str
    forms: tuple[str, ...]  # one, other


@dataclass(frozen=True, slots=True)
class Group:
    """A part in brackets. ``is_context``: replaced by ``otherwise`` where its values were named just before."""

    nodes: tuple["LiteralText | Placeholder | Plural", ...]
    is_context: bool
    otherwise: str = ""
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(node.name for node in self.nodes if not isinstance(node, LiteralText))
        object.__setattr__(self, "names", names)


Node = LiteralText | Placeholder | Plural | Group


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template. ``required``: values without which it cannot be rendered; ``names``: all values it may use."""

    nodes: tuple[Node, ...]
    required: frozenset[str] = field(init=False)
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        required = frozenset(node.name for node in self.nodes if isinstance(node, Placeholder | Plural))
        inner = frozenset(name for node in self.nodes if isinstance(node, Group) for name in node.names)
        object.__setattr__(self, "required", required)
        object.__setattr__(self, "names", required | inner)


def parse_template(source: str) -> Template:
    """Parse one template.

    Raises:
        TemplateError: a brace or bracket is not closed, or groups are nested.
    """
    nodes: list[Node] = []
    group: list[LiteralText | Placeholder | Plural] | None = None
    opened = ""
    for sign, node in _pieces(source):
        if sign in ("[", "<"):
            if group is not None:
                raise TemplateError(f"a group within a group in {source!r}")
            group, opened = [], sign
        elif sign in ("]", ">"):
            if group is None or (opened, sign) not in (("[", "]"), ("<", ">")):
                raise TemplateError(f"{sign!r} without its opening bracket in {source!r}")
            nodes.append(_group(group, is_context=sign == ">"))
            group = None
        elif node is not None:
            (nodes if group is None else group).append(node)
    if group is not None:
        raise TemplateError(f"{opened!r} is not closed in {source!r}")
    return Template(tuple(nodes))


def _group(nodes: list[LiteralText | Placeholder | Plural], *, is_context: bool) -> Group:
    last = nodes[-1] if nodes else None
    if not is_context or not isinstance(last, LiteralText) or "|" not in last.text:
        return Group(tuple(nodes), is_context)
    shown, _, otherwise = last.text.partition("|")
    return Group((*nodes[:-1], LiteralText(shown)), is_context, otherwise)


def _pieces(source: str) -> Iterator[tuple[str, LiteralText | Placeholder | Plural | None]]:
    position = 0
    for match in _PIECE.finditer(source):
        if match.start() != position:
            raise TemplateError(f"a brace that is not closed in {source!r}")
        position = match.end()
        name, forms, sign, text = match.groups()
        if name and forms:
            yield "", Plural(name, tuple(forms[1:].split("|")))
        elif name:
            yield "", Placeholder(name)
        elif sign:
            yield sign, None
        else:
            yield "", LiteralText(text)
    if position != len(source):
        raise TemplateError(f"a brace that is not closed in {source!r}")
