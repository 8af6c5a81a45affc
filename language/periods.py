"""Parse weeks, months, quarters, financial years, festivals and "three days ago".

Weeks start on Monday; "the last week of September" is its last seven days; a financial year begins in April.
"""

from datetime import date, timedelta

from language.date_text import (
    RANK_PERIOD,
    RANK_RANGE,
    RANK_RELATIVE,
    DateMatch,
    DateText,
    is_unambiguous,
    latest_month,
    match_days,
)
from language.days import Days, get_month, get_week, single_day
from language.festivals import load_festivals
from language.vocabulary import TimeRole, get_vocabulary

R = TimeRole
_IN_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_MAX_UNITS = 366


_FIRST_MONTH = 4
_CENTURY = 2000


def parse_part_of_month(text: DateText, position: int) -> DateMatch | None:
    """Parse "first week of November", "last Saturday of September", "2nd half of oct", "first 10 days of May"."""
    which, after = text.value(position, R.ORDINAL), position + 1
    if which is None and text.has(position, R.PREVIOUS):
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
    found = _month_at(text, text.skip_fillers(after + 1))
    if found is None:
        return None
    month, end = found
    days = _part(month, which, unit, count or 1, weekday)
    return match_days(days, position, end, RANK_RANGE) if days else None


def parse_month_then_part(text: DateText, position: int) -> DateMatch | None:
    """Parse "September's last week", "oct 2nd half", "pichle mahine ka aakhri hafta", "September end"."""
    found = _month_at(text, position)
    if found is None:
        return None
    month, after = found
    after = text.skip_fillers(after)
    if (part := _name(text, after, R.PART)) is not None and not text.has(after, R.ORDINAL, R.UNIT):
        return match_days(_third(month, part), position, after + 1, RANK_PERIOD)
    which = text.value(after, R.ORDINAL)
    unit, weekday = text.unit(after + 1), text.value(after + 1, R.WEEKDAY)
    if which is None or (unit not in ("week", "half") and weekday is None):
        return None
    days = _part(month, which, unit, 1, weekday)
    return match_days(days, position, after + 2, RANK_RANGE) if days else None


def parse_third(text: DateText, position: int) -> DateMatch | None:
    """Parse "end of September", "mid November", "early this month"."""
    part = _name(text, position, R.PART)
    found = _month_at(text, text.skip_fillers(position + 1)) if part else None
    return match_days(_third(found[0], part), position, found[1], RANK_PERIOD) if part and found else None


def _month_at(text: DateText, position: int) -> tuple[Days, int] | None:
    """Return the month at a position ("September 2026", "this month", "last month") and the position after it."""
    month = text.value(position, R.MONTH)
    if month is not None:
        year, end = text.year(position + 1)
        year, end = (year, end) if year else _relative_year(text, position + 1)
        return (get_month(year, month) if year else latest_month(month, text.today)), end
    if text.has(position, R.THIS) and text.unit(position + 1) == "month":
        return get_month(text.today.year, text.today.month), position + 2
    if text.has(position, R.PREVIOUS) and text.unit(position + 1) == "month":
        return _last_month(text.today), position + 2
    return None


def _relative_year(text: DateText, position: int) -> tuple[int | None, int]:
    """Return the year of "last year" at a position, or None, and the position after it."""
    place_after = text.skip_fillers(position)
    if text.unit(place_after + 1) == "year" and text.has(place_after, R.PREVIOUS):
        return text.today.year - 1, place_after + 2
    return None, position


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
        return single_day(month.last - timedelta(days=(month.last.isoweekday() - weekday) % 7))
    day = month.first + timedelta(days=(weekday - month.first.isoweekday()) % 7 + 7 * (which - 1))
    return single_day(day) if day <= month.last else None


def _third(month: Days, part: str) -> Days:
    if part == "start":
        return Days(month.first, month.first.replace(day=10))
    if part == "middle":
        return Days(month.first.replace(day=11), month.first.replace(day=20))
    return Days(month.first.replace(day=21), month.last)


