"""The failures of a run, one block for each task: what several tiers share is stated once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from evals.checks.base import CheckFinding
from evals.harness.expectations import Expect
from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.task import Task
from evals.harness.task_sources import TaskPlace, TaskPlaces
from evals.harness.transcript import SeenTurn
from evals.reporting.expected_actual import actual_of, expected_of
from evals.reporting.redaction import shown
from evals.steps.seen_step import SeenStep

# The key under which a task file states what a check compares with.
_KEYS = {
    "notStated": "not_stated",
    "giftCards": "gift_cards",
    "mustNotSay": "must_not_say",
    "injection": "attack",
    "nextStep": "next_step",
    "sameAs": "same_as",
}


_MOST_CHARACTERS = 600  # of a response of a step


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A turn, or a step of a task of steps, by its number from 1."""

    step: int
    turn: int  # 0 for a step that is no turn

    def __str__(self) -> str:
        return f"step {self.step}" if self.step else f"turn {self.turn}"

    @property
    def keys(self) -> tuple[str | int, ...]:
        """Return the keys that lead to it in the task's file."""
        return ("steps", self.step - 1) if self.step else ("turns", self.turn - 1)


@dataclass(frozen=True, slots=True)
class Failure:
    """What one check found in one turn or step, on each tier where it found the same. Redacted."""

    spot: Spot
    check: str
    messages: tuple[str, ...]
    expected: str | None
    actual: str | None
    tiers: tuple[str, ...]
    place: TaskPlace | None


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked in a turn or step with a failure and what was said, on each tier where it was equal. Redacted."""

    spot: Spot
    question: str
    lines: tuple[str, ...]
    requests: tuple[str, ...]
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A task that did not pass on every tier. ``errors``: why it could not be run, with the tiers."""

    task: Task
    tiers: tuple[str, ...]  # on which it did not pass
    passed_on: tuple[str, ...]
    failures: tuple[Failure, ...]
    errors: tuple[tuple[str, tuple[str, ...]], ...]
    said: tuple[Said, ...]
    place: TaskPlace | None

    @property
    def verdict(self) -> RunVerdict:
        return RunVerdict.BROKEN if self.errors else RunVerdict.FAILED

    @property
    def headline(self) -> str:
        """Return the first thing that is wrong, in a line."""
        if self.errors:
            return f"the task could not be run: {self.errors[0][0]}"
        first = self.failures[0]
        return f"{first.spot}, {first.check}: {first.messages[0]}"


def failed_tasks(suite: SuiteResult, places: TaskPlaces) -> list[FailedTask]:
    """Return a block for each task with a gating run that did not pass."""
    by_task: dict[str, list[TaskResult]] = {}
    for result in suite.gating:
        by_task.setdefault(result.task.id, []).append(result)
    return [_block(runs, places) for runs in by_task.values() if any(not _has_passed(run) for run in runs)]


def block_lines(failed: FailedTask) -> Iterator[str]:
    """Yield the block as text, for a terminal or a file."""
    where = f" on {_and(failed.tiers)}" + (f", passed on {_and(failed.passed_on)}" if failed.passed_on else "")
    name = f"{failed.verdict.value.upper()} {failed.task.id}{where}"
    yield f"{name}; world {failed.task.world}; {failed.place or 'no file'}"
    yield f"  it guards against: {failed.task.why}"
    for error, tiers in failed.errors:
        yield f"  the task could not be run{_only(tiers, failed)}: {error}"
    for spot in sorted({failure.spot for failure in failed.failures}):
        passages = [said for said in failed.said if said.spot == spot]
        yield from (f"  {spot} asked: {question}" for question in dict.fromkeys(said.question for said in passages))
        for failure in failed.failures:
            if failure.spot == spot:
                yield from _failure_lines(failure, failed)
        for said in passages:
            yield f"    said{_only(said.tiers, failed)}:"
            yield from (f"      {line}" for line in (*said.lines, *said.requests))


def _failure_lines(failure: Failure, failed: FailedTask) -> Iterator[str]:
    for message in failure.messages:
        yield f"    {failure.spot}, {failure.check}{_only(failure.tiers, failed)}: {message}"
    yield f"      at       {failure.place}" if failure.place else "      at       no file"
    yield f"      expected {failure.expected or 'see the check'}"
    yield f"      actual   {failure.actual or 'see the message'}"


def _only(tiers: tuple[str, ...], failed: FailedTask) -> str:
    return "" if tiers == failed.tiers else f" (on {_and(tiers)})"


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _has_passed(run: TaskResult) -> bool:
    return run.verdict is RunVerdict.PASSED


