"""The words of one language, read from ``language/<tag>/lexicon.yaml`` and validated.

A section maps a key (a concept, a month, a number) to forms, separated by commas. A form is a phrase of up to three
words in lower case. Every language has the same sections and keys; ``find_missing_keys`` lists what one lacks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from language.concepts import Concept
from language.tokenizer import normalise_spelling, tokenize
from language.yaml_files import read_yaml

ENGLISH = "en"
HINDI = "hi"
HINGLISH = "hi-Latn"  # Hindi in Latin letters
LONGEST_PHRASE = 3  # words
_FOLDER = Path(__file__).parent
_TOP = (
    "language",
    "script",
    "adpositions",
    "status",
    "concepts",
    "askedLanguages",
    "time",
    "numbers",
    "money",
    "fillers",
    "common",
    "markers",
)
_KEYED = ("months", "weekdays", "relative", "units", "ordinals", "parts")
_TIME = (
    *_KEYED,
    *("ambiguous", "this", "previous", "next", "ago", "before", "beforeAfterwards", "after", "afterwards", "since"),
    *(
        "onwards",
        "till",
        "tillAfterwards",
        "join",
        "between",
        "of",
        "onDay",
        "fromAfterwards",
        "dateMark",
        "soFar",
        "festive",
        "theDay",
    ),
    *("articles", "future"),
)
_MONEY = ("minor", "claimBefore", "claimAfter", "claimBetween", "counted", "joins")

Forms = tuple[str, ...]


class InvalidLexicon(ValueError):
    """A lexicon cannot be used. The message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language. ``time`` has keys like "months.9" and "since", ``numbers`` like "cardinals.36"."""

    language: str
    script: str  # ISO 15924: Latn, Deva
    is_ready: bool  # drafts are only read by tests
    has_postpositions: bool  # "September ka", where English says "of September"
    concepts: Mapping[Concept, Forms]
    asked_languages: Mapping[str, Forms]
    time: Mapping[str, Forms]
    numbers: Mapping[str, Forms]
    money: Mapping[str, Forms]
    festivals: Mapping[str, Forms]
    products: Mapping[str, Forms]  # words for products, by English name
    markers: Mapping[str, Forms]  # words that distinguish this language from others in its script
    fillers: frozenset[str]
    common: frozenset[str]  # words that mean nothing here and are no typos of those that do: "party" is not "parts"

    def keys(self) -> frozenset[str]:
        """Return every key that holds at least one form."""
        groups: dict[str, Mapping[Any, Forms]] = {
            "concepts": self.concepts,
            "askedLanguages": self.asked_languages,
            "time": self.time,
            "numbers": self.numbers,
            "money": self.money,
            "festivals": self.festivals,
            "products": self.products,
        }
        return frozenset(f"{group}.{key}" for group, forms in groups.items() for key, found in forms.items() if found)


def list_languages() -> tuple[str, ...]:
    """Return the tags of all languages that have a lexicon, drafts included."""
    return tuple(sorted(path.parent.name for path in _FOLDER.glob("*/lexicon.yaml")))


@cache
def load_lexicon(language: str) -> Lexicon:
    """Return the words of a language, read once.

    Raises:
        InvalidLexicon: a section is missing or unknown, or a form is not a phrase.
    """
    path = _FOLDER / language / "lexicon.yaml"
    return parse_lexicon(read_yaml(path), name=f"{language}/lexicon.yaml")


@cache
def load_ready_lexicons() -> tuple[Lexicon, ...]:
    return tuple(found for found in map(load_lexicon, list_languages()) if found.is_ready)


def parse_lexicon(raw: Any, *, name: str) -> Lexicon:
    """Validate the content of a lexicon file; see ``load_lexicon``."""
    if not isinstance(raw, dict) or (wrong := set(raw) ^ {*_TOP, "festivals", "products"}):
        raise InvalidLexicon(f"{name}: sections {sorted(wrong) if isinstance(raw, dict) else 'are not a mapping'}")
    concepts = dict(_forms(raw["concepts"], f"{name}: concepts"))
    if unknown := set(concepts) - {concept.value for concept in Concept}:
        raise InvalidLexicon(f"{name}: unknown concepts {sorted(unknown)}")
    if raw["status"] not in ("ready", "draft"):
        raise InvalidLexicon(f"{name}: status")
    return Lexicon(
        language=raw["language"],
        script=raw["script"],
        is_ready=raw["status"] == "ready",
        has_postpositions=raw["adpositions"] == "after",
        concepts={Concept(key): forms for key, forms in concepts.items()},
        asked_languages=dict(_forms(raw["askedLanguages"], f"{name}: askedLanguages")),
        time=_checked(raw["time"], _TIME, f"{name}: time"),
        numbers=_checked(raw["numbers"], ("cardinals", "scales", "fractions", "joiners"), f"{name}: numbers"),
        money=_checked(raw["money"], ("currencies", *_MONEY), f"{name}: money"),
        festivals=dict(_forms(raw["festivals"], f"{name}: festivals")),
        products=dict(_forms(raw["products"], f"{name}: products")),
        markers=dict(_forms(raw["markers"], f"{name}: markers", separator=None)),
        fillers=_words(raw["fillers"]),
        common=_words(raw["common"]),
    )


def _words(text: str | None) -> frozenset[str]:
    return frozenset(normalise_spelling(word) for word in str(text or "").split())


def find_missing_keys(language: str, *, beside: tuple[Lexicon, ...] | None = None) -> tuple[str, ...]:
    """Return the keys for which other ready languages have forms and this one has none, sorted."""
    others = load_ready_lexicons() if beside is None else beside
    wanted = frozenset().union(*(other.keys() for other in others))
    computed = {key for key in wanted if key.startswith("numbers.")}  # English composes where Hindi has words
    return tuple(sorted(wanted - computed - load_lexicon(language).keys()))


def _checked(raw: Any, known: tuple[str, ...], name: str) -> dict[str, Forms]:
    forms = dict(_forms(raw, name))
    if unknown := {key.partition(".")[0] for key in forms} - set(known):
        raise InvalidLexicon(f"{name}: unknown {sorted(unknown)}")
    return forms


def _forms(raw: Any, name: str, *, separator: str | None = ",") -> Iterator[tuple[str, Forms]]:
    """Yield each key with its forms; keys of nested sections are joined by a full stop."""
    if not isinstance(raw, dict):
        raise InvalidLexicon(f"{name}: not a section")
    for key, value in raw.items():
        if isinstance(value, dict):
            yield from (
                (f"{key}.{inner}", forms) for inner, forms in _forms(value, f"{name}.{key}", separator=separator)
            )
        elif isinstance(value, str):
            yield (
                str(key),
                tuple(dict.fromkeys(_phrase(form, f"{name}.{key}") for form in value.split(separator) if form.strip())),
            )
        else:
            raise InvalidLexicon(f"{name}.{key}: not a text")


def _phrase(form: str, name: str) -> str:
    """Return a form as the tokenizer spells it."""
    words = [token.text for token in tokenize(form)]
    if not 1 <= len(words) <= LONGEST_PHRASE:
        raise InvalidLexicon(f"{name}: {form.strip()!r} has {len(words)} words")
    return " ".join(words)
