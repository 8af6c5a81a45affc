"""Correct typos: find the lexicon word that an unknown word was meant to be.

Every known word is indexed under its spellings with one letter left out (two for long words). Words that differ by a
typo share such a key, so a word is compared with a handful of others and never with the whole table.
"""

from collections.abc import Iterable
from itertools import combinations

_SHORTEST = 4  # letters: in shorter words a typo makes another word
_SHORTEST_CHANGED = 5  # in words of four letters, only a transposition is corrected
_SHORTEST_OTHER_SCRIPT = 6  # vowel signs count as letters
_LONG = 8  # letters from which two typos are corrected
_LONGEST = 20


class SpellingCorrector:
    """Corrects words to those it was built from."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_key: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if _is_correctable(word):
                for key in _keys(word):
                    self._by_key.setdefault(key, []).append(word)

    def correct(self, word: str) -> str | None:
        """Return the known word that was meant; None where none is close. The first letter is assumed to be right."""
        if not _is_correctable(word):
            return None
        near: dict[str, None] = {}
        for key in _keys(word):
            near.update(dict.fromkeys(self._by_key.get(key, ())))
        ranked = [(distance, known) for known in near if (distance := _distance(word, known)) is not None]
        return min(ranked)[1] if ranked else None


def _is_correctable(word: str) -> bool:
    if not word.isascii():
        return _SHORTEST_OTHER_SCRIPT <= len(word) <= _LONGEST
    return word.isalpha() and _SHORTEST <= len(word) <= _LONGEST


def _keys(word: str) -> set[str]:
    """Return the word with no letter, any one letter and, if it is long, any two letters left out."""
    keys = {word} | {word[:i] + word[i + 1 :] for i in range(1, len(word))}
    if len(word) >= _LONG and word.isascii():
        keys |= {word[:i] + word[i + 1 : j] + word[j + 1 :] for i, j in combinations(range(1, len(word)), 2)}
    return keys


def _distance(word: str, known: str) -> int | None:
    """Return the number of typos between two words; None where there are too many to correct."""
    if word[0] != known[0] or abs(len(word) - len(known)) > 2:
        return None
    if len(word) == len(known):
        different = [i for i, (a, b) in enumerate(zip(word, known, strict=True)) if a != b]
        if len(different) == 2 and different[1] == different[0] + 1 and sorted(word) == sorted(known):
            return 1
    if min(len(word), len(known)) < _SHORTEST_CHANGED:
        return None
    most = 2 if len(known) >= _LONG and known.isascii() else 1
    found = _changes(word, known)
    return found if found <= most else None


def _changes(word: str, known: str) -> int:
    """Return the edit distance: the least number of letters to insert, delete or replace."""
    row = list(range(len(known) + 1))
    for i, a in enumerate(word, start=1):
        new = [i]
        for j, b in enumerate(known, start=1):
            new.append(min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (a != b)))
        row = new
    return row[-1]
