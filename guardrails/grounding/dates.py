"""Dates as people write them in India, and the day that a fact's instant falls on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from guardrails.grounding.search import Haystack, Search

ZONE = ZoneInfo("Asia/Kolkata")

_MONTH_NAMES: tuple[str, ...] = (
    r"jan(?:uary|vari)?|जनवरी",
    r"feb(?:ruary)?|farvari|फ(?:र|़र)वरी",
    r"mar(?:ch)?|मार्च",
    r"apr(?:il|ail)?|अप्रैल",
    r"may|मई",
    r"june?|जून",
    r"july?|जुलाई",
    r"aug(?:ust)?|agast|अगस्त",
    r"sept?(?:ember)?|sitambar|सित(?:ं|म्)बर",
    r"oct(?:ober)?|a[ck]tu?ba+r|अक्(?:टू|तू)बर",
    r"nov(?:ember)?|navambar|नव(?:ं|म्)बर",
    r"dec(?:ember)?|disambar|दिस(?:ं|म्)बर",
)
_MONTH = "(?:" + "|".join(_MONTH_NAMES) + r")(?!\w)"
_YEAR = r"(?:\.?,?\s+(?:(?P<year>\d{4})(?!\d)|['’](?P<short>\d{2})(?!\w)))?"
_WEEKDAYS = (
    "mon(?:day)?|somvar|सोमवार", "tue(?:s(?:day)?)?|mangalvar|मंगलवार", "wed(?:nesday)?|budhvar|बुधवार",
    "thu(?:rs(?:day)?)?|guruvar|गुरुवार", "fri(?:day)?|shukravar|शुक्रवार", "sat(?:urday)?|shanivar|शनिवार",
    "sun(?:day)?|ravivar|रविवार",
)  # fmt: skip
_WEEKDAY = re.compile(rf"(?<!\w)(?:{'|'.join(f'({names})' for names in _WEEKDAYS)})\.?,?\s+\Z", re.IGNORECASE)
_LONGEST_WEEKDAY = 14
_PATTERNS = (
    re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?![\w-])"),
    re.compile(
        r"(?<![\w/.-])(?P<day>\d{1,2})(?P<join>[/.-])(?P<number>\d{1,2})(?P=join)(?P<year>\d{4}|\d{2})(?![\w/-])"
    ),
    # Two numbers alone are a fraction as well: a day only where the words around say so.
    re.compile(
        r"(?:(?<=\bon\s)(?P<day>\d{1,2})/(?P<number>\d{1,2})(?![\w/-])"
        r"|(?<![\w/.-])(?P<hindi_day>\d{1,2})/(?P<hindi_number>\d{1,2})(?=\s+(?:ko\b|को(?!\w))))",
        re.IGNORECASE,
    ),
    Search(
        rf"(?<![\w.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<month>{_MONTH})(?:-(?P<joined>\d{{4}})|{_YEAR})",
    ),
    Search(
        rf"(?<!\w)(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,:]\d|\s*(?:items?|instal|gift)){_YEAR}",
    ),
    Search(rf"(?<!\w)(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})(?!\d)"),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it was written: without a year, or a month without a day. Zero is no month of any year."""

    day: int | None
    month: int
    year: int | None

    def fits(self, other: date) -> bool:
        """Tell whether that date can be the one that was written."""
        return (
            self.month == other.month
            and (self.day is None or self.day == other.day)
            and (self.year is None or self.year == other.year)
        )


def days_in(hay: Haystack) -> Iterator[tuple[int, int, Day]]:
    """Yield start, end and value of every date in a folded text; day before month where both are numbers."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(hay) if isinstance(pattern, Search) else pattern.finditer(hay.text):
            groups = match.groupdict()
            number = groups.get("number") or groups.get("hindi_number")
            month = int(number) if number else _month(groups.get("month") or "")
            year = groups.get("year") or groups.get("joined") or groups.get("short")
            day = groups.get("day") or groups.get("hindi_day")
            found = Day(int(day) if day else None, month, _year(year))
            yield _with_weekday(hay.text, match.start(), match.end(), found)


def _with_weekday(text: str, start: int, end: int, day: Day) -> tuple[int, int, Day]:
    """Take the day of the week before a whole date along with it; a wrong one makes it a date that never was."""
    named = _WEEKDAY.search(text, max(0, start - _LONGEST_WEEKDAY), start)
    if named is None or day.day is None or day.year is None:
        return start, end, day
    try:
        is_right = date(day.year, day.month, day.day).weekday() + 1 == named.lastindex
    except ValueError:
        is_right = False
    return named.start(), end, day if is_right else Day(None, 0, None)


def day_of(value: str) -> date | None:
    """Give the day in India of an ISO date or instant; None for what is neither."""
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant.date() if instant.tzinfo is None else instant.astimezone(ZONE).date()


def _month(name: str) -> int:
    return next((i for i, names in enumerate(_MONTH_NAMES, start=1) if re.fullmatch(names, name, re.IGNORECASE)), 0)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)
