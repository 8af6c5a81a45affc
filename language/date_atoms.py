"""What a reader of days finds at one place of a text, and the arithmetic that the readers share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from language.date_pieces import Piece
from language.days import DayRange, Days, month_of
from language.vocabulary import TimeRole

R = TimeRole
_CENTURY = 2000
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Atom:
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


RANK_SPAN, RANK_RANGE, RANK_DAY, RANK_PERIOD, RANK_RELATIVE, RANK_DAY_ALONE = 6, 5, 4, 3, 2, 1


def atom(days: Days, first: int, end: int, rank: int, *, has_year: bool = True, day: date | None = None) -> Atom:
    return Atom(DayRange(days.first, days.last), first, end, rank, has_year=has_year, day=day)


def impossible(first: int, end: int) -> Atom:
    """Return what is written as a day and is none: 31 February."""
    return Atom(DayRange(None, None), first, end, RANK_DAY, is_impossible=True)


@dataclass(frozen=True, slots=True)
class DateText:
    """The pieces of a text with the date of today in the zone of the one who asks."""

    pieces: Sequence[Piece]
    today: date

    def at(self, place: int) -> Piece | None:
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

    def after_filling(self, place: int) -> int:
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


def valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest(month: int, day: int, today: date) -> date | None:
    """Return the latest such date that is not after today; None for one that no year has."""
    back = 8 if (month, day) == (2, 29) else 1
    found = (valid(year, month, day) for year in range(today.year, today.year - back - 1, -1))
    return next((candidate for candidate in found if candidate is not None and candidate <= today), None)


def latest_month(month: int, today: date) -> Days:
    days = month_of(today.year, month)
    return days if days.first <= today else month_of(today.year - 1, month)
