"""Weeks, months, quarters, festivals and "three days ago".

Weeks start on Monday; "the last week of September" is its last seven days; a financial year begins in April.
"""

from datetime import date, timedelta

from language.date_atoms import RANK_DAY, RANK_PERIOD, RANK_RANGE, RANK_RELATIVE, Atom, DateText, atom, latest_month
from language.days import Days, month_of, one_day, week_of
from language.festivals import festivals
from language.vocabulary import TimeRole

R = TimeRole
_IN_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_MOST_UNITS = 366


def read_part_of_month(text: DateText, place: int) -> Atom | None:
    """Read "first week of November", "last Saturday of September", "2nd half of oct", "first 10 days of this month"."""
    which, after = text.value(place, R.ORDINAL), place + 1
    if which is None and text.has(place, R.PREVIOUS):
        which = -1
    if which is None:
        return None
    piece = text.at(after)
    count = piece.number if piece is not None and text.unit(after + 1) in ("day", "week") else None
    after += count is not None
    unit, weekday = text.unit(after), text.value(after, R.WEEKDAY)
    if unit not in ("day", "week", "half") and weekday is None:
        return None
    if unit == "day" and count is None:
        return None
    found = _month_at(text, text.after_filling(after + 1))
    if found is None:
        return None
    month, end = found
    days = _part(month, which, unit, count or 1, weekday)
    return atom(days, place, end, RANK_RANGE) if days else None


def read_month_then_part(text: DateText, place: int) -> Atom | None:
    """Read "September's last week", "oct 2nd half", "pichle mahine ka aakhri hafta", "September end"."""
    found = _month_at(text, place)
    if found is None:
        return None
    month, after = found
    after = text.after_filling(after)
    if (part := _name(text, after, R.PART)) is not None and not text.has(after, R.ORDINAL, R.UNIT):
        return atom(_third(month, part), place, after + 1, RANK_PERIOD)
    which = text.value(after, R.ORDINAL)
    unit, weekday = text.unit(after + 1), text.value(after + 1, R.WEEKDAY)
    if which is None or (unit not in ("week", "half") and weekday is None):
        return None
    days = _part(month, which, unit, 1, weekday)
    return atom(days, place, after + 2, RANK_RANGE) if days else None


def read_third(text: DateText, place: int) -> Atom | None:
    """Read "end of September", "mid November", "early this month"."""
    part = _name(text, place, R.PART)
    found = _month_at(text, text.after_filling(place + 1)) if part else None
    return atom(_third(found[0], part), place, found[1], RANK_PERIOD) if part and found else None


def _month_at(text: DateText, place: int) -> tuple[Days, int] | None:
    """Return a month that is named at a place, or "this month", "the last month", and the place after it."""
    month = text.value(place, R.MONTH)
    if month is not None:
        year, end = text.year(place + 1)
        year, end = (year, end) if year else _relative_year(text, place + 1)
        return (month_of(year, month) if year else latest_month(month, text.today)), end
    if text.has(place, R.THIS) and text.unit(place + 1) == "month":
        return month_of(text.today.year, text.today.month), place + 2
    if text.has(place, R.PREVIOUS) and text.unit(place + 1) == "month":
        return _last_month(text.today), place + 2
    return None


def _relative_year(text: DateText, place: int) -> tuple[int | None, int]:
    """Return the year of "last year" or "this year" at a place, with the place after it."""
    place_after = text.after_filling(place)
    if text.unit(place_after + 1) == "year" and text.has(place_after, R.PREVIOUS):
        return text.today.year - 1, place_after + 2
    return None, place


def _part(month: Days, which: int, unit: str | None, count: int, weekday: int | None) -> Days | None:
    if weekday is not None:
        return _weekday_of(month, which, weekday)
    if unit == "half":
        middle = month.first.replace(day=15)
        return Days(month.first, middle) if which == 1 else Days(middle + timedelta(days=1), month.last)
    length = timedelta(days=(7 if unit == "week" else 1) * count - 1)
    if length.days >= month.last.day:
        return None
    if which == -1:
        return Days(month.last - length, month.last)
    first = month.first + timedelta(days=7 * (which - 1)) if unit == "week" else month.first
    return Days(first, min(first + length, month.last)) if first <= month.last else None


