"""The gating runs of the suite by name, and what one of them finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from evals.harness.idle_clock import run_steadily
from evals.harness.results import RunVerdict, TaskResult
from evals.harness.runner import run_alone, runs_of, scratch_folder
from evals.harness.task_files import suite_tasks
from evals.harness.world import WORLDS
from evals.probes import menus, message_texts, question_readings
from evals.probes.rewards_reads import read_world
from evals.tiers.model_servers import TierRun
from evals.tiers.tier import GATING, Tier

_READS = "rewardsReads"
# Probes that ask no service, in parts. The first two read data files of the product.
_IN_PARTS = MappingProxyType(
    {"questionReadings": question_readings, "messageTexts": message_texts, "menus": menus},
)
_OF_DATA = ("questionReadings", "messageTexts")


@dataclass(frozen=True, slots=True)
class WorldReads:
    """What the probe ``rewardsReads`` reads of one world."""

    world: str


@dataclass(frozen=True, slots=True)
class PartOfProbe:
    """One part of a probe: the questions of a file, the texts of a language, the menus of a family of kinds."""

    probe: str
    part: str


SuiteRun = TierRun | WorldReads | PartOfProbe


def runs_by_name() -> dict[str, SuiteRun]:
    """Return every task on every tier that gates, as ``id@tier``, and the parts of the probes that have some."""
    tasks: dict[str, SuiteRun] = {name_of(run): run for run in runs_of(suite_tasks(), GATING)}
    worlds = sorted(path.stem for path in WORLDS.glob("*.jsonl"))
    reads: dict[str, SuiteRun] = {f"{_READS}@{world}": WorldReads(world) for world in worlds}
    parts = {f"{name}@{part}": PartOfProbe(name, part) for name, probe in _IN_PARTS.items() for part in probe.parts()}
    return tasks | reads | parts


def reads_data_files(name: str) -> bool:
    """Whether a run reads what the data files hold as a whole, where a task needs a few of their entries."""
    return name.partition("@")[0] in _OF_DATA


def name_of(run: TierRun) -> str:
    return f"{run.task.id}@{run.tier}"


def first_of(runs: Mapping[str, SuiteRun], tier: Tier) -> str:
    """Return the name of the first task on a tier."""
    return next(name for name, run in runs.items() if isinstance(run, TierRun) and run.tier is tier)


def questions_of(run: SuiteRun) -> Iterable[str]:
    """Return what a run asks the agent."""
    if isinstance(run, WorldReads):
        return []
    if isinstance(run, PartOfProbe):
        return question_readings.questions_of(run.part) if _IN_PARTS[run.probe] is question_readings else []
    asked = (getattr(step, "ask", None) for step in (*run.task.turns, *run.task.steps))
    return [question for question in asked if isinstance(question, str)]


def checks_of(run: SuiteRun) -> tuple[str, ...]:
    """Return the names of the checks that found something in a run; of a crash its text."""
    if isinstance(run, PartOfProbe):
        return _problems(run.probe, partial(_IN_PARTS[run.probe].problems_of, run.part))
    if isinstance(run, WorldReads):
        return _problems(_READS, partial(_read, run.world))
    return failed_checks(run_alone(run))


def failed_checks(result: TaskResult) -> tuple[str, ...]:
    if result.verdict is RunVerdict.PASSED:
        return ()
    if result.error is not None:
        return (f"crash: {result.error}",)
    return tuple(dict.fromkeys(finding.check for finding in result.findings))


def _problems(probe: str, part: Callable[[], list[str]]) -> tuple[str, ...]:
    try:
        found = part()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it would break the probe
        return (f"crash: {type(error).__name__}: {error}",)
    return (probe,) if found else ()


def _read(world: str) -> list[str]:
    found: list[str] = []

    async def alone() -> None:
        with scratch_folder() as root:
            found.extend(await read_world(world, root / world))

    run_steadily(alone())
    return found
