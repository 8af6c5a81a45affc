"""What came of a run."""

from dataclasses import dataclass
from enum import StrEnum

from evals.checks.base import CheckFinding
from evals.harness.task import Task
from evals.harness.transcript import SeenTurn
from evals.probes.result import ProbeResult
from evals.tiers.live.live_result import LiveResult
from evals.tiers.live.model_calls import ModelCall
from evals.tiers.recorded.recording_file import Recording
from evals.tiers.tier import Tier


class RunVerdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"  # a check found something
    BROKEN = "broken"  # the task could not be run to its end, so nothing follows about the product


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came of one task. ``error`` is set when it is broken."""

    task: Task
    turns: tuple[SeenTurn, ...]
    findings: tuple[CheckFinding, ...]
    duration_s: float
    tier: Tier = Tier.OFFLINE
    trial: int = 1  # the same task may be asked of a live model more than once
    error: str | None = None
    calls: tuple[ModelCall, ...] = ()  # of a live model
    was_cut_short: bool = False  # the bound of the live run was reached in the midst of it: it says nothing

    @property
    def verdict(self) -> RunVerdict:
        if self.error is not None:
            return RunVerdict.BROKEN
        return RunVerdict.FAILED if self.findings else RunVerdict.PASSED


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """What came of all tasks, in the order of their ids."""

    results: tuple[TaskResult, ...]
    duration_s: float
    probes: tuple[ProbeResult, ...] = ()
    recordings: tuple[Recording, ...] = ()  # that were played
    live: LiveResult | None = None  # None when no live model was asked

    @property
    def gating(self) -> tuple[TaskResult, ...]:
        """Return what decides: all but the runs of a live model."""
        return tuple(result for result in self.results if result.tier is not Tier.LIVE)

    def count(self, verdict: RunVerdict) -> int:
        """Count among what decides."""
        return sum(result.verdict is verdict for result in self.gating)

    @property
    def is_broken(self) -> bool:
        if any(result.verdict is RunVerdict.BROKEN for result in self.results) or not self.results:
            return True
        return any(probe.error for probe in self.probes) or (self.live is not None and not self.live.was_measured)

    @property
    def exit_status(self) -> int:
        """0 when all passed, 1 when a check found something, 2 when the harness itself is broken.

        What a live model comes to is no reason for 1; that it could not be asked at all is one for 2.
        """
        if self.is_broken:
            return 2
        return 1 if self.count(RunVerdict.FAILED) or any(probe.findings for probe in self.probes) else 0
