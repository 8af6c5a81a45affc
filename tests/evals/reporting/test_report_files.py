"""The JUnit and HTML reports hold what failed and why, and escape everything that looks like markup."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.checks.base import CheckFinding
from evals.harness.errors import HarnessError
from evals.harness.new_task import TaskExists, new_task
from evals.harness.results import SuiteResult, TaskResult
from evals.harness.task_files import TASKS, load_task
from evals.probes.result import ProbeResult
from evals.reporting.comparison import compare
from evals.reporting.html_page import Against, as_page
from evals.reporting.junit import as_junit
from tests.evals.checks.transcripts import asked, seen

TASK = asked().task
PASSED = TaskResult(TASK, (seen(),), (), 0.1)
FAILED = TaskResult(TASK, (seen(),), (CheckFinding(1, "says", "the text does not say '<script>'"),), 0.2)
BROKEN = TaskResult(TASK, (), (), 0.3, error="RuntimeError: no stage")
SUITE = SuiteResult((PASSED, FAILED, BROKEN), 1.0, (ProbeResult("isolation", ("one differs",), 2.0),))


def test_junit_counts_failures_and_errors_apart() -> None:
    root = ElementTree.fromstring(as_junit(SUITE))  # noqa: S314 -- our own

    [suite] = root
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "4",
        "failures": "2",
        "errors": "1",
    }
    failures = [case.find("failure") for case in suite]
    assert [failure.get("message") for failure in failures if failure is not None] == [
        "turn 1, says: the text does not say '<script>'",
        "one differs",
    ]


def test_the_page_is_self_contained_and_has_no_script() -> None:
    page = as_page(SUITE, Against(drift=compare({"gone@offline": "passed"}, {})))

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "gone@offline is gone" in page
    assert "isolation: one differs" in page
    assert page.index("failed</span>") < page.index("passed</span>")


def test_a_new_task_is_written_and_not_overwritten(tmp_path: Path) -> None:
    path = new_task("my-task", "story", tmp_path)

    assert "TODO" in path.read_text(encoding="utf-8")
    assert load_task(path).id == "my-task"
    with pytest.raises(TaskExists):
        new_task("my-task", "story", tmp_path)
    with pytest.raises(HarnessError, match="no such world"):
        new_task("other", "nowhere", tmp_path)


def test_no_task_of_the_suite_is_an_unfinished_skeleton() -> None:
    assert [path.name for path in TASKS.rglob("*.yaml") if "TODO" in path.read_text(encoding="utf-8")] == []
