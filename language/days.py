"""Whole days in the user's zone: closed spans, and ranges that may be open on one side."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

MAX_SEARCH_DAYS = 365  # of one search


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days, both ends inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def to_instants(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the start (inclusive) and the end (exclusive) of these days in a zone."""
        start = datetime.combine(self.first, time.min, tzinfo=zone)
        return start, datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Whole days as they were asked for; None is an open side ("before 1 October", "since Diwali")."""

    first: date | None
    last: date | None

    def resolve(self, today: date) -> Days | None:
        """Return the closed days to search, at most ``MAX_SEARCH_DAYS``; None for a range that begins after today.

        An open end is today. Days more than ``MAX_SEARCH_DAYS`` before the end are cut off.
        """
        last = self.last if self.last is not None else today
        longest = last - timedelta(days=MAX_SEARCH_DAYS - 1)
        first = max(self.first, longest) if self.first is not None else longest
        return Days(first, last) if first <= last else None


def single_day(day: date) -> Days:
    return Days(day, day)


def get_month(year: int, month: int) -> Days:
    """Return all days of a month."""
    first = date(year, month, 1)
    return Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def get_week(day: date) -> Days:
    """Return the week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))
