"""The reports for other tools hold what failed and where, and escape everything that looks like markup."""

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from agent.turn_events import Usage
from evals.checks.base import CheckFinding
from evals.harness.results import SuiteResult, TaskResult
from evals.harness.task_sources import TaskPlaces
from evals.probes.result import ProbeResult
from evals.reporting.comparison import compare
from evals.reporting.inspect_log import as_inspect_log
from evals.reporting.junit import as_junit
from evals.reporting.markdown_summary import as_markdown
from evals.tiers.tier import Tier
from tests.evals.checks.transcripts import ORDER, answer, asked, seen

TASK = asked().task
PASSED = TaskResult(TASK.model_copy(update={"id": "good"}), (seen(),), (), 0.1)
FAILED = TaskResult(TASK, (seen(),), (CheckFinding(1, "says", "the text does not say '<script>' | `x`"),), 0.2)
BROKEN = TaskResult(TASK.model_copy(update={"id": "torn"}), (), (), 0.3, error="RuntimeError: no stage")
SUITE = SuiteResult((PASSED, FAILED, BROKEN), 1.0, (ProbeResult("isolation", ("one differs",), 2.0),))
ENDED_AT = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> TaskPlaces:
    (tmp_path / "scene.yaml").write_text("id: scene\nturns:\n  - ask: Why?\n    expect:\n      says: [x]\n")
    return TaskPlaces((tmp_path,))


def test_junit_counts_failures_and_errors_apart_and_names_the_line(places: TaskPlaces, tmp_path: Path) -> None:
    other_tier = TaskResult(TASK, (seen(),), FAILED.findings, 0.2, Tier.SCRIPTED)
    suite = SuiteResult((*SUITE.results, other_tier), 1.0, SUITE.probes)
    [cases] = ElementTree.fromstring(as_junit(suite, places))  # noqa: S314 -- our own

    assert {name: cases.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "4",
        "failures": "2",
        "errors": "1",
    }
    failures = {case.get("name"): failure for case in cases if (failure := case.find("failure")) is not None}
    assert [failure.get("message") for failure in failures.values()] == [
        "turn 1, says: the text does not say '<script>' | `x`",
        "one differs",
    ]
    assert (failures["scene"].text or "").count("does not say '<script>'") == 1  # of both tiers
    [failed] = [case for case in cases if case.get("name") == "scene"]
    assert (failed.get("file"), failed.get("line"), failed.get("time")) == (str(tmp_path / "scene.yaml"), "5", "0.400")


def test_junit_can_be_parsed_whatever_was_said() -> None:
    odd = TaskResult(TASK, (seen(question="a \x00 and a \x1b"),), FAILED.findings, 0.1)

    assert ElementTree.fromstring(as_junit(SuiteResult((odd,), 1.0), TaskPlaces(())))  # noqa: S314 -- our own


def test_the_summary_is_a_table_and_a_folded_block_for_each(places: TaskPlaces) -> None:
    lines = as_markdown(SUITE, places, compare({"gone@offline": "passed"}, {})).splitlines()

    assert lines[0] == "## Evals: failed"
    assert lines[2].startswith("1 passed, 1 failed, 1 broken of 3; probes: 0 passed, isolation failed; 1 differs")
    [row] = [line for line in lines if line.startswith("| scene |")]
    assert r"turn 1, says: the text does not say '\<script\>' \| \`x\`" in row
    assert "Probe `isolation`: one differs" in lines
    assert "- gone@offline is gone" in lines
    assert [line for line in lines if line.startswith("<details>")] == [
        "<details><summary>scene</summary>",
        "<details><summary>torn</summary>",
    ]


def test_the_summary_of_a_good_run_is_its_last_line() -> None:
    assert as_markdown(SuiteResult((PASSED,), 1.0), TaskPlaces(())) == (
        "## Evals: passed\n\n1 passed, 0 failed, 0 broken of 1.\n"
    )


def test_the_log_for_inspect_has_a_sample_for_each_run() -> None:
    used = seen(answer(usage=Usage(input_tokens=900, output_tokens=100)))
    trial = TaskResult(TASK, (used,), (), 0.5, Tier.SCRIPTED, trial=2)
    log = json.loads(as_inspect_log(SuiteResult((*SUITE.results, trial), 60.0), ended_at=ENDED_AT))

    assert (log["version"], log["status"]) == (2, "error")
    assert log["eval"]["created"] == "2026-11-30T09:59:00+00:00"
    assert (log["eval"]["dataset"]["samples"], log["eval"]["config"]["epochs"]) == (4, 2)
    assert log["results"]["scores"][0]["metrics"]["accuracy"]["value"] == pytest.approx(2 / 3)
    assert [(sample["id"], sample["epoch"]) for sample in log["samples"]] == [
        ("good@offline", 1),
        ("scene@offline", 1),
        ("torn@offline", 1),
        ("scene@scripted", 2),
    ]
    good, failed, broken, of_a_model = log["samples"]
    assert good["scores"]["verdict"]["value"] == "C"
    assert good["messages"][0] == {"role": "user", "content": f"What is left on order {ORDER}?"}
    assert good["output"]["choices"][0]["message"]["content"] == good["scores"]["verdict"]["answer"]
    assert "turn 1, outcome: answered, not degraded" in good["target"]
    assert failed["scores"]["verdict"]["value"] == "I"
    assert (broken["error"]["message"], broken["scores"]) == ("RuntimeError: no stage", {})
    assert of_a_model["model_usage"] == {"scripted": {"input_tokens": 900, "output_tokens": 100, "total_tokens": 1000}}
