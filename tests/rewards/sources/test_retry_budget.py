"""The budget of retries."""

from rewards.sources.retry_budget import RetryBudget


def test_budget_is_earned_by_reads_and_bounded() -> None:
    budget = RetryBudget(share=0.5, maximum=2)
    assert [budget.try_spend() for _ in range(3)] == [True, True, False]
    budget.earn()
    assert not budget.try_spend()
    for _ in range(100):
        budget.earn()
    assert [budget.try_spend() for _ in range(3)] == [True, True, False]
