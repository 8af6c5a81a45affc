"""The lag of an event loop, by a clock that is moved by hand."""

import asyncio
from unittest import mock

from core.loop_lag import watched_loop
from tests.waiting import until


class Recorded:
    def __init__(self) -> None:
        self.lags: list[float] = []

    def observe(self, amount: float) -> None:
        self.lags.append(amount)


async def test_time_that_something_else_took_is_lag() -> None:
    loop, recorded, stalled_s = asyncio.get_running_loop(), Recorded(), 0.0
    real = loop.time
    with mock.patch.object(loop, "time", side_effect=lambda: real() + stalled_s):
        async with watched_loop(recorded, interval_s=0.001):
            await until(lambda: len(recorded.lags) >= 3)
            before, stalled_s = len(recorded.lags), 60.0
            await until(lambda: len(recorded.lags) > before)

    assert recorded.lags[before] >= 59.0
    assert min(recorded.lags) >= 0.0


async def test_nothing_is_watched_after_the_block() -> None:
    recorded = Recorded()
    async with watched_loop(recorded, interval_s=0.0):
        await until(lambda: bool(recorded.lags))
    seen = len(recorded.lags)
    for _ in range(20):
        await asyncio.sleep(0)

    assert len(recorded.lags) == seen
    assert [task for task in asyncio.all_tasks() if task.get_name() == "loop-lag"] == []
