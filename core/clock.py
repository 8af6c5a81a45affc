"""The one place that reads the time, so that a demo, an eval or a reproduction can fix it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

# A clock that only moves forward, in seconds from some instant: ``time.monotonic``, or one that a test moves.
Monotonic = Callable[[], float]


class Clock(Protocol):
    """A source of the present instant, always with a zone."""

    def now(self) -> datetime: ...


class SystemClock:
    """The system clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that always returns one instant."""

    def __init__(self, instant: datetime) -> None:
        if instant.tzinfo is None:
            raise ValueError("a fixed clock needs a time with an offset")
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        return self._instant
