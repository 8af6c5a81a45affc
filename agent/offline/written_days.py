"""Days written with their numbers ("26/9", "26 September 2026"), alone and as ranges. They read plain English only."""

import re
from datetime import date, timedelta

from agent.offline.days import Days, one_day

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ANY_MONTH = "|".join(MONTHS)
_MONTH = rf"(?P<{{0}}month>{ANY_MONTH})"
_YEAR = r"(?:[\s,]+(?P<{0}year>20\d\d))?"
_NTH = r"(?:st|nd|rd|th)?"


def _day_pattern(prefix: str) -> str:
    """A day of the month with its month, either way round, or an ISO date; groups carry the prefix."""
    month_first = _MONTH.format(prefix + "m_") + rf"\s+(?P<{prefix}m_day>\d{{1,2}}){_NTH}\b(?!\s*:)"
    day_first = rf"(?P<{prefix}d_day>\d{{1,2}}){_NTH}[\s-]*(?:of\s+)?" + _MONTH.format(prefix + "d_")
    iso = rf"(?P<{prefix}iso>20\d\d-\d\d-\d\d)"
    # As written in India: day, month and perhaps year. With dashes the year is needed: "1-2" is no date.
    numeric = (
        rf"(?P<{prefix}n_day>0?[1-9]|[12]\d|3[01])(?P<{prefix}n_sign>[/.])(?P<{prefix}n_month>0?[1-9]|1[0-2])"
        rf"(?:(?P={prefix}n_sign)(?P<{prefix}n_year>20\d\d|\d\d)|(?<=/\d)|(?<=/\d\d))(?![\d/]|\.\d)"
    )
    dashed = (
        rf"(?<!-)(?P<{prefix}h_day>0?[1-9]|[12]\d|3[01])-(?P<{prefix}h_month>0?[1-9]|1[0-2])-"
        rf"(?P<{prefix}h_year>20\d\d)(?![\d-])"
    )
    written = rf"{day_first}\b{_YEAR.format(prefix + 'd_')}|{month_first}{_YEAR.format(prefix + 'm_')}"
    return rf"(?:{iso}|{numeric}|{dashed}|{written})"


DAY = re.compile(rf"\b{_day_pattern('a_')}")
_JOIN = r"\s*(?:\b(?:and|to|till|until|upto)\b|-)\s*(?:the\s+)?"
_RANGE = re.compile(rf"\b{_day_pattern('a_')}{_JOIN}{_day_pattern('b_')}")
# "26 to 28 September", "September 26-28", "9 and 10 October": the month is written once.
_SHORT_RANGE = re.compile(
    rf"(?<![\d/.-])(?P<d_first>\d{{1,2}}){_NTH}{_JOIN}(?P<d_last>\d{{1,2}}){_NTH}\s+(?:of\s+)?"
    rf"{_MONTH.format('d_')}\b{_YEAR.format('d_')}"
    rf"|{_MONTH.format('m_')}\s+(?P<m_first>\d{{1,2}}){_NTH}{_JOIN}(?P<m_last>\d{{1,2}}){_NTH}(?![\d/.:-])"
    rf"{_YEAR.format('m_')}"
)
# "On the 26th", "26 tareekh ko": of which month is left open.
_DAY_ALONE = re.compile(
    r"\bon\s+(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:inst|order|card|scratch|gift|part))"
    r"|(?<![\d/.-])(?P<tarikh>\d{1,2})\s+(?:tarikh|tareekh|tarik|date\s+ko|तारीख)(?![\w\u0900-\u0963])"
)
_NAMED_MONTH = re.compile(rf"\b(?!may\b|march\b)({ANY_MONTH})\b")  # those two are words as well
_AFTER = re.compile(
    rf"\b(?P<a_word>after|since)\s+(?:the\s+)?{_day_pattern('a_')}|\b{_day_pattern('b_')}\s+afterwards\b"
)
_WEEK_OF = re.compile(rf"\bweek\s+(?:of|from|starting|beginning)\s+{_day_pattern('a_')}")


def names_range(text: str) -> bool:
    return _RANGE.search(text) is not None or _SHORT_RANGE.search(text) is not None


def written_range(text: str, today: date) -> Days | None:
    """Give the days of "from ... to ..."; None when there is none, or when they end before they begin."""
    if match := _RANGE.search(text):
        first, last = _date_of(match, "a_", today), _date_of(match, "b_", today)
    elif match := _SHORT_RANGE.search(text):
        form = "d_" if match["d_month"] else "m_"
        month, year = match[f"{form}month"], match[f"{form}year"]
        first, last = (_dated(match[f"{form}{end}"], month, year, today) for end in ("first", "last"))
    else:
        return None
    return Days(first, last) if first and last and first <= last else None


def days_after(text: str, today: date) -> Days | None:
    """Give the days after one up to today, "after 8 November", and with it for "since 8 November"."""
    match = _AFTER.search(text)
    day = _date_of(match, "a_" if match["a_word"] else "b_", today) if match else None
    if match is None or day is None:
        return None
    first = day if match["a_word"] == "since" else day + timedelta(days=1)
    return Days(first, today) if first <= today else None


def written_day(text: str, today: date) -> Days | None:
    """Give the first single day that a text names."""
    match = DAY.search(text)
    day = _date_of(match, "a_", today) if match else None
    return one_day(day) if day else None


def day_of_a_month(text: str, today: date) -> Days | None:
    """Give "the order of September end ... of the 30th": a day alone, and one month that is named elsewhere."""
    match, months = _DAY_ALONE.search(text), set(_NAMED_MONTH.findall(text))
    if match is None or len(months) != 1:
        return None
    day = _dated(match["day"] or match["tarikh"], months.pop(), None, today)
    return one_day(day) if day else None


def day_alone(text: str, today: date) -> Days | None:
    """Give the latest day of that number which is not after today, within the last two months."""
    match = _DAY_ALONE.search(text)
    if match is None:
        return None
    last_month = today.replace(day=1) - timedelta(days=1)
    number = int(match["day"] or match["tarikh"])
    found = (_valid(month.year, month.month, number) for month in (today, last_month))
    return next((one_day(day) for day in found if day and day <= today), None)


def week_of_day(text: str, today: date) -> tuple[date, ...]:
    """Give the day whose week is meant, "the week of 5 November"; nothing when none is."""
    match = _WEEK_OF.search(text)
    day = _date_of(match, "a_", today) if match else None
    return (day,) if day else ()


def every_day(text: str, today: date) -> list[date | None]:
    """Give every day that a text names, None for each that no calendar has."""
    return [_date_of(match, "a_", today) for match in DAY.finditer(text)]


def _date_of(match: re.Match[str], prefix: str, today: date) -> date | None:
    if iso := match[f"{prefix}iso"]:
        return _valid(int(iso[:4]), int(iso[5:7]), int(iso[8:]))
    form = next(f"{prefix}{order}_" for order in "nhdm" if match[f"{prefix}{order}_day"])
    return _dated(match[f"{form}day"], match[f"{form}month"], match[f"{form}year"], today)


def _dated(day: str, month_name: str, year: str | None, today: date) -> date | None:
    """Give the date; without a year it is the latest such date that is not after today."""
    month = int(month_name) if month_name.isdecimal() else MONTHS.index(month_name) + 1
    if year:
        return _valid(int(year) % 100 + 2000, month, int(day))
    this_year = _valid(today.year, month, int(day))
    return this_year if this_year and this_year <= today else _valid(today.year - 1, month, int(day))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
