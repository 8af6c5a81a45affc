"""When a provider is skipped, and for how long."""

import pytest

from agent.provider.breaker import Breaker, BreakerLimits, BreakerState


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def breaker(watch: Watch) -> Breaker:
    return Breaker(BreakerLimits(failures=3, open_s=15, longest_open_s=60), time=watch)


def test_failures_in_a_row_open_it_and_a_success_between_them_does_not(breaker: Breaker) -> None:
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert breaker.lets_through()
    breaker.failed()

    assert breaker.state is BreakerState.OPEN
    assert not breaker.lets_through()


def test_after_the_pause_one_may_try(breaker: Breaker, watch: Watch) -> None:
    for _ in range(3):
        breaker.failed()
    watch.now += 15

    assert breaker.state is BreakerState.HALF_OPEN
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert all(breaker.lets_through() for _ in range(3))


def test_a_trial_that_fails_opens_it_again(breaker: Breaker, watch: Watch) -> None:
    for _ in range(3):
        breaker.failed()
    watch.now += 15
    assert breaker.lets_through()
    breaker.failed()

    assert breaker.state is BreakerState.OPEN


def test_a_trial_that_nobody_ended_does_not_close_the_door_for_ever(breaker: Breaker, watch: Watch) -> None:
    for _ in range(3):
        breaker.failed()
    watch.now += 15
    assert breaker.lets_through()
    watch.now += 15

    assert breaker.lets_through()


@pytest.mark.parametrize(("asked_s", "left_alone_s"), [(30.0, 30.0), (86_400.0, 60.0), (0.0, 0.0)])
def test_it_is_left_alone_as_long_as_it_asks_within_reason(
    breaker: Breaker, watch: Watch, asked_s: float, left_alone_s: float
) -> None:
    breaker.failed(retry_after_s=asked_s)
    assert (breaker.state is BreakerState.OPEN) is (left_alone_s > 0)
    watch.now += left_alone_s

    assert breaker.lets_through()
