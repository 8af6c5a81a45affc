"""A text cut into what it can say of days: each piece a phrase of the vocabulary, a number or a sign."""

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


def split_date_pieces(tokens: Sequence[Token], words: Sequence[str]) -> list[DatePiece]:
    """Return the pieces in order; every token is in exactly one."""
    pieces: list[DatePiece] = []
    place = 0
    while place < len(tokens):
        piece = _piece(tokens, words, place)
        pieces.append(piece)
        place = piece.last + 1
    return pieces


def _counts_a_unit(words: Sequence[str], place: int, length: int) -> bool:
    table = get_vocabulary().roles
    roles = table[" ".join(words[place : place + length])]
    after = table.get(words[place + length], _NONE) if place + length < len(words) else _NONE
    return TimeRole.BEFORE_AFTERWARDS in roles and TimeRole.UNIT in after and words[place] in table


def _piece(tokens: Sequence[Token], words: Sequence[str], place: int) -> DatePiece:
    token, glued = tokens[place], place > 0 and tokens[place].follows(tokens[place - 1])
    if token.kind is TokenKind.NUMBER:
        ending = place + 1 < len(tokens) and tokens[place + 1].text in _ORDINAL_ENDINGS
        ending = ending and tokens[place + 1].follows(token)
        number = int(token.text) if len(token.text) <= 4 else None
        roles = get_vocabulary().roles.get(f"{words[place]} {words[place + 1]}", _NONE) if ending else _NONE
        return DatePiece(place, place + ending, token.text, roles, number, True, ending, glued)
    table = get_vocabulary()
    length = match_phrase(words, place, table.roles)
    if length > 1 and _counts_a_unit(words, place, length):
        length = 1  # "November ke pehle hafte": the first week, not before November
    if length:
        text = " ".join(words[place : place + length])
        number = table.cardinals.get(text)
        return DatePiece(place, place + length - 1, text, table.roles[text], number, is_glued=glued)
    return DatePiece(place, place, words[place], _NONE, table.cardinals.get(words[place]), is_glued=glued)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """Days that the pieces from ``first`` up to ``end`` (exclusive) name.

    ``rank`` says how much a reader means them when a text names several: a range before a day, a day before a month.
    ``day`` is the one day that a bound counts from where it is not the first or last ("after Diwali").
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
    """Return what is written as a day and is none: 31 February."""
    return DateMatch(DayRange(None, None), first, end, RANK_DAY, is_impossible=True)


@dataclass(frozen=True, slots=True)
class DateText:
    """The pieces of a text with the date of today in the zone of the one who asks."""

    pieces: Sequence[DatePiece]
    today: date

    def at(self, place: int) -> DatePiece | None:
        return self.pieces[place] if 0 <= place < len(self.pieces) else None

    def has(self, place: int, *roles: TimeRole) -> bool:
        """Whether the piece at a place has one of these roles."""
        return 0 <= place < len(self.pieces) and not self.pieces[place].roles.keys().isdisjoint(roles)

    def value(self, place: int, role: TimeRole) -> int | None:
        return self.pieces[place].value(role) if 0 <= place < len(self.pieces) else None

    def unit(self, place: int) -> str | None:
        return self.pieces[place].name(R.UNIT) if 0 <= place < len(self.pieces) else None

    def is_sign(self, place: int, *signs: str) -> bool:
        return 0 <= place < len(self.pieces) and self.pieces[place].text in signs

    def skip_fillers(self, place: int) -> int:
        """Return the place after up to two words that only join: "of the", "ke", "in"."""
        for _ in range(2):
            if self.has(place, R.OF, R.OF_AFTERWARDS, R.ARTICLE) and not self.has(place, R.MONTH, R.UNIT, R.PREVIOUS):
                place += 1
        return place

    def year(self, place: int) -> tuple[int | None, int]:
        """Return the year that a date goes on with and the place after it: "2026", ", 2026", "'26"; else None."""
        sign = self.is_sign(place, ",", "'", "-", "/")
        piece = self.at(place + sign)
        if piece is not None and piece.is_digits and piece.number is not None and not piece.has_ending:
            if len(piece.text) == 4 and _FIRST_YEAR <= piece.number <= _LAST_YEAR:
                return piece.number, place + sign + 1
            if len(piece.text) == 2 and self.is_sign(place, "'", "-") and piece.is_glued:
                return _CENTURY + piece.number, place + sign + 1
        return None, place


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest_date(month: int, day: int, today: date) -> date | None:
    """Return the latest such date that is not after today; None for one that no year has."""
    back = 8 if (month, day) == (2, 29) else 1
    found = (make_date(year, month, day) for year in range(today.year, today.year - back - 1, -1))
    return next((candidate for candidate in found if candidate is not None and candidate <= today), None)


def latest_month(month: int, today: date) -> Days:
    days = get_month(today.year, month)
    return days if days.first <= today else get_month(today.year - 1, month)


def is_unambiguous(text: DateText, place: int) -> bool:
    """Whether a name that is another word as well stands where only the name can stand."""
    if text.year(place + 1)[0] is not None or text.unit(place + 1) == "month":
        return True
    if text.value(place, R.WEEKDAY) is not None and text.has(place + 1, R.DATE_MARK, R.ON_AFTERWARDS):
        return True
    return text.has(place - 1, R.OF, R.PREVIOUS, R.SINCE, R.TILL, R.BEFORE, R.AFTER, R.PART, R.ON)
