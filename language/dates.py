"""Parse single days as people write them: "26/9", "26th of September 2026", "26 tarikh", "on Tuesday"."""

from datetime import date, timedelta

from language.date_text import (
    RANK_DAY,
    RANK_DAY_ALONE,
    RANK_RELATIVE,
    RANK_SPAN,
    DateMatch,
    DateText,
    impossible_match,
    is_unambiguous,
    latest_date,
    make_date,
    match_days,
)
from language.days import DayRange, Days, get_week, single_day
from language.vocabulary import TimeRole

R = TimeRole
_SEPARATORS = ("/", ".", "-")
_CENTURY = 2000
_LAST_DAY = 31


def parse_iso(text: DateText, position: int) -> DateMatch | None:
    """Parse "2026-09-26"."""
    parts = _numbers(text, position, "-")
    if len(parts) != 3 or len(parts[0]) != 4 or not parts[0].startswith("20"):
        return None
    return _dated(make_date(int(parts[0]), int(parts[1]), int(parts[2])), position, position + 5)


def parse_numeric(text: DateText, position: int) -> DateMatch | None:
    """Parse day, month and perhaps year, in Indian order: "26/9", "05.11.26", "5-11-2026".

    With dashes or full stops the year is required: "1-2" and "12.50" are not dates.
    """
    if _is_glued_before(text, position):
        return None
    for sign in _SEPARATORS:
        parts = _numbers(text, position, sign)
        if len(parts) not in (2, 3) or any(len(part) > 2 for part in parts[:2]):
            continue
        if len(parts) == 2 and sign != "/":
            continue
        if len(parts) == 3 and (len(parts[2]) not in (2, 4) or (sign == "-" and len(parts[2]) == 2)):
            continue
        day, month = int(parts[0]), int(parts[1])
        if not (1 <= day <= _LAST_DAY and 1 <= month <= 12):
            return None
        if len(parts) == 2:
            return _dated(latest_date(month, day, text.today), position, position + 3, has_year=False)
        return _dated(make_date(int(parts[2]) % 100 + _CENTURY, month, day), position, position + 5)
    return None


def parse_day_and_month(text: DateText, position: int) -> DateMatch | None:
    """Parse "26th of September, 2026", "26sept", "26 tarikh september", "5-nov-26"."""
    day = _day(text, position)
    if day is None:
        return None
    after = position + 1 + text.is_sign(position + 1, "-")
    if text.has(after, R.DATE_MARK):
        after += 1
    after = text.skip_fillers(after) if text.pieces[position].is_digits else after
    month = text.value(after, R.MONTH)
    is_apart = after > position + 1 and not (text.is_sign(after - 1, "-") or text.has(after - 1, R.OF, R.OF_AFTERWARDS))
    if month is None or (is_apart and text.has(after, R.AMBIGUOUS)):
        return None
    return _of_month(text, position, after + 1, month, day)


def parse_month_and_day(text: DateText, position: int) -> DateMatch | None:
    """Parse "September 26th 2026", "Sept 26"."""
    month, day = text.value(position, R.MONTH), _day(text, position + 1)
    if month is None or day is None or not text.pieces[position + 1].is_digits:
        return None
    if text.has(position + 2, R.UNIT) or text.is_sign(position + 2, ":"):
        return None
    return _of_month(text, position, position + 2, month, day)


def parse_short_range(text: DateText, position: int) -> DateMatch | None:
    """Parse "26 to 28 September", "9 and 10 oct", "September 26-28": the month is written once."""
    month = text.value(position, R.MONTH)
    start = position + 1 if month is not None else position
    first, last = _day(text, start), None
    join = start + 1
    if first is None or not (text.is_sign(join, "-", "&") or text.has(join, R.JOIN)):
        return None
    after = join + 1 + text.has(join + 1, R.ARTICLE)
    last = _day(text, after)
    if last is None:
        return None
    after += 1
    if month is None:
        after = text.skip_fillers(after)
        month = text.value(after, R.MONTH)
        after += 1
    elif text.has(after, R.MONTH) or text.is_sign(after, "/", "-"):
        return None  # "sep 26 to 5 nov"
    if month is None:
        return None
    return _short_range(text, position, after, month, (first, last))


