"""A copy of a text that patterns for ASCII can read, with every offset kept."""

import unicodedata
from dataclasses import dataclass

from core.ids import fold_characters

# With more kinds of characters to change than this, one pass over all is quicker than one replacement a kind.
_MOST_REPLACEMENTS = 24
# What turns a digit into a picture of a key: the variation selector and the frame around it.
_BREAKS = "',.;:!?()[]{}<>/|=\"“”_-।"
_KEYCAP = {"\ufe0f", "\u20e3"}


class _Fold(dict[int, int]):
    """One character to one character, computed when it is first seen (at most once per code point)."""

    def __missing__(self, code_point: int) -> int:
        character = chr(code_point)
        # An invisible character between two digits is read as a dash, which could have been typed there.
        invisible = unicodedata.category(character) == "Cf" or character in _KEYCAP
        folded = "-" if invisible else fold_characters(character)
        self[code_point] = ord(folded)
        return self[code_point]


_FOLD = _Fold()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as the searches read it: folded (``text``) and in lower case (``lower``), both as long as the original.

    ``words`` are those of ``lower``, with which a search quickly rules out that any of its cues is present.
    """

    text: str
    lower: str
    words: frozenset[str]


def fold(text: str) -> str:
    """Turn digits of any script, dashes, spaces and full-width letters into ASCII; the length stays the same."""
    if text.isascii():
        return text
    changes = {c: _FOLD[ord(c)] for c in set(text) if not c.isascii() and _FOLD[ord(c)] != ord(c)}
    if len(changes) > _MOST_REPLACEMENTS:
        return text.translate(_FOLD)
    for character, folded in changes.items():
        text = text.replace(character, chr(folded))
    return text


def fold_case(text: str) -> Folded:
    """Return a text folded, with its lower case and its words."""
    folded = fold(text)
    lower = folded.lower()
    if len(lower) != len(folded):  # a letter whose small form is two characters
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in folded)
    return Folded(folded, lower, _words(lower))


def _words(text: str) -> frozenset[str]:
    for sign in _BREAKS:  # quicker than one pass that translates, where most of them are absent
        if sign in text:
            text = text.replace(sign, " ")
    return frozenset(text.split())
