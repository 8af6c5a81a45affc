"""The days that a text speaks of, with both their bounds: single days, periods, "before", "since", ranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from language.date_atoms import (
    RANK_DAY_ALONE,
    RANK_PERIOD,
    RANK_RANGE,
    RANK_RELATIVE,
    RANK_SPAN,
    Atom,
    DateText,
    latest,
    valid,
)
from language.date_pieces import Piece
from language.dates import (
    read_day_alone,
    read_day_and_month,
    read_iso,
    read_month_and_day,
    read_numeric,
    read_short_range,
)
from language.days import DayRange
from language.financial_years import read_fiscal, read_year
from language.periods import (
    read_ago,
    read_festival,
    read_month,
    read_month_then_part,
    read_part_of_month,
    read_relative,
    read_span,
    read_third,
    read_week_of,
    read_weekday,
)
from language.vocabulary import TimeRole

R = TimeRole
_DAY_READERS = (read_iso, read_numeric, read_short_range, read_day_and_month, read_month_and_day)
_BEGINNINGS = frozenset(
    {
        *(R.MONTH, R.WEEKDAY, R.RELATIVE, R.UNIT, R.ORDINAL, R.PART, R.FESTIVAL, R.THIS, R.PREVIOUS, R.ARTICLE),
    }
)
_AT_NUMBERS = (read_iso, read_numeric, read_short_range, read_day_and_month)
_AT_WORDS = (
    *(read_short_range, read_month_and_day, read_part_of_month, read_month_then_part, read_third, read_span, read_ago),
    *(read_festival, read_weekday, read_month, read_fiscal, read_relative),
)
_AT_NUMBERS_ALONE = (read_ago, read_year, read_day_alone)
_ONE_DAY = timedelta(days=1)
_MOST_BETWEEN = 3  # pieces between the two ends of a range


@dataclass(frozen=True, slots=True)
class FoundDays:
    """The days that are meant, as asked for, and the tokens that say so.

    ``tokens`` are those of every day that is named, also of those that are not meant; ``first`` and ``last`` are the
    tokens of the one that is. ``festival`` is the one day that a festival stands for.
    """

    range: DayRange | None = None
    tokens: frozenset[int] = frozenset()
    first: int = 0
    last: int = 0
    is_impossible: bool = False
    is_festival: bool = False


def days_of(pieces: Sequence[Piece], today: date) -> FoundDays:
    """Return the days that a text speaks of; no range where it names none, or one that no calendar has.

    A date without a year is the latest such date that is not after today.
    """
    text = DateText(pieces, today)
    atoms = _atoms(text)
    if not atoms:
        return FoundDays()
    taken = frozenset(t for a in atoms for p in text.pieces[a.first : a.end] for t in range(p.first, p.last + 1))
    if any(found.is_impossible for found in atoms):
        return FoundDays(tokens=taken, is_impossible=True)
    joined = _joined(text, _with_its_month(text, atoms))
    if any(found.is_impossible for found in joined):
        return FoundDays(tokens=taken, is_impossible=True)
    is_future = any(piece.has(R.FUTURE) for piece in pieces)
    joined = [found for found in joined if not (is_future and _may_be_to_come(text, found))]
    if not joined:
        return FoundDays(tokens=taken)
    meant = max(joined, key=lambda found: (found.rank, -found.first))
    inside = text.pieces[meant.first : meant.end]
    taken |= {t for piece in inside for t in range(piece.first, piece.last + 1)}
    is_festival = any(piece.has(R.FESTIVAL) for piece in inside)
    return FoundDays(meant.range, taken, inside[0].first, inside[-1].last, is_festival=is_festival)


def _atoms(text: DateText) -> list[Atom]:
    """Return the days of a text from left to right, the longest reading at each place."""
    atoms: list[Atom] = []
    place = 0
    while place < len(text.pieces):
        found = _atom_at(text, place) if _can_begin(text.pieces[place]) else None
        if found is not None:
            atoms.append(found)
        place = found.end if found is not None else place + 1
    return atoms


def _can_begin(piece: Piece) -> bool:
    if piece.number is not None or piece.is_digits or piece.text == "q":
        return True
    return not piece.roles.keys().isdisjoint(_BEGINNINGS)


def _atom_at(text: DateText, place: int) -> Atom | None:
    piece = text.pieces[place]
    is_number = piece.is_digits or piece.number is not None
    if text.unit(place) == "week" and (found := _week_of(text, place)) is not None:
        return found
    readers = (
        *(_AT_NUMBERS if is_number else ()),
        *(_AT_WORDS if piece.roles or not is_number else ()),
        *(_AT_NUMBERS_ALONE if is_number else ()),
    )
    return next((found for read in readers if (found := read(text, place)) is not None), None)


def _week_of(text: DateText, place: int) -> Atom | None:
    """Return "the week of 5 November", "the week starting 5 November", "the week of Diwali"."""
    after = text.after_filling(place + 1 + text.has(place + 1, R.BETWEEN, R.SINCE, R.PART))
    if after == place + 1:
        return None
    readers = (*_DAY_READERS, read_festival)
    day = next((found for read in readers if (found := read(text, after)) is not None), None)
    return read_week_of(text, place, day)


def _with_its_month(text: DateText, atoms: list[Atom]) -> list[Atom]:
    """Return a day alone ("30 tarikh ko") in the one month that is named elsewhere: "the order of September end"."""
    months = {text.value(i, R.MONTH) for a in atoms for i in range(a.first, a.end)} - {None}
    alone = [a for a in atoms if a.rank == RANK_DAY_ALONE]
    month = next(iter(months)) if len(months) == 1 else None
    if month is None or len(alone) != 1 or len(atoms) == 1:
        return atoms
    number = text.pieces[alone[0].first].number or 0
    day = latest(month, number, text.today)
    if day is None:
        return atoms
    return [Atom(DayRange(day, day), alone[0].first, alone[0].end, RANK_RANGE)]


def _joined(text: DateText, atoms: list[Atom]) -> list[Atom]:
    """Return the days with their bounds: two that belong together are one range."""
    found: list[Atom] = []
    index = 0
    while index < len(atoms):
        atom, following = atoms[index], atoms[index + 1] if index + 1 < len(atoms) else None
        if following is not None and _is_join(text, atom.end, following.first):
            found.append(_from_to(text, atom, following))
            index += 2
            continue
        found.append(_bounded(text, atom))
        index += 1
    return _intersected(found)


def _is_join(text: DateText, start: int, end: int) -> bool:
    """Whether the pieces between two days make them the two ends of one range: "to", "-", "se", "and"."""
    between = text.pieces[start:end]
    if not 0 < len(between) <= _MOST_BETWEEN:
        return False
    joins = [p for p in between if p.has(R.JOIN) or p.text in ("-", "&")]
    fits = all(p in joins or p.has(R.ARTICLE) or p.has(R.ON) or p.has(R.ON_AFTERWARDS) for p in between)
    return bool(joins) and fits


def _from_to(text: DateText, first: Atom, last: Atom) -> Atom:
    start, end = first.range.first, last.range.last
    if start is not None and end is not None and end < start and not last.has_year:
        # "1 Nov to 30 Nov", of which the end is still to come.
        end = valid(start.year, end.month, end.day) or end
    reach = last.end + text.has(last.end, R.TILL_AFTERWARDS)
    is_reversed = start is None or end is None or end < start
    return Atom(DayRange(start, end), first.first, reach, RANK_RANGE, is_impossible=is_reversed)


def _bounded(text: DateText, atom: Atom) -> Atom:
    """Return an atom with the bound that stands before or after it: "before", "se pehle", "since", "tak"."""
    start, end = atom.start_day, atom.end_day
    if start is None or end is None or atom.rank == RANK_SPAN:
        return atom
    after = atom.end + (text.has(atom.end, R.ON_AFTERWARDS) and not _has_bound_after(text, atom.end))
    return _bounded_after(text, atom, after, (start, end)) or _bounded_before(text, atom, (start, end)) or atom


def _bounded_after(text: DateText, atom: Atom, after: int, days: tuple[date, date]) -> Atom | None:
    """Return an atom with a bound that is said after it: "1 October se pehle", "26 Sep onwards"."""
    if text.has(after, R.BEFORE_AFTERWARDS):
        return _open(atom, None, days[0] - _ONE_DAY, atom.first, after + 1)
    if text.has(after, R.ONWARDS):
        first = days[1] + _ONE_DAY if text.has(after, R.AFTERWARDS) else days[0]
        return _open(atom, first, None, atom.first, after + 1)
    if text.has(after, R.AFTERWARDS):
        return _open(atom, days[1] + _ONE_DAY, None, atom.first, after + 1)
    if text.has(after, R.JOIN) and text.has(after + 1, R.BEFORE) and not _goes_on(text, after + 2):
        return _open(atom, None, days[1], atom.first, after + 2)
    return None


def _bounded_before(text: DateText, atom: Atom, days: tuple[date, date]) -> Atom | None:
    """Return an atom with a bound that is said before it, or with "tak" and "se", which yield to one."""
    before = atom.first - 1
    for _ in range(2):
        is_inside = text.has(before, R.ARTICLE, R.ON, R.PREVIOUS, R.THIS)  # "since last Monday"
        if is_inside and not text.has(before, R.BEFORE, R.AFTER, R.SINCE, R.TILL):
            before -= 1
    if text.has(before, R.BEFORE):
        return _open(atom, None, days[0] - _ONE_DAY, before, atom.end)
    if text.has(before, R.AFTER):
        return _open(atom, days[1] + _ONE_DAY, None, before, atom.end)
    if text.has(before, R.SINCE):
        return _open(atom, days[0], None, before, atom.end)
    if text.has(before, R.TILL) or text.has(atom.end, R.TILL_AFTERWARDS):
        return _open(atom, None, days[1], atom.first, atom.end + text.has(atom.end, R.TILL_AFTERWARDS))
    if text.has(atom.end, R.FROM_AFTERWARDS):
        return _open(atom, days[0], None, atom.first, atom.end + 1)
    return None


def _has_bound_after(text: DateText, place: int) -> bool:
    return text.has(place, R.BEFORE_AFTERWARDS, R.AFTERWARDS, R.ONWARDS, R.TILL_AFTERWARDS)


def _goes_on(text: DateText, place: int) -> bool:
    piece = text.at(place)
    return piece is not None and _can_begin(piece)


def _open(atom: Atom, first: date | None, last: date | None, start: int, end: int) -> Atom:
    rank = RANK_PERIOD if atom.rank == RANK_RELATIVE else RANK_RANGE
    return Atom(DayRange(first, last), start, end, rank)


def _intersected(atoms: list[Atom]) -> list[Atom]:
    """Put "after 1 Oct" and "before 15 Oct" together."""
    starts = [a for a in atoms if a.range.first is not None and a.range.last is None and not a.is_impossible]
    ends = [a for a in atoms if a.range.first is None and a.range.last is not None]
    if len(starts) != 1 or len(ends) != 1:
        return atoms
    first, last = starts[0].range.first, ends[0].range.last
    if first is None or last is None or last < first:
        return atoms
    start, end = min(starts[0].first, ends[0].first), max(starts[0].end, ends[0].end)
    return [Atom(DayRange(first, last), start, end, RANK_RANGE)]


def _may_be_to_come(text: DateText, atom: Atom) -> bool:
    """Whether a day is "kal", which is yesterday and tomorrow alike: of what is to come it is tomorrow."""
    alone = text.pieces[atom.first : atom.end]
    return len(alone) == 1 and alone[0].has(R.RELATIVE) and alone[0].has(R.AMBIGUOUS)
