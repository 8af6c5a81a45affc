"""Holds every word of a sentence against the closed vocabulary."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

from guardrails.grounding.phrases import PHRASES
from guardrails.grounding.verdict import GroundingCode, Rejected
from guardrails.grounding.vocabulary import BOUND, FREE

# A word of Devanagari is a run of letters and vowel signs, which ``\w`` does not hold together.
_WORD = re.compile(r"[\u0900-\u0963\u0971-\u097f]+|[^\W\d_\u0900-\u097f]+(?:['’][^\W\d_\u0900-\u097f]+)*")
_NUKTA = "\u093c"


def _spelled(word: str) -> str:
    """Give the one spelling that the vocabulary is held in: small, straight apostrophe, no dots under letters."""
    if word.isascii():
        return word.lower()
    plain = word.lower().replace("’", "'")
    return unicodedata.normalize("NFD", plain).replace(_NUKTA, "") if "\u0900" <= plain[0] <= "\u097f" else plain


_FREE = frozenset(map(_spelled, FREE))
_BOUND = frozenset(map(_spelled, BOUND))


def check_words(text: str, *, read: Collection[tuple[int, int]], states_nothing: Callable[[int, int], bool]) -> None:
    """Refuse what no check has read. ``text`` has its figures and names masked.

    ``read`` are the places that a check has read; ``states_nothing`` tells of a place whether what stands there is
    asked, wondered about or a condition.

    Raises:
        Rejected: for a word outside of the vocabulary, or one that states something and was read by no check.
    """
    bound = _outside(list(_words(text)), read)
    if bound:
        bound = _outside(bound, [match.span() for match in PHRASES.finditer(text)])
    if not all(states_nothing(start, end) for start, end in bound):
        raise Rejected(GroundingCode.UNKNOWN_WORDS)


def _outside(words: Collection[tuple[int, int]], spans: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the words that no span touches."""
    return [(start, end) for start, end in words if not any(s < end and start < e for s, e in spans)]


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Give the places of bound words."""
    for match in _WORD.finditer(text):
        word = _spelled(match.group())
        if word in _BOUND:
            yield match.span()
        elif word not in _FREE:
            raise Rejected(GroundingCode.UNKNOWN_WORDS)
