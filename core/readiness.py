"""Whether the parts that a service needs can be used, for the probes of a supervisor."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

from core.clock import Monotonic

logger = logging.getLogger(__name__)
FRESH_S = 2.0  # for how long a result serves further probes
TIMEOUT_S = 3.0
Check = Callable[[], Awaitable[None]]


class Readiness:
    """Runs the checks of a service, each of which raises when its part cannot be used.

    However many probes arrive, the checks run once at a time, and at most once in ``FRESH_S``.
    """

    def __init__(self, checks: Mapping[str, Check], *, monotonic: Monotonic = time.monotonic) -> None:
        self._checks = checks
        self._monotonic = monotonic
        self._failures: Mapping[str, Exception] = {}
        self._checked_at_s = float("-inf")
        self._running: asyncio.Task[None] | None = None

    async def failures(self) -> Mapping[str, Exception]:
        """Return the parts that cannot be used, and why; empty when the service is ready."""
        if self._running is None and self._monotonic() - self._checked_at_s < FRESH_S:
            return self._failures
        if self._running is None:
            self._running = asyncio.create_task(self._check_all())
        await asyncio.shield(self._running)  # a probe that gives up leaves the result to the others
        return self._failures

    async def _check_all(self) -> None:
        try:
            found = await asyncio.gather(*(_failure(check) for check in self._checks.values()))
            failures = {name: error for name, error in zip(self._checks, found, strict=True) if error is not None}
            for name in failures.keys() - self._failures.keys():
                # The type only: the text of an error may hold an address or a statement.
                logger.warning("not ready", extra={"code": name, "cause": type(failures[name]).__name__})
            self._failures, self._checked_at_s = failures, self._monotonic()
        finally:
            self._running = None


async def _failure(check: Check) -> Exception | None:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await check()
    except Exception as error:  # noqa: BLE001  (a part that fails in any way cannot be used)
        return error
    return None


ALWAYS_READY = Readiness({})
