"""Dates as people write them in India, and the day that a fact's instant falls on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from guardrails.grounding.search import Haystack, Search

ZONE = ZoneInfo("Asia/Kolkata")

_MONTH_NAMES: tuple[str, ...] = (
    r"jan(?:uary)?|जनवरी",
    r"feb(?:ruary)?|फ(?:र|़र)वरी",
    r"mar(?:ch)?|मार्च",
    r"apr(?:il)?|अप्रैल",
    r"may|मई",
    r"june?|जून",
    r"july?|जुलाई",
    r"aug(?:ust)?|अगस्त",
    r"sept?(?:ember)?|सित(?:ं|म्)बर",
    r"oct(?:ober)?|अक्(?:टू|तू)बर",
    r"nov(?:ember)?|नव(?:ं|म्)बर",
    r"dec(?:ember)?|दिस(?:ं|म्)बर",
)
_MONTH = "(?:" + "|".join(_MONTH_NAMES) + r")(?!\w)"
_YEAR = r"(?:\.?,?\s+(?P<year>\d{4})(?!\d))?"
_PATTERNS = (
    re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?![\w-])"),
    re.compile(
        r"(?<![\w/.-])(?P<day>\d{1,2})(?P<join>[/.-])(?P<number>\d{1,2})(?P=join)(?P<year>\d{4}|\d{2})(?![\w/-])"
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
            month = int(groups["number"]) if groups.get("number") else _month(groups["month"] or "")
            year = groups.get("year") or groups.get("joined")
            day = groups.get("day")
            yield match.start(), match.end(), Day(int(day) if day else None, month, _year(year))


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
