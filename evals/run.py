"""Runs tasks side by side in one process, each with a service, a store and a folder of its own."""

import asyncio
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from evals.checks.registry import judge
from evals.results import SuiteResult, TaskResult
from evals.stage import staged
from evals.taps import listening
from evals.task import Task
from evals.transcript import AskedTurn
from evals.world import World, load_world

DEFAULT_JOBS = 4
_Done = Callable[[TaskResult], None]


async def run_suite(tasks: Sequence[Task], *, jobs: int = DEFAULT_JOBS, on_done: _Done | None = None) -> SuiteResult:
    """Run the tasks, at most ``jobs`` at a time, and tell of each as it ends.

    Raises:
        WorldInvalid: when the world of a task cannot be loaded.
    """
    started = time.perf_counter()
    worlds = {name: load_world(name) for name in sorted({task.world for task in tasks})}
    room = asyncio.Semaphore(jobs)

    async def run(task: Task, folder: Path) -> TaskResult:
        async with room:
            result = await _guarded(task, worlds[task.world], folder)
        if on_done is not None:
            on_done(result)
        return result

    with tempfile.TemporaryDirectory(prefix="rewards-evals-") as root, listening():
        results = await asyncio.gather(*(run(task, Path(root) / task.id) for task in tasks))
    return SuiteResult(tuple(sorted(results, key=lambda r: r.task.id)), time.perf_counter() - started)


async def run_task(task: Task, world: World, folder: Path) -> TaskResult:
    """Run one task in a folder of its own, which is made, and judge its turns."""
    started = time.perf_counter()
    store = world.store(folder)
    try:
        async with staged(task, store, folder) as stage:
            for turn in task.turns:
                await stage.ask(turn.ask)
    finally:
        store.close()
    asked = [AskedTurn(task, number, world.secrets) for number in range(1, len(task.turns) + 1)]
    findings = tuple(f for a, seen in zip(asked, stage.turns, strict=True) for f in judge(a, seen))
    return TaskResult(task, tuple(stage.turns), findings, time.perf_counter() - started)


async def _guarded(task: Task, world: World, folder: Path) -> TaskResult:
    """Run a task so that one that crashes is broken by itself and does not take the others with it."""
    started = time.perf_counter()
    [outcome] = await asyncio.gather(run_task(task, world, folder), return_exceptions=True)
    if isinstance(outcome, TaskResult):
        return outcome
    if not isinstance(outcome, Exception):
        raise outcome  # the run was interrupted
    return TaskResult(task, (), (), time.perf_counter() - started, error=_told(outcome))


def _told(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" at {Path(place[0].filename).name}:{place[0].lineno}" if place else ""
    return f"{type(error).__name__}: {error}{where}"
