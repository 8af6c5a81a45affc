"""The gating runs of the suite by name, and what one of them finds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evals.harness.idle_clock import run_steadily
from evals.harness.results import RunVerdict, TaskResult
from evals.harness.runner import run_alone, runs_of, scratch_folder
from evals.harness.task_files import suite_tasks
from evals.harness.world import WORLDS
from evals.probes.rewards_reads import read_world
from evals.tiers.model_servers import TierRun
from evals.tiers.tier import GATING, Tier

_READS = "rewardsReads"  # the probe that a world's reads are part of


@dataclass(frozen=True, slots=True)
class WorldReads:
    """What the probe ``rewardsReads`` reads of one world."""

    world: str


SuiteRun = TierRun | WorldReads


def runs_by_name() -> dict[str, SuiteRun]:
    """Return every task on every tier that gates, as ``id@tier``, and the reads of every world."""
    tasks: dict[str, SuiteRun] = {name_of(run): run for run in runs_of(suite_tasks(), GATING)}
    worlds = sorted(path.stem for path in WORLDS.glob("*.jsonl"))
    return tasks | {f"{_READS}@{world}": WorldReads(world) for world in worlds}


def name_of(run: TierRun) -> str:
    return f"{run.task.id}@{run.tier}"


def first_of(runs: Mapping[str, SuiteRun], tier: Tier) -> str:
    """Return the name of the first task on a tier."""
    return next(name for name, run in runs.items() if isinstance(run, TierRun) and run.tier is tier)


def questions_of(run: SuiteRun) -> Iterable[str]:
    """Return what a run asks the agent."""
    if isinstance(run, WorldReads):
        return []
    asked = (getattr(step, "ask", None) for step in (*run.task.turns, *run.task.steps))
    return [question for question in asked if isinstance(question, str)]


def checks_of(run: SuiteRun) -> tuple[str, ...]:
    """Return the names of the checks that found something in a run; of a crash its text."""
    return _read(run.world) if isinstance(run, WorldReads) else failed_checks(run_alone(run))


def failed_checks(result: TaskResult) -> tuple[str, ...]:
    if result.verdict is RunVerdict.PASSED:
        return ()
    if result.error is not None:
        return (f"crash: {result.error}",)
    return tuple(dict.fromkeys(finding.check for finding in result.findings))


def _read(world: str) -> tuple[str, ...]:
    found: list[str] = []

    async def alone() -> None:
        with scratch_folder() as root:
            found.extend(await read_world(world, root / world))

    try:
        run_steadily(alone())
    except Exception as error:  # noqa: BLE001 -- whatever it is, it would break the probe
        return (f"crash: {type(error).__name__}: {error}",)
    return (_READS,) if found else ()
