"""Circuit breakers and the retry budget, on a clock that the test moves."""

import pytest

from core.circuit_breaker import CircuitBreaker, CircuitRules, CircuitState, RetryBudget
from tests.manual_clock import Hand

RULES = CircuitRules(window=10, least_failures=3, failure_share=0.5, open_s=5)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def breaker(hand: Hand) -> CircuitBreaker:
    return CircuitBreaker(hand, RULES)


def tell(breaker: CircuitBreaker, outcomes: str) -> None:
    """Make one read a letter: s(ucceeded), f(ailed), a(bandoned)."""
    ends = {"s": breaker.succeeded, "f": breaker.failed, "a": breaker.abandoned}
    for outcome in outcomes:
        assert breaker.admits()
        ends[outcome]()


@pytest.mark.parametrize("outcomes", ["", "ff", "sssssff", "ssssfff", "aaaaaaff", "fsfs"])
def test_few_or_rare_failures_leave_it_closed(breaker: CircuitBreaker, outcomes: str) -> None:
    tell(breaker, outcomes)
    assert (breaker.state, breaker.admits()) == (CircuitState.CLOSED, True)


@pytest.mark.parametrize("outcomes", ["fff", "fsfsf", "sssfff", "fafaf"])
def test_half_of_the_last_reads_failing_opens_it(breaker: CircuitBreaker, outcomes: str) -> None:
    tell(breaker, outcomes)
    assert (breaker.state, breaker.admits()) == (CircuitState.OPEN, False)


def test_old_outcomes_are_forgotten(breaker: CircuitBreaker) -> None:
    tell(breaker, "s" * 50 + "ffff")
    assert breaker.admits()
    tell(breaker, "f")
    assert not breaker.admits()


def test_after_its_time_one_read_at_a_time_tries_the_source(breaker: CircuitBreaker, hand: Hand) -> None:
    tell(breaker, "fff")
    hand.now_s += 4.999
    assert not breaker.admits()
    hand.now_s += 0.001
    assert breaker.state is CircuitState.HALF_OPEN
    assert [breaker.admits(), breaker.admits()] == [True, False]


def test_success_of_the_trial_closes_it_and_forgets_the_failures(breaker: CircuitBreaker, hand: Hand) -> None:
    tell(breaker, "fff")
    hand.now_s += 5
    tell(breaker, "s")
    tell(breaker, "ff")
    assert breaker.state is CircuitState.CLOSED


def test_failure_of_the_trial_opens_it_anew(breaker: CircuitBreaker, hand: Hand) -> None:
    tell(breaker, "fff")
    hand.now_s += 5
    tell(breaker, "f")
    assert breaker.state is CircuitState.OPEN
    hand.now_s += 4.9
    assert not breaker.admits()


def test_abandoned_trial_leaves_room_for_the_next(breaker: CircuitBreaker, hand: Hand) -> None:
    tell(breaker, "fff")
    hand.now_s += 5
    tell(breaker, "as")
    assert breaker.state is CircuitState.CLOSED


def test_late_failures_do_not_prolong_an_open_circuit(breaker: CircuitBreaker, hand: Hand) -> None:
    tell(breaker, "fff")
    hand.now_s += 4
    breaker.failed()  # was under way when the circuit opened
    hand.now_s += 1
    assert breaker.state is CircuitState.HALF_OPEN


def test_budget_is_earned_by_reads_and_bounded() -> None:
    budget = RetryBudget(share=0.5, most=2)
    assert [budget.spend() for _ in range(3)] == [True, True, False]
    budget.earn()
    assert not budget.spend()
    for _ in range(100):
        budget.earn()
    assert [budget.spend() for _ in range(3)] == [True, True, False]