def _block(runs: list[TaskResult], places: TaskPlaces) -> FailedTask:
    task = runs[0].task
    wrong = [run for run in runs if not _has_passed(run)]
    errors: dict[str, list[str]] = {}
    for run in wrong:
        if run.error is not None:
            errors.setdefault(shown(run.error), []).append(run.tier.value)
    return FailedTask(
        task=task,
        tiers=tuple(dict.fromkeys(run.tier.value for run in wrong)),
        passed_on=tuple(dict.fromkeys(run.tier.value for run in runs if _has_passed(run))),
        failures=_failures(task, wrong, places),
        errors=tuple((error, tuple(tiers)) for error, tiers in errors.items()),
        said=_said(wrong),
        place=places.place(task),
    )


def _failures(task: Task, wrong: list[TaskResult], places: TaskPlaces) -> tuple[Failure, ...]:
    tiers: dict[tuple[Spot, str, tuple[str, ...], str | None], list[str]] = {}
    for run in wrong:
        for (spot, check), messages in _by_check(run.findings).items():
            actual = _actual(run, spot, check)
            tiers.setdefault((spot, check, messages, actual and shown(actual)), []).append(run.tier.value)
    found = []
    for (spot, check, messages, actual), where in sorted(tiers.items(), key=lambda item: item[0][0]):
        expected = _expected(task, spot, check)
        found.append(
            Failure(
                spot=spot,
                check=check,
                messages=messages,
                expected=expected and shown(expected),
                actual=actual,
                tiers=tuple(dict.fromkeys(where)),
                place=places.place(task, *spot.keys, "expect", _KEYS.get(check, check)),
            )
        )
    return tuple(found)


def _by_check(findings: Iterable[CheckFinding]) -> dict[tuple[Spot, str], tuple[str, ...]]:
    found: dict[tuple[Spot, str], list[str]] = {}
    for finding in findings:
        spot = Spot(finding.step or 0, finding.turn)
        found.setdefault((spot, finding.check), []).append(shown(finding.message))
    return {key: tuple(messages) for key, messages in found.items()}


def _expected(task: Task, spot: Spot, check: str) -> str | None:
    if not spot.step:
        return expected_of(check, task.turns[spot.turn - 1].expect) if 0 < spot.turn <= len(task.turns) else None
    expect = getattr(task.steps[spot.step - 1], "expect", None)  # not every kind of step expects something
    if isinstance(expect, Expect):
        return expected_of(check, expect)
    return expect.model_dump_json(exclude_defaults=True) if isinstance(expect, BaseModel) else None


def _actual(run: TaskResult, spot: Spot, check: str) -> str | None:
    if 0 < spot.turn <= len(run.turns):
        return actual_of(check, run.turns[spot.turn - 1])
    step = _seen_step(run, spot)
    return None if step is None or step.status is None else f"HTTP {step.status}; see what was said"


def _seen_step(run: TaskResult, spot: Spot) -> SeenStep | None:
    return next((step for step in run.steps if step.number == spot.step), None)


def _said(wrong: list[TaskResult]) -> tuple[Said, ...]:
    tiers: dict[tuple[Spot, str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for run in wrong:
        for spot, _ in _by_check(run.findings):
            if (passage := _passage(run, spot)) is not None:
                where = tiers.setdefault((spot, *passage), [])
                where += [] if run.tier.value in where else [run.tier.value]
    return tuple(Said(*key, tuple(where)) for key, where in tiers.items())


def _passage(run: TaskResult, spot: Spot) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """Return what was asked, what was said and which requests were made; None if the run ended before."""
    if 0 < spot.turn <= len(run.turns):
        seen = run.turns[spot.turn - 1]
        return shown(seen.question), said_lines(seen), request_lines(seen)
    step = _seen_step(run, spot)
    if step is None:
        return None
    cut = "..." if len(step.text) > _MOST_CHARACTERS else ""
    lines = tuple(shown(step.text[:_MOST_CHARACTERS] + cut).splitlines())
    answered = () if step.status is None else (f"HTTP {step.status}",)
    return shown(f"{step.title} ({step.actor or 'no one'})"), (*answered, *lines), request_lines(step)


def said_lines(seen: SeenTurn) -> tuple[str, ...]:
    """Return the answer's text, redacted, or that there was none and why."""
    if seen.answer is None:
        return (f"no answer (HTTP {seen.status}, {seen.failure})",)
    return tuple(shown(seen.answer.text).splitlines())


def request_lines(seen: SeenTurn | SeenStep) -> tuple[str, ...]:
    """Return the requests to the rewards API with their statuses, redacted."""
    return tuple(shown(f"{request} -> {request.status}") for request in seen.requests)