def _short_range(text: DateText, position: int, after: int, month: int, days: tuple[int, int]) -> DateMatch:
    year, end = text.year(after)
    first = make_date(year, month, days[0]) if year else latest_date(month, days[0], text.today)
    last = make_date(first.year, month, days[1]) if first else None
    if first is None or last is None or last < first:
        return impossible_match(position, end)
    return DateMatch(DayRange(first, last), position, end, RANK_SPAN, has_year=year is not None)


def parse_day_alone(text: DateText, position: int) -> DateMatch | None:
    """Parse "on the 26th", "26 tarikh ko", "20 ko": the latest such day of this month or the one before."""
    day = _day(text, position)
    if day is None or _is_glued_before(text, position):
        return None
    end = position + 1
    if text.has(end, R.DATE_MARK):
        end += 1
    elif not _is_after_on(text, position):
        return None
    last_month = text.today.replace(day=1) - timedelta(days=1)
    found = (make_date(month.year, month.month, day) for month in (text.today, last_month))
    known = next((d for d in found if d is not None and d <= text.today), None)
    return match_days(single_day(known), position, end, RANK_DAY_ALONE, has_year=False) if known else None


def _is_after_on(text: DateText, position: int) -> bool:
    """Whether "on the" precedes a day with an ordinal ending and no noun follows it, as in "on the 2nd card"."""
    piece = text.at(position)
    before = position - 1 - text.has(position - 1, R.ARTICLE)
    if piece is None or not piece.has_ending or not text.has(before, R.ON, R.OF, R.SINCE, R.AFTER, R.BEFORE, R.TILL):
        return False
    following = text.at(position + 1)
    return following is None or not following.text.isalpha() or bool(following.roles)


def _is_glued_before(text: DateText, position: int) -> bool:
    piece, before = text.at(position), text.at(position - 1)
    return piece is not None and before is not None and piece.is_glued and before.text in ("-", "/", ".", ",", "#", "₹")


def _day(text: DateText, position: int) -> int | None:
    """Return the day of a month that a piece names, in digits or as a word ("pandrah")."""
    piece = text.at(position)
    if piece is None or piece.number is None or not 1 <= piece.number <= _LAST_DAY:
        return None
    return piece.number if not piece.is_digits or len(piece.text) <= 2 else None


def _of_month(text: DateText, position: int, after: int, month: int, day: int) -> DateMatch:
    year, end = text.year(after)
    found = make_date(year, month, day) if year else latest_date(month, day, text.today)
    return _dated(found, position, end, has_year=year is not None)


def _dated(day: date | None, position: int, end: int, *, has_year: bool = True) -> DateMatch:
    if day is None:
        return impossible_match(position, end)
    return match_days(Days(day, day), position, end, RANK_DAY, has_year=has_year)


def _numbers(text: DateText, position: int, sign: str) -> list[str]:
    """Return the groups of digits, at most four, that a sign joins without spaces."""
    piece = text.at(position)
    if piece is None or not piece.is_digits or piece.has_ending:
        return []
    found = [piece.text]
    while len(found) < 4 and text.is_sign(position + 1, sign):
        joined, following = text.at(position + 1), text.at(position + 2)
        if joined is None or following is None or not (joined.is_glued and following.is_glued and following.is_digits):
            break
        found.append(following.text)
        position += 2
    return found


def parse_weekday(text: DateText, position: int) -> DateMatch | None:
    """Parse "on Tuesday", "last Saturday", "Monday of last week", "pichle hafte somvar ko"; never today."""
    weekday = text.value(position, R.WEEKDAY)
    if weekday is None:
        return None
    if text.has(position, R.AMBIGUOUS) and not (is_unambiguous(text, position) or text.has(position - 1, R.THIS)):
        return None
    after = text.skip_fillers(position + 1)
    if text.has(after, R.PREVIOUS) and text.unit(after + 1) == "week":
        return _in_last_week(text, weekday, position, after + 2)
    if text.has(position - 2, R.PREVIOUS) and text.unit(position - 1) == "week":
        return _in_last_week(text, weekday, position, position + 1)
    back = (text.today.isoweekday() - weekday) % 7
    return match_days(single_day(text.today - timedelta(days=back or 7)), position, position + 1, RANK_RELATIVE + 1)


def _in_last_week(text: DateText, weekday: int, position: int, end: int) -> DateMatch:
    monday = get_week(text.today).first - timedelta(days=7)
    return match_days(single_day(monday + timedelta(days=weekday - 1)), position, end, RANK_DAY)
