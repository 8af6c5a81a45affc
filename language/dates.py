"""Single days as people write them: "26/9", "26th of September 2026", "Sept 26", "26 tarikh", "2026-09-26"."""

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


def parse_iso(text: DateText, place: int) -> DateMatch | None:
    """Read "2026-09-26"."""
    parts = _numbers(text, place, "-")
    if len(parts) != 3 or len(parts[0]) != 4 or not parts[0].startswith("20"):
        return None
    return _dated(make_date(int(parts[0]), int(parts[1]), int(parts[2])), place, place + 5)


def parse_numeric(text: DateText, place: int) -> DateMatch | None:
    """Read day, month and perhaps year, as written in India: "26/9", "05.11.26", "5-11-2026".

    With dashes or full stops the year is needed: "1-2" and "12.50" are no dates.
    """
    if _is_glued_before(text, place):
        return None
    for sign in _SEPARATORS:
        parts = _numbers(text, place, sign)
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
            return _dated(latest_date(month, day, text.today), place, place + 3, has_year=False)
        return _dated(make_date(int(parts[2]) % 100 + _CENTURY, month, day), place, place + 5)
    return None


def parse_day_and_month(text: DateText, place: int) -> DateMatch | None:
    """Read "26th of September, 2026", "26sept", "26 tarikh september", "5-nov-26"."""
    day = _day(text, place)
    if day is None:
        return None
    after = place + 1 + text.is_sign(place + 1, "-")
    if text.has(after, R.DATE_MARK):
        after += 1
    after = text.skip_fillers(after) if text.pieces[place].is_digits else after
    month = text.value(after, R.MONTH)
    is_apart = after > place + 1 and not (text.is_sign(after - 1, "-") or text.has(after - 1, R.OF, R.OF_AFTERWARDS))
    if month is None or (is_apart and text.has(after, R.AMBIGUOUS)):
        return None
    return _of_month(text, place, after + 1, month, day)


def parse_month_and_day(text: DateText, place: int) -> DateMatch | None:
    """Read "September 26th 2026", "Sept 26"."""
    month, day = text.value(place, R.MONTH), _day(text, place + 1)
    if month is None or day is None or not text.pieces[place + 1].is_digits:
        return None
    if text.has(place + 2, R.UNIT) or text.is_sign(place + 2, ":"):
        return None
    return _of_month(text, place, place + 2, month, day)


def parse_short_range(text: DateText, place: int) -> DateMatch | None:
    """Read "26 to 28 September", "9 and 10 oct", "September 26-28": the month is written once."""
    month = text.value(place, R.MONTH)
    start = place + 1 if month is not None else place
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
    return _short_range(text, place, after, month, (first, last))


def _short_range(text: DateText, place: int, after: int, month: int, days: tuple[int, int]) -> DateMatch:
    year, end = text.year(after)
    first = make_date(year, month, days[0]) if year else latest_date(month, days[0], text.today)
    last = make_date(first.year, month, days[1]) if first else None
    if first is None or last is None or last < first:
        return impossible_match(place, end)
    return DateMatch(DayRange(first, last), place, end, RANK_SPAN, has_year=year is not None)


def parse_day_alone(text: DateText, place: int) -> DateMatch | None:
    """Read "on the 26th", "26 tarikh ko", "20 ko": the latest such day of this month or the one before."""
    day = _day(text, place)
    if day is None or _is_glued_before(text, place):
        return None
    end = place + 1
    if text.has(end, R.DATE_MARK):
        end += 1
    elif not _is_after_on(text, place):
        return None
    last_month = text.today.replace(day=1) - timedelta(days=1)
    found = (make_date(month.year, month.month, day) for month in (text.today, last_month))
    known = next((d for d in found if d is not None and d <= text.today), None)
    return match_days(single_day(known), place, end, RANK_DAY_ALONE, has_year=False) if known else None


def _is_after_on(text: DateText, place: int) -> bool:
    """Whether "on the" stands before a day with its ending, and no noun after it: "on the 2nd card"."""
    piece = text.at(place)
    before = place - 1 - text.has(place - 1, R.ARTICLE)
    if piece is None or not piece.has_ending or not text.has(before, R.ON, R.OF, R.SINCE, R.AFTER, R.BEFORE, R.TILL):
        return False
    following = text.at(place + 1)
    return following is None or not following.text.isalpha() or bool(following.roles)


def _is_glued_before(text: DateText, place: int) -> bool:
    piece, before = text.at(place), text.at(place - 1)
    return piece is not None and before is not None and piece.is_glued and before.text in ("-", "/", ".", ",", "#", "₹")


def _day(text: DateText, place: int) -> int | None:
    """Return the day of a month that a piece names, in digits or as a word ("pandrah")."""
    piece = text.at(place)
    if piece is None or piece.number is None or not 1 <= piece.number <= _LAST_DAY:
        return None
    return piece.number if not piece.is_digits or len(piece.text) <= 2 else None


def _of_month(text: DateText, place: int, after: int, month: int, day: int) -> DateMatch:
    year, end = text.year(after)
    found = make_date(year, month, day) if year else latest_date(month, day, text.today)
    return _dated(found, place, end, has_year=year is not None)


def _dated(day: date | None, place: int, end: int, *, has_year: bool = True) -> DateMatch:
    if day is None:
        return impossible_match(place, end)
    return match_days(Days(day, day), place, end, RANK_DAY, has_year=has_year)


def _numbers(text: DateText, place: int, sign: str) -> list[str]:
    """Return the digits from a place that a sign joins with nothing between them, at most four groups."""
    piece = text.at(place)
    if piece is None or not piece.is_digits or piece.has_ending:
        return []
    found = [piece.text]
    while len(found) < 4 and text.is_sign(place + 1, sign):
        joined, following = text.at(place + 1), text.at(place + 2)
        if joined is None or following is None or not (joined.is_glued and following.is_glued and following.is_digits):
            break
        found.append(following.text)
        place += 2
    return found


def parse_weekday(text: DateText, place: int) -> DateMatch | None:
    """Read "on Tuesday", "last Saturday", "Monday of last week", "pichle hafte somvar ko"; never today."""
    weekday = text.value(place, R.WEEKDAY)
    if weekday is None:
        return None
    if text.has(place, R.AMBIGUOUS) and not (is_unambiguous(text, place) or text.has(place - 1, R.THIS)):
        return None
    after = text.skip_fillers(place + 1)
    if text.has(after, R.PREVIOUS) and text.unit(after + 1) == "week":
        return _in_last_week(text, weekday, place, after + 2)
    if text.has(place - 2, R.PREVIOUS) and text.unit(place - 1) == "week":
        return _in_last_week(text, weekday, place, place + 1)
    back = (text.today.isoweekday() - weekday) % 7
    return match_days(single_day(text.today - timedelta(days=back or 7)), place, place + 1, RANK_RELATIVE + 1)


def _in_last_week(text: DateText, weekday: int, place: int, end: int) -> DateMatch:
    monday = get_week(text.today).first - timedelta(days=7)
    return match_days(single_day(monday + timedelta(days=weekday - 1)), place, end, RANK_DAY)
