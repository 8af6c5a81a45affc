"""How often a nondeterministic model passes a task."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb


def pass_hat_k(*, trials: int, passed: int, k: int) -> float:
    """Return the unbiased estimate of pass^k: the chance that *all* of ``k`` independent trials of a task pass.

    C(passed, k) / C(trials, k) is the share of all subsets of k trials in which every trial passed. The pass rate to
    the power of k would be biased upwards. The measure is that of tau-bench (Yao and others, 2024, arXiv 2406.12045);
    the estimator is built like that of pass@k (Chen and others, 2021, arXiv 2107.03374), which requires one of k to
    pass. For k = 1 both are the pass rate.

    Raises:
        ValueError: if fewer than ``k`` trials were made, which is too few for an estimate.
    """
    if not 1 <= k <= trials or not 0 <= passed <= trials:
        raise ValueError("pass^k needs at least k trials, and no more can have passed than were made")
    return comb(passed, k) / comb(trials, k)


@dataclass(frozen=True, slots=True)
class TaskTrials:
    """How many trials of one task were made, and how many passed."""

    task_id: str
    trials: int
    passed: int

    def hat(self, k: int) -> float | None:
        """Return pass^k; None if fewer than ``k`` trials were made."""
        return pass_hat_k(trials=self.trials, passed=self.passed, k=k) if k <= self.trials else None


def overall(tasks: Iterable[TaskTrials], k: int) -> float | None:
    """Return the mean of pass^k over the tasks with at least ``k`` trials; None if there is no such task."""
    known = [share for task in tasks if (share := task.hat(k)) is not None]
    return sum(known) / len(known) if known else None
