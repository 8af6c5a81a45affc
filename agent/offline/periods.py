"""Weeks, months, quarters, festivals and "three days ago", read against today's date. They read plain English only.

Weeks start on Monday; "the last week of September" is its last seven days; a financial year begins in April.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from agent.offline.days import Days, month_of, one_day
from agent.offline.festivals import FESTIVALS, days_of
from agent.offline.written_days import ANY_MONTH, MONTHS, week_of_day

_NTH = "first|second|third|fourth|1st|2nd|3rd|4th|last"
_YEAR = r"(?:[\s,]+(?P<year>20\d\d))?"
_MONTH = rf"(?P<month>{ANY_MONTH})"
_WEEK_OF_MONTH = (
    re.compile(rf"\b(?P<which>{_NTH})\s+week\s+(?:of|in)\s+(?:the\s+)?{_MONTH}\b{_YEAR}"),
    re.compile(rf"\b{_MONTH}\b{_YEAR}(?:'s)?\s+(?:of\s+)?(?:the\s+)?(?P<which>{_NTH})\s+week\b"),
)
_PART_OF_MONTH = re.compile(
    rf"\b(?P<part>start|beginning|early|mid|middle|end|late)\s*(?:of\s+)?(?:the\s+)?{_MONTH}\b{_YEAR}"
)
_HALF = r"(?P<half>first|second|1st|2nd)\s+half"
_HALF_OF_MONTH = (
    re.compile(rf"\b{_HALF}\s+(?:of|in)\s+(?:the\s+)?{_MONTH}\b{_YEAR}"),
    re.compile(rf"\b{_MONTH}\b{_YEAR}(?:'s)?\s+(?:of\s+)?(?:the\s+)?{_HALF}\b"),
)
# "May" and "March" are words of their own; other months may stand alone.
_WHOLE_MONTH = (
    re.compile(rf"\b(?:in|during|of|for|month)\s+(?:the\s+month\s+of\s+)?{_MONTH}\b{_YEAR}"),
    re.compile(rf"\b{_MONTH}\s+(?:of|month|20\d\d|to\s+(?=[a-z]))(?<!\s20)\b"),
    re.compile(rf"\b(?!(?:may|march)\b){_MONTH}\b{_YEAR}"),
)
_LONE_YEAR = re.compile(r"\b(20\d\d)\b")
_FISCAL_YEAR = (
    r"(?:fy|f\.y\.|financial\s+year|fiscal(?:\s+year)?)\s*'?-?\s*"
    r"(?P<fy>20\d\d|\d\d)(?:\s*[-/]\s*(?P<fy_end>20\d\d|\d\d))?"
)
_QUARTER = re.compile(rf"\bq(?P<quarter>[1-4])\b(?:\s*(?:of\s+)?{_FISCAL_YEAR})?")
_FISCAL = re.compile(rf"\b{_FISCAL_YEAR}\b")
_THIS_FISCAL = re.compile(r"\b(?P<which>this|current|last)\s+(?P<unit>fy|financial\s+year|fiscal\s+year|quarter)\b")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b")
_LAST_SPAN = re.compile(r"\b(?:last|past)\s+(?P<number>\d{1,3})\s+(?P<unit>days?|weeks?|months?)\b")
_AGO = re.compile(r"\b(?P<number>\d{1,3}|an?|one|two|three)\s+(?P<unit>days?|weeks?|months?)\s+(?:ago|back|before)\b")
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_IN_DAYS = {"day": 1, "week": 7, "month": 30}
_PLACES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ON_THE_DAY = re.compile(r"\b(?:on(?:\s+the)?|day\s+of)\s+$")

Reader = Callable[[str, date], Days | None]


def _week_of_month(text: str, today: date) -> Days | None:
    for pattern in _WEEK_OF_MONTH:
        if match := pattern.search(text):
            month = _month(match, today)
            if match["which"] == "last":
                return Days(month.last - timedelta(days=6), month.last)
            first = month.first + timedelta(days=7 * (_PLACES[match["which"]] - 1))
            return Days(first, first + timedelta(days=6))
    return None


def _half_of_month(text: str, today: date) -> Days | None:
    match = next((m for pattern in _HALF_OF_MONTH if (m := pattern.search(text))), None)
    if match is None:
        return None
    month = _month(match, today)
    is_first = match["half"] in ("first", "1st")
    return Days(month.first, month.first.replace(day=15)) if is_first else Days(month.first.replace(day=16), month.last)


def _part_of_month(text: str, today: date) -> Days | None:
    match = _PART_OF_MONTH.search(text)
    if match is None:
        return None
    month = _month(match, today)
    if match["part"] in ("start", "beginning", "early"):
        return Days(month.first, month.first.replace(day=10))
    if match["part"] in ("mid", "middle"):
        return Days(month.first.replace(day=11), month.first.replace(day=20))
    return Days(month.first.replace(day=21), month.last)


def _week_of_day(text: str, today: date) -> Days | None:
    return next((_week(day) for day in week_of_day(text, today)), None)


def _festival(text: str, today: date) -> Days | None:
    for festival in FESTIVALS:
        match = re.search(rf"(?<!\w)(?:{festival.names})(?!\w)", text)
        if match is None:
            continue
        after = text[match.end() :]
        before = text[: match.start()]
        is_week = re.match(r"\s*(?:of\s+)?(?:week|season)\b", after) or re.search(r"\bweek\s+of\s+$", before)
        is_the_day = _ON_THE_DAY.search(before) or re.match(r"\s*(?:of\s+)?(?:day|days)\b", after)
        found = (days_of(festival, year, whole_season=not is_the_day) for year in _years_of(text, today))
        days = next((d for d in found if d is not None and d[0] <= today), None)
        if days is None:
            return None
        return _with_week(days_of(festival, days[0].year, whole_season=False) or days, days) if is_week else Days(*days)
    return None


def _with_week(day: tuple[date, date], season: tuple[date, date]) -> Days:
    """Give the week of a festival: that of the day itself, with what of the season lies outside of it."""
    week = _week(day[0])
    return Days(min(week.first, season[0]), max(week.last, season[1]))


def _years_of(text: str, today: date) -> tuple[int, ...]:
    if year := _LONE_YEAR.search(text):
        return (int(year[1]),)
    return (today.year - 1,) if "last year" in text else (today.year, today.year - 1)


def _fiscal(text: str, today: date) -> Days | None:
    begins = today.year if today.month >= 4 else today.year - 1
    if match := _QUARTER.search(text):
        quarter = int(match["quarter"])
        year = _fiscal_start(match["fy"], match["fy_end"]) if match["fy"] else begins
        days = _quarter(year, quarter)
        return days if match["fy"] or days.first <= today else _quarter(year - 1, quarter)
    if match := _FISCAL.search(text):
        return _fiscal_year(_fiscal_start(match["fy"], match["fy_end"]))
    if match := _THIS_FISCAL.search(text):
        back = 1 if match["which"] == "last" else 0
        if match["unit"] != "quarter":
            return _fiscal_year(begins - back)
        index = begins * 4 + (today.month - 4) % 12 // 3 - back
        return _quarter(index // 4, index % 4 + 1)
    return None


def _fiscal_start(year: str, end: str | None) -> int:
    """Give the year in which it begins: FY27, FY2027 and FY26-27 all begin in April 2026."""
    number = int(year) % 100 + 2000
    return number if end else number - 1


def _fiscal_year(begins: int) -> Days:
    return Days(date(begins, 4, 1), date(begins + 1, 3, 31))


def _quarter(begins: int, quarter: int) -> Days:
    month = 3 * quarter + 1
    year, month = (begins, month) if month <= 12 else (begins + 1, month - 12)
    return Days(date(year, month, 1), month_of(year, month + 2).last)


def _whole_month(text: str, today: date) -> Days | None:
    match = next((m for pattern in _WHOLE_MONTH if (m := pattern.search(text))), None)
    return _month(match, today) if match else None


def _last_span(text: str, today: date) -> Days | None:
    match = _LAST_SPAN.search(text)
    if match is None:
        return None
    length = int(match["number"]) * _IN_DAYS[match["unit"].rstrip("s")]
    return Days(today - timedelta(days=length - 1), today) if 0 < length <= 366 else None


def _ago(text: str, today: date) -> Days | None:
    match = _AGO.search(text)
    if match is None:
        return None
    unit = match["unit"].rstrip("s")
    number = _SMALL.get(match["number"]) or int(match["number"])
    day = today - timedelta(days=number * _IN_DAYS[unit])
    return {"day": one_day(day), "week": _week(day), "month": month_of(day.year, day.month)}[unit]


def _weekday(text: str, today: date) -> Days | None:
    match = _WEEKDAY.search(text)
    if match is None:
        return None
    back = (today.weekday() - _WEEKDAYS.index(match["weekday"])) % 7
    return one_day(today - timedelta(days=back or 7))


def _relative(text: str, today: date) -> Days | None:
    return next((make(today) for phrase, make in _RELATIVE.items() if re.search(rf"\b{phrase}\b", text)), None)


def _last_month(today: date) -> Days:
    last = today.replace(day=1) - timedelta(days=1)
    return Days(last.replace(day=1), last)


def _week(day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


_RELATIVE: dict[str, Callable[[date], Days]] = {
    "day before yesterday": lambda today: one_day(today - timedelta(days=2)),
    "yesterday": lambda today: one_day(today - timedelta(days=1)),
    "today": one_day,
    "last weekend": lambda today: Days(_week(today).first - timedelta(days=2), _week(today).first - timedelta(days=1)),
    "last week": lambda today: _week(today - timedelta(days=7)),
    "this week": lambda today: Days(_week(today).first, today),
    "last month": _last_month,
    "this month": lambda today: Days(today.replace(day=1), today),
    "last year": lambda today: Days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    "this year": lambda today: Days(date(today.year, 1, 1), today),
}


def _month(match: re.Match[str], today: date) -> Days:
    month = MONTHS.index(match["month"]) + 1
    year = _LONE_YEAR.search(match.string)
    days = month_of(int(year[1]) if year else today.year, month)
    return days if year or days.first <= today else month_of(today.year - 1, month)


BEFORE_A_DAY: tuple[Reader, ...] = (_week_of_day, _week_of_month, _half_of_month)
AFTER_A_DAY: tuple[Reader, ...] = (
    _festival,
    _part_of_month,
    _fiscal,
    _last_span,
    _ago,
    _whole_month,
    _weekday,
    _relative,
)
