"""However a model's stream is cut into chunks, the answer is the same, word for word and figure for figure."""

from pathlib import Path

from evals.harness.service_under_test import staged
from evals.harness.task import Task
from evals.harness.task_files import TASKS, load_task
from evals.harness.turn_observer import observing_log
from evals.harness.world import load_world
from evals.tiers.scripted.scripted_server import ScriptedProvider
from evals.tiers.tier import Tier

_TASKS = ("story-order", "two-orders", "returned-item")
_CHUNKS = (1, 7, 100_000)


async def probe(folder: Path) -> list[str]:
    """Compare the answers to a few tasks over several chunk sizes."""
    found: list[str] = []
    with observing_log():
        for name in _TASKS:
            task = load_task(TASKS / f"{name}.yaml")
            answers = {chunk: await _answer(task, chunk, folder / f"{name}-{chunk}") for chunk in _CHUNKS}
            whole = answers[_CHUNKS[-1]]
            found += [f"{name}: in chunks of {chunk} another answer" for chunk in _CHUNKS if answers[chunk] != whole]
            found += [f"{name}: the answer was finished without the model"] if whole[1] else []
    return found


async def _answer(task: Task, chunk: int, folder: Path) -> tuple[str, bool, tuple[tuple[int, int], ...]]:
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
