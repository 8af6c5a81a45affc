"""Runs the eval suite over mutants in this process: of each, the tasks that execute its blocks, until one fails."""

import math
from collections.abc import Iterable, Iterator, Sequence

from evals.strength.forked import ChildReport, Send, fork_each, limit
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.planting import LiveFunctions, NotSwappable
from evals.strength.product_sources import product_sources
from evals.strength.progress import Progress
from evals.strength.recording import RecordedRun
from evals.strength.task_order import Killers, TaskOrder, affordable
from evals.strength.task_recording import task_recording
from evals.strength.trial import Chosen, Failed, NotPlanted, Started, Trial
from evals.strength.trial_outcome import has_failed, outcome_of
from evals.strength.warm_suite import WarmSuite

_SLOWER = 10  # so many times slower than its recording a run is cut off, after some seconds that it may always take
_ALWAYS_S = 3
_WAITING_S = 120  # a run that uses no CPU is cut off after this long


class TaskStage:
    """The suite, loaded and warm in this process, from which a child is forked for each mutant."""

    def __init__(self, *, processes: int, killers: Killers) -> None:
        self._processes = processes
        self._killers = killers
        self.suite = WarmSuite()
        self.recording = task_recording(self.suite.runs, processes=processes)
        self.order = TaskOrder(self.recording, killers)
        self._cpu_s = {run.name: run.cpu_s for run in self.recording.runs}
        self._live = LiveFunctions()

    def reaching(self, mutant: Mutant) -> list[RecordedRun]:
        """Return the runs that execute what a mutant changes."""
        return self.recording.of(product_sources().blocks_of(mutant))

    def chosen(self, mutant: Mutant) -> tuple[str, ...]:
        """Return the names of those that are run over it, in their order."""
        return tuple(run.name for run in affordable(self.order.ordered(mutant, self.reaching(mutant))))

    def run(self, mutants: Sequence[Mutant], *, until_s: float = math.inf) -> Iterator[MutantOutcome]:
        """Yield what the tasks notice of each mutant, in no particular order."""
        reached = []
        for mutant in mutants:
            if self.reaching(mutant):
                reached.append(Trial((mutant,)))
            else:
                yield MutantOutcome(mutant)
        for report in self.tried(reached, "mutants tried with tasks", until_s=until_s):
            outcome = outcome_of(report)
            if outcome.noticed is Noticed.BY_EVALS and outcome.by:
                self._killers.add(outcome.mutant.path, outcome.mutant.function, outcome.by)
            yield outcome

    def tried(self, trials: Sequence[Trial], what: str, *, until_s: float = math.inf) -> Iterator[ChildReport[Trial]]:
        """Yield the report of each trial as it ends; none is begun after ``until_s``."""
        progress = Progress(what, len(trials))
        for report in fork_each(self._try, trials, processes=self._processes, until_s=until_s):
            progress.step()
            yield report

    def swappable(self, mutants: Sequence[Mutant]) -> list[Mutant]:
        """Return those that can be planted in this process, in their order."""
        tried = fork_each(self._plant, mutants, processes=self._processes)
        refused = {report.item.fingerprint for report in tried if report.messages}
        return [mutant for mutant in mutants if mutant.fingerprint not in refused]

    def failing(self, names: Iterable[str]) -> set[str]:
        """Return those of the runs that fail without any mutant."""
        trials = [Trial((), tasks=(name,)) for name in sorted(set(names) & self.suite.runs.keys())]
        reports = self.tried(trials, "runs repeated without a mutant") if trials else ()
        return {report.item.tasks[0] for report in reports if has_failed(report)}

    def _plant(self, mutant: Mutant, send: Send) -> None:
        try:
            self._live.plant(mutant)
        except NotSwappable as error:
            send(NotPlanted(str(error)))

    def _try(self, trial: Trial, send: Send) -> None:
        try:
            self._live.plant(*trial.mutants)
        except NotSwappable as error:
            send(NotPlanted(str(error)))
            return
        names = trial.tasks or self.chosen(trial.mutants[0])
        send(Chosen(names))
        for name in names:
            send(Started(name))
            limit(cpu_s=_ALWAYS_S + _SLOWER * self._cpu_s.get(name, 1), clock_s=_WAITING_S)
            checks = self.suite.findings.checks(self.suite.runs[name])
            if checks:
                send(Failed(name, checks))
                if not trial.goes_on:
                    return
