"""The templates of a catalogue with a value in every placeholder, to check how they read."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from language.message_catalogue import Catalogue
from language.template import Group, LiteralText, Node, Placeholder, Plural, Template

VALUE = "value"


@dataclass(frozen=True, slots=True)
class Shown:
    """Which forms and groups of a template are shown."""

    is_one: bool
    with_optional: bool
    with_context: bool


WAYS = [Shown(*way) for way in product((True, False), repeat=3)]


def templates_of(catalogue: Catalogue) -> Iterator[tuple[str, Template]]:
    """Yield every template with the name to report it by."""
    for name, template in catalogue.parts.items():
        yield f"parts.{name}", template
    for kind, by_reader in catalogue.statements.items():
        for reader, template in by_reader.items():
            yield f"{kind} ({reader})", template


def texts_of(node: Node) -> Iterator[str]:
    """Yield the words in the node's own text."""
    match node:
        case LiteralText(text):
            yield text
        case Plural(forms=forms):
            yield from forms
        case Group(nodes=nodes, otherwise=otherwise):
            for inner in nodes:
                yield from texts_of(inner)
            yield otherwise


def filled(template: Template, shown: Shown) -> str:
    """Return a template's text with the same value in every placeholder."""

    def written(node: Node) -> str:
        match node:
            case LiteralText(text):
                return text
            case Placeholder():
                return VALUE
            case Plural(forms=forms):
                return forms[0] if shown.is_one else forms[-1]
            case Group(nodes=nodes, is_context=is_context, otherwise=otherwise):
                is_shown = shown.with_context if is_context else shown.with_optional
                return "".join(map(written, nodes)) if is_shown else otherwise

    return "".join(map(written, template.nodes)).strip()


def shown_pieces(template: Template, shown: Shown) -> list[str]:
    """Return the text of the shown nodes, in order; adjacent optional groups, which exclude each other, are spaced."""
    pieces: list[str] = []
    was_optional = False
    for node in template.nodes:
        is_optional = isinstance(node, Group) and not node.is_context
        pieces += [" "] if is_optional and was_optional else []
        if not isinstance(node, Group):
            pieces += _piece(node)
        elif shown.with_context if node.is_context else shown.with_optional:
            pieces += [piece for inner in node.nodes for piece in _piece(inner)]
        elif node.otherwise:
            pieces.append(node.otherwise)
        was_optional = is_optional
    return pieces


def _piece(node: Node) -> list[str]:
    return list(texts_of(node))[:1] or [VALUE]


def is_wordlike(character: str) -> bool:
    """Whether a character is part of a word, including the marks of Devanagari."""
    return bool(character) and unicodedata.category(character)[0] in "LMN"
