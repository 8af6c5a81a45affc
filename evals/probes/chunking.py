"""However a model's stream is cut into chunks, the same is said: word for word, with the same figures."""

from pathlib import Path

from evals.harness.service_under_test import staged
from evals.harness.task import Task
from evals.harness.task_files import TASKS, load_task
from evals.harness.turn_observer import listening
from evals.harness.world import load_world
from evals.tiers.scripted.scripted_server import ScriptedProvider
from evals.tiers.tier import Tier

_TASKS = ("story-order", "two-orders", "returned-item")
_CHUNKS = (1, 7, 100_000)


async def probe(folder: Path) -> list[str]:
    """Compare the answers to a few tasks over several ways of cutting the stream."""
    found: list[str] = []
    with listening():
        for name in _TASKS:
            task = load_task(TASKS / f"{name}.yaml")
            told = {chunk: await _told(task, chunk, folder / f"{name}-{chunk}") for chunk in _CHUNKS}
            whole = told[_CHUNKS[-1]]
            found += [f"{name}: in chunks of {chunk} another answer" for chunk in _CHUNKS if told[chunk] != whole]
            found += [f"{name}: the answer was finished without the model"] if whole[1] else []
    return found


async def _told(task: Task, chunk: int, folder: Path) -> tuple[str, bool, tuple[tuple[int, int], ...]]:
    store = load_world(task.world).store(folder)
    try:
        async with staged(task, store, folder, Tier.LIVE, ScriptedProvider(chunk=chunk)) as stage:
            turn = await stage.ask(task.turns[0].ask)
    finally:
        store.close()
    if turn.answer is None:
        return (turn.failure or "", True, ())
    figures = tuple((figure.start, figure.end) for figure in turn.answer.figures)
    return (turn.answer.text, turn.answer.degraded, figures)
