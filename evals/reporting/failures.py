"""The failures of a run, one block for each task: what several tiers share is stated once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.checks.base import CheckFinding
from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.harness.task import Task
from evals.harness.task_sources import TaskPlace, TaskPlaces
from evals.harness.transcript import SeenTurn
from evals.reporting.expected_actual import actual_of, expected_of
from evals.reporting.redaction import shown

# The key under which a task file states what a check compares with.
_KEYS = {
    "notStated": "not_stated",
    "giftCards": "gift_cards",
    "mustNotSay": "must_not_say",
    "injection": "attack",
    "nextStep": "next_step",
    "sameAs": "same_as",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """What one check found in one turn, on each tier where it found the same. Redacted."""

    turn: int
    check: str
    messages: tuple[str, ...]
    expected: str | None
    actual: str | None
    tiers: tuple[str, ...]
    place: TaskPlace | None


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """What was asked in a turn with a failure and what was said, on each tier where it was the same. Redacted."""

    turn: int
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
    said: tuple[SaidTurn, ...]
    place: TaskPlace | None

    @property
    def verdict(self) -> RunVerdict:
        return RunVerdict.BROKEN if self.errors else RunVerdict.FAILED

    @property
    def headline(self) -> str:
        """Return the first thing that is wrong, in a line."""
        if self.errors:
            return f"the task could not be run: {self.errors[0][0]}"
        return f"turn {self.failures[0].turn}, {self.failures[0].check}: {self.failures[0].messages[0]}"


def failed_tasks(suite: SuiteResult, places: TaskPlaces) -> list[FailedTask]:
    """Return a block for each task with a gating run that did not pass."""
    by_task: dict[str, list[TaskResult]] = {}
    for result in suite.gating:
        by_task.setdefault(result.task.id, []).append(result)
    return [_block(runs, places) for runs in by_task.values() if any(not _has_passed(run) for run in runs)]


def block_lines(failed: FailedTask) -> Iterator[str]:
    """Yield the block as text, for a terminal or a file."""
    where = f" on {_and(failed.tiers)}" + (f", passed on {_and(failed.passed_on)}" if failed.passed_on else "")
    yield f"{failed.verdict.value.upper()} {failed.task.id}{where}; world {failed.task.world}; {failed.place or 'no file'}"
    yield f"  it guards against: {failed.task.why}"
    for error, tiers in failed.errors:
        yield f"  the task could not be run{_only(tiers, failed)}: {error}"
    for turn in sorted({failure.turn for failure in failed.failures}):
        for number, said in enumerate(said for said in failed.said if said.turn == turn):
            if number == 0:
                yield f"  turn {turn} asked: {said.question}"
        for failure in failed.failures:
            if failure.turn == turn:
                yield from _failure_lines(failure, failed)
        for said in failed.said:
            if said.turn == turn:
                yield f"    said{_only(said.tiers, failed)}:"
                yield from (f"      {line}" for line in (*said.lines, *said.requests))


def _failure_lines(failure: Failure, failed: FailedTask) -> Iterator[str]:
    for message in failure.messages:
        yield f"    turn {failure.turn}, {failure.check}{_only(failure.tiers, failed)}: {message}"
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
        place=places.place(task.id),
    )


def _failures(task: Task, wrong: list[TaskResult], places: TaskPlaces) -> tuple[Failure, ...]:
    tiers: dict[tuple[int, str, tuple[str, ...], str | None], list[str]] = {}
    for run in wrong:
        for (turn, check), messages in _by_check(run.findings).items():
            seen = run.turns[turn - 1] if 0 < turn <= len(run.turns) else None
            actual = actual_of(check, seen) if seen else None
            key = (turn, check, messages, actual and shown(actual))
            tiers.setdefault(key, []).append(run.tier.value)
    found = []
    for (turn, check, messages, actual), where in sorted(tiers.items(), key=lambda item: item[0][0]):
        expected = expected_of(check, task.turns[turn - 1].expect) if 0 < turn <= len(task.turns) else None
        keys = ("turns", turn - 1, "expect", _KEYS.get(check, check))
        found.append(
            Failure(
                turn=turn,
                check=check,
                messages=messages,
                expected=expected and shown(expected),
                actual=actual,
                tiers=tuple(dict.fromkeys(where)),
                place=places.place(task.id, *keys),
            )
        )
    return tuple(found)


def _by_check(findings: Iterable[CheckFinding]) -> dict[tuple[int, str], tuple[str, ...]]:
    found: dict[tuple[int, str], list[str]] = {}
    for finding in findings:
        found.setdefault((finding.turn, finding.check), []).append(shown(finding.message))
    return {key: tuple(messages) for key, messages in found.items()}


def _said(wrong: list[TaskResult]) -> tuple[SaidTurn, ...]:
    tiers: dict[tuple[int, str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for run in wrong:
        for turn in sorted({finding.turn for finding in run.findings if 0 < finding.turn <= len(run.turns)}):
            seen = run.turns[turn - 1]
            key = (turn, shown(seen.question), said_lines(seen), request_lines(seen))
            tiers.setdefault(key, []).append(run.tier.value)
    return tuple(SaidTurn(*key, tuple(dict.fromkeys(where))) for key, where in tiers.items())


def said_lines(seen: SeenTurn) -> tuple[str, ...]:
    """Return the answer's text, redacted, or that there was none and why."""
    if seen.answer is None:
        return (f"no answer (HTTP {seen.status}, {seen.failure})",)
    return tuple(shown(seen.answer.text).splitlines())


def request_lines(seen: SeenTurn) -> tuple[str, ...]:
    """Return the requests to the rewards API with their statuses, redacted."""
    return tuple(shown(f"{request} -> {request.status}") for request in seen.requests)
