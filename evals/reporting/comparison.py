"""Compares two reports, or a report with the committed baseline: which runs vanished, and which verdicts flipped."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from evals.harness.errors import HarnessError
from evals.harness.results import SuiteResult

BASELINE = Path(__file__).resolve().parents[1] / "baseline.json"
_Z = 1.96  # for a 95 % interval


class ReportInvalid(HarnessError):
    """A file is not a report of this suite."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % confidence interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one report to the next; each name is ``task@tier``."""

    vanished: tuple[str, ...]
    appeared: tuple[str, ...]
    broke: tuple[str, ...]  # passed before, does not now
    mended: tuple[str, ...]

    @property
    def has_drifted(self) -> bool:
        """Whether the baseline needs attention: a run vanished, or its verdict changed."""
        return bool(self.vanished or self.broke or self.mended)

    def lines(self) -> list[str]:
        changes = {
            "is gone": self.vanished,
            "passed before and does not now": self.broke,
            "passes now and did not before": self.mended,
            "is new": self.appeared,
        }
        return [f"{name} {what}" for what, names in changes.items() for name in names]


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Comparison:
    """Compare the verdicts of two reports, pair by pair."""
    both = sorted(before.keys() & after.keys())
    return Comparison(
        vanished=tuple(sorted(before.keys() - after.keys())),
        appeared=tuple(sorted(after.keys() - before.keys())),
        broke=tuple(name for name in both if before[name] == "passed" != after[name]),
        mended=tuple(name for name in both if before[name] != "passed" == after[name]),
    )


def verdicts(report: Mapping[str, Any]) -> dict[str, str]:
    """Return the verdict of each run of a report; with several trials it is "passed" only if all passed."""
    return _by_name((f"{task['id']}@{task['tier']}", task["verdict"]) for task in report["tasks"])


def verdicts_of(suite: SuiteResult) -> dict[str, str]:
    """Return the same of a run."""
    return _by_name((f"{result.task.id}@{result.tier}", result.verdict.value) for result in suite.results)


def _by_name(verdicts: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, verdict in verdicts:
        if found.get(name, "passed") == "passed":
            found[name] = verdict
    return found


def read_report(path: Path) -> dict[str, Any]:
    """Read a report that ``evals run --json`` wrote.

    Raises:
        ReportInvalid: if it is not one.
    """
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        verdicts(report)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportInvalid(f"{path} is not a report of the evals") from error
    return report


def baseline_of(report: Mapping[str, Any]) -> str:
    """Return the part of a report that is committed: the verdicts, and nothing that changes from run to run."""
    tasks = [{"id": t["id"], "tier": t["tier"], "verdict": t["verdict"]} for t in report["tasks"]]
    lines = ",\n".join(f"  {json.dumps(task)}" for task in tasks)
    return f'{{"tasks": [\n{lines}\n]}}\n'


def wilson(passed: int, of: float) -> Interval:
    """Return a share with its Wilson score interval."""
    if of <= 0:
        return Interval(0.0, 0.0, 1.0)
    share = passed / of
    return _wilson(share, of)


def clustered(passed_by_world: Mapping[str, tuple[int, int]]) -> Interval:
    """Return the share that passed, with an interval that allows for tasks of one world passing or failing together.

    The number of tasks is divided by the design effect: the variance between worlds over that of independent tasks.
    """
    worlds = list(passed_by_world.values())
    total = sum(of for _, of in worlds)
    if not total:
        return Interval(0.0, 0.0, 1.0)
    share = sum(passed for passed, _ in worlds) / total
    independent = share * (1 - share) / total
    if len(worlds) < 2 or independent == 0:
        # Nothing varies, so the design effect is unknown: each world counts as one observation.
        return _wilson(share, float(len(worlds)))
    between = sum((passed - share * of) ** 2 for passed, of in worlds) / total**2 * len(worlds) / (len(worlds) - 1)
    return _wilson(share, total / max(1.0, between / independent))


def _wilson(share: float, of: float) -> Interval:
    squared = _Z * _Z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = _Z * sqrt(share * (1 - share) / of + squared / (4 * of * of)) / (1 + squared / of)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))
