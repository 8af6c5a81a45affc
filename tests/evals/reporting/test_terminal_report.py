"""The reports state what passed, what did not and why, and two equal runs have equal JSON."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from evals.checks.base import CheckFinding
from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.task import Task
from evals.harness.task_sources import TaskPlaces
from evals.probes.result import ProbeResult
from evals.reporting.comparison import compare
from evals.reporting.inspect_log import as_inspect_log
from evals.reporting.json_report import as_json
from evals.reporting.junit import as_junit
from evals.reporting.markdown_summary import as_markdown
from evals.reporting.page.results_page import PageOptions, as_page
from evals.reporting.terminal_report import last_line, print_report
from tests.evals.checks.transcripts import ORDER, asked, seen


def task(task_id: str) -> Task:
    return asked().task.model_copy(update={"id": task_id, "why": f"why there is {task_id}"})


PLACES = TaskPlaces(())
ENDED_AT = datetime(2026, 11, 30, tzinfo=UTC)
PASSED = TaskResult(task("good"), (seen(),), (), 0.1)
FAILED = TaskResult(task("wrong"), (seen(),), (CheckFinding(1, "amounts", "no fact: remaining 63.00 INR"),), 0.2)
BROKEN = TaskResult(task("torn"), (), (), 0.3, error="RuntimeError: no stage")
SILENT = TaskResult(
    task("mute"),
    (seen(answer=None, status=503, failure="turnFailed"),),
    (CheckFinding(1, "outcome", "no answer"),),
    0.1,
)


def suite(*results: TaskResult, duration_s: float = 1.0) -> SuiteResult:
    return SuiteResult(results, duration_s)


def printed(result: SuiteResult) -> str:
    out = io.StringIO()
    print_report(result, Console(file=out, width=80, highlight=False), places=PLACES)
    return out.getvalue()


def test_the_exit_status_distinguishes_a_wrong_product_from_a_broken_suite() -> None:
    assert [
        suite(PASSED).exit_status,
        suite(PASSED, FAILED).exit_status,
        suite(PASSED, FAILED, BROKEN).exit_status,
        suite().exit_status,
    ] == [0, 1, 2, 2]
    assert (FAILED.verdict, BROKEN.verdict) == (RunVerdict.FAILED, RunVerdict.BROKEN)


def test_the_table_has_each_task_and_a_block_for_those_that_failed() -> None:
    text = printed(suite(PASSED, FAILED, BROKEN, SILENT))

    assert [line.split()[:3] for line in text.splitlines()[1:5]] == [
        ["good", "offline", "passed"],
        ["wrong", "offline", "failed"],
        ["torn", "offline", "broken"],
        ["mute", "offline", "failed"],
    ]
    assert "FAILED wrong on offline; world story; no file" in text
    assert "it guards against: why there is wrong" in text
    assert "turn 1, amounts: no fact: remaining 63.00 INR" in text
    assert f"turn 1 asked: What is left on order {ORDER}?" in text
    assert f"GET /promotion-executions/{ORDER}?version=2 -> 200" in text
    assert "the task could not be run: RuntimeError: no stage" in text
    assert "no answer (HTTP 503, turnFailed)" in text


def test_the_last_line_is_all_that_the_exit_status_depends_on() -> None:
    probes = (ProbeResult("chunking", (), 1.0), ProbeResult("isolation", ("one differs",), 1.0))
    failing = SuiteResult((PASSED, FAILED), 1.0, probes)
    torn = SuiteResult((PASSED,), 1.0, (ProbeResult("disconnect", (), 1.0, error="OSError: no port"),))
    drift = compare({"gone@offline": "passed"}, {})

    assert printed(failing).splitlines()[-1] == last_line(failing)
    assert last_line(failing) == "1 passed, 1 failed, 0 broken of 2; probes: 1 passed, isolation failed"
    assert last_line(torn) == "1 passed, 0 failed, 0 broken of 1; probes: 0 passed, disconnect could not be completed"
    assert last_line(suite(PASSED), drift) == "1 passed, 0 failed, 0 broken of 1; 1 differs from the baseline"
    assert SuiteResult((PASSED,), 1.0, probes).exit_status == 1


def test_a_passed_run_is_a_table_and_a_line() -> None:
    text = printed(suite(PASSED))

    assert "why there is good" not in text
    assert "1.0 s, 1 world, offline tier; 100% passed, 95 % interval" in text
    assert text.splitlines()[-1] == "1 passed, 0 failed, 0 broken of 1"


def test_a_name_that_looks_like_markup_is_printed_as_it_is() -> None:
    odd = TaskResult(task("odd"), (seen(),), (CheckFinding(1, "says", "the text does not say '[bold]'"),), 0.1)

    assert "does not say '[bold]'" in printed(suite(odd))


def test_the_json_has_the_same_content_as_the_table() -> None:
    report: dict[str, Any] = json.loads(as_json(suite(PASSED, FAILED, BROKEN)))

    assert report["summary"] == {"passed": 1, "failed": 1, "broken": 1}
    assert report["exitStatus"] == 2
    assert [(t["id"], t["verdict"]) for t in report["tasks"]] == [
        ("good", "passed"),
        ("wrong", "failed"),
        ("torn", "broken"),
    ]
    assert report["tasks"][1]["findings"] == [
        {"turn": 1, "check": "amounts", "message": "no fact: remaining 63.00 INR"}
    ]
    assert report["tasks"][2]["error"] == "RuntimeError: no stage"
    [turn] = report["tasks"][0]["turns"]
    assert (turn["outcome"], turn["modelCalls"]) == ("answered", 2)
    assert turn["requests"] == [f"GET /promotion-executions/{ORDER}?version=2"]
    assert turn["toolCalls"] == [{"tool": "get_promotion_execution_details", "decision": "allow", "status": "ok"}]


def test_two_runs_with_the_same_results_differ_in_timing_only() -> None:
    slow = TaskResult(PASSED.task, PASSED.turns, PASSED.findings, 9.0)
    first, second = (json.loads(as_json(s)) for s in (suite(PASSED), suite(slow, duration_s=9.0)))

    assert first.pop("timing") != second.pop("timing")
    assert first == second


@pytest.mark.parametrize(
    "report",
    [
        printed,
        as_json,
        lambda suite: as_junit(suite, PLACES),
        lambda suite: as_markdown(suite, PLACES).replace("\\", ""),
        lambda suite: as_inspect_log(suite, ended_at=ENDED_AT),
        lambda suite: as_page(suite, PageOptions(PLACES, ENDED_AT)),
    ],
    ids=["table", "json", "junit", "markdown", "inspect", "page"],
)
def test_no_report_holds_the_personal_data_that_a_task_is_about(report: Callable[[SuiteResult], str]) -> None:
    phone, address = "+91 98450 12345", "asha.verma@example.in"
    leak = CheckFinding(1, "canaries", f"{phone} is in the log")
    leaking = TaskResult(task("leak"), (seen(question=f"Call {phone}, order {ORDER}"),), (leak,), 0.1)
    torn = TaskResult(task("torn"), (), (), 0.1, error=f"KeyError: {address}")
    text = report(suite(leaking, torn))
    assert "98450" not in text
    assert address not in text
    assert "[PHONE]" in text
    assert "[EMAIL]" in text
