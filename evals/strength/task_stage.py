"""Runs the eval suite over mutants: of each, the tasks that execute its lines, until one fails."""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.harness.world import WORLDS, load_world
from evals.strength.forked import ChildError, ChildReport, Send, fork_each, limit, note
from evals.strength.host_process import hosted, libraries
from evals.strength.line_recording import LineRecording, LineTrace, RecordedRun, cached
from evals.strength.mutant import Mutant
from evals.strength.operators import OPERATORS
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.planting import LiveFunctions, NotSwappable
from evals.strength.task_runs import checks_of, first_of, questions_of, runs_by_name
from evals.tiers.tier import GATING

# Of what a task runs: a change in any of these needs a new recording.
_RECORDED = ("agent", "api", "core", "evals", "guardrails", "knowledge", "language", "rewards", "statements", "tools")
MOST_TASKS = 120  # that are run over one machine-made mutant; over a fault that a person wrote all are
_SLOWER = 10  # so many times slower than its recording a run is cut off, after some seconds that it may always take
_ALWAYS_S = 3
_WAITING_S = 120  # a run that uses no CPU is cut off after this long


@dataclass(frozen=True, slots=True)
class Started:
    name: str


@dataclass(frozen=True, slots=True)
class Failed:
    name: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotPlanted:
    reason: str


def spread_out(runs: list[RecordedRun]) -> list[RecordedRun]:
    """Return at most ``MOST_TASKS``: the first half of them, and as many at equal distances from the rest.

    Of a line that every task executes, all tasks over a survivor would take half a minute.
    """
    if len(runs) <= MOST_TASKS:
        return runs
    half = MOST_TASKS // 2
    rest = runs[half:]
    return [*runs[:half], *(rest[number * len(rest) // half] for number in range(half))]


class TaskStage:
    """The suite, loaded and warm in this process, from which a child is forked for each mutant."""

    def __init__(self, *, processes: int) -> None:
        self._processes = processes
        self._runs = runs_by_name()
        for path in sorted(WORLDS.glob("*.jsonl")):
            load_world(path.stem)
        self._warm_up()
        self.recording = cached("tasks", _RECORDED, self._recorded)
        self._live = LiveFunctions()
        self._candidates: dict[str, list[RecordedRun]] = {}

    def questions_of(self, name: str) -> Iterable[str]:
        """Return what a run asks the agent."""
        return questions_of(self._runs[name])

    def _warm_up(self) -> None:
        """Run one task on each tier, so that what is set up once a process is there before a child is forked."""
        for tier in GATING:
            checks_of(self._runs[first_of(self._runs, tier)])
        others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
        assert not others, f"a fork would lose threads: {others}"

    def _recorded(self) -> LineRecording:
        recording = LineRecording()
        with LineTrace().running() as self._trace:
            self._trace.begin("")
            self._warm_up()  # so that the tracer knows the files
            for number, report in enumerate(fork_each(self._record, list(self._runs), processes=self._processes)):
                note(f"tasks: {number + 1} of {len(self._runs)} recorded")
                if report.messages and not isinstance(report.messages[0], ChildError):
                    recording.add(*report.messages[0])
        names = [first_of(self._runs, tier) for tier in GATING]
        recording.once = hosted("evals.strength.cold_recording", (libraries(), names), processes=1)
        return recording

    def _record(self, name: str, send: Send) -> None:
        self._trace.begin(name)
        started = time.process_time()
        checks = checks_of(self._runs[name])
        run = RecordedRun(name, time.process_time() - started, not checks)
        send((run, self._trace.finished().get(name, {})))

    def run(self, mutants: Sequence[Mutant]) -> Iterator[MutantOutcome]:
        """Yield what the tasks notice of each mutant, in no particular order."""
        self._candidates = {mutant.fingerprint: self._those_that_run(mutant) for mutant in mutants}
        reached = [mutant for mutant in mutants if self._candidates[mutant.fingerprint]]
        for mutant in mutants:
            if not self._candidates[mutant.fingerprint]:
                yield MutantOutcome(mutant)
        for number, report in enumerate(fork_each(self._try, reached, processes=self._processes)):
            note(f"tasks: {number + 1} of {len(reached)}")
            yield self._outcome(report)

    def _those_that_run(self, mutant: Mutant) -> list[RecordedRun]:
        """Return the tasks that execute a mutant's lines: those that execute most of the product first.

        All take about as long. The quickest ones are refusals and greetings, which notice little.
        """
        found = self.recording.of(mutant.path, mutant.lines)
        ordered = sorted(found, key=lambda run: run.line_count, reverse=True)
        return spread_out(ordered) if mutant.operator in OPERATORS else ordered

    def _try(self, mutant: Mutant, send: Send) -> None:
        try:
            self._live.plant(mutant)
        except NotSwappable as error:
            send(NotPlanted(str(error)))
            return
        for run in self._candidates[mutant.fingerprint]:
            send(Started(run.name))
            limit(cpu_s=_ALWAYS_S + _SLOWER * run.cpu_s, clock_s=_WAITING_S)
            checks = checks_of(self._runs[run.name])
            if checks:
                send(Failed(run.name, checks))
                return

    def _outcome(self, report: ChildReport[Mutant]) -> MutantOutcome:
        mutant = report.item
        outcome = MutantOutcome(mutant, cpu_s=report.cpu_s)
        outcome.tasks = tuple(run.name for run in self._candidates[mutant.fingerprint])
        last = report.messages[-1] if report.messages else None
        outcome.noticed = Noticed.BY_NONE
        if isinstance(last, NotPlanted):
            outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, last.reason
        elif isinstance(last, Failed):
            outcome.noticed, outcome.by, outcome.checks = Noticed.BY_EVALS, last.name, last.checks
        elif isinstance(last, ChildError) or report.signal is not None:
            started = [message.name for message in report.messages if isinstance(message, Started)]
            outcome.noticed, outcome.by = Noticed.BY_EVALS, started[-1] if started else ""
            outcome.checks = (last.text,) if isinstance(last, ChildError) else (f"signal {report.signal}",)
            outcome.timed_out = report.ran_out_of_time
        return outcome
