import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bench.bench_report import Goal, Row, keep, median_ratio, number, quantile, show

ROWS = [
    Row("group", "v2: p50", 20.4, "ms", Goal("at most", 21)),
    Row("group", "fresh / ready", 0.3, "x", Goal("at least", 0.4)),
    Row("group", "body", 4106, "bytes"),
]


@pytest.mark.parametrize(("share", "expected"), [(0, 1.0), (0.5, 2.5), (0.99, 3.97), (1, 4.0)])
def test_a_quantile_lies_between_samples(share: float, expected: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], share) == pytest.approx(expected)


def test_the_quantile_of_one_sample_is_the_sample() -> None:
    assert quantile([7.0], 0.99) == 7


def test_ratios_are_taken_within_a_round() -> None:
    assert median_ratio([10, 40, 9], [20, 80, 10]) == 0.5


def test_rounds_that_do_not_match_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="zip"):
        median_ratio([1], [1, 2])


@pytest.mark.parametrize(("figure", "text"), [(0.2864, "0.286"), (20.04, "20.0"), (2394.4, "2,394")])
def test_figures_have_a_reasonable_number_of_digits(figure: float, text: str) -> None:
    assert number(figure) == text


def test_a_row_knows_whether_its_goal_is_met() -> None:
    assert [row.is_met for row in ROWS] == [True, False, None]


def test_the_table_marks_missed_goals() -> None:
    text = io.StringIO()
    show(ROWS, title="figures", console=Console(file=text, width=100))
    assert "at most 21.0 ms" in text.getvalue()
    assert "missed" in text.getvalue()


def test_the_figures_are_written_with_their_goals(tmp_path: Path) -> None:
    keep(ROWS, tmp_path / "new" / "rows.json", settings={"orders": 5})
    kept = json.loads((tmp_path / "new" / "rows.json").read_text())
    assert kept["settings"] == {"orders": 5}
    assert kept["rows"][1] == {
        "group": "group",
        "what": "fresh / ready",
        "figure": 0.3,
        "unit": "x",
        "goal": {"bound": "at least", "limit": 0.4},
        "isMet": False,
    }
