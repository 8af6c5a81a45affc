"""The clock of a task of steps: what measures time reads it, and only while the task runs."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from core import rate_limits
from core.circuit_breaker import CircuitBreaker, CircuitRules, CircuitState
from evals.steps.moving_clock import MovingClock, moving

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULES = CircuitRules(consecutive_failures=1, open_s=60.0)


def test_what_the_product_imported_of_time_follows_the_clock() -> None:
    clock = MovingClock(NOON)
    with moving(clock):
        circuit = CircuitBreaker(RULES)
        assert circuit.try_acquire()
        circuit.record_failure()

        clock.advance(timedelta(seconds=59))
        before = circuit.state
        clock.advance(timedelta(seconds=1))
        assert (before, circuit.state) == (CircuitState.OPEN, CircuitState.HALF_OPEN)
    assert clock.now() == NOON + timedelta(minutes=1)


async def test_each_task_has_its_own_and_others_the_real_one() -> None:
    def read_time() -> float:
        return float(vars(rate_limits)["time"].time())

    async def read(clock: MovingClock) -> float:
        with moving(clock):
            await asyncio.sleep(0)
            return read_time()

    seen = await asyncio.gather(read(MovingClock(NOON)), read(MovingClock(NOON + timedelta(days=1))))
    assert [*seen] == [NOON.timestamp(), NOON.timestamp() + 86_400]
    assert abs(read_time() - time.time()) < 3600
