"""Retries until a database answers again: a job of hours must survive minutes of throttling, and a restart.

Full jitter: each wait is drawn from zero to a bound that doubles, so that waiting segments do not return together.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from random import SystemRandom
from time import monotonic
from typing import TypeVar

from rewards.backfill.adaptive_rate import AdaptiveRate
from rewards.errors import SourceUnavailable, StoreUnavailable
from rewards.store_failures import LASTING

_LOG = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")
_FIRST_BOUND_S = 0.2
_HIGHEST_BOUND_S = 20.0
_RANDOM = SystemRandom()
GIVE_UP_AFTER_S = 900.0  # longer than a table takes to scale, or a database to fail over


class OutageRetry:
    """Runs work again while a database does not answer, and lowers the rate while it throttles.

    ``waits`` counts the retries by the code of the failure.
    """

    def __init__(
        self,
        rate: AdaptiveRate,
        *,
        give_up_after_s: float = GIVE_UP_AFTER_S,
        now_s: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate = rate
        self._give_up_after_s = give_up_after_s
        self._now_s = now_s
        self._sleep = sleep
        self.waits: Counter[str] = Counter()

    async def run(self, work: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """Return what the work returns as soon as it does.

        Raises:
            StoreUnavailable: at once for a failure that waiting cannot mend, otherwise if the store has not answered
                for ``give_up_after_s``.
            SourceUnavailable: if a source has not answered for that long.
        """
        until_s: float | None = None
        attempt = 0
        while True:
            try:
                return await work()
            except (StoreUnavailable, SourceUnavailable) as error:
                until_s = self._now_s() + self._give_up_after_s if until_s is None else until_s
                if _is_lasting(error) or self._now_s() >= until_s:
                    raise
                self._record(error)
            bound_s = min(_HIGHEST_BOUND_S, _FIRST_BOUND_S * 2 ** min(attempt, 10))
            await self._sleep(_RANDOM.uniform(0, bound_s))
            attempt += 1

    def _record(self, error: StoreUnavailable | SourceUnavailable) -> None:
        if not self.waits:
            _LOG.warning("the backfill waits for a database", extra={"code": error.code})
        self.waits[error.code] += 1
        if error.code == "storeThrottled":
            self._rate.decrease()


def _is_lasting(error: StoreUnavailable | SourceUnavailable) -> bool:
    return isinstance(error, StoreUnavailable) and error.code in LASTING
