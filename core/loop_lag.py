"""How late the event loop runs what is due: what blocks it shows here, whatever it is."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

INTERVAL_S = 0.05


class Observer(Protocol):
    """A histogram, or whatever else takes one measurement after another."""

    def observe(self, amount: float) -> None: ...


@asynccontextmanager
async def watched_loop(lag_seconds: Observer, *, interval_s: float = INTERVAL_S) -> AsyncGenerator[None]:
    """Measure the lag of the running event loop for as long as the block runs: one observation an interval."""
    watch = asyncio.create_task(_watch(lag_seconds, interval_s), name="loop-lag")
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _watch(lag_seconds: Observer, interval_s: float) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due_at = loop.time() + interval_s
        await asyncio.sleep(interval_s)
        lag_seconds.observe(max(loop.time() - due_at, 0.0))
