"""How well a measurement separates two groups, by ranks: robust against the outliers that timings always have."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import sqrt


def auc(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the probability that a value of ``first`` exceeds one of ``second``, with ties counted as half.

    This is the area under the ROC curve (Mann-Whitney's U divided by the number of pairs): at 0.5, a value reveals
    nothing about its group.

    Raises:
        ZeroDivisionError: if either of them is empty.
    """
    ordered = sorted(second)
    exceeded = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in first) / 2
    return exceeded / (len(first) * len(second))


def auc_error(first_count: int, second_count: int) -> float:
    """Return the standard error of ``auc`` for two groups of these sizes from the same distribution."""
    return sqrt((first_count + second_count + 1) / (12 * first_count * second_count))
