"""A text cut into what it can say of days: each piece a phrase of the vocabulary, a number or a sign."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from language.tokenizer import Token, TokenKind
from language.vocabulary import Roles, TimeRole, phrase_at, vocabulary

_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_NONE: Roles = {}


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens from ``first`` to ``last``, both inclusive; ``number`` is the value of digits or of a number word."""

    first: int
    last: int
    text: str
    roles: Roles = field(default_factory=dict)
    number: int | None = None
    is_digits: bool = False
    has_ending: bool = False  # "26th"
    is_glued: bool = False  # to the piece before

    def has(self, role: TimeRole) -> bool:
        return role in self.roles

    def value(self, role: TimeRole) -> int | None:
        """Return the number that a role carries; None where the piece has not that role."""
        found = self.roles.get(role)
        return found if isinstance(found, int) else None

    def name(self, role: TimeRole) -> str | None:
        """Return the name that a role carries, which is a number for none."""
        found = self.roles.get(role)
        return found if isinstance(found, str) else None


def pieces_of(tokens: Sequence[Token], words: Sequence[str]) -> list[Piece]:
    """Return the pieces in order; every token is in exactly one."""
    pieces: list[Piece] = []
    place = 0
    while place < len(tokens):
        piece = _piece(tokens, words, place)
        pieces.append(piece)
        place = piece.last + 1
    return pieces


def _counts_a_unit(words: Sequence[str], place: int, length: int) -> bool:
    table = vocabulary().roles
    roles = table[" ".join(words[place : place + length])]
    after = table.get(words[place + length], _NONE) if place + length < len(words) else _NONE
    return TimeRole.BEFORE_AFTERWARDS in roles and TimeRole.UNIT in after and words[place] in table


def _piece(tokens: Sequence[Token], words: Sequence[str], place: int) -> Piece:
    token, glued = tokens[place], place > 0 and tokens[place].follows(tokens[place - 1])
    if token.kind is TokenKind.NUMBER:
        ending = place + 1 < len(tokens) and tokens[place + 1].text in _ORDINAL_ENDINGS
        ending = ending and tokens[place + 1].follows(token)
        number = int(token.text) if len(token.text) <= 4 else None
        roles = vocabulary().roles.get(f"{words[place]} {words[place + 1]}", _NONE) if ending else _NONE
        return Piece(place, place + ending, token.text, roles, number, True, ending, glued)
    table = vocabulary()
    length = phrase_at(words, place, table.roles)
    if length > 1 and _counts_a_unit(words, place, length):
        length = 1  # "November ke pehle hafte": the first week, not before November
    if length:
        text = " ".join(words[place : place + length])
        number = table.cardinals.get(text)
        return Piece(place, place + length - 1, text, table.roles[text], number, is_glued=glued)
    return Piece(place, place, words[place], _NONE, table.cardinals.get(words[place]), is_glued=glued)
