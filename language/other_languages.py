"""Recognise a language in which no answers are given, so that a text in that language can say so.

A script that no answer language uses decides alone. A language that shares its script with one of them is recognised
by words which that one lacks, and only where these outnumber the words of the answer languages.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from language.lexicon import load_ready_lexicons
from language.tokenizer import Token, TokenKind, normalise_spelling
from language.vocabulary import get_vocabulary, match_phrase
from language.yaml_files import read_yaml

_FILE = Path(__file__).with_name("other_languages.yaml")
_FEWEST_WORDS = 2  # of a language that is recognised by its words


@dataclass(frozen=True, slots=True)
class OtherLanguages:
    """The content of ``other_languages.yaml``: scripts, words and fallbacks by the tag of a language."""

    scripts: dict[str, tuple[str, str]]
    words: dict[str, frozenset[str]]
    fallback: dict[str, str]

    @property
    def tags(self) -> frozenset[str]:
        return frozenset((*self.scripts, *self.words))


@cache
def load_other_languages() -> OtherLanguages:
    """Return the languages that are recognised and not answered in, read once."""
    raw: Any = read_yaml(_FILE)
    return OtherLanguages(
        scripts={tag: (first, last) for tag, (first, last) in raw["scripts"].items()},
        words={tag: frozenset(map(normalise_spelling, words.split())) for tag, words in raw["words"].items()},
        fallback=dict(raw["fallback"]),
    )


def detect_other_language(tokens: Sequence[Token], words: Sequence[str], *, among: Collection[str]) -> str | None:
    """Return the tag of the language of a text, if it is one of ``among``; None where it may be answered as it is.

    ``words`` are the texts of the tokens, typos corrected. A text that asks for an answer language
    ("in English please") is answered in that one.
    """
    if not among or _asks_for_language(words):
        return None
    # A character that is left out of the normalised text, such as a zero-width space, can be a whole token.
    written = [token.text for token in tokens if token.kind is TokenKind.WORD and token.text]
    known = load_other_languages()
    for tag in known.scripts.keys() & set(among):
        first, last = known.scripts[tag]
        count = sum(first <= word[0] <= last for word in written)
        if count and count * 2 >= len(written):
            return tag
    counts = {tag: sum(word in known.words[tag] for word in written) for tag in sorted(known.words.keys() & set(among))}
    tag = max(counts, key=counts.__getitem__, default="")
    if tag and counts[tag] >= _FEWEST_WORDS and counts[tag] > _answerable(written, besides=known.words[tag]):
        return tag
    return None


def _answerable(written: Sequence[str], *, besides: Collection[str]) -> int:
    """Return how many words belong to an answer language: its markers, and plain words of English."""
    return sum(word in _markers() and word not in besides for word in written)


@cache
def _markers() -> frozenset[str]:
    marked = (word for lexicon in load_ready_lexicons() for words in lexicon.markers.values() for word in words)
    # A language that is alone in its script has no markers: the small words of its sentences stand for them.
    small = (word for lexicon in load_ready_lexicons() if lexicon.script != "Latn" for word in lexicon.fillers)
    return frozenset((*marked, *small))


def _asks_for_language(words: Sequence[str]) -> bool:
    asked = get_vocabulary().asked_languages
    return any(match_phrase(words, position, asked) for position in range(len(words)))
