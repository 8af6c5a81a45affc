"""Tries harmless changes: all at once, since none may be noticed, and so with every task that executes one of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from evals.strength.forked import ChildError, ChildReport
from evals.strength.measure import Measurement
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed, Stage
from evals.strength.trial import Failed, Started, Trial
from evals.strength.unit_test_choice import unit_tests_for, unit_tests_of_file
from evals.strength.unit_test_recording import unit_test_recording

_PARTS = 8  # that the runs are divided into, for several processes
_Report = ChildReport[Trial] | set[str]
_Attempt = Callable[[Sequence[Trial]], Iterable[_Report]]
_Runs = Mapping[str, Sequence[str]]  # the names of those that execute a change, by its fingerprint


def try_harmless(changes: Sequence[Mutant], measurement: Measurement, *, with_tests: bool) -> list[MutantOutcome]:
    """Return what was noticed of each. A change that no run executes is unreached."""
    by_tasks = measurement.staged(Stage.HARMLESS, changes, lambda missing: _by_tasks(missing, measurement))
    if not with_tests:
        return [by_tasks[change.fingerprint] for change in changes]
    quiet = [change for change in changes if by_tasks[change.fingerprint].noticed is not Noticed.BY_EVALS]
    by_tests = measurement.staged(Stage.HARMLESS_TESTS, quiet, lambda missing: _by_tests(missing, measurement))
    reached = {key: outcome for key, outcome in by_tests.items() if outcome.noticed is not Noticed.UNREACHED}
    return [(by_tasks | reached)[change.fingerprint] for change in changes]


def _by_tasks(changes: Sequence[Mutant], measurement: Measurement) -> Iterator[MutantOutcome]:
    stage = measurement.stage

    def swap(trials: Sequence[Trial]) -> Iterable[_Report]:
        return stage.tried(trials, "harmless changes tried with tasks")

    swapped, fresh = _divided(changes, measurement)
    reaching = {change.fingerprint: [run.name for run in stage.reaching(change)] for change in swapped}
    every = [run.name for run in stage.recording.runs]
    yield from _tried(swapped, reaching, swap, Noticed.BY_EVALS, stage.failing)
    yield from _tried(
        fresh, dict.fromkeys(_keys(fresh), every), measurement.in_fresh_processes, Noticed.BY_EVALS, stage.failing
    )


def _by_tests(changes: Sequence[Mutant], measurement: Measurement) -> Iterator[MutantOutcome]:
    recording = unit_test_recording(processes=measurement.processes)
    swapped, fresh = _divided(changes, measurement)
    near = {change.fingerprint: unit_tests_for(change, recording) for change in swapped}
    of_files = {change.fingerprint: unit_tests_of_file(change, recording) for change in fresh}
    yield from _tried(swapped, near, measurement.in_test_session, Noticed.BY_TESTS)
    yield from _tried(fresh, of_files, measurement.in_fresh_processes, Noticed.BY_TESTS)


def _divided(changes: Sequence[Mutant], measurement: Measurement) -> tuple[list[Mutant], list[Mutant]]:
    """Return those that can be planted in a running process, and those that need a fresh one: also what runs once."""
    stage = measurement.stage
    swappable = [change for change in stage.swappable(changes) if stage.reaching(change)]
    return swappable, [change for change in changes if change not in swappable]


def _keys(changes: Iterable[Mutant]) -> list[str]:
    return [change.fingerprint for change in changes]


def _tried(
    changes: Sequence[Mutant],
    runs: _Runs,
    attempt: _Attempt,
    noticed: Noticed,
    unsteady: Callable[[set[str]], set[str]] = lambda _: set(),
) -> Iterator[MutantOutcome]:
    """Yield what runs notice of the changes: all planted together, and where a run fails, one by one."""
    names = list(dict.fromkeys(name for change in changes for name in runs[change.fingerprint]))
    parts = [names[number::_PARTS] for number in range(_PARTS)]
    failing = _failing(attempt([_trial(changes, part, noticed) for part in parts if part]))
    failing -= unsteady(failing)
    for change in changes:
        outcome = MutantOutcome(change, Noticed.BY_NONE if runs[change.fingerprint] else Noticed.UNREACHED)
        alone = _failing(attempt([_trial([change], sorted(failing), noticed)])) if failing else set()
        if alone:
            outcome.noticed, outcome.by = noticed, min(alone)
        yield outcome


def _trial(changes: Sequence[Mutant], names: Sequence[str], noticed: Noticed) -> Trial:
    if noticed is Noticed.BY_TESTS:
        return Trial(tuple(changes), tests=tuple(names), goes_on=True)
    return Trial(tuple(changes), tasks=tuple(names), goes_on=True)


def _failing(reports: Iterable[_Report]) -> set[str]:
    """Return the runs that failed or never ended, but for those that also fail without a change."""
    failing: set[str] = set()
    for report in reports:
        if isinstance(report, set):
            return failing - report
        failing |= {message.name for message in report.messages if isinstance(message, Failed)}
        has_ended_early = report.signal is not None or isinstance(report.messages[-1], ChildError)
        if has_ended_early:
            failing.add([message.name for message in report.messages if isinstance(message, Started)][-1])
    return failing
