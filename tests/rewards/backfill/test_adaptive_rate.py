"""The rate of the backfill: under its ceiling, halved by throttling, and raised again in equal steps."""

import pytest

from rewards.backfill.adaptive_rate import AdaptiveRate


class Time:
    """A clock that moves by sleeping, and records for how long."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now_s += seconds


def rate_of(time: Time, ceiling: float | None) -> AdaptiveRate:
    return AdaptiveRate(ceiling, now_s=time.now, sleep=time.sleep)


async def rows_in(rate: AdaptiveRate, time: Time, seconds: float) -> int:
    until_s, rows = time.now_s + seconds, 0
    while time.now_s < until_s:
        await rate.wait()
        rows += 1
        time.now_s += 0.001  # what a row takes
    return rows


async def test_rate_keeps_below_its_ceiling_and_makes_up_for_nothing() -> None:
    time = Time()
    rate = rate_of(time, 10)
    for _ in range(3):
        await rate.wait()
    time.now_s += 5
    await rate.wait()
    await rate.wait()
    assert time.slept == [0, 0.1, 0.1, 0, 0.1]


async def test_nothing_is_waited_for_without_a_ceiling() -> None:
    time = Time()
    rate = rate_of(time, None)
    assert await rows_in(rate, time, 1) == 1000
    assert set(time.slept) == {0.0}
    assert rate.rows_per_s is None


async def test_throttling_halves_the_rate_once_in_a_second() -> None:
    time = Time()
    rate = rate_of(time, 100)
    for _ in range(5):
        rate.decrease()
    assert rate.rows_per_s == 50
    time.now_s += 1
    rate.decrease()
    assert rate.rows_per_s == 25


async def test_throttling_halves_the_rate_at_which_it_began_where_there_is_no_ceiling() -> None:
    time = Time()
    rate = rate_of(time, None)
    await rows_in(rate, time, 1)
    rate.decrease()
    assert rate.rows_per_s is not None
    assert 400 < rate.rows_per_s < 600


async def test_rate_is_raised_in_equal_steps_up_to_the_ceiling() -> None:
    time = Time()
    rate = rate_of(time, 100)
    rate.decrease()
    rises: list[float] = []
    for _ in range(3):
        before = rate.rows_per_s or 0
        await rows_in(rate, time, 5)
        rises.append(round((rate.rows_per_s or 0) - before))
    assert len(set(rises)) == 1
    assert rises[0] > 0
    await rows_in(rate, time, 60)
    assert rate.rows_per_s == 100


@pytest.mark.parametrize(("ceiling", "lowest"), [(1.0, 1.0), (100.0, 20.0), (1600.0, 100.0), (None, 62.5)])
async def test_throttling_that_goes_on_does_not_stop_the_job(ceiling: float | None, lowest: float) -> None:
    """A fault that hits every fourth request at any rate must not lower the rate for ever."""
    time = Time()
    rate = rate_of(time, ceiling)
    await rows_in(rate, time, 1)
    for _ in range(50):
        rate.decrease()
        time.now_s += 1
    assert rate.rows_per_s == pytest.approx(lowest, rel=0.1)
