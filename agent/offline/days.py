"""Whole days in the zone of the person who asks, and the window of instants that they are."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from rewards.window import Window


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


def one_day(day: date) -> Days:
    return Days(day, day)


def month_of(year: int, month: int) -> Days:
    """Give all days of a month."""
    first = date(year, month, 1)
    return Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
