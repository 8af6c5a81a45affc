"""What came of a run."""

from dataclasses import dataclass
from enum import StrEnum

from evals.checks.base import Finding
from evals.probes.result import ProbeResult
from evals.task import Task
from evals.tier import Tier
from evals.transcript import SeenTurn


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"  # a check found something
    BROKEN = "broken"  # the task could not be run to its end, so nothing follows about the product


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came of one task. ``error`` is set when it is broken."""

    task: Task
    turns: tuple[SeenTurn, ...]
    findings: tuple[Finding, ...]
    duration_s: float
    tier: Tier = Tier.OFFLINE
    trial: int = 1  # the same task may be asked of a live model more than once
    error: str | None = None

    @property
    def verdict(self) -> Verdict:
        if self.error is not None:
            return Verdict.BROKEN
        return Verdict.FAILED if self.findings else Verdict.PASSED


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """What came of all tasks, in the order of their ids."""

    results: tuple[TaskResult, ...]
    duration_s: float
    probes: tuple[ProbeResult, ...] = ()

    def count(self, verdict: Verdict) -> int:
        return sum(result.verdict is verdict for result in self.results)

    @property
    def exit_status(self) -> int:
        """0 when all passed, 1 when a check found something, 2 when the harness itself is broken."""
        if self.count(Verdict.BROKEN) or not self.results or any(probe.error for probe in self.probes):
            return 2
        return 1 if self.count(Verdict.FAILED) or any(probe.findings for probe in self.probes) else 0
