"""pass^k is the share of all subsets of k trials in which every trial passed."""

from itertools import combinations

import pytest

from evals.tiers.live.trials import TaskTrials, overall, pass_hat_k


@pytest.mark.parametrize(("trials", "passed"), [(1, 0), (1, 1), (3, 2), (5, 3), (6, 6), (6, 0)])
def test_it_equals_the_count_over_all_subsets(trials: int, passed: int) -> None:
    results = [True] * passed + [False] * (trials - passed)
    for k in range(1, trials + 1):
        draws = list(combinations(results, k))
        assert pass_hat_k(trials=trials, passed=passed, k=k) == sum(map(all, draws)) / len(draws)


def test_for_one_it_is_the_pass_rate_and_for_more_less_than_its_power() -> None:
    assert pass_hat_k(trials=4, passed=3, k=1) == 0.75
    assert pass_hat_k(trials=4, passed=3, k=2) == 0.5 < 0.75**2


@pytest.mark.parametrize(("trials", "passed", "k"), [(2, 1, 3), (2, 1, 0), (2, 3, 1), (2, -1, 1)])
def test_too_few_trials_are_an_error(trials: int, passed: int, k: int) -> None:
    with pytest.raises(ValueError, match="at least k trials"):
        pass_hat_k(trials=trials, passed=passed, k=k)


def test_the_mean_leaves_out_tasks_with_too_few_trials() -> None:
    tasks = [TaskTrials("a", 3, 3), TaskTrials("b", 3, 2), TaskTrials("c", 1, 0)]

    assert overall(tasks, 1) == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert overall(tasks, 3) == 0.5
    assert (tasks[2].hat(3), overall(tasks, 4)) == (None, None)
