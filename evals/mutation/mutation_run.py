"""Runs the tasks over planted faults and records which checks noticed them."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from evals.harness.errors import PatchPointGone
from evals.harness.process_pool import spread
from evals.harness.results import TaskResult
from evals.harness.runner import probe_alone, run_alone
from evals.harness.task import Task
from evals.harness.task_files import suite_tasks
from evals.mutation.all_faults import FAULTS, HARMLESS
from evals.mutation.patching import Fault, planted
from evals.mutation.useless_agents import AGENTS, FEWEST_FAILED
from evals.probes.registry import PROBES
from evals.tiers.model_servers import TierRun
from evals.tiers.tier import GATING, Tier


class PlantingKind(StrEnum):
    FAULT = "fault"
    HARMLESS = "harmless"
    DEGENERATE = "degenerate"


class Caught(StrEnum):
    """The result of a planted fault."""

    NAMED = "caught"  # by a check that it names
    LUCKY = "lucky"  # by another check only
    CRASHED = "crashed"  # the suite itself crashed: nothing was judged
    MISSED = "missed"
    UNREACHED = "unreached"  # the faulty code never ran: the fault proves nothing
    GONE = "gone"  # the patch point no longer exists


@dataclass(frozen=True, slots=True)
class Planting:
    """One change to plant. With ``is_whole`` every task is run over it, without stopping at the first catch."""

    kind: PlantingKind
    fault_id: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class MutationOutcome:
    """The result of one planting. ``by`` maps each run that noticed it to the checks that did."""

    planting: Planting
    caught: Caught
    times: int
    ran: int
    by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    error: str | None = None
    duration_s: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether the result is as expected: a fault is caught, a harmless change is not, a useless agent fails."""
        match self.planting.kind:
            case PlantingKind.FAULT:
                return self.caught in (Caught.NAMED, Caught.LUCKY)
            case PlantingKind.HARMLESS:
                return self.caught is Caught.MISSED
            case PlantingKind.DEGENERATE:
                return self.ran > 0 and len(self.by) / self.ran >= FEWEST_FAILED


_ALL = {
    **{(PlantingKind.FAULT, fault.fault_id): fault for fault in FAULTS},
    **{(PlantingKind.HARMLESS, fault.fault_id): fault for fault in HARMLESS},
    **{(PlantingKind.DEGENERATE, fault.fault_id): fault for fault in AGENTS},
}


def plantings(*, is_whole: bool = False, ids: Iterable[str] = ()) -> tuple[Planting, ...]:
    """Return the plantings with these ids; all of them if there are no ids."""
    wanted = set(ids)
    return tuple(Planting(kind, name, is_whole) for kind, name in _ALL if not wanted or name in wanted)


def run_mutations(
    chosen: Sequence[Planting], *, processes: int, on_done: Callable[[MutationOutcome], None] | None = None
) -> list[MutationOutcome]:
    """Run the plantings in several processes, one after another in each."""
    outcomes: list[MutationOutcome] = []
    _tasks()  # loaded here, so that forked processes share them
    for outcome in spread(run_planting, chosen, processes=processes):
        outcomes.append(outcome)
        if on_done is not None:
            on_done(outcome)
    order = {planting: place for place, planting in enumerate(chosen)}
    return sorted(outcomes, key=lambda outcome: order[outcome.planting])


def run_planting(planting: Planting) -> MutationOutcome:
    """Plant one change in this process and run the tasks it affects; a fault stops at the first named catch."""
    fault = _ALL[(planting.kind, planting.fault_id)]
    started = time.perf_counter()
    by: dict[str, tuple[str, ...]] = {}
    errors: list[str] = []
    ran = 0
    try:
        with planted(fault) as reached:
            for name, checks, error in _noticed(fault, planting):
                ran += 1
                errors += [error] if error else []
                if checks:
                    by[name] = checks
                if _is_settled(fault, planting, checks):
                    break
            was_reached, times = reached.was_reached, reached.times
    except PatchPointGone as error:
        return MutationOutcome(planting, Caught.GONE, 0, 0, error=f"no such patch point: {error}")
    caught = _caught(fault, by, was_reached=was_reached, has_crashed=bool(errors))
    return MutationOutcome(
        planting, caught, times, ran, by, errors[0] if errors else None, time.perf_counter() - started
    )


def _is_settled(fault: Fault, planting: Planting, checks: tuple[str, ...]) -> bool:
    return planting.kind is PlantingKind.FAULT and not planting.is_whole and bool(set(checks) & set(fault.caught_by))


def _caught(fault: Fault, by: dict[str, tuple[str, ...]], *, was_reached: bool, has_crashed: bool) -> Caught:
    noticed = {check for checks in by.values() for check in checks}
    if not was_reached:
        return Caught.UNREACHED
    if noticed & set(fault.caught_by):
        return Caught.NAMED
    if noticed:
        return Caught.LUCKY
    return Caught.CRASHED if has_crashed else Caught.MISSED


def _noticed(fault: Fault, planting: Planting) -> Iterable[tuple[str, tuple[str, ...], str | None]]:
    """Yield for each run its name, the checks that noticed and an error: named probes first, then affected tasks."""
    for name in PROBES:
        if name in fault.caught_by or planting.is_whole:
            result = probe_alone(name)
            yield name, (name,) if result.findings else (), result.error
    for run in runs_for(fault, is_whole=planting.is_whole, kind=planting.kind):
        task_result = run_alone(run)
        yield f"{run.task.id}@{run.tier}", _checks(task_result), task_result.error


def runs_for(fault: Fault, *, is_whole: bool, kind: PlantingKind) -> tuple[TierRun, ...]:
    """Return the runs of tasks that share a tag with the fault; offline runs before those of the scripted tier."""
    tiers: tuple[Tier, ...] = (Tier.OFFLINE,) if kind is PlantingKind.DEGENERATE else GATING
    tasks = [task for task in _tasks() if is_whole or fault.tags & set(task.tags)]
    return tuple(TierRun(task, tier) for tier in tiers for task in tasks if tier in task.tiers)


@cache
def _tasks() -> tuple[Task, ...]:
    return suite_tasks()


def _checks(result: TaskResult) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.check for finding in result.findings))
