"""Parse the days in a text, with both bounds: single days, periods, "before", "since" and ranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from language.date_text import (
    RANK_DAY_ALONE,
    RANK_PERIOD,
    RANK_RANGE,
    RANK_RELATIVE,
    RANK_SPAN,
    DateMatch,
    DatePiece,
    DateText,
    latest_date,
    make_date,
)
from language.dates import (
    parse_day_alone,
    parse_day_and_month,
    parse_iso,
    parse_month_and_day,
    parse_numeric,
    parse_short_range,
    parse_weekday,
)
from language.days import DayRange
from language.periods import (
    parse_ago,
    parse_festival,
    parse_fiscal,
    parse_month,
    parse_month_then_part,
    parse_part_of_month,
    parse_relative,
    parse_span,
    parse_third,
    parse_week_of,
    parse_year,
)
from language.vocabulary import TimeRole

R = TimeRole
_DAY_PARSERS = (parse_iso, parse_numeric, parse_short_range, parse_day_and_month, parse_month_and_day)
_BEGINNINGS = frozenset(
    {
        *(R.MONTH, R.WEEKDAY, R.RELATIVE, R.UNIT, R.ORDINAL, R.PART, R.FESTIVAL, R.THIS, R.PREVIOUS, R.ARTICLE),
    }
)
_AT_NUMBERS = (parse_iso, parse_numeric, parse_short_range, parse_day_and_month)
_AT_WORDS = (
    *(
        parse_short_range,
        parse_month_and_day,
        parse_part_of_month,
        parse_month_then_part,
        parse_third,
        parse_span,
        parse_ago,
    ),
    *(parse_festival, parse_weekday, parse_month, parse_fiscal, parse_relative),
)
_AT_NUMBERS_ALONE = (parse_ago, parse_year, parse_day_alone)
_ONE_DAY = timedelta(days=1)
_MAX_BETWEEN = 3  # pieces between the two ends of a range


@dataclass(frozen=True, slots=True)
class ParsedDays:
    """The days that a text means, as asked for, and the positions of their tokens.

    ``tokens`` are those of every day that is named, including days that are not meant; ``first`` and ``last`` are the
    first and last token of those that are meant.
    """

    range: DayRange | None = None
    tokens: frozenset[int] = frozenset()
    first: int = 0
    last: int = 0
    is_impossible: bool = False
    is_festival: bool = False


def parse_days(pieces: Sequence[DatePiece], today: date) -> ParsedDays:
    """Return the days in a text; without a range where it names none, or one that does not exist.

    A date without a year is the latest such date that is not after today.
    """
    text = DateText(pieces, today)
    matches = _find_matches(text)
    if not matches:
        return ParsedDays()
    taken = frozenset(t for a in matches for p in text.pieces[a.first : a.end] for t in range(p.first, p.last + 1))
    if any(found.is_impossible for found in matches):
        return ParsedDays(tokens=taken, is_impossible=True)
    joined = _joined(text, _with_its_month(text, matches))
    if any(found.is_impossible for found in joined):
        return ParsedDays(tokens=taken, is_impossible=True)
    is_future = any(piece.has(R.FUTURE) for piece in pieces)
    joined = [found for found in joined if not (is_future and _may_be_tomorrow(text, found))]
    if not joined:
        return ParsedDays(tokens=taken)
    meant = max(joined, key=lambda found: (found.rank, -found.first))
    inside = text.pieces[meant.first : meant.end]
    taken |= {t for piece in inside for t in range(piece.first, piece.last + 1)}
    is_festival = any(piece.has(R.FESTIVAL) for piece in inside)
    return ParsedDays(meant.range, taken, inside[0].first, inside[-1].last, is_festival=is_festival)


def _find_matches(text: DateText) -> list[DateMatch]:
    """Return the days in a text from left to right, the first parser's match at each position."""
    matches: list[DateMatch] = []
    position = 0
    while position < len(text.pieces):
        found = _match_at(text, position) if _can_begin(text.pieces[position]) else None
        if found is not None:
            matches.append(found)
        position = found.end if found is not None else position + 1
    return matches


