"""Keeps a background job below a rate, so that it leaves the database to those who wait for an answer."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic


class RateLimit:
    """Lets so many rows a second through, for all segments together; None is no limit."""

    def __init__(
        self,
        rows_per_s: float | None,
        *,
        now_s: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval_s = 1 / rows_per_s if rows_per_s else 0.0
        self._now_s = now_s
        self._sleep = sleep
        self._next_at_s = now_s()

    async def wait(self) -> None:
        """Return when the next row may be worked on. Time that passed unused is not made up for."""
        starts_at_s = max(self._next_at_s, self._now_s())
        self._next_at_s = starts_at_s + self._interval_s
        await self._sleep(max(0.0, starts_at_s - self._now_s()))
