"""Every text of the three catalogues, said or not, compared with the words that it has to have.

A task sees the texts of its answers alone. Here each template is filled with the names of its values, once with all of
its optional parts and once with none.
"""

from collections.abc import Iterator
from pathlib import Path

from evals.checks.audience_wording import words_of_the_office, words_to_an_owner
from evals.oracles.message_words import part_words, plural_forms, suggestion_words, term_words, value_words
from evals.oracles.sentence_words import Patterns, next_step_words, sentence_words
from language.message_catalogue import LANGUAGES, Catalogue, Reader, load_catalogue
from language.template import Group, LiteralText, Node, Placeholder, Plural, Template
from statements.kinds.registry import BY_NAME

_AND = {"en": " and ", "hi": " और ", "hi-Latn": " aur "}
_STEP = "next_step."
_SUM = "₹1.00"  # stands for every value where a pattern is one of a finished sentence
_READERS: tuple[Reader, ...] = ("staff", "customer")


async def probe(folder: Path) -> list[str]:
    """Return what differs, each line with its language; ``folder`` is not used."""
    del folder
    return [f"{language}: {line}" for language in parts() for line in problems_of(language)]


def parts() -> tuple[str, ...]:
    """Return the languages of the catalogues."""
    return LANGUAGES


def problems_of(language: str) -> list[str]:
    """Return what differs in the catalogue of one language."""
    catalogue = load_catalogue(language)
    return [
        *_short_texts(catalogue),
        *(line for key in part_words() for line in _part(catalogue, key)),
        *(line for kind in catalogue.statements for reader in _READERS for line in _sentence(catalogue, kind, reader)),
    ]


def _short_texts(catalogue: Catalogue) -> Iterator[str]:
    language = catalogue.language
    if catalogue.joining.last != _AND[language]:
        yield f"the last two of a list are joined by {catalogue.joining.last!r}"
    steps = {key.removeprefix(_STEP): text for key, text in catalogue.terms.items() if key.startswith(_STEP)}
    terms = {key: text for key, text in catalogue.terms.items() if not key.startswith(_STEP)}
    yield from _compared(next_step_words(), language, steps)
    yield from _compared(term_words(), language, terms)
    yield from _compared(suggestion_words(), language, dict(catalogue.questions))


def _compared(patterns: Patterns, language: str, texts: dict[str, str]) -> Iterator[str]:
    for key in patterns.keys() ^ texts.keys():
        yield f"{key}: {'no text' if key in patterns else 'nothing says what it means'}"
    for key in patterns.keys() & texts.keys():
        if not patterns[key][language].search(texts[key]):
            yield f"{key} does not say what it means: {texts[key]!r}"


def _part(catalogue: Catalogue, key: str) -> Iterator[str]:
    template = catalogue.parts.get(key)
    if template is None:
        yield f"{key}: no part"
        return
    if not part_words()[key][catalogue.language].search(_filled(template)):
        yield f"{key} does not say what it means: {_filled(template)!r}"
    yield from _values(catalogue.language, key, template)


def _sentence(catalogue: Catalogue, kind: str, reader: Reader) -> Iterator[str]:
    template, language = catalogue.template(kind, reader), catalogue.language
    pattern = sentence_words().get(kind, {}).get(language)
    filled = [_filled(template, shown=shown, value=_SUM) for shown in (True, False)]
    if pattern is not None and not any(pattern.search(text) for text in filled):
        yield f"{kind} ({reader}) does not say what it means: {filled[0]!r}"
    yield from (f"{kind} ({reader}): {line}" for line in _values(language, kind, template))
    if reader == "customer" and BY_NAME[kind].audience != "staff":
        yield from (f"{kind} says {words!r} to a customer" for words in words_of_the_office(filled[0]))
    if reader == "staff" and BY_NAME[kind].audience != "customer":
        yield from (f"{kind} says {words!r} to a colleague" for words in words_to_an_owner(filled[0]))


def _values(language: str, name: str, template: Template) -> Iterator[str]:
    text = _filled(template)
    yield from _plurals(template)
    for value in template.names & value_words().keys():
        if f"{{{value}}}" in text and not value_words()[value][language].search(text):
            yield f"{name} has {value} beside other words: {text!r}"


def _plurals(template: Template) -> Iterator[str]:
    nodes = [inner for node in template.nodes for inner in (node.nodes if isinstance(node, Group) else (node,))]
    for node in nodes:
        if isinstance(node, Plural) and node.forms not in plural_forms():
            yield f"{' and '.join(node.forms)} are not the words for one and for several"


def _filled(template: Template, *, shown: bool = True, value: str | None = None) -> str:
    """Return a template with a value, or its name in braces, for each of its values; ``shown``: its groups too."""
    return " ".join("".join(_node(node, shown=shown, value=value) for node in template.nodes).split())


def _node(node: Node, *, shown: bool, value: str | None) -> str:
    match node:
        case LiteralText(text=text):
            return text
        case Placeholder(name=name):
            return value or f"{{{name}}}"
        case Plural(forms=forms):
            return forms[-1]
        case Group(nodes=nodes, otherwise=otherwise):
            return "".join(_node(each, shown=shown, value=value) for each in nodes) if shown else otherwise