def _can_begin(piece: DatePiece) -> bool:
    if piece.number is not None or piece.is_digits or piece.text == "q":
        return True
    return not piece.roles.keys().isdisjoint(_BEGINNINGS)


def _match_at(text: DateText, position: int) -> DateMatch | None:
    piece = text.pieces[position]
    is_number = piece.is_digits or piece.number is not None
    if text.unit(position) == "week" and (found := _week_of(text, position)) is not None:
        return found
    parsers = (
        *(_AT_NUMBERS if is_number else ()),
        *(_AT_WORDS if piece.roles or not is_number else ()),
        *(_AT_NUMBERS_ALONE if is_number else ()),
    )
    return next((found for parse in parsers if (found := parse(text, position)) is not None), None)


def _week_of(text: DateText, position: int) -> DateMatch | None:
    """Return "the week of 5 November", "the week starting 5 November", "the week of Diwali"."""
    after = text.skip_fillers(position + 1 + text.has(position + 1, R.BETWEEN, R.SINCE, R.PART))
    if after == position + 1:
        return None
    parsers = (*_DAY_PARSERS, parse_festival)
    day = next((found for parse in parsers if (found := parse(text, after)) is not None), None)
    return parse_week_of(text, position, day)


def _with_its_month(text: DateText, matches: list[DateMatch]) -> list[DateMatch]:
    """Return a lone day ("30 tarikh ko") in the only month named elsewhere: "the order of September end"."""
    months = {text.value(i, R.MONTH) for a in matches for i in range(a.first, a.end)} - {None}
    alone = [a for a in matches if a.rank == RANK_DAY_ALONE]
    month = next(iter(months)) if len(months) == 1 else None
    if month is None or len(alone) != 1 or len(matches) == 1:
        return matches
    number = text.pieces[alone[0].first].number or 0
    day = latest_date(month, number, text.today)
    if day is None:
        return matches
    return [DateMatch(DayRange(day, day), alone[0].first, alone[0].end, RANK_RANGE)]


def _joined(text: DateText, matches: list[DateMatch]) -> list[DateMatch]:
    """Return the days with their bounds; two that belong together become one range."""
    found: list[DateMatch] = []
    index = 0
    while index < len(matches):
        match, following = matches[index], matches[index + 1] if index + 1 < len(matches) else None
        if following is not None and _is_join(text, match.end, following.first):
            found.append(_from_to(text, match, following))
            index += 2
            continue
        found.append(_bounded(text, match))
        index += 1
    return _intersected(found)


def _is_join(text: DateText, start: int, end: int) -> bool:
    """Whether the pieces between two days make them the ends of one range: "to", "-", "se", "and"."""
    between = text.pieces[start:end]
    if not 0 < len(between) <= _MAX_BETWEEN:
        return False
    joins = [p for p in between if p.has(R.JOIN) or p.text in ("-", "&")]
    fits = all(p in joins or p.has(R.ARTICLE) or p.has(R.ON) or p.has(R.ON_AFTERWARDS) for p in between)
    return bool(joins) and fits


def _from_to(text: DateText, first: DateMatch, last: DateMatch) -> DateMatch:
    start, end = first.range.first, last.range.last
    if start is not None and end is not None and end < start and not last.has_year:
        # "1 Nov to 30 Nov" where the end is still in the future.
        end = make_date(start.year, end.month, end.day) or end
    reach = last.end + text.has(last.end, R.TILL_AFTERWARDS)
    is_reversed = start is None or end is None or end < start
    return DateMatch(DayRange(start, end), first.first, reach, RANK_RANGE, is_impossible=is_reversed)


def _bounded(text: DateText, match: DateMatch) -> DateMatch:
    """Return a match with the bound before or after it: "before", "se pehle", "since", "tak"."""
    start, end = match.start_day, match.end_day
    if start is None or end is None or match.rank == RANK_SPAN:
        return match
    after = match.end + (text.has(match.end, R.ON_AFTERWARDS) and not _has_bound_after(text, match.end))
    return _bounded_after(text, match, after, (start, end)) or _bounded_before(text, match, (start, end)) or match


