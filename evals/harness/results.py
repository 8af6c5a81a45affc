"""The results of a run: one task, or the whole suite."""

from dataclasses import dataclass
from enum import StrEnum

from evals.checks.base import CheckFinding
from evals.harness.task import Task
from evals.harness.transcript import SeenTurn
from evals.probes.result import ProbeResult
from evals.steps.seen_step import SeenStep
from evals.tiers.live.live_result import LiveResult
from evals.tiers.live.model_calls import ModelCall
from evals.tiers.recorded.recording_file import Recording
from evals.tiers.tier import Tier


class RunVerdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"  # a check found something
    BROKEN = "broken"  # the task could not be completed, so the run says nothing about the product


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The result of one task. ``error`` is set if it is broken."""

    task: Task
    turns: tuple[SeenTurn, ...]
    findings: tuple[CheckFinding, ...]
    duration_s: float
    tier: Tier = Tier.OFFLINE
    trial: int = 1  # a live model may run the same task more than once
    error: str | None = None
    calls: tuple[ModelCall, ...] = ()  # of a live model
    steps: tuple[SeenStep, ...] = ()  # of a task of steps; its questions are turns as well
    was_cut_short: bool = False  # the limit of the live run was reached during the task, which therefore has no verdict

    @property
    def verdict(self) -> RunVerdict:
        if self.error is not None:
            return RunVerdict.BROKEN
        return RunVerdict.FAILED if self.findings else RunVerdict.PASSED


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """The results of all tasks, in the order of their ids."""

    results: tuple[TaskResult, ...]
    duration_s: float
    probes: tuple[ProbeResult, ...] = ()
    recordings: tuple[Recording, ...] = ()  # that were played
    live: LiveResult | None = None  # None when no live model was asked

    @property
    def gating(self) -> tuple[TaskResult, ...]:
        """Return the results that gate: all but the runs of a live model."""
        return tuple(result for result in self.results if result.tier is not Tier.LIVE)

    def count(self, verdict: RunVerdict) -> int:
        """Return how many gating results have this verdict."""
        return sum(result.verdict is verdict for result in self.gating)

    @property
    def is_broken(self) -> bool:
        if any(result.verdict is RunVerdict.BROKEN for result in self.results) or not self.results:
            return True
        return any(probe.error for probe in self.probes) or (self.live is not None and not self.live.was_measured)

    @property
    def exit_status(self) -> int:
        """0 if all passed, 1 if a check found something, 2 if the harness itself is broken.

        A finding in a live run does not cause 1; a live model that could not be reached at all causes 2.
        """
        if self.is_broken:
            return 2
        return 1 if self.count(RunVerdict.FAILED) or any(probe.findings for probe in self.probes) else 0
