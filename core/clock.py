"""The source of the current time, which a demo, an eval or a reproduction can fix."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A source of the current instant, always timezone-aware."""

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