def parse_festival(text: DateText, position: int) -> DateMatch | None:
    """Parse "Diwali", "on Diwali", "Diwali week", "Diwali 2024", "last year Diwali"."""
    name = _name(text, position, R.FESTIVAL)
    if name is None:
        return None
    festival = load_festivals()[name]
    week_end = position + 1 + text.has(position + 1, R.OF, R.OF_AFTERWARDS)
    is_week = text.unit(week_end) == "week"
    is_day = text.has(position + 1, R.THE_DAY) or text.has(position - 1 - text.has(position - 1, R.ARTICLE), R.ON)
    end = week_end + 1 if is_week else position + 1 + (text.has(position + 1, R.FESTIVE, R.THE_DAY))
    year, end = _year_of(text, position, end)
    for candidate in (year,) if year else (text.today.year, text.today.year - 1):
        day, season = festival.days.get(candidate), festival.season(candidate)
        if day is None or season is None or season.first > text.today:
            continue
        days = day if is_day and not is_week else season
        if is_week:
            week = get_week(day.first)
            days = Days(min(week.first, season.first), max(week.last, season.last))
        return match_days(days, position, end, RANK_PERIOD, has_year=year is not None, day=day.first)
    return None


def _year_of(text: DateText, position: int, end: int) -> tuple[int | None, int]:
    year, after = text.year(end)
    if year:
        return year, after
    year, after = _relative_year(text, end)
    if year:
        return year, after
    before = position - 1 - text.has(position - 1, R.OF_AFTERWARDS, R.ARTICLE)
    is_last_year = text.unit(before) == "year" and text.has(before - 1, R.PREVIOUS)
    is_last = text.has(position - 1, R.PREVIOUS) and not text.unit(position - 1)
    return (text.today.year - 1 if is_last_year or is_last else None), end


def parse_month(text: DateText, position: int) -> DateMatch | None:
    """Parse a whole month: "in September", "Sept 2026"; "may" and "mai" only where they must be months."""
    month = text.value(position, R.MONTH)
    if month is None or (text.has(position, R.AMBIGUOUS) and not is_unambiguous(text, position)):
        return None
    year, end = text.year(position + 1)
    year, end = (year, end) if year else _relative_year(text, position + 1)
    if year is None and text.unit(position - 1) == "year" and text.has(position - 2, R.PREVIOUS):
        year = text.today.year - 1
    if text.unit(end) == "month":
        end += 1
    days = get_month(year, month) if year else latest_month(month, text.today)
    return match_days(days, position, end, RANK_PERIOD, has_year=year is not None)


def parse_span(text: DateText, position: int) -> DateMatch | None:
    """Parse "last 7 days", "past two months" or "pichle 3 hafte", but not "the last fortnight of"."""
    if not text.has(position, R.PREVIOUS) and text.value(position, R.ORDINAL) != -1:
        return None
    piece, unit = text.at(position + 1), text.unit(position + 2)
    if piece is None or piece.number is None or unit not in _IN_DAYS:
        return None
    length = piece.number * _IN_DAYS[unit]
    if not 0 < length <= _MAX_UNITS:
        return None
    days = Days(text.today - timedelta(days=length - 1), text.today)
    return match_days(days, position, position + 3, RANK_PERIOD)


def parse_ago(text: DateText, position: int) -> DateMatch | None:
    """Parse "3 days ago", "a week back", "2 hafte pehle"; a week and a month ago are the whole week and month."""
    piece, unit = text.at(position), text.unit(position + 1)
    if piece is None or unit not in _IN_DAYS or not text.has(position + 2, R.AGO):
        return None
    number = 1 if piece.has(R.ARTICLE) else piece.number
    if number is None or not 0 < number * _IN_DAYS[unit] <= 10 * _MAX_UNITS:
        return None
    day = text.today - timedelta(days=number * _IN_DAYS[unit])
    days = {"day": single_day(day), "week": get_week(day), "month": _months_ago(text.today, number)}.get(unit)
    return match_days(days or Days(date(day.year, 1, 1), date(day.year, 12, 31)), position, position + 3, RANK_RELATIVE)


