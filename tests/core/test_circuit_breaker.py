"""The circuit breaker, on a clock that the test moves."""

import pytest

from core.circuit_breaker import CircuitBreaker, CircuitRules, CircuitState
from tests.manual_clock import Hand

SHARE = CircuitRules(window=10, minimum_failures=3, failure_share=0.5, open_s=5)
CONSECUTIVE = CircuitRules(consecutive_failures=3, open_s=5, longest_open_s=60)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture(params=[SHARE, CONSECUTIVE], ids=["share", "consecutive"])
def breaker(request: pytest.FixtureRequest, hand: Hand) -> CircuitBreaker:
    return CircuitBreaker(request.param, monotonic=hand)


def call(breaker: CircuitBreaker, outcomes: str) -> None:
    """Make one call a letter: s(uccess), f(ailure), r(eleased)."""
    ends = {"s": breaker.record_success, "f": breaker.record_failure, "r": breaker.release}
    for outcome in outcomes:
        assert breaker.try_acquire()
        ends[outcome]()


@pytest.mark.parametrize("outcomes", ["", "ff", "sssssff", "ssssfff", "rrrrrrff", "fsfs"])
def test_few_or_rare_failures_leave_it_closed(hand: Hand, outcomes: str) -> None:
    breaker = CircuitBreaker(SHARE, monotonic=hand)
    call(breaker, outcomes)
    assert (breaker.state, breaker.try_acquire()) == (CircuitState.CLOSED, True)


@pytest.mark.parametrize("outcomes", ["fff", "fsfsf", "sssfff", "frfrf"])
def test_half_of_the_last_calls_failing_opens_it(hand: Hand, outcomes: str) -> None:
    breaker = CircuitBreaker(SHARE, monotonic=hand)
    call(breaker, outcomes)
    assert (breaker.state, breaker.try_acquire()) == (CircuitState.OPEN, False)


def test_outcomes_beyond_the_window_are_forgotten(hand: Hand) -> None:
    breaker = CircuitBreaker(SHARE, monotonic=hand)
    call(breaker, "s" * 50 + "ffff")
    assert breaker.try_acquire()
    call(breaker, "f")
    assert not breaker.try_acquire()


def test_consecutive_failures_open_it_and_a_success_between_them_does_not(hand: Hand) -> None:
    breaker = CircuitBreaker(CONSECUTIVE, monotonic=hand)
    states = []
    for outcomes in ("ffsffsff", "f"):
        call(breaker, outcomes)
        states.append(breaker.state)
    assert states == [CircuitState.CLOSED, CircuitState.OPEN]


def test_without_rules_failures_never_open_it(hand: Hand) -> None:
    breaker = CircuitBreaker(CircuitRules(), monotonic=hand)
    call(breaker, "f" * 100)
    assert breaker.state is CircuitState.CLOSED


def test_after_the_pause_one_probe_at_a_time_is_made(breaker: CircuitBreaker, hand: Hand) -> None:
    call(breaker, "fff")
    hand.now_s += 4.999
    assert not breaker.try_acquire()
    hand.now_s += 0.001
    assert breaker.state is CircuitState.HALF_OPEN
    assert [breaker.try_acquire() for _ in range(3)] == [True, False, False]


def test_success_of_the_probe_closes_it_and_forgets_the_failures(breaker: CircuitBreaker, hand: Hand) -> None:
    call(breaker, "fff")
    hand.now_s += 5
    call(breaker, "sff")
    assert breaker.state is CircuitState.CLOSED


def test_failure_of_the_probe_opens_it_again(breaker: CircuitBreaker, hand: Hand) -> None:
    call(breaker, "fff")
    hand.now_s += 5
    call(breaker, "f")
    assert breaker.state is CircuitState.OPEN
    hand.now_s += 4.9
    assert not breaker.try_acquire()


def test_a_released_probe_leaves_room_for_the_next(breaker: CircuitBreaker, hand: Hand) -> None:
    call(breaker, "fff")
    hand.now_s += 5
    call(breaker, "rs")
    assert breaker.state is CircuitState.CLOSED


def test_a_probe_whose_end_is_never_reported_does_not_block_for_ever(breaker: CircuitBreaker, hand: Hand) -> None:
    call(breaker, "fff")
    hand.now_s += 5
    assert breaker.try_acquire()
    hand.now_s += 4.9
    assert not breaker.try_acquire()
    hand.now_s += 0.1
    assert breaker.try_acquire()


def test_late_failures_do_not_prolong_an_open_circuit(breaker: CircuitBreaker, hand: Hand) -> None:
    call(breaker, "fff")
    hand.now_s += 4
    breaker.record_failure()  # was under way when the circuit opened
    hand.now_s += 1
    assert breaker.state is CircuitState.HALF_OPEN


def test_a_late_success_does_not_close_an_open_circuit(breaker: CircuitBreaker) -> None:
    call(breaker, "fff")
    breaker.record_success()
    assert breaker.state is CircuitState.OPEN


@pytest.mark.parametrize(("asked_s", "pause_s"), [(30.0, 30.0), (86_400.0, 60.0), (0.0, 0.0), (-1.0, 0.0)])
def test_a_server_that_asks_for_a_pause_gets_it_within_reason(
    breaker: CircuitBreaker, hand: Hand, asked_s: float, pause_s: float
) -> None:
    breaker.record_failure(retry_after_s=asked_s)
    assert (breaker.state is CircuitState.OPEN) is (pause_s > 0)
    hand.now_s += pause_s
    assert breaker.try_acquire()


def test_a_shorter_pause_does_not_cut_a_longer_one(breaker: CircuitBreaker, hand: Hand) -> None:
    breaker.record_failure(retry_after_s=30)
    breaker.record_failure(retry_after_s=1)  # of a call that was under way
    hand.now_s += 29
    assert breaker.state is CircuitState.OPEN
