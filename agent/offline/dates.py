"""Days and windows as people write them, read against today's date in their own zone."""

from datetime import date

from agent.offline.day_words import plain_days
from agent.offline.days import Days
from agent.offline.periods import AFTER_A_DAY, BEFORE_A_DAY
from agent.offline.written_days import (
    day_alone,
    day_of_a_month,
    days_after,
    every_day,
    names_range,
    written_day,
    written_range,
)

_LEAP_YEAR = date(2024, 12, 31)


def find_days(text: str, today: date) -> Days | None:
    """Find the days that a folded text speaks of; None when it names none, or one that does not exist.

    A date without a year is the latest such date that is not after today.
    """
    plain = plain_days(text)
    if names_range(plain):
        return written_range(plain, today)
    if None in every_day(plain, today):
        return None
    for read in (*BEFORE_A_DAY, days_after, written_day, day_of_a_month, *AFTER_A_DAY, day_alone):
        if (days := read(plain, today)) is not None:
            return days
    return None


def names_impossible_day(text: str) -> bool:
    """Tell whether a text names a day that no calendar has, such as 31 February, or days that end before they begin."""
    plain = plain_days(text)
    if names_range(plain) and written_range(plain, _LEAP_YEAR) is None:
        return True
    return None in every_day(plain, _LEAP_YEAR)
