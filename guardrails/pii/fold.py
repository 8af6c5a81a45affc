"""A copy of a text that patterns for ASCII can read, with every offset kept."""

import unicodedata

from rewards.ids import fold_characters


class _Fold(dict[int, int]):
    """One character to one character, worked out at its first sight (at most once per code point)."""

    def __missing__(self, code_point: int) -> int:
        character = chr(code_point)
        # An invisible character between two digits is read as the dash that somebody could have typed there.
        folded = "-" if unicodedata.category(character) == "Cf" else fold_characters(character)
        self[code_point] = ord(folded)
        return self[code_point]


_FOLD = _Fold()


def fold(text: str) -> str:
    """Turn digits of any script, dashes, spaces and full-width letters into ASCII; the length stays the same."""
    return text if text.isascii() else text.translate(_FOLD)
