"""Limits the rate of a background job, so that it leaves the database to the requests."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic


class RateLimit:
    """A limit in rows per second over all segments together; None means unlimited."""

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
        """Wait until the next row may be processed. Unused time is not carried over."""
        starts_at_s = max(self._next_at_s, self._now_s())
        self._next_at_s = starts_at_s + self._interval_s
        await self._sleep(max(0.0, starts_at_s - self._now_s()))