def _weekday_of(month: Days, which: int, weekday: int) -> Days | None:
    if which == -1:
        return one_day(month.last - timedelta(days=(month.last.isoweekday() - weekday) % 7))
    day = month.first + timedelta(days=(weekday - month.first.isoweekday()) % 7 + 7 * (which - 1))
    return one_day(day) if day <= month.last else None


def _third(month: Days, part: str) -> Days:
    if part == "start":
        return Days(month.first, month.first.replace(day=10))
    if part == "middle":
        return Days(month.first.replace(day=11), month.first.replace(day=20))
    return Days(month.first.replace(day=21), month.last)


def read_festival(text: DateText, place: int) -> Atom | None:
    """Read "Diwali", "on Diwali", "Diwali week", "Diwali 2024", "last year Diwali"."""
    name = _name(text, place, R.FESTIVAL)
    if name is None:
        return None
    festival = festivals()[name]
    week_end = place + 1 + text.has(place + 1, R.OF, R.OF_AFTERWARDS)
    is_week = text.unit(week_end) == "week"
    is_day = text.has(place + 1, R.THE_DAY) or text.has(place - 1 - text.has(place - 1, R.ARTICLE), R.ON)
    end = week_end + 1 if is_week else place + 1 + (text.has(place + 1, R.FESTIVE, R.THE_DAY))
    year, end = _year_of(text, place, end)
    for candidate in (year,) if year else (text.today.year, text.today.year - 1):
        day, season = festival.days.get(candidate), festival.season(candidate)
        if day is None or season is None or season.first > text.today:
            continue
        days = day if is_day and not is_week else season
        if is_week:
            week = week_of(day.first)
            days = Days(min(week.first, season.first), max(week.last, season.last))
        return atom(days, place, end, RANK_PERIOD, has_year=year is not None, day=day.first)
    return None


def _year_of(text: DateText, place: int, end: int) -> tuple[int | None, int]:
    year, after = text.year(end)
    if year:
        return year, after
    year, after = _relative_year(text, end)
    if year:
        return year, after
    before = place - 1 - text.has(place - 1, R.OF_AFTERWARDS, R.ARTICLE)
    is_last_year = text.unit(before) == "year" and text.has(before - 1, R.PREVIOUS)
    is_last = text.has(place - 1, R.PREVIOUS) and not text.unit(place - 1)
    return (text.today.year - 1 if is_last_year or is_last else None), end


def read_month(text: DateText, place: int) -> Atom | None:
    """Read a whole month: "in September", "Sept 2026", "last September"; "may" and "mai" only where they are months."""
    month = text.value(place, R.MONTH)
    if month is None or (text.has(place, R.AMBIGUOUS) and not _is_meant(text, place)):
        return None
    year, end = text.year(place + 1)
    year, end = (year, end) if year else _relative_year(text, place + 1)
    if year is None and text.unit(place - 1) == "year" and text.has(place - 2, R.PREVIOUS):
        year = text.today.year - 1
    if text.unit(end) == "month":
        end += 1
    days = month_of(year, month) if year else latest_month(month, text.today)
    return atom(days, place, end, RANK_PERIOD, has_year=year is not None)


def _is_meant(text: DateText, place: int) -> bool:
    """Whether a name that is another word as well stands where only the name can stand."""
    if text.year(place + 1)[0] is not None or text.unit(place + 1) == "month":
        return True
    if text.value(place, R.WEEKDAY) is not None and text.has(place + 1, R.DATE_MARK, R.ON_AFTERWARDS):
        return True
    return text.has(place - 1, R.OF, R.PREVIOUS, R.SINCE, R.TILL, R.BEFORE, R.AFTER, R.PART, R.ON)


def read_span(text: DateText, place: int) -> Atom | None:
    """Read "last 7 days", "past two months", "pichle 3 hafte", "the last fortnight of" excluded."""
    if not text.has(place, R.PREVIOUS) and text.value(place, R.ORDINAL) != -1:
        return None
    piece, unit = text.at(place + 1), text.unit(place + 2)
    if piece is None or piece.number is None or unit not in _IN_DAYS:
        return None
    length = piece.number * _IN_DAYS[unit]
    if not 0 < length <= _MOST_UNITS:
        return None
    days = Days(text.today - timedelta(days=length - 1), text.today)
    return atom(days, place, place + 3, RANK_PERIOD)


