"""The rate of a background job: below a ceiling, and lower while the database throttles.

Additive increase, multiplicative decrease: the rate that connections on one network converge to without knowing of each
other, which is what a backfill and the requests beside it are to a table. The rate has a floor, because throttling that
does not depend on it (a hot key of somebody else, a faulty proxy) would otherwise stop the job.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic

_HARMLESS_ROWS_PER_S = 20.0  # some sixty requests a second: a single partition serves a thousand
_LOWEST_SHARE = 1 / 16  # of the rate at which the database first throttled
_DECREASE = 0.5
_DECREASE_EVERY_S = 1.0  # segments that are throttled together halve the rate once
_INCREASE_SHARE_PER_S = 0.02  # of the rate at which the database last throttled, in each second
_SAMPLES = 64  # starts of rows from which the present rate is taken while nothing limits it


class AdaptiveRate:
    """A limit in rows per second over all segments together; no ``ceiling_rows_per_s`` means none until throttled."""

    def __init__(
        self,
        ceiling_rows_per_s: float | None,
        *,
        now_s: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ceiling = ceiling_rows_per_s
        self._limit = ceiling_rows_per_s
        self._increase_per_s = 0.0
        self._floor = 0.0
        self._now_s = now_s
        self._sleep = sleep
        self._next_at_s = self._changed_at_s = now_s()
        self._decreased_at_s = float("-inf")
        self._starts: deque[float] = deque(maxlen=_SAMPLES)

    @property
    def rows_per_s(self) -> float | None:
        """The present limit; None while there is none."""
        return self._limit

    async def wait(self) -> None:
        """Wait until the next row may be processed. Unused time is not carried over."""
        now_s = self._now_s()
        self._increase(now_s)
        starts_at_s = max(self._next_at_s, now_s)
        self._next_at_s = starts_at_s + (1 / self._limit if self._limit else 0.0)
        self._starts.append(starts_at_s)
        await self._sleep(max(0.0, starts_at_s - now_s))

    def decrease(self) -> None:
        """Halve the rate, because the database throttled a request; at most once in a second."""
        now_s = self._now_s()
        if now_s - self._decreased_at_s < _DECREASE_EVERY_S:
            return
        self._decreased_at_s = self._changed_at_s = now_s
        throttled_at = self._limit if self._limit is not None else self._observed(now_s)
        if not self._floor:
            harmless = _HARMLESS_ROWS_PER_S if self._ceiling is None else min(self._ceiling, _HARMLESS_ROWS_PER_S)
            self._floor = max(throttled_at * _LOWEST_SHARE, harmless)
        self._increase_per_s = throttled_at * _INCREASE_SHARE_PER_S
        self._limit = max(self._floor, throttled_at * _DECREASE)

    def _increase(self, now_s: float) -> None:
        if self._limit is not None and self._increase_per_s:
            raised = self._limit + self._increase_per_s * (now_s - self._changed_at_s)
            self._limit = raised if self._ceiling is None else min(raised, self._ceiling)
        self._changed_at_s = now_s

    def _observed(self, now_s: float) -> float:
        """Return the rate of the latest rows."""
        if len(self._starts) < 2:
            return _HARMLESS_ROWS_PER_S / _DECREASE
        return len(self._starts) / max(now_s - self._starts[0], 1e-3)
