"""Half-open time windows ``[from, to)`` whose ends always carry an offset."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

LONGEST_WINDOW = timedelta(days=366)


class TimeField(StrEnum):
    """The transition that a window is laid over."""

    CREATED = "created"
    RESERVED = "reserved"
    ISSUED = "issued"


class InvalidWindow(ValueError):
    """The window is not usable; ``code`` names why, without an echo of the input."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Window:
    """All instants t with ``start <= t < end``; both ends are aware and in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime | None) -> bool:
        return instant is not None and self.start <= instant < self.end


def parse_instant(text: str) -> datetime:
    """Parse ISO 8601 with an offset into UTC.

    Raises:
        InvalidWindow: ``invalidTime`` for what is no time, ``offsetRequired`` for a naive one.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidWindow("invalidTime") from error
    if instant.tzinfo is None:
        raise InvalidWindow("offsetRequired")
    return instant.astimezone(UTC)


def parse_window(start: str, end: str) -> Window:
    """Parse both ends of a window.

    Raises:
        InvalidWindow: ``invalidTime``, ``offsetRequired``, ``emptyWindow`` (end not after start) or ``windowTooLong``
            (more than 366 days).
    """
    window = Window(start=parse_instant(start), end=parse_instant(end))
    if window.end <= window.start:
        raise InvalidWindow("emptyWindow")
    if window.end - window.start > LONGEST_WINDOW:
        raise InvalidWindow("windowTooLong")
    return window
