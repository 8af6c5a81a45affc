"""The rank statistic of the timing benchmark."""

from random import Random

import pytest

from bench.rank_statistic import auc, auc_error


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([2, 3], [0, 1], 1),
        ([0, 1], [2, 3], 0),
        ([1, 1], [1, 1], 0.5),
        ([1, 3], [2, 2], 0.5),
        ([1, 2], [1], 0.75),
        ([5], [1, 9, 5, 2], (1 + 0 + 0.5 + 1) / 4),
    ],
)
def test_auc_is_the_share_of_pairs_in_which_the_first_is_greater(
    first: list[float], second: list[float], expected: float
) -> None:
    assert auc(first, second) == expected


def test_error_is_the_spread_of_groups_that_do_not_differ() -> None:
    chance = Random(1)
    found = [auc([chance.random() for _ in range(40)], [chance.random() for _ in range(60)]) for _ in range(2000)]
    mean = sum(found) / len(found)
    spread = (sum((one - mean) ** 2 for one in found) / len(found)) ** 0.5
    assert mean == pytest.approx(0.5, abs=0.01)
    assert spread == pytest.approx(auc_error(40, 60), rel=0.1)
