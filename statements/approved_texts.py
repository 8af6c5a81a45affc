"""Approved texts: company policy is stated in the company's own words or not at all.

A folder holds YAML files, each a list of texts:

- id: shipment-installments
  audience: all                     # all | staff | customer
  answers: [whyInParts]             # topics (statements/topics.py)
  reasons: [AWAITING_SHIPMENT]      # applies where one of them holds; without reasons: to every benefit
  benefit_types: [INSTANT_CASHBACK] # likewise
  text: {en: "...", hi: "...", hi-Latn: "..."}
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.contract import Reason
from language.message_catalogue import LANGUAGES
from language.other_languages import load_other_languages
from statements.statement import Audience
from statements.topics import Topic

_LONGEST = 400  # characters of one text
# One line, without the characters of references to facts and of tokens for sensitive values.
_Sentence = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST, pattern=r"^[^\[\]{}<>\r\n]+$"),
]
# Every scalar is text: no dates, no numbers, and no objects from tags.
_Loader = yaml.BaseLoader


class KnowledgeInvalid(ValueError):
    """A file of approved texts cannot be used; the message names the file, the line or text, and the reason."""


class ApprovedText(BaseModel):
    """One text, in every language in which answers are given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
    audience: Audience = "all"
    answers: tuple[Topic, ...] = ()
    reasons: tuple[Reason, ...] = ()
    benefit_types: tuple[str, ...] = ()
    text: dict[str, _Sentence]


@dataclass(frozen=True, slots=True, eq=False)
class ApprovedTexts:
    """All approved texts, and a digest that identifies this set."""

    texts: tuple[ApprovedText, ...] = ()
    digest: str = ""

    def terms(self, language: str) -> dict[str, str]:
        """Return the texts in a language as terms of its message catalogue, and those in other languages."""
        own = {f"approved.{text.id}": text.text[language] for text in self.texts}
        return own | {
            other_language_term(text, tag): words
            for text in self.texts
            if Topic.OTHER_LANGUAGE in text.answers
            for tag, words in text.text.items()
        }

    def in_other_language(self, tag: str, *, is_for_staff: bool) -> ApprovedText | None:
        """Return the text that says, in a language without answers, in which languages answers are given."""
        audiences = ("all", "staff" if is_for_staff else "customer")
        fitting = (text for text in self.texts if Topic.OTHER_LANGUAGE in text.answers and tag in text.text)
        return next((text for text in fitting if text.audience in audiences), None)

    def other_languages(self, *, is_for_staff: bool) -> frozenset[str]:
        """Return the tags of the languages without answers that have such a text."""
        tags = load_other_languages().tags
        return frozenset(tag for tag in tags if self.in_other_language(tag, is_for_staff=is_for_staff))


NO_KNOWLEDGE = ApprovedTexts()


def other_language_term(text: ApprovedText, tag: str) -> str:
    """Return the key of the term for a text in a language without answers."""
    return f"approved.{text.id}.{tag}"


def load_knowledge(folder: Path) -> ApprovedTexts:
    """Return the approved texts in every ``*.yaml`` of a folder.

    Raises:
        KnowledgeInvalid: a file cannot be read or is not such a list, an id is used twice, or a language is missing.
    """
    if other := sorted(path.name for path in folder.glob("*.yml")):
        raise KnowledgeInvalid(f"{other[0]}: the files of approved texts end in .yaml")
    texts: dict[str, ApprovedText] = {}
    digest = hashlib.sha256()
    for path in _files(folder):
        content = _content(path)
        digest.update(path.name.encode() + b"\0" + content)
        for text in _texts(path.name, content):
            if text.id in texts:
                raise KnowledgeInvalid(f"{path.name}: the id {text.id!r} is used twice")
            texts[text.id] = text
    return ApprovedTexts(tuple(texts.values()), digest.hexdigest()[:12] if texts else "")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".yaml")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KnowledgeInvalid(f"{folder}: no such folder of approved texts") from error
    except OSError as error:
        raise KnowledgeInvalid(f"{folder}: cannot be read: {error.strerror}") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KnowledgeInvalid(f"{path.name}: cannot be read: {error.strerror}") from error


def _texts(name: str, content: bytes) -> Iterator[ApprovedText]:
    try:
        raw: Any = yaml.load(content, Loader=_Loader)  # noqa: S506 - it makes text, lists and mappings only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise KnowledgeInvalid(f"{name}:{mark.line + 1 if mark else 1}: not YAML") from error
    if not isinstance(raw, list):
        raise KnowledgeInvalid(f"{name}:1: not a list of texts")
    for place, entry in enumerate(raw, start=1):
        try:
            text = ApprovedText.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ": ".join([f"text {place}", *([".".join(map(str, first["loc"]))] if first["loc"] else [])])
            raise KnowledgeInvalid(f"{name}: {where}: {first['msg']}") from error
        missing = [language for language in LANGUAGES if language not in text.text]
        if missing:
            raise KnowledgeInvalid(f"{name}: text {text.id!r}: no text in {', '.join(missing)}")
        others = set(text.text) - set(LANGUAGES) - load_other_languages().tags
        if Topic.OTHER_LANGUAGE in text.answers and others:
            raise KnowledgeInvalid(f"{name}: text {text.id!r}: {min(others)!r} is not recognised in questions")
        yield text
