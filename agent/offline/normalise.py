"""A question as words that the lexicon knows: small letters, mended typing mistakes, phrases as one concept each."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from agent.offline.lexicon import FILLERS, WORDS, Concept
from guardrails.grounding.vocabulary import BOUND, FREE

# A word of Devanagari is a run of letters and vowel signs, which ``\w`` does not hold together.
_WORD = re.compile(
    r"[\u0900-\u0963\u0971-\u097f]+|\d+(?:st|nd|rd|th)\b|[^\W\d_\u0900-\u097f]+(?:['’][a-z]+)?", re.IGNORECASE
)
_NUKTA = "\u093c"
_LONGEST_PHRASE = 3
_SHORTEST_MENDED = 5  # letters: in shorter words a slip makes another word


def spelled(word: str) -> str:
    """Give a word in the one spelling of the tables: small letters, no dots under letters of Devanagari."""
    plain = word.lower().replace("’", "'")
    return plain if plain.isascii() else unicodedata.normalize("NFD", plain).replace(_NUKTA, "")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question's words in order, and what each of them, or each phrase of them, speaks of."""

    words: tuple[str, ...]
    concepts: tuple[tuple[Concept, int], ...]  # with the place of the first word
    strangers: int  # words that neither the lexicon nor the vocabulary of answers knows

    def has(self, *concepts: Concept) -> bool:
        return any(concept in concepts for concept, _ in self.concepts)

    @property
    def all_concepts(self) -> frozenset[Concept]:
        return frozenset(concept for concept, _ in self.concepts)

    @property
    def text(self) -> str:
        """The words with single spaces between them, mended, for patterns of several words."""
        return " ".join(self.words)


def read_words(text: str) -> Reading:
    """Read a folded text out of which ids have been taken."""
    words = tuple(_mended(spelled(match.group())) for match in _WORD.finditer(text))
    concepts: list[tuple[Concept, int]] = []
    known: set[int] = set()
    place = 0
    while place < len(words):
        length, found = _phrase_at(words, place)
        concepts += [(concept, place) for concept in found]
        known.update(range(place, place + length) if found else ())
        place += length
    strangers = [w for i, w in enumerate(words) if i not in known and w not in _KNOWN and not w[0].isdigit()]
    return Reading(words, tuple(concepts), len(set(strangers)))


def _phrase_at(words: tuple[str, ...], place: int) -> tuple[int, tuple[Concept, ...]]:
    """Give how many words from a place are one phrase, and its concepts: the longest that the table has."""
    for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
        if concepts := _TABLE.get(" ".join(words[place : place + length])):
            return length, concepts
    return 1, ()


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """Give the word of the lexicon that was meant by a slip of the keys; the word itself where none is near."""
    if word in _KNOWN or not word.isascii() or not word.isalpha() or len(word) < _SHORTEST_MENDED - 1:
        return word
    return next((known for known in _MENDABLE.get(word[0], ()) if _is_slip(word, known)), word)


def _is_slip(word: str, known: str) -> bool:
    """Tell whether a letter is missing, doubled, wrong or in the place of the next; of short words the last only."""
    if sorted(word) == sorted(known):
        return sum(a != b for a, b in zip(word, known, strict=True)) == 2
    if len(known) < _SHORTEST_MENDED or abs(len(word) - len(known)) > 1:
        return False
    return _within(word, known, 1 if len(known) < 8 else 2)


def _within(word: str, known: str, most: int) -> bool:
    """Tell whether a word is made into another by at most so many changes of a letter."""
    row = list(range(len(known) + 1))
    for i, a in enumerate(word, start=1):
        new = [i]
        for j, b in enumerate(known, start=1):
            new.append(min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (a != b)))
        if min(new) > most:
            return False
        row = new
    return row[-1] <= most


def _table() -> dict[str, tuple[Concept, ...]]:
    table: dict[str, tuple[Concept, ...]] = {}
    for concept, phrases in WORDS.items():
        for phrase in phrases.split(","):
            key = " ".join(map(spelled, phrase.split()))
            table[key] = (*table.get(key, ()), concept)
    return table


def _by_first_letter(words: Collection[str]) -> dict[str, tuple[str, ...]]:
    letters: dict[str, list[str]] = {}
    for word in sorted(words):
        letters.setdefault(word[0], []).append(word)
    return {letter: tuple(found) for letter, found in letters.items()}


_TABLE = _table()
_SINGLE = {word for phrase in _TABLE for word in phrase.split()}
_KNOWN = frozenset(map(spelled, FILLERS | FREE | BOUND)) | _SINGLE
_MENDABLE = _by_first_letter({w for w in _SINGLE | {"much", "many"} if w.isascii() and len(w) >= _SHORTEST_MENDED - 1})
