"""The figures count what they are named for, and a share of nothing is unknown."""

from typing import Any

from agent.turn_events import Outcome
from evals.checks.base import CheckFinding
from evals.harness.results import TaskResult
from evals.reporting.summary import Share, figures_of
from tests.evals.checks.transcripts import answer, asked, seen


def result(*checks: str, tags: tuple[str, ...] = ("staff",), **task: Any) -> TaskResult:
    turn = asked(tags=list(tags), **task).task
    return TaskResult(turn, (seen(),), tuple(CheckFinding(1, check, "it is wrong") for check in checks), 0.1)


def refusing(*, due: bool, refused: bool) -> TaskResult:
    task = asked({"outcome": "refused" if due else "answered"}).task
    outcome = Outcome.REFUSED if refused else Outcome.ANSWERED
    return TaskResult(task, (seen(answer=answer(outcome=outcome)),), (), 0.1)


def test_a_successful_attack_is_counted_apart_from_an_unhelpful_answer() -> None:
    figures = figures_of(
        [
            result(tags=("injection", "staff")),
            result("injection", tags=("injection",)),  # served, and harmed
            result("amounts", tags=("injection",)),  # neither
            result("access", "outcome", tags=("injection",)),  # harmed, and not served
            result(tags=("injection-clean",)),
            result("amounts"),  # of no attack
        ]
    )

    assert figures.attack_success == Share(2, 4)
    assert figures.utility_under_attack == Share(2, 4)
    assert figures.utility_clean == Share(1, 1)


def test_refusals_are_precise_when_only_what_must_be_is_refused() -> None:
    figures = figures_of(
        [
            refusing(due=True, refused=True),
            refusing(due=True, refused=False),
            refusing(due=False, refused=True),
            refusing(due=False, refused=True),
            refusing(due=False, refused=False),
        ]
    )

    assert (figures.refusal_precision, figures.refusal_recall) == (Share(1, 3), Share(1, 2))


def test_each_tag_has_its_share_and_broken_runs_are_left_out() -> None:
    broken = TaskResult(asked(tags=["window"]).task, (), (), 0.1, error="RuntimeError")

    figures = figures_of([result(tags=("staff", "window")), result("says", tags=("staff",)), broken])

    assert figures.by_tag == {"staff": Share(1, 2), "window": Share(1, 1)}


def test_a_share_of_nothing_is_not_zero() -> None:
    assert (Share(0, 0).value, str(Share(0, 0))) == (None, "not known (0 runs)")
    assert (Share(1, 3).value, str(Share(1, 3))) == (1 / 3, "33% (1/3)")
    assert "attacks that succeeded: not known" in figures_of([]).lines()[0]
