"""The messages of one language, from ``language/<tag>/messages.yaml``: statement templates, terms and list forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from language.template import Template, TemplateError, parse_template
from language.yaml_files import read_yaml

Reader = Literal["staff", "customer"]
LANGUAGES = ("en", "hi", "hi-Latn")  # in which answers are given
DRAFTS = ("mr",)  # not reviewed by a speaker yet, and not used
_FOLDER = Path(__file__).parent


class CatalogueError(ValueError):
    """A message file cannot be used; the error says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Joining:
    """How a list reads within a sentence: ``a, b and c``."""

    separator: str
    last: str

    def join(self, parts: list[str]) -> str:
        """Return the list as text."""
        return parts[0] if len(parts) == 1 else f"{self.separator.join(parts[:-1])}{self.last}{parts[-1]}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of a language. ``parts`` are templates of list elements; ``statements`` are by kind and reader."""

    language: str
    joining: Joining
    terms: Mapping[str, str]
    parts: Mapping[str, Template]
    questions: Mapping[str, str]  # suggested questions, by topic
    statements: Mapping[str, Mapping[Reader, Template]]

    def template(self, kind: str, reader: Reader) -> Template:
        """Return the template of a kind of statement for a reader."""
        return self.statements[kind][reader]

    def with_terms(self, terms: Mapping[str, str]) -> "Catalogue":
        """Return this catalogue with more terms, such as the site's approved texts."""
        return replace(self, terms={**self.terms, **terms})

    def term(self, key: str, fallback: str = "") -> str:
        """Return the text of a term; for an unknown key that of the fallback, or what follows the key's last dot."""
        known = self.terms.get(key)
        if known is None and fallback:
            known = self.terms.get(fallback)
        return key.rsplit(".", 1)[-1] if known is None else known


@cache
def load_catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language, read once.

    Raises:
        CatalogueError: a template cannot be parsed, or the file does not have the form of a catalogue.
    """
    raw = read_yaml(_FOLDER / language / "messages.yaml")
    try:
        return Catalogue(
            language=language,
            joining=Joining(**raw["joining"]),
            terms=dict(raw["terms"]),
            parts={name: _template(name, text) for name, text in raw["parts"].items()},
            questions=dict(raw["questions"]),
            statements=dict(_statements(raw["statements"])),
        )
    except (KeyError, TypeError) as error:
        raise CatalogueError(f"{language}: not in the form of a catalogue: {error}") from error


def _statements(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[Reader, Template]]]:
    for kind, entry in raw.items():
        if isinstance(entry, str):
            template = _template(kind, entry)
            yield kind, {"staff": template, "customer": template}
        else:
            yield kind, {reader: _template(kind, text) for reader, text in entry.items()}


def _template(name: str, source: str) -> Template:
    try:
        return parse_template(source)
    except TemplateError as error:
        raise CatalogueError(f"{name}: {error}") from error