def read_ago(text: DateText, place: int) -> Atom | None:
    """Read "3 days ago", "a week back", "2 hafte pehle"; a week and a month ago are the whole week and month."""
    piece, unit = text.at(place), text.unit(place + 1)
    if piece is None or unit not in _IN_DAYS or not text.has(place + 2, R.AGO):
        return None
    number = 1 if piece.has(R.ARTICLE) else piece.number
    if number is None or not 0 < number * _IN_DAYS[unit] <= 10 * _MOST_UNITS:
        return None
    day = text.today - timedelta(days=number * _IN_DAYS[unit])
    days = {"day": one_day(day), "week": week_of(day), "month": _months_ago(text.today, number)}.get(unit)
    return atom(days or Days(date(day.year, 1, 1), date(day.year, 12, 31)), place, place + 3, RANK_RELATIVE)


def _months_ago(today: date, number: int) -> Days:
    index = today.year * 12 + today.month - 1 - number
    return month_of(index // 12, index % 12 + 1)


def read_week_of(text: DateText, place: int, day: Atom | None) -> Atom | None:
    """Read "the week of 5 November": the week in which the day after it lies."""
    if day is None or day.range.first is None or text.unit(place) != "week":
        return None
    if day.day is not None and day.range.last is not None:
        week = week_of(day.day)
        return atom(Days(min(week.first, day.range.first), max(week.last, day.range.last)), place, day.end, RANK_RANGE)
    return atom(week_of(day.range.first), place, day.end, RANK_RANGE)


def read_weekday(text: DateText, place: int) -> Atom | None:
    """Read "on Tuesday", "last Saturday", "Monday of last week", "pichle hafte somvar ko"; never today."""
    weekday = text.value(place, R.WEEKDAY)
    if weekday is None:
        return None
    if text.has(place, R.AMBIGUOUS) and not (_is_meant(text, place) or text.has(place - 1, R.THIS)):
        return None
    after = text.after_filling(place + 1)
    if text.has(after, R.PREVIOUS) and text.unit(after + 1) == "week":
        return _in_last_week(text, weekday, place, after + 2)
    if text.has(place - 2, R.PREVIOUS) and text.unit(place - 1) == "week":
        return _in_last_week(text, weekday, place, place + 1)
    back = (text.today.isoweekday() - weekday) % 7
    return atom(one_day(text.today - timedelta(days=back or 7)), place, place + 1, RANK_RELATIVE + 1)


def _in_last_week(text: DateText, weekday: int, place: int, end: int) -> Atom:
    monday = week_of(text.today).first - timedelta(days=7)
    return atom(one_day(monday + timedelta(days=weekday - 1)), place, end, RANK_DAY)


def read_relative(text: DateText, place: int) -> Atom | None:
    """Read "today", "yesterday", "this week", "last month", "pichle saal"; a day that is to come is none."""
    today = text.today
    offset = text.value(place, R.RELATIVE)
    if offset is not None:
        day = today + timedelta(days=offset)
        return atom(one_day(day), place, place + 1, RANK_RELATIVE) if offset <= 0 else None
    unit = text.unit(place + 1)
    is_last = text.has(place, R.PREVIOUS)
    if unit is None or not (is_last or text.has(place, R.THIS)):
        return None
    if unit == "week":
        monday = week_of(today).first
        days = Days(monday - timedelta(days=7), monday - timedelta(days=1)) if is_last else Days(monday, today)
    elif unit == "month":
        days = _last_month(today) if is_last else Days(today.replace(day=1), today)
    elif unit == "year":
        days = Days(date(today.year - is_last, 1, 1), date(today.year - 1, 12, 31) if is_last else today)
    elif unit == "weekend":
        sunday = today - timedelta(days=today.isoweekday())
        days = Days(sunday - timedelta(days=1), sunday)
    else:
        return None
    return atom(days, place, place + 2, RANK_RELATIVE)


def _last_month(today: date) -> Days:
    last = today.replace(day=1) - timedelta(days=1)
    return Days(last.replace(day=1), last)


def _name(text: DateText, place: int, role: TimeRole) -> str | None:
    piece = text.at(place)
    return piece.name(role) if piece is not None else None
