"""A text split into pieces that can denote dates, what a date parser finds in it, and shared date arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from language.days import DayRange, Days, get_month
from language.tokenizer import Token, TokenKind
from language.vocabulary import Roles, TimeRole, get_vocabulary, match_phrase

_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_NONE: Roles = {}


R = TimeRole
_CENTURY = 2000
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
RANK_SPAN, RANK_RANGE, RANK_DAY, RANK_PERIOD, RANK_RELATIVE, RANK_DAY_ALONE = 6, 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class DatePiece:
    """A phrase of the vocabulary, a number or a sign: tokens ``first`` to ``last``, both inclusive.

    ``number`` is the value of digits or of a number word.
    """

    first: int
    last: int
    text: str
    roles: Roles = field(default_factory=dict)
    number: int | None = None
    is_digits: bool = False
    has_ending: bool = False  # "26th"
    is_glued: bool = False  # directly follows the previous piece

    def has(self, role: TimeRole) -> bool:
        return role in self.roles

    def value(self, role: TimeRole) -> int | None:
        """Return the number of a role; None where the piece does not have that role."""
        found = self.roles.get(role)
        return found if isinstance(found, int) else None

    def name(self, role: TimeRole) -> str | None:
        """Return the name of a role that has one (such as a festival); None where the piece does not have that role."""
        found = self.roles.get(role)
        return found if isinstance(found, str) else None


def split_date_pieces(tokens: Sequence[Token], words: Sequence[str]) -> list[DatePiece]:
    """Return the pieces in order; every token is in exactly one."""
    pieces: list[DatePiece] = []
    position = 0
    while position < len(tokens):
        piece = _piece(tokens, words, position)
        pieces.append(piece)
        position = piece.last + 1
    return pieces


def _counts_a_unit(words: Sequence[str], position: int, length: int) -> bool:
    table = get_vocabulary().roles
    roles = table[" ".join(words[position : position + length])]
    after = table.get(words[position + length], _NONE) if position + length < len(words) else _NONE
    return TimeRole.BEFORE_AFTERWARDS in roles and TimeRole.UNIT in after and words[position] in table


def _piece(tokens: Sequence[Token], words: Sequence[str], position: int) -> DatePiece:
    token, glued = tokens[position], position > 0 and tokens[position].follows(tokens[position - 1])
    if token.kind is TokenKind.NUMBER:
        ending = position + 1 < len(tokens) and tokens[position + 1].text in _ORDINAL_ENDINGS
        ending = ending and tokens[position + 1].follows(token)
        number = int(token.text) if len(token.text) <= 4 else None
        roles = get_vocabulary().roles.get(f"{words[position]} {words[position + 1]}", _NONE) if ending else _NONE
        return DatePiece(position, position + ending, token.text, roles, number, True, ending, glued)
    table = get_vocabulary()
    length = match_phrase(words, position, table.roles)
    if length > 1 and _counts_a_unit(words, position, length):
        length = 1  # "November ke pehle hafte": the first week, not before November
    if length:
        text = " ".join(words[position : position + length])
        number = table.cardinals.get(text)
        return DatePiece(position, position + length - 1, text, table.roles[text], number, is_glued=glued)
    return DatePiece(position, position, words[position], _NONE, table.cardinals.get(words[position]), is_glued=glued)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """Days that the pieces from ``first`` to ``end`` (exclusive) denote.

    ``rank`` decides between several matches in a text: a range before a day, a day before a month. ``day`` is the day
    from which "before" and "after" count where it is not the first or last ("after Diwali").
    """

    range: DayRange
    first: int
    end: int
    rank: int
    is_impossible: bool = False
    has_year: bool = True
    day: date | None = None

    @property
    def start_day(self) -> date | None:
        return self.day or self.range.first

    @property
    def end_day(self) -> date | None:
        return self.day or self.range.last


def match_days(
    days: Days, first: int, end: int, rank: int, *, has_year: bool = True, day: date | None = None
) -> DateMatch:
    return DateMatch(DayRange(days.first, days.last), first, end, rank, has_year=has_year, day=day)


def impossible_match(first: int, end: int) -> DateMatch:
    """Return a match for what is written like a date but is not one: 31 February."""
    return DateMatch(DayRange(None, None), first, end, RANK_DAY, is_impossible=True)


@dataclass(frozen=True, slots=True)
class DateText:
    """The pieces of a text, and today's date in the user's zone."""

    pieces: Sequence[DatePiece]
    today: date

    def at(self, position: int) -> DatePiece | None:
        return self.pieces[position] if 0 <= position < len(self.pieces) else None

    def has(self, position: int, *roles: TimeRole) -> bool:
        """Whether the piece at a position has one of these roles."""
        return 0 <= position < len(self.pieces) and not self.pieces[position].roles.keys().isdisjoint(roles)

    def value(self, position: int, role: TimeRole) -> int | None:
        return self.pieces[position].value(role) if 0 <= position < len(self.pieces) else None

    def unit(self, position: int) -> str | None:
        return self.pieces[position].name(R.UNIT) if 0 <= position < len(self.pieces) else None

    def is_sign(self, position: int, *signs: str) -> bool:
        return 0 <= position < len(self.pieces) and self.pieces[position].text in signs

    def skip_fillers(self, position: int) -> int:
        """Return the position after up to two connecting words: "of the", "ke", "in"."""
        for _ in range(2):
            if self.has(position, R.OF, R.OF_AFTERWARDS, R.ARTICLE) and not self.has(
                position, R.MONTH, R.UNIT, R.PREVIOUS
            ):
                position += 1
        return position

    def year(self, position: int) -> tuple[int | None, int]:
        """Return the year at the end of a date ("2026", ", 2026", "'26"), or None, and the position after it."""
        sign = self.is_sign(position, ",", "'", "-", "/")
        piece = self.at(position + sign)
        if piece is not None and piece.is_digits and piece.number is not None and not piece.has_ending:
            if len(piece.text) == 4 and _FIRST_YEAR <= piece.number <= _LAST_YEAR:
                return piece.number, position + sign + 1
            if len(piece.text) == 2 and self.is_sign(position, "'", "-") and piece.is_glued:
                return _CENTURY + piece.number, position + sign + 1
        return None, position


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest_date(month: int, day: int, today: date) -> date | None:
    """Return the latest such date that is not after today; None for a date that no year has."""
    back = 8 if (month, day) == (2, 29) else 1
    found = (make_date(year, month, day) for year in range(today.year, today.year - back - 1, -1))
    return next((candidate for candidate in found if candidate is not None and candidate <= today), None)


def latest_month(month: int, today: date) -> Days:
    days = get_month(today.year, month)
    return days if days.first <= today else get_month(today.year - 1, month)


def is_unambiguous(text: DateText, position: int) -> bool:
    """Whether a name that is also another word ("may", "sat") is where only the name can be."""
    if text.year(position + 1)[0] is not None or text.unit(position + 1) == "month":
        return True
    if text.value(position, R.WEEKDAY) is not None and text.has(position + 1, R.DATE_MARK, R.ON_AFTERWARDS):
        return True
    return text.has(position - 1, R.OF, R.PREVIOUS, R.SINCE, R.TILL, R.BEFORE, R.AFTER, R.PART, R.ON)
