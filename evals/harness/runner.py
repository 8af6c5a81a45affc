"""Runs tasks, each with a separate service, store and folder: concurrently in one process, or in several."""

import asyncio
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evals.answers.answer_run import run_answers
from evals.answers.answer_task import AnswerGroup
from evals.checks.base import CheckFinding
from evals.checks.registry import judge
from evals.harness.idle_clock import run_steadily
from evals.harness.process_pool import spread
from evals.harness.product_crash import crash_of_product
from evals.harness.results import SuiteResult, TaskResult
from evals.harness.service_under_test import staged
from evals.harness.task import Task
from evals.harness.transcript import AskedTurn
from evals.harness.turn_observer import observing_log
from evals.harness.world import World, delivered
from evals.metamorphic.comparison import compared
from evals.metamorphic.relation import RelatedTask
from evals.probes.registry import run_probe
from evals.probes.result import ProbeResult
from evals.steps.step_task import run_steps
from evals.tiers.live.relay import Relay
from evals.tiers.model_servers import RECORDING, Server, TierRun, problems, server_for
from evals.tiers.tier import Tier

SIDE_BY_SIDE = 4
_MEMORY = Path("/dev/shm")  # noqa: S108 -- a uniquely named folder is made in it
_Done = Callable[[TaskResult], None]


def runs_of(tasks: Iterable[Task], tiers: Iterable[Tier]) -> tuple[TierRun, ...]:
    """Return the runs of these tasks, one for each wanted tier that a task is meant for."""
    wanted = tuple(tiers)
    return tuple(TierRun(task, tier) for task in tasks for tier in wanted if tier in task.tiers)


def with_bases(runs: Sequence[TierRun]) -> tuple[TierRun, ...]:
    """Add the runs that related tasks are compared with, where they are not among the runs."""
    known = {(run.task.id, run.tier) for run in runs}
    added: dict[tuple[str, Tier], TierRun] = {}
    for run in runs:
        if isinstance(run.task, RelatedTask) and (run.task.base.id, run.tier) not in known:
            added[run.task.base.id, run.tier] = TierRun(run.task.base, run.tier, worlds=run.worlds)
    return (*runs, *added.values())


def run_spread(
    runs: Sequence[TierRun],
    *,
    processes: int,
    probes: Sequence[str] = (),
    on_done: Callable[[object], None] | None = None,
) -> SuiteResult:
    """Run each in one of several processes; ``on_done`` gets each result. Probes, which take longest, start first.

    Raises:
        WorldInvalid: when the world of a task cannot be loaded.
    """
    started = time.perf_counter()
    runs = with_bases(runs)
    for run in runs:
        run.world()  # here, so that a broken world is reported once
    results: list[TaskResult] = []
    probed: list[ProbeResult] = []
    work: list[TierRun | str] = [*probes, *runs]
    for result in spread(_one, work, processes=processes):
        if isinstance(result, TaskResult):
            results.append(result)
        else:
            probed.append(result)
        if on_done is not None:
            on_done(result)
    by_name = tuple(sorted(probed, key=lambda result: result.name))
    return SuiteResult(compared(in_order(results)), time.perf_counter() - started, by_name)


def _one(work: TierRun | str) -> TaskResult | ProbeResult:
    return probe_alone(work) if isinstance(work, str) else run_alone(work)


def run_alone(run: TierRun) -> TaskResult:
    """Run one task in a new event loop."""
    results: list[TaskResult] = []

    # Returns nothing: asyncio would format the whole result into a debug message that is never read.
    async def alone(folder: Path) -> None:
        with observing_log():
            results.append(await guarded(run, _world_of(run), folder, server_for(run)))

    with scratch_folder() as root:
        run_steadily(alone(root / run.task.id))
    return results[0]


