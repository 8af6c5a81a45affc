"""Runs tasks against a live model: several trials of each, concurrently, until the allowance is used up."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from evals.answers.answer_task import AnswerGroup
from evals.harness.results import SuiteResult, TaskResult
from evals.harness.runner import guarded, in_order, scratch_folder
from evals.harness.task import Task
from evals.harness.turn_observer import observing_log
from evals.tiers.live.endpoint import Endpoint
from evals.tiers.live.live_result import LiveResult
from evals.tiers.live.model_calls import Allowance
from evals.tiers.live.relay import Relay
from evals.tiers.model_servers import TierRun
from evals.tiers.scripted.scripted_model import Behaviour
from evals.tiers.tier import Tier

TRIALS = 3
SIDE_BY_SIDE = 4
MOST_TOKENS = 5_000_000


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How many trials a live run makes, how many at once, and when it stops."""

    trials: int = TRIALS
    side_by_side: int = SIDE_BY_SIDE
    most_tokens: int = MOST_TOKENS
    most_cost: Decimal | None = None  # in the currency of the settings' prices
    record: Path | None = None  # the folder in which answers are recorded


def live_runs(tasks: Iterable[Task], options: LiveOptions) -> tuple[TierRun, ...]:
    """Return every trial, the first of all tasks before the second of any: a limit then cuts trials, not tasks.

    Tasks about a misbehaving model, or about the wording of the offline one, are left out.
    """
    chosen = [task for task in tasks if _is_for_live(task)]
    return tuple(
        TierRun(task, Tier.LIVE, trial, record=options.record)
        for trial in range(1, options.trials + 1)
        for task in chosen
    )


def _is_for_live(task: Task) -> bool:
    if isinstance(task, AnswerGroup):
        return False  # the answers of the model are what it is about
    if Tier.LIVE in task.tiers:
        return True
    return Tier.SCRIPTED in task.tiers and task.behaviour is Behaviour.FAITHFUL


async def run_live(
    runs: Sequence[TierRun],
    endpoint: Endpoint,
    options: LiveOptions,
    *,
    on_done: Callable[[TaskResult], None] | None = None,
) -> SuiteResult:
    """Run them in this process. A run that was not started or was cut short has no result; the report says so.

    Raises:
        WorldInvalid: if the world of a task cannot be loaded.
    """
    started = time.perf_counter()
    allowance = Allowance(endpoint, options.most_tokens, options.most_cost)
    room = asyncio.Semaphore(options.side_by_side)

    async def one(run: TierRun, root: Path) -> TaskResult | None:
        async with room:
            if allowance.stopped:
                return None
            relay = Relay(endpoint, allowance=allowance)
            folder = root / f"{run.task.id}-{run.trial}"
            result = await guarded(run, run.world(), folder, relay)
        if on_done is not None:
            on_done(result)
        return None if result.was_cut_short else result

    with scratch_folder() as root, observing_log():
        results = await asyncio.gather(*(one(run, root) for run in runs))
    live = LiveResult(
        model=endpoint.model,
        trials=options.trials,
        planned=len(runs),
        calls=tuple(allowance.calls),
        cost=allowance.cost if endpoint.has_prices else None,
        stopped=allowance.stopped if any(result is None for result in results) else None,
    )
    done = in_order(result for result in results if result is not None)
    return SuiteResult(done, time.perf_counter() - started, live=live)
