"""Half-open time windows ``[from, to)`` with timezone-aware ends."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from core.errors import InvalidWindow

MAX_WINDOW = timedelta(days=366)
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


class TimeField(StrEnum):
    """The transition that a window applies to."""

    CREATED = "created"
    RESERVED = "reserved"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Window:
    """All instants t with ``start <= t < end``; both ends are timezone-aware, in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime | None) -> bool:
        return instant is not None and self.start <= instant < self.end


def open_window(start: datetime | None, end: datetime | None) -> Window:
    """Return a window that may be unbounded at either end.

    Raises:
        InvalidWindow: ``emptyWindow`` if the end is not after the start.
    """
    window = Window(start=start or _BEGINNING, end=end or _END)
    if window.end <= window.start:
        raise InvalidWindow("emptyWindow")
    return window


def parse_instant(text: str) -> datetime:
    """Return ISO 8601 text with an offset as an instant in UTC.

    Raises:
        InvalidWindow: ``invalidTime`` if it is not a time, ``offsetRequired`` if it has no offset.
    """
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise InvalidWindow("offsetRequired")
        return instant.astimezone(UTC)
    except InvalidWindow:
        raise
    except (
        ValueError,
        OverflowError,
    ) as error:  # the first and last day of the calendar cannot be converted to UTC from some zones
        raise InvalidWindow("invalidTime") from error


def parse_window(start: str, end: str) -> Window:
    """Return the window between two ends given as text.

    Raises:
        InvalidWindow: ``invalidTime``, ``offsetRequired``, ``emptyWindow`` (end not after start) or ``windowTooLong``
            (more than 366 days).
    """
    window = Window(start=parse_instant(start), end=parse_instant(end))
    if window.end <= window.start:
        raise InvalidWindow("emptyWindow")
    if window.end - window.start > MAX_WINDOW:
        raise InvalidWindow("windowTooLong")
    return window
