"""Reports are compared run by run, and an interval widens with the variance between worlds."""

import json
from pathlib import Path

import pytest

from evals.metamorphic.cases import all_tasks
from evals.reporting.comparison import (
    BASELINE,
    ReportInvalid,
    baseline_of,
    clustered,
    compare,
    read_report,
    verdicts,
    wilson,
)
from evals.tiers.recorded.recording_file import RECORDINGS, read_folder


def test_what_vanished_and_what_flipped_is_drift_and_what_is_new_is_not() -> None:
    before = {"a@offline": "passed", "b@offline": "passed", "c@offline": "failed", "d@offline": "passed"}
    after = {"a@offline": "passed", "b@offline": "failed", "c@offline": "passed", "e@offline": "passed"}

    found = compare(before, after)

    assert found.lines() == [
        "d@offline is gone",
        "b@offline passed before and does not now",
        "c@offline passes now and did not before",
        "e@offline is new",
    ]
    assert found.has_drifted
    assert not compare(before, before | {"new@offline": "passed"}).has_drifted


def test_a_task_passes_when_all_its_trials_do() -> None:
    tasks = [{"id": "a", "tier": "live", "verdict": verdict} for verdict in ("passed", "failed", "passed")]

    assert verdicts({"tasks": tasks}) == {"a@live": "failed"}


def test_the_baseline_is_a_report_of_verdicts_only(tmp_path: Path) -> None:
    report = {"tasks": [{"id": "a", "tier": "offline", "verdict": "passed", "turns": ["..."]}], "timing": {"s": 1}}
    file = tmp_path / "baseline.json"
    file.write_text(baseline_of(report), encoding="utf-8")

    assert read_report(file) == {"tasks": [{"id": "a", "tier": "offline", "verdict": "passed"}]}


@pytest.mark.parametrize("text", ["", "[]", '{"tasks": [{"id": "a"}]}'])
def test_a_file_that_is_not_a_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")

    with pytest.raises(ReportInvalid):
        read_report(tmp_path / "report.json")


def test_wilson_matches_a_known_interval() -> None:
    interval = wilson(8, 10)

    assert (round(interval.low, 3), round(interval.high, 3)) == (0.490, 0.943)
    assert wilson(10, 10).high == pytest.approx(1.0)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_tasks_that_fail_together_with_their_world_count_for_less() -> None:
    scattered = {"a": (9, 10), "b": (9, 10), "c": (9, 10), "d": (9, 10)}
    together = {"a": (10, 10), "b": (10, 10), "c": (10, 10), "d": (6, 10)}

    one, other = clustered(scattered), clustered(together)

    assert one.share == other.share == 0.9
    assert other.high - other.low > one.high - one.low


def test_a_report_is_read_as_json(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text(json.dumps({"tasks": []}), encoding="utf-8")

    assert read_report(file) == {"tasks": []}


def test_the_committed_baseline_names_each_run_of_each_task() -> None:
    expected = {f"{task.id}@{tier}" for task in all_tasks() for tier in task.tiers}
    expected |= {f"{recording.task_id}@recorded" for recording in read_folder(RECORDINGS).values()}

    assert verdicts(read_report(BASELINE)) == dict.fromkeys(expected, "passed")
