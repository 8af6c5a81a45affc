"""Days and windows as people write them, read against today's date in their own zone.

Days are whole days of the zone; windows are half-open instants. Weeks start on Monday, and "the last week of September"
is its last seven days.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from rewards.window import Window

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:[\s,]+(?P<{0}year>20\d\d))?"


def _day_pattern(prefix: str) -> str:
    """A day of the month with its month, either way round, or an ISO date; groups carry the prefix."""
    month_first = _MONTH.format(prefix + "m_") + r"\s+(?P<" + prefix + r"m_day>\d{1,2})(?:st|nd|rd|th)?\b(?!\s*:)"
    day_first = r"(?P<" + prefix + r"d_day>\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?" + _MONTH.format(prefix + "d_")
    iso = r"(?P<" + prefix + r"iso>20\d\d-\d\d-\d\d)"
    # As written in India: day, month and perhaps year.
    numeric = (
        rf"(?P<{prefix}n_day>0?[1-9]|[12]\d|3[01])(?P<{prefix}n_sign>[/.])(?P<{prefix}n_month>0?[1-9]|1[0-2])"
        rf"(?:(?P={prefix}n_sign)(?P<{prefix}n_year>20\d\d|\d\d)|(?<=/\d)|(?<=/\d\d))(?![\d/]|\.\d)"
    )
    return rf"(?:{iso}|{numeric}|{day_first}\b{_YEAR.format(prefix + 'd_')}|{month_first}{_YEAR.format(prefix + 'm_')})"


_DAY = re.compile(rf"\b{_day_pattern('a_')}", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?:(?:between|from)\s+(?:the\s+)?)?{_day_pattern('a_')}\s+(?:and|to|till|until|-)\s+(?:the\s+)?"
    rf"{_day_pattern('b_')}",
    re.IGNORECASE,
)
_WEEK_OF_MONTH = re.compile(
    rf"\b(?P<which>first|last)\s+week\s+(?:of|in)\s+{_MONTH.format('w_')}\b{_YEAR.format('w_')}", re.IGNORECASE
)
_WHOLE_MONTH = re.compile(rf"\b(?:in|during|of)\s+{_MONTH.format('n_')}\b{_YEAR.format('n_')}", re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?:on|last|this)\s+(?P<weekday>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
_LAST_DAYS = re.compile(r"\b(?:last|past)\s+(?P<days>\d{1,3})\s+days\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days, both ends inclusive."""

    first: date
    last: date

    def window(self, zone: tzinfo) -> Window:
        """Give the half-open instants of these days in a zone."""
        start = datetime.combine(self.first, time.min, tzinfo=zone)
        end = datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=zone)
        return Window(start=start, end=end)


def find_days(text: str, today: date) -> Days | None:
    """Find the days that a text speaks of; None when it names none, or one that does not exist.

    A date without a year is the latest such date that is not after today.
    """
    if _RANGE.search(text):
        return _range(text, today)
    for read in (_week_of_month, _single_day, _whole_month, _last_days, _weekday, _relative):
        if (days := read(text, today)) is not None:
            return days
    return None


def names_impossible_day(text: str) -> bool:
    """Tell whether a text names a day that no calendar has, such as 31 February, or days that end before they begin."""
    leap_year = date(2024, 12, 31)
    if _RANGE.search(text) and _range(text, leap_year) is None:
        return True
    return any(_date_of(match, "a_", leap_year) is None for match in _DAY.finditer(text))


def _range(text: str, today: date) -> Days | None:
    match = _RANGE.search(text)
    if match is None:
        return None
    first, last = _date_of(match, "a_", today), _date_of(match, "b_", today)
    return Days(first, last) if first and last and first <= last else None


def _single_day(text: str, today: date) -> Days | None:
    match = _DAY.search(text)
    day = _date_of(match, "a_", today) if match else None
    return Days(day, day) if day else None


def _week_of_month(text: str, today: date) -> Days | None:
    match = _WEEK_OF_MONTH.search(text)
    if match is None:
        return None
    month = _month(match, "w_", today)
    if match["which"].lower() == "first":
        return Days(month.first, month.first + timedelta(days=6))
    return Days(month.last - timedelta(days=6), month.last)


def _whole_month(text: str, today: date) -> Days | None:
    match = _WHOLE_MONTH.search(text)
    return _month(match, "n_", today) if match else None


def _last_days(text: str, today: date) -> Days | None:
    match = _LAST_DAYS.search(text)
    if match is None or not 0 < int(match["days"]) <= 366:
        return None
    return Days(today - timedelta(days=int(match["days"]) - 1), today)


def _weekday(text: str, today: date) -> Days | None:
    match = _WEEKDAY.search(text)
    if match is None:
        return None
    back = (today.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
    day = today - timedelta(days=back or 7)
    return Days(day, day)


def _relative(text: str, today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    month_start = today.replace(day=1)
    last_month_end = month_start - timedelta(days=1)
    phrases: dict[str, Callable[[], Days]] = {
        "day before yesterday": lambda: Days(today - timedelta(days=2), today - timedelta(days=2)),
        "(?:yesterday|yday)": lambda: Days(today - timedelta(days=1), today - timedelta(days=1)),
        "today": lambda: Days(today, today),
        "last week": lambda: Days(monday - timedelta(days=7), monday - timedelta(days=1)),
        "this week": lambda: Days(monday, today),
        "last month": lambda: Days(last_month_end.replace(day=1), last_month_end),
        "this month": lambda: Days(month_start, today),
    }
    lowered = text.lower()
    return next((make() for phrase, make in phrases.items() if re.search(rf"\b{phrase}\b", lowered)), None)


def _date_of(match: re.Match[str], prefix: str, today: date) -> date | None:
    if iso := match[f"{prefix}iso"]:
        return _valid(int(iso[:4]), int(iso[5:7]), int(iso[8:]))
    form = next(f"{prefix}{order}_" for order in "ndm" if match[f"{prefix}{order}_day"])
    month, day, year = _month_number(match[f"{form}month"]), int(match[f"{form}day"]), match[f"{form}year"]
    if year:
        return _valid(int(year) % 100 + 2000, month, day)
    this_year = _valid(today.year, month, day)
    return this_year if this_year and this_year <= today else _valid(today.year - 1, month, day)


def _month(match: re.Match[str], prefix: str, today: date) -> Days:
    month, year = _month_number(match[f"{prefix}month"]), match[f"{prefix}year"]
    first = date(int(year) if year else today.year, month, 1)
    if not year and first > today:
        first = first.replace(year=today.year - 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Days(first, following - timedelta(days=1))


def _month_number(name: str) -> int:
    return int(name) if name.isdecimal() else _MONTH_NAMES.index(name.lower()[:3]) + 1


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
