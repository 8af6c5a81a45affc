"""One language's sentences as data: a template for each kind of statement, terms, and how lists are joined."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from language.template import Template, TemplateError, parse

Reader = Literal["staff", "customer"]
LANGUAGES = ("en", "hi", "hi-Latn")  # that answers are given in
DRAFTS = ("mr",)  # not read by a speaker yet, and not used
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueError(ValueError):
    """A catalogue cannot be used; the message says what is wrong and where."""


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
    """``parts`` are templates of one element of a list; ``statements`` are by kind, then by reader."""

    language: str
    joining: Joining
    terms: Mapping[str, str]
    parts: Mapping[str, Template]
    questions: Mapping[str, str]  # what could be asked next, by topic
    statements: Mapping[str, Mapping[Reader, Template]]

    def template(self, kind: str, reader: Reader) -> Template:
        """Return the sentence of a kind as this reader gets it."""
        return self.statements[kind][reader]

    def with_terms(self, terms: Mapping[str, str]) -> "Catalogue":
        """Return this catalogue with further terms, such as the site's approved texts."""
        return replace(self, terms={**self.terms, **terms})

    def term(self, key: str, fallback: str = "") -> str:
        """Return the words of a term. An unknown key reads as its fallback, or as what follows its last dot."""
        known = self.terms.get(key)
        if known is None and fallback:
            known = self.terms.get(fallback)
        return key.rsplit(".", 1)[-1] if known is None else known


@cache
def load_catalogue(language: str) -> Catalogue:
    """Read the catalogue of a language.

    Raises:
        CatalogueError: a template cannot be parsed or the file has not the form of a catalogue.
    """
    source = files("language").joinpath(language, "messages.yaml").read_text(encoding="utf-8")
    raw = yaml.load(source, Loader=_Loader)  # noqa: S506 - a safe loader, the fast one where there is one
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
        raise CatalogueError(f"{language}: not the form of a catalogue: {error}") from error


def _statements(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[Reader, Template]]]:
    for kind, entry in raw.items():
        if isinstance(entry, str):
            template = _template(kind, entry)
            yield kind, {"staff": template, "customer": template}
        else:
            yield kind, {reader: _template(kind, text) for reader, text in entry.items()}


def _template(name: str, source: str) -> Template:
    try:
        return parse(source)
    except TemplateError as error:
        raise CatalogueError(f"{name}: {error}") from error
