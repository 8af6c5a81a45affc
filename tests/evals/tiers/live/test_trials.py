"""pass^k is the share of all draws of k trials that passed throughout."""

from itertools import combinations

import pytest

from evals.tiers.live.trials import TaskTrials, overall, pass_hat_k


@pytest.mark.parametrize(("trials", "passed"), [(1, 0), (1, 1), (3, 2), (5, 3), (6, 6), (6, 0)])
def test_it_is_what_counting_every_draw_gives(trials: int, passed: int) -> None:
    came = [True] * passed + [False] * (trials - passed)
    for k in range(1, trials + 1):
        draws = list(combinations(came, k))
        assert pass_hat_k(trials=trials, passed=passed, k=k) == sum(map(all, draws)) / len(draws)


def test_once_is_the_rate_of_passing_and_more_is_less_than_its_power() -> None:
    assert pass_hat_k(trials=4, passed=3, k=1) == 0.75
    assert pass_hat_k(trials=4, passed=3, k=2) == 0.5 < 0.75**2


@pytest.mark.parametrize(("trials", "passed", "k"), [(2, 1, 3), (2, 1, 0), (2, 3, 1), (2, -1, 1)])
def test_from_too_few_trials_nothing_follows(trials: int, passed: int, k: int) -> None:
    with pytest.raises(ValueError, match="at least k trials"):
        pass_hat_k(trials=trials, passed=passed, k=k)


def test_the_mean_leaves_out_tasks_with_too_few_trials() -> None:
    tasks = [TaskTrials("a", 3, 3), TaskTrials("b", 3, 2), TaskTrials("c", 1, 0)]

    assert overall(tasks, 1) == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert overall(tasks, 3) == 0.5
    assert (tasks[2].hat(3), overall(tasks, 4)) == (None, None)
