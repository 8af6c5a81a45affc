"""A run is compared with the same run of an earlier report, line by line."""

import json

from evals.checks.base import CheckFinding
from evals.harness.results import SuiteResult, TaskResult
from evals.reporting.comparison import Comparison
from evals.reporting.html_page import Against, as_page
from evals.reporting.run_difference import by_run, difference
from evals.reporting.run_report import as_json, task_json
from tests.evals.checks.transcripts import ORDER, answer, asked, seen

GOOD = TaskResult(asked().task, (seen(),), (), 0.1)
WORSE = TaskResult(
    asked().task,
    (seen(answer=answer(text=f"Nothing is due on order {ORDER}.\n<b>")),),
    (CheckFinding(1, "amounts", "no fact: remaining 64.00 INR"),),
    0.1,
)


def test_equal_runs_have_no_difference() -> None:
    assert difference(task_json(GOOD), task_json(GOOD)) == []


def test_the_verdict_the_findings_and_the_text_are_compared_line_by_line() -> None:
    lines = difference(task_json(GOOD), task_json(WORSE))

    assert lines[:3] == [
        "verdict: passed before, failed now",
        "findings:",
        "+turn 1, amounts: no fact: remaining 64.00 INR",
    ]
    assert "turn 1, text:" in lines
    assert f"+Nothing is due on order {ORDER}." in lines
    assert any(line.startswith("-") and "was promised" in line for line in lines)


def test_only_the_verdict_is_compared_with_a_baseline() -> None:
    baseline = {"tasks": [{"id": "scene", "tier": "offline", "verdict": "passed"}]}

    before = by_run(baseline)
    assert difference(before.get(("scene", "offline", 1)), task_json(WORSE)) == ["verdict: passed before, failed now"]
    assert difference(before.get(("scene", "scripted", 1)), task_json(WORSE)) == ["is new"]
    assert by_run(None) == {}


def test_the_page_shows_both_differences_with_each_task_and_escapes_them() -> None:
    earlier = json.loads(as_json(SuiteResult((GOOD,), 1.0)))
    baseline = {"tasks": [{"id": "scene", "tier": "offline", "verdict": "passed"}]}

    page = as_page(SuiteResult((WORSE,), 1.0), Against(Comparison((), (), (), ()), baseline, earlier))

    assert "Difference to the baseline:</p><pre class=changed>verdict: passed before, failed now</pre>" in page
    assert "Difference to the earlier report:</p><pre class=changed>" in page
    assert "+&lt;b&gt;" in page
    assert "live: not run" in page
    assert "recorded: 0 of a provider, 0 of a stand-in" in page