def probe_alone(name: str) -> ProbeResult:
    """Run one probe in a temporary folder."""
    with scratch_folder() as root:
        return run_probe(name, root / name)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a temporary folder for the files of a run, in memory where the system offers that."""
    with tempfile.TemporaryDirectory(prefix="rewards-evals-", dir=_MEMORY if _MEMORY.is_dir() else None) as root:
        yield Path(root)


async def run_suite(
    tasks: Sequence[Task],
    *,
    tiers: Sequence[Tier] = (Tier.OFFLINE,),
    jobs: int = SIDE_BY_SIDE,
    on_done: _Done | None = None,
) -> SuiteResult:
    """Run the tasks against each tier they are meant for, at most ``jobs`` at a time; ``on_done`` gets each result.

    Raises:
        WorldInvalid: when the world of a task cannot be loaded.
    """
    started = time.perf_counter()
    runs = with_bases(runs_of(tasks, tiers))
    for one in runs:
        one.world()
    room = asyncio.Semaphore(jobs)

    async def run(task: Task, tier: Tier, root: Path) -> TaskResult:
        async with room:
            one = TierRun(task, tier)
            result = await guarded(one, _world_of(one), root / tier / task.id, server_for(one))
        if on_done is not None:
            on_done(result)
        return result

    with scratch_folder() as root, observing_log():
        results = await asyncio.gather(*(run(one.task, one.tier, root) for one in runs))
    return SuiteResult(compared(in_order(results)), time.perf_counter() - started)


def in_order(results: Iterable[TaskResult]) -> tuple[TaskResult, ...]:
    """Sort by task, then by tier and trial."""
    return tuple(sorted(results, key=lambda result: (result.task.id, result.tier, result.trial)))


async def run_task(run: TierRun, world: World, folder: Path, server: Server | None) -> TaskResult:
    """Run one task in ``folder``, which is created, and judge its turns."""
    started = time.perf_counter()
    task = run.task
    if isinstance(task, AnswerGroup):
        return await run_answers(task, world, folder, started_s=started)
    if task.steps:
        return await run_steps(run, world, folder, server, started_s=started)
    store = world.store(folder)
    try:
        async with staged(task, store, folder, run.tier, server) as stage:
            for turn in task.turns:
                await stage.ask(turn.ask, replaces_last=turn.replaces)
    finally:
        store.close()
    asked = [AskedTurn(task, number, world.secrets, world.rows) for number in range(1, len(task.turns) + 1)]
    findings = tuple(f for a, seen in zip(asked, stage.turns, strict=True) for f in judge(a, seen))
    recorded = tuple(CheckFinding(len(task.turns), RECORDING, message) for message in problems(run, server, world))
    return TaskResult(
        task,
        tuple(stage.turns),
        (*findings, *recorded),
        time.perf_counter() - started,
        run.tier,
        run.trial,
        calls=tuple(server.calls) if isinstance(server, Relay) else (),
        was_cut_short=isinstance(server, Relay) and server.was_cut_short,
    )


def _world_of(run: TierRun) -> World:
    world = run.world()
    return delivered(world, run.task.delivery) if isinstance(run.task, RelatedTask) else world


async def guarded(run: TierRun, world: World, folder: Path, server: Server | None = None) -> TaskResult:
    """Run a task. A crash of the product fails it, one of the suite breaks it; neither affects the others."""
    started = time.perf_counter()
    [outcome] = await asyncio.gather(run_task(run, world, folder, server), return_exceptions=True)
    if isinstance(outcome, TaskResult):
        return outcome
    if not isinstance(outcome, Exception):
        raise outcome  # the run was interrupted
    if crash := crash_of_product(outcome):
        return TaskResult(run.task, (), (crash,), time.perf_counter() - started, run.tier, run.trial)
    return TaskResult(run.task, (), (), time.perf_counter() - started, run.tier, run.trial, error=_described(outcome))


def _described(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" at {Path(place[0].filename).name}:{place[0].lineno}" if place else ""
    return f"{type(error).__name__}: {error}{where}"
