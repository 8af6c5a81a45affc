"""A block for each task that did not pass: what tiers share once, with what was expected, what was seen and where."""

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from evals.checks.base import CheckFinding
from evals.checks.registry import CHECKS
from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.task import Task
from evals.harness.task_sources import TaskPlaces
from evals.reporting.expected_actual import actual_of, expected_of
from evals.reporting.failures import FailedTask, block_lines, failed_tasks
from evals.steps.seen_step import SeenStep
from evals.tiers.tier import Tier
from tests.evals.checks.transcripts import GOOD_AMOUNTS, asked, seen

TASK = asked({"amounts": GOOD_AMOUNTS}).task
AMOUNTS = CheckFinding(1, "amounts", "no fact: remaining 64.00 INR")
SAYS = CheckFinding(1, "says", "the text does not say 'hello'")
OTHER = seen(answer=None, status=503, failure="turnFailed")


def run(*findings: CheckFinding, tier: Tier = Tier.OFFLINE, **changes: object) -> TaskResult:
    return replace(TaskResult(TASK, (seen(),), findings, 0.1, tier), **changes)  # type: ignore[arg-type]


def blocks(*runs: TaskResult, places: TaskPlaces | None = None) -> list[FailedTask]:
    return failed_tasks(SuiteResult(runs, 1.0), places or TaskPlaces(()))


def test_what_two_tiers_share_is_stated_once() -> None:
    [block] = blocks(run(AMOUNTS), run(AMOUNTS, tier=Tier.SCRIPTED))

    assert block.tiers == ("offline", "scripted")
    [failure] = block.failures
    assert failure.tiers == block.tiers
    [said] = block.said
    assert said.tiers == block.tiers
    text = "\n".join(block_lines(block))
    assert text.count(AMOUNTS.message) == 1
    assert "(on " not in text


def test_what_tiers_do_not_share_names_its_tier() -> None:
    scripted = run(AMOUNTS, SAYS, tier=Tier.SCRIPTED, turns=(OTHER,))
    text = "\n".join(block_lines(blocks(run(AMOUNTS), scripted)[0]))

    assert "turn 1, says (on scripted): the text does not say 'hello'" in text
    assert "said (on offline):" in text
    assert "said (on scripted):" in text
    assert "no answer (HTTP 503, turnFailed)" in text


def test_a_tier_that_passed_is_named_and_a_passed_task_has_no_block() -> None:
    [block] = blocks(run(AMOUNTS), run(tier=Tier.SCRIPTED))

    assert (block.tiers, block.passed_on) == (("offline",), ("scripted",))
    assert blocks(run(), run(tier=Tier.SCRIPTED)) == []
    assert blocks(run(AMOUNTS, tier=Tier.LIVE)) == []


def test_a_broken_run_is_named_before_findings() -> None:
    [block] = blocks(run(error="KeyError: x"), run(AMOUNTS, tier=Tier.SCRIPTED))

    assert (block.verdict, block.headline) == (RunVerdict.BROKEN, "the task could not be run: KeyError: x")
    assert "the task could not be run (on offline): KeyError: x" in "\n".join(block_lines(block))


def test_expected_and_actual_are_figures_of_the_task_and_of_the_answer() -> None:
    [block] = blocks(run(AMOUNTS))
    [failure] = block.failures

    assert failure.expected == "promised 100.00 INR, granted 36.00 INR, remaining 64.00 INR, installment 36.00 INR"
    assert failure.actual is not None
    assert failure.actual.startswith("promised ₹100.00 of 404-1029384-5566778 BEN-1, granted ₹36.00")
    assert expected_of("outcome", TASK.turns[0].expect) == "answered, not degraded"
    assert actual_of("outcome", OTHER) == "no answer: HTTP 503, code turnFailed"


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_states_what_it_expects(check: str) -> None:
    assert expected_of(check, TASK.turns[0].expect)


def test_a_failure_names_the_line_of_its_expectation(tmp_path: Path) -> None:
    (tmp_path / "scene.yaml").write_text(
        dedent("""\
            id: scene
            turns:
              - ask: What is left?
                expect:
                  outcome: answered
                  amounts: []
            """),
        encoding="utf-8",
    )
    [block] = blocks(run(AMOUNTS, SAYS), places=TaskPlaces((tmp_path,)))

    file = str(tmp_path / "scene.yaml")
    assert block.place is not None
    assert (block.place.path, block.place.line) == (file, 1)
    # That of a check without a key of the task is the line of all that is expected.
    assert [str(failure.place) for failure in block.failures] == [f"{file}:6", f"{file}:4"]


def test_a_step_is_named_with_its_response() -> None:
    step = {"request": "GET /v1/conversations", "expect": {"status": 200, "body": {"/data": []}}}
    task = Task.model_validate({**TASK.model_dump(exclude_defaults=True), "turns": (), "steps": [step]}, strict=False)
    response = SeenStep(1, "GET /v1/conversations", "ravi", "GET", status=500, text='{"code": "internal"}')
    wrong = CheckFinding(0, "response", "the status is 500, not 200", step=1)
    [block] = blocks(TaskResult(task, (), (wrong,), 0.1, steps=(response,)))

    [failure] = block.failures
    assert (str(failure.spot), failure.actual) == ("step 1", "HTTP 500; see what was said")
    assert failure.expected is not None
    assert '"status":200' in failure.expected
    text = "\n".join(block_lines(block))
    assert "step 1 asked: GET /v1/conversations (ravi)" in text
    assert '{"code": "internal"}' in text
