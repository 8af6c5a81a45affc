"""A text as tokens: words, numbers, symbols and punctuation, each with its place in the text. One linear pass."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.ids import fold_characters

_REMEMBERED = 4096  # characters; a text of all of Unicode must not fill the memory
_NUKTA = "\u093c"
_CANDRABINDU = "\u0901"
_JOINERS = "\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "\u0300-\u036f\u0900-\u0963\u0971-\u0dff" + _JOINERS
_QUOTES = dict.fromkeys("‘’‛`´ʼ＇", "'")
# A word of an Indic script is a run of letters and vowel signs, which ``\w`` does not hold together. Every alternative
# is a run of one class that no other alternative begins with, so the scan never goes back.
_SCAN = re.compile(
    rf"(?P<word>(?:[^\W\d_]|[{_MARKS}])++(?:'(?:[^\W\d_]|[{_MARKS}])++)?)|(?P<number>\d++)|(?P<space>\s++)|(?P<sign>.)",
    re.DOTALL,
)
_SYMBOLS = frozenset("₹$€£¥%&+=*#@/\\<>^|~_")


class TokenKind(StrEnum):
    WORD = "word"
    NUMBER = "number"  # a run of digits: signs between digits are tokens of their own
    ID = "id"  # an identifier, or a placeholder of a masked value, as one unit
    SYMBOL = "symbol"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is folded: small letters, ASCII digits and dashes, no dots under letters of Devanagari.

    ``start`` and ``end`` are offsets (Unicode code points) into the text as it was given.
    """

    kind: TokenKind
    text: str
    start: int
    end: int

    def follows(self, other: "Token") -> bool:
        """Whether nothing stands between this token and the one before it."""
        return self.start == other.end


class _Fold(dict[int, str]):
    """Folds one character to one character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _QUOTES.get(character) or fold_characters(character)
        folded = _QUOTES.get(folded, folded)
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_FOLD = _Fold()


def fold(text: str) -> str:
    """Return the text with digits and dashes in ASCII and one kind of apostrophe; the length is kept."""
    return text if text.isascii() and "`" not in text else text.translate(_FOLD)


def normalise_spelling(word: str) -> str:
    """Return a folded word in the one spelling of the lexicons."""
    plain = word.lower()
    if plain.isascii():
        return plain
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if c not in _JOINERS and c != _NUKTA)
    return unicodedata.normalize("NFC", plain).replace(_CANDRABINDU, "\u0902")


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a text; every character that is no white space is in exactly one of them."""
    tokens = []
    for match in _SCAN.finditer(fold(text)):
        group = match.lastgroup
        if group == "space":
            continue
        found = match.group()
        if group == "word":
            kind, found = TokenKind.WORD, normalise_spelling(found)
        elif group == "number":
            kind = TokenKind.NUMBER
        else:
            kind = TokenKind.SYMBOL if _is_symbol(found) else TokenKind.PUNCTUATION
        tokens.append(Token(kind, found, match.start(), match.end()))
    return tokens


def merge_tokens(tokens: Sequence[Token], first: int, last: int, text: str) -> Token:
    """Return the tokens from ``first`` to ``last`` (inclusive) as one id, named ``text``."""
    return Token(TokenKind.ID, text, tokens[first].start, tokens[last].end)


def _is_symbol(character: str) -> bool:
    return character in _SYMBOLS or unicodedata.category(character)[0] == "S"
