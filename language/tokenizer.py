"""Split a text into tokens in one linear pass: words, numbers, symbols and punctuation, with their offsets."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.ids import fold_characters

_REMEMBERED = 4096  # characters; a text with all of Unicode must not fill the memory
_NUKTA = "\u093c"
_CANDRABINDU = "\u0901"
_JOINERS = "\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "\u0300-\u036f\u0900-\u0963\u0971-\u0dff" + _JOINERS
_QUOTES = dict.fromkeys("‘’‛`´ʼ＇", "'")
# A word in an Indic script is a run of letters and vowel signs, which ``\w`` would split. Every alternative is a run of
# one class with which no other alternative begins, so the scan never backtracks.
_SCAN = re.compile(
    rf"(?P<word>(?:[^\W\d_]|[{_MARKS}])++(?:'(?:[^\W\d_]|[{_MARKS}])++)?)|(?P<number>\d++)|(?P<space>\s++)|(?P<sign>.)",
    re.DOTALL,
)
_SYMBOLS = frozenset("₹$€£¥%&+=*#@/\\<>^|~_")


class TokenKind(StrEnum):
    WORD = "word"
    NUMBER = "number"  # a run of digits; signs between digits are separate tokens
    ID = "id"  # an identifier, or the placeholder of a masked value, as one unit
    SYMBOL = "symbol"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, slots=True)
class Token:
    """One token. ``text`` is normalised: lower case, ASCII digits and dashes, Devanagari without nuktas.

    ``start`` and ``end`` are offsets (Unicode code points) into the original text.
    """

    kind: TokenKind
    text: str
    start: int
    end: int

    def follows(self, other: "Token") -> bool:
        """Whether this token directly follows another one."""
        return self.start == other.end


class _Fold(dict[int, str]):
    """Maps one character to one character; computed on first use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _QUOTES.get(character) or fold_characters(character)
        folded = _QUOTES.get(folded, folded)
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_FOLD = _Fold()


def fold(text: str) -> str:
    """Return the text, at the same length, with ASCII digits and dashes and one kind of apostrophe."""
    return text if text.isascii() and "`" not in text else text.translate(_FOLD)


def normalise_spelling(word: str) -> str:
    """Return a folded word in the lexicons' spelling."""
    plain = word.lower()
    if plain.isascii():
        return plain
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if c not in _JOINERS and c != _NUKTA)
    return unicodedata.normalize("NFC", plain).replace(_CANDRABINDU, "\u0902")


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text; every character other than white space is in exactly one."""
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
    """Return the tokens from ``first`` to ``last`` (inclusive) as one id token with this text."""
    return Token(TokenKind.ID, text, tokens[first].start, tokens[last].end)


def _is_symbol(character: str) -> bool:
    return character in _SYMBOLS or unicodedata.category(character)[0] == "S"
