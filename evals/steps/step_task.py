"""Runs a task of steps from its start to its result."""

import time
from contextlib import AsyncExitStack
from pathlib import Path

from evals.harness.results import TaskResult
from evals.harness.world import World
from evals.steps.moving_clock import moving
from evals.steps.step_models import StepModels
from evals.steps.step_run import StepRun
from evals.steps.step_services import StepServices
from evals.tiers.model_servers import Server, TierRun


async def run_steps(run: TierRun, world: World, folder: Path, server: Server | None, *, started_s: float) -> TaskResult:
    """Run the steps of a task in ``folder``, which is created, and return what was observed and found."""
    async with AsyncExitStack() as closing:
        models = StepModels(run.task, server)
        closing.push_async_callback(models.aclose)
        services = StepServices(run.task, world, folder, model=await models.start())
        closing.enter_context(moving(services.clock))
        await closing.enter_async_context(services.running())
        steps = StepRun(run.task, world, folder, services, models=models, closing=closing)
        await steps.run()
    return TaskResult(
        run.task,
        tuple(steps.turns),
        tuple(steps.findings),
        time.perf_counter() - started_s,
        run.tier,
        run.trial,
        steps=tuple(steps.steps),
    )
