"""Rate limits per principal, counted in the process or in a Redis that several processes share."""

import asyncio
import hashlib
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic as system_monotonic
from typing import Annotated, Any, Literal, get_args

from fastapi import Depends, Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from api.authentication import Caller
from core.circuit_breaker import CircuitBreaker, CircuitRules
from core.clock import Monotonic
from core.identity.tokens import Principal

logger = logging.getLogger(__name__)

# A turn waits for the count, so a Redis that is slow is as bad as none; one that failed is left alone for a while.
_SHARED_TIMEOUT_S = 1.0
_RULES = CircuitRules(consecutive_failures=2, open_s=5.0)

Purpose = Literal["chat", "reveal", "read", "change"]


class TooManyRequests(Exception):
    """The principal asks too often. ``retry_after_s`` is the earliest time at which a request is accepted again."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("rateLimited")
        self.retry_after_s = retry_after_s


class RateLimits:
    """Counts the requests of each principal. When the Redis fails, this process counts by itself."""

    def __init__(
        self, rates: Mapping[Purpose, str], *, uri: str | None = None, monotonic: Monotonic = system_monotonic
    ) -> None:
        """``rates`` holds one rate for each purpose, such as ``60/minute``; ``uri`` is the address of a Redis.

        Raises:
            ValueError: when a rate or the address is not one, or a purpose has no rate.
        """
        if missing := set(get_args(Purpose)) - set(rates):
            raise ValueError(f"there is no rate for {', '.join(sorted(missing))}")
        self._rates: dict[Purpose, RateLimitItem] = {purpose: parse(rate) for purpose, rate in rates.items()}
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = None if uri is None else MovingWindowRateLimiter(_redis(uri))
        self._failures: tuple[type[Exception], ...] = (TimeoutError,)
        if self._shared is not None:
            self._failures += _failures_of(self._shared)
        self._circuit = CircuitBreaker(_RULES, monotonic=monotonic)

    async def admit(self, principal: Principal, purpose: Purpose) -> None:
        """Count one request, or refuse it.

        Raises:
            TooManyRequests: when the principal has none left.
        """
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

    async def aclose(self) -> None:
        """Close what is open to a Redis."""
        if self._shared is not None:
            bridge: Any = self._shared.storage.bridge  # type: ignore[attr-defined]  # what every Redis storage has
            await bridge.get_connection().aclose()

    async def _hit(self, limiter: MovingWindowRateLimiter, principal: Principal, purpose: Purpose) -> None:
        rate, who = self._rates[purpose], _key(principal)
        if await limiter.hit(rate, purpose, who):
            return
        reset_at, _ = await limiter.get_window_stats(rate, purpose, who)
        raise TooManyRequests(max(1, math.ceil(reset_at - time.time())))


def _failures_of(limiter: MovingWindowRateLimiter) -> tuple[type[Exception], ...]:
    raised = limiter.storage.base_exceptions
    return raised if isinstance(raised, tuple) else (raised,)


def _counted(purpose: Purpose) -> Callable[[Request, Caller], Awaitable[Principal]]:
    async def counted(request: Request, caller: Caller) -> Principal:
        limits: RateLimits | None = request.app.state.limits
        if limits is not None:
            await limits.admit(caller, purpose)
        return caller

    return counted


# The caller of a route, counted against the service's limits where it has any. This comes before the body and the
# parameters are validated, so that a flood of invalid requests is counted too.
Asker = Annotated[Principal, Depends(_counted("chat"))]
Revealer = Annotated[Principal, Depends(_counted("reveal"))]
Reader = Annotated[Principal, Depends(_counted("read"))]
Changer = Annotated[Principal, Depends(_counted("change"))]


def _redis(uri: str) -> Storage:
    if not uri.startswith(("redis://", "rediss://", "redis+unix://")):
        raise ValueError("the address of the limits is not that of a Redis")
    storage = storage_from_string(f"async+{uri}", implementation="redispy", wrap_exceptions=False)
    assert isinstance(storage, Storage)  # noqa: S101 -- what the prefix asks for
    return storage


def _key(principal: Principal) -> str:
    """Return a name for a principal that does not say who it is: others may read the server that holds the counts."""
    return hashlib.sha256(f"{principal.role.value}\0{principal.subject}".encode()).hexdigest()[:32]