def _bounded_after(text: DateText, match: DateMatch, after: int, days: tuple[date, date]) -> DateMatch | None:
    """Return a match with a bound that follows it: "1 October se pehle", "26 Sep onwards"; None without one."""
    if text.has(after, R.BEFORE_AFTERWARDS):
        return _open(match, None, days[0] - _ONE_DAY, match.first, after + 1)
    if text.has(after, R.ONWARDS):
        first = days[1] + _ONE_DAY if text.has(after, R.AFTERWARDS) else days[0]
        return _open(match, first, None, match.first, after + 1)
    if text.has(after, R.AFTERWARDS):
        return _open(match, days[1] + _ONE_DAY, None, match.first, after + 1)
    if text.has(after, R.JOIN) and text.has(after + 1, R.BEFORE) and not _can_begin_at(text, after + 2):
        return _open(match, None, days[1], match.first, after + 2)
    return None


def _bounded_before(text: DateText, match: DateMatch, days: tuple[date, date]) -> DateMatch | None:
    """Return a match with a bound that precedes it, or else with "tak" or "se" after it; None without one."""
    before = match.first - 1
    for _ in range(2):
        is_inside = text.has(before, R.ARTICLE, R.ON, R.PREVIOUS, R.THIS)  # "since last Monday"
        if is_inside and not text.has(before, R.BEFORE, R.AFTER, R.SINCE, R.TILL):
            before -= 1
    if text.has(before, R.BEFORE):
        return _open(match, None, days[0] - _ONE_DAY, before, match.end)
    if text.has(before, R.AFTER):
        return _open(match, days[1] + _ONE_DAY, None, before, match.end)
    if text.has(before, R.SINCE):
        return _open(match, days[0], None, before, match.end)
    if text.has(before, R.TILL) or text.has(match.end, R.TILL_AFTERWARDS):
        return _open(match, None, days[1], match.first, match.end + text.has(match.end, R.TILL_AFTERWARDS))
    if text.has(match.end, R.FROM_AFTERWARDS):
        return _open(match, days[0], None, match.first, match.end + 1)
    return None


def _has_bound_after(text: DateText, position: int) -> bool:
    return text.has(position, R.BEFORE_AFTERWARDS, R.AFTERWARDS, R.ONWARDS, R.TILL_AFTERWARDS)


def _can_begin_at(text: DateText, position: int) -> bool:
    piece = text.at(position)
    return piece is not None and _can_begin(piece)


def _open(match: DateMatch, first: date | None, last: date | None, start: int, end: int) -> DateMatch:
    rank = RANK_PERIOD if match.rank == RANK_RELATIVE else RANK_RANGE
    return DateMatch(DayRange(first, last), start, end, rank)


def _intersected(matches: list[DateMatch]) -> list[DateMatch]:
    """Return "after 1 Oct" and "before 15 Oct" as one range."""
    starts = [a for a in matches if a.range.first is not None and a.range.last is None and not a.is_impossible]
    ends = [a for a in matches if a.range.first is None and a.range.last is not None]
    if len(starts) != 1 or len(ends) != 1:
        return matches
    first, last = starts[0].range.first, ends[0].range.last
    if first is None or last is None or last < first:
        return matches
    start, end = min(starts[0].first, ends[0].first), max(starts[0].end, ends[0].end)
    return [DateMatch(DayRange(first, last), start, end, RANK_RANGE)]


def _may_be_tomorrow(text: DateText, match: DateMatch) -> bool:
    """Whether a day is "kal", which means both yesterday and tomorrow: in a text about the future it is tomorrow."""
    alone = text.pieces[match.first : match.end]
    return len(alone) == 1 and alone[0].has(R.RELATIVE) and alone[0].has(R.AMBIGUOUS)
