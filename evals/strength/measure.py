"""Measures what the evals and the unit tests notice of mutants."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.strength.cold_choice import tasks_for
from evals.strength.cold_host import outcome_of as outcome_of_fresh
from evals.strength.forked import ChildReport
from evals.strength.host_process import hosted, libraries
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed, Stage
from evals.strength.outcome_log import OutcomeLog
from evals.strength.product_sources import product_sources
from evals.strength.progress import Progress
from evals.strength.recording import Recording
from evals.strength.task_recording import forget_runs
from evals.strength.task_runs import questions_of
from evals.strength.task_stage import TaskStage
from evals.strength.trial import Trial
from evals.strength.unit_test_choice import unit_tests_for, unit_tests_of_file
from evals.strength.unit_test_host import outcome_of as outcome_of_tests
from evals.strength.unit_test_recording import unit_test_recording


@dataclass(frozen=True, slots=True)
class Measuring:
    """How to measure: with how many processes, and whether unit tests are run over what no task notices.

    ``within_s`` limits the time in which tasks are run over mutants. Those that are not tried by then are left out.
    """

    processes: int
    with_tests: bool = True
    within_s: float = math.inf


class Measurement:
    """One run of the command. What the log knows of this state of the tree is not tried again."""

    def __init__(self, how: Measuring, log: OutcomeLog) -> None:
        self._how = how
        self._log = log
        self.stage = TaskStage(processes=how.processes, killers=log.killers)

    @property
    def processes(self) -> int:
        return self._how.processes

    def of(self, mutants: Sequence[Mutant]) -> list[MutantOutcome]:
        """Return what was noticed of each mutant that was tried, in their order."""
        outcomes = self._by_tasks(mutants)
        if self._how.with_tests:
            unnoticed = [each.mutant for each in outcomes.values() if each.noticed is not Noticed.BY_EVALS]
            for fingerprint, outcome in self._by_tests(unnoticed).items():
                outcomes[fingerprint] = combined(outcomes[fingerprint], outcome)
        return [outcomes[mutant.fingerprint] for mutant in mutants if mutant.fingerprint in outcomes]

    def _by_tasks(self, mutants: Sequence[Mutant]) -> dict[str, MutantOutcome]:
        until_s = time.monotonic() + self._how.within_s
        outcomes = self.staged(Stage.TASKS, mutants, lambda missing: self.stage.run(missing, until_s=until_s))
        fresh = [each.mutant for each in outcomes.values() if self._needs_fresh_process(each)]
        outcomes |= self.staged(Stage.FRESH, fresh, self._fresh)
        unsteady = self.stage.failing(each.by for each in outcomes.values() if each.by)
        if unsteady:
            forget_runs(unsteady)
        for outcome in outcomes.values():
            if outcome.by in unsteady:
                outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, f"{outcome.by} fails without a mutant as well"
        return outcomes

    def _by_tests(self, mutants: Sequence[Mutant]) -> dict[str, MutantOutcome]:
        if not any(self._log.known(mutant, Stage.TESTS) is None for mutant in mutants):
            return self.staged(Stage.TESTS, mutants, lambda _: iter(()))
        recording = unit_test_recording(processes=self._how.processes)
        return self.staged(Stage.TESTS, mutants, lambda missing: self._tested(missing, recording))

    def staged(
        self, stage: Stage, mutants: Sequence[Mutant], run: Callable[[Sequence[Mutant]], Iterator[MutantOutcome]]
    ) -> dict[str, MutantOutcome]:
        """Return the outcomes of a stage: those that the log has, and those of the others as it appends them."""
        known = {mutant.fingerprint: self._log.known(mutant, stage) for mutant in mutants}
        found = {fingerprint: outcome for fingerprint, outcome in known.items() if outcome is not None}
        missing = [mutant for mutant in mutants if mutant.fingerprint not in found]
        for outcome in run(missing) if missing else ():
            self._log.append(outcome, stage)
            found[outcome.mutant.fingerprint] = outcome
        return found

    def _needs_fresh_process(self, outcome: MutantOutcome) -> bool:
        """Whether a mutant can only be seen by a process that imports the product with it."""
        mutant, once = outcome.mutant, self.stage.recording.once
        if outcome.noticed is not Noticed.UNREACHED:
            return outcome.noticed is Noticed.NOT_PLANTED
        blocks = product_sources().blocks_of(mutant)
        return not mutant.owner or any(once.get(block.function, 0) >> block.number & 1 for block in blocks)

    def _fresh(self, mutants: Sequence[Mutant]) -> Iterator[MutantOutcome]:
        trials = [Trial((mutant,), tasks=self._tasks_of_fresh(mutant)) for mutant in mutants]
        yield from (MutantOutcome(trial.mutants[0]) for trial in trials if not trial.tasks)
        yield from map(outcome_of_fresh, self.in_fresh_processes([trial for trial in trials if trial.tasks]))

    def _tasks_of_fresh(self, mutant: Mutant) -> tuple[str, ...]:
        reaching = self.stage.chosen(mutant)
        runs = self.stage.suite.runs
        return reaching or tasks_for(
            mutant, self.stage.recording, self.stage.order, lambda name: questions_of(runs[name])
        )

    def in_fresh_processes(self, trials: Sequence[Trial]) -> Iterator[ChildReport[Trial]]:
        """Yield the report of each trial, made in a process that imports the product with its mutants."""
        if trials:
            progress = Progress("mutants tried in fresh processes", len(trials))
            for report in hosted("evals.strength.cold_host", (libraries(), trials), processes=self._how.processes):
                progress.step()
                yield report

    def in_test_session(self, trials: Sequence[Trial]) -> Iterator[ChildReport[Trial] | set[str]]:
        """Yield the report of each trial with unit tests, and then which tests also fail without a mutant."""
        if trials:
            progress = Progress("mutants tried with unit tests", len(trials))
            for report in hosted("evals.strength.unit_test_host", trials, processes=self._how.processes):
                if isinstance(report, ChildReport):
                    progress.step()
                yield report

    def _tested(self, mutants: Sequence[Mutant], recording: Recording) -> Iterator[MutantOutcome]:
        """Run the unit tests: in forks where the code can be swapped, else in fresh processes."""
        trials, fresh = [], []
        for mutant in mutants:
            tests = unit_tests_for(mutant, recording)
            if tests:
                trials.append(Trial((mutant,), tests=tests))
            elif not mutant.owner and (tests := unit_tests_of_file(mutant, recording)):
                fresh.append(Trial((mutant,), tests=tests))
            else:
                yield MutantOutcome(mutant)
        noticed: list[MutantOutcome] = []
        for report in self.in_test_session(trials):
            if isinstance(report, set):
                yield from _steady(noticed, report)
                continue
            outcome = outcome_of_tests(report)
            if outcome.noticed is Noticed.NOT_PLANTED:
                fresh.append(Trial((outcome.mutant,), tests=unit_tests_of_file(outcome.mutant, recording)))
            elif outcome.noticed is Noticed.BY_TESTS:
                noticed.append(outcome)  # until it is known that the test passes without the mutant
            else:
                yield outcome
        yield from map(outcome_of_fresh, self.in_fresh_processes(fresh))


def _steady(noticed: Iterable[MutantOutcome], unsteady: set[str]) -> Iterator[MutantOutcome]:
    for outcome in noticed:
        if outcome.by in unsteady:
            outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, f"{outcome.by} fails without a mutant as well"
        yield outcome


def combined(by_tasks: MutantOutcome, by_tests: MutantOutcome) -> MutantOutcome:
    """Return the outcome of the tests, with the tasks that were run before."""
    by_tests.tasks = by_tasks.tasks
    by_tests.cpu_s += by_tasks.cpu_s
    if by_tests.noticed in (Noticed.UNREACHED, Noticed.NOT_PLANTED):
        by_tests.noticed, by_tests.detail = by_tasks.noticed, by_tests.detail or by_tasks.detail
    return by_tests
