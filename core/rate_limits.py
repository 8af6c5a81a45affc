"""Rate limits per principal, counted in the process or in a Redis that several processes share."""

import asyncio
import hashlib
import logging
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic as system_monotonic
from typing import Annotated, Any

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter, RateLimiter, SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string
from pydantic import StringConstraints

from core.circuit_breaker import CircuitBreaker, CircuitRules
from core.clock import Monotonic
from core.identity.tokens import Principal

logger = logging.getLogger(__name__)

# A turn waits for the count, so a Redis that is slow is as bad as none; one that failed is left alone for a while.
_SHARED_TIMEOUT_S = 1.0
_RULES = CircuitRules(consecutive_failures=2, open_s=5.0)


# A rate as a setting has it; the library would keep the first of several, silently.
Rate = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,5}/(second|minute|hour|day)$")]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a principal has left of a rate, and in how many seconds the rate begins anew."""

    purpose: str
    limit: int
    window_s: int
    remaining: int
    reset_s: int


class TooManyRequests(Exception):
    """The principal asks too often. ``retry_after_s`` is the earliest time at which a request is accepted again."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("rateLimited")
        self.retry_after_s = retry_after_s


class RateLimits:
    """Counts the requests of each principal. When the Redis fails, this process counts by itself."""

    def __init__(
        self,
        rates: Mapping[str, str],
        *,
        uri: str | None = None,
        is_approximate: bool = False,
        monotonic: Monotonic = system_monotonic,
    ) -> None:
        """``rates`` holds one rate for each limited purpose, such as ``60/minute``; ``uri`` is the address of a Redis.

        With ``is_approximate``, this process keeps two counters for each principal and not the time of each request.

        Raises:
            ValueError: when a rate or the address is not one.
        """
        self._rates: dict[str, RateLimitItem] = {purpose: parse(rate) for purpose, rate in rates.items()}
        own = SlidingWindowCounterRateLimiter if is_approximate else MovingWindowRateLimiter
        self._own: RateLimiter = own(MemoryStorage())
        self._shared = None if uri is None else MovingWindowRateLimiter(_redis(uri))
        self._failures: tuple[type[Exception], ...] = (TimeoutError,)
        if self._shared is not None:
            self._failures += _failures_of(self._shared)
        self._circuit = CircuitBreaker(_RULES, monotonic=monotonic)

    async def admit(self, principal: Principal, purpose: str) -> None:
        """Count one request, or refuse it. A purpose without a rate is not limited.

        Raises:
            TooManyRequests: when the principal has none left.
        """
        if purpose not in self._rates:
            return
        if self._shared is None or not self._circuit.try_acquire():
            await self._hit(self._own, principal, purpose)
            return
        try:
            async with asyncio.timeout(_SHARED_TIMEOUT_S):
                await self._hit(self._shared, principal, purpose)
        except TooManyRequests:
            self._circuit.record_success()
            raise
        except self._failures:
            self._circuit.record_failure()
            logger.warning("rate limits are counted in this process only")
            await self._hit(self._own, principal, purpose)
        except BaseException:
            self._circuit.release()
            raise
        else:
            self._circuit.record_success()

    async def usage(self, principal: Principal, purpose: str) -> Usage | None:
        """Return what this process has counted of a principal, None for a purpose without a rate."""
        if (rate := self._rates.get(purpose)) is None:
            return None
        reset_at, remaining = await self._own.get_window_stats(rate, purpose, _key(principal))
        reset_s = max(1, math.ceil(reset_at - time.time()))
        return Usage(purpose, rate.amount, rate.get_expiry(), max(0, remaining), reset_s)

    async def aclose(self) -> None:
        """Close what is open to a Redis."""
        if self._shared is not None:
            bridge: Any = self._shared.storage.bridge  # type: ignore[attr-defined]  # what every Redis storage has
            await bridge.get_connection().aclose()

    async def _hit(self, limiter: RateLimiter, principal: Principal, purpose: str) -> None:
        rate, who = self._rates[purpose], _key(principal)
        if await limiter.hit(rate, purpose, who):
            return
        reset_at, _ = await limiter.get_window_stats(rate, purpose, who)
        raise TooManyRequests(max(1, math.ceil(reset_at - time.time())))


def _failures_of(limiter: MovingWindowRateLimiter) -> tuple[type[Exception], ...]:
    raised = limiter.storage.base_exceptions
    return raised if isinstance(raised, tuple) else (raised,)


def _redis(uri: str) -> Storage:
    if not uri.startswith(("redis://", "rediss://", "redis+unix://")):
        raise ValueError("the address of the limits is not that of a Redis")
    storage = storage_from_string(f"async+{uri}", implementation="redispy", wrap_exceptions=False)
    assert isinstance(storage, Storage)  # noqa: S101 -- what the prefix asks for
    return storage


def _key(principal: Principal) -> str:
    """Return a name for a principal that does not say who it is: others may read the server that holds the counts.

    Subjects are those of one identity provider: the token that the chat service mints for a turn has its user's. So
    each user of the chat service is counted separately at the rewards API, and not all of them together.
    """
    return hashlib.sha256(f"{principal.role.value}\0{principal.subject}".encode()).hexdigest()[:32]
