"""The benchmark of the guards runs and reports every figure with its goal."""

import pytest

from bench import guards

pytestmark = pytest.mark.slow


def test_every_figure_is_there_with_its_goal() -> None:
    rows = guards._measure(1)

    assert all(row.figure > 0 for row in rows)
    assert {row.what for row in rows if row.goal} == {
        "all guard work",
        "a streamed chunk",
        "a policy decision, not cached",
        "all guard work of a turn",
    }