def _months_ago(today: date, number: int) -> Days:
    index = today.year * 12 + today.month - 1 - number
    return get_month(index // 12, index % 12 + 1)


def parse_week_of(text: DateText, position: int, day: DateMatch | None) -> DateMatch | None:
    """Return the week that contains a day, for "the week of 5 November"; None without such a day."""
    if day is None or day.range.first is None or text.unit(position) != "week":
        return None
    if day.day is not None and day.range.last is not None:
        week = get_week(day.day)
        return match_days(
            Days(min(week.first, day.range.first), max(week.last, day.range.last)), position, day.end, RANK_RANGE
        )
    return match_days(get_week(day.range.first), position, day.end, RANK_RANGE)


def parse_relative(text: DateText, position: int) -> DateMatch | None:
    """Parse "today", "yesterday", "this week", "last month", "pichle saal"; no future day."""
    today = text.today
    offset = text.value(position, R.RELATIVE)
    if offset is not None:
        day = today + timedelta(days=offset)
        return match_days(single_day(day), position, position + 1, RANK_RELATIVE) if offset <= 0 else None
    unit = text.unit(position + 1)
    is_last = text.has(position, R.PREVIOUS)
    if unit is None or not (is_last or text.has(position, R.THIS)):
        return None
    if unit == "week":
        monday = get_week(today).first
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
    return match_days(days, position, position + 2, RANK_RELATIVE)


def _last_month(today: date) -> Days:
    last = today.replace(day=1) - timedelta(days=1)
    return Days(last.replace(day=1), last)


def _name(text: DateText, position: int, role: TimeRole) -> str | None:
    piece = text.at(position)
    return piece.name(role) if piece is not None else None


def parse_fiscal(text: DateText, position: int) -> DateMatch | None:
    """Parse "Q2", "Q2 of FY27", "FY 26-27", "last quarter", "this financial year"."""
    begins = text.today.year - (text.today.month < _FIRST_MONTH)
    quarter, after = _quarter_at(text, position)
    if quarter is not None:
        year, end = _year_at(text, text.skip_fillers(after))
        days = _quarter(begins if year is None else year, quarter)
        if year is None and days.first > text.today:
            days = _quarter(begins - 1, quarter)
        return match_days(days, position, end if year is not None else after, RANK_PERIOD)
    year, end = _year_at(text, position)
    if year is not None:
        return match_days(_fiscal_year(year), position, end, RANK_PERIOD)
    if text.has(position, R.THIS, R.PREVIOUS) and text.unit(position + 1) in ("fiscalYear", "quarter"):
        back = text.has(position, R.PREVIOUS)
        if text.unit(position + 1) == "fiscalYear":
            return match_days(_fiscal_year(begins - back), position, position + 2, RANK_PERIOD)
        index = begins * 4 + (text.today.month - _FIRST_MONTH) % 12 // 3 - back
        return match_days(_quarter(index // 4, index % 4 + 1), position, position + 2, RANK_PERIOD)
    return None


def parse_year(text: DateText, position: int) -> DateMatch | None:
    """Parse "in 2025", "2025 ka": four digits beside a word that refers to time."""
    piece = text.at(position)
    if piece is None or not piece.is_digits or len(piece.text) != 4 or not 2015 <= (piece.number or 0) <= 2035:
        return None
    before, after = text.at(position - 1), text.at(position + 1)
    is_cued = text.has(position - 1, R.OF, R.SINCE, R.BEFORE, R.AFTER, R.TILL) or text.unit(position - 1) == "year"
    if not is_cued and not (after is not None and after.has(R.OF_AFTERWARDS)):
        return None
    if after is not None and after.text in get_vocabulary().currencies:
        return None
    if (before is not None and before.text in ("-", "/", ".")) or text.is_sign(position + 1, "-", "/", "."):
        return None
    year = int(piece.text)
    return match_days(Days(date(year, 1, 1), date(year, 12, 31)), position, position + 1, RANK_PERIOD)


def _quarter_at(text: DateText, position: int) -> tuple[int | None, int]:
    number = text.at(position + 1)
    if text.is_sign(position, "q") and number is not None and number.is_glued and number.number in (1, 2, 3, 4):
        return number.number, position + 2
    if (which := text.value(position, R.ORDINAL)) in (1, 2, 3, 4) and text.unit(position + 1) == "quarter":
        return which, position + 2
    return None, position


def _year_at(text: DateText, position: int) -> tuple[int | None, int]:
    """Return the year in which a named financial year begins: FY27, FY2027 and FY26-27 all begin in April 2026."""
    if text.unit(position) != "fiscalYear":
        return None, position
    after = position + 1 + text.is_sign(position + 1, "-", "'")
    year = text.at(after)
    if year is None or not year.is_digits or len(year.text) not in (2, 4) or year.number is None:
        return None, position
    number, after = year.number % 100 + _CENTURY, after + 1
    second = text.at(after + 1)
    if text.is_sign(after, "-", "/") and second is not None and second.is_digits and second.is_glued:
        return number, after + 2
    return number - 1, after


def _fiscal_year(begins: int) -> Days:
    return Days(date(begins, _FIRST_MONTH, 1), date(begins + 1, 3, 31))


def _quarter(begins: int, quarter: int) -> Days:
    month = 3 * quarter + 1
    year, month = (begins, month) if month <= 12 else (begins + 1, month - 12)
    return Days(date(year, month, 1), get_month(year, month + 2).last)
