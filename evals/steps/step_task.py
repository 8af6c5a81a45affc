"""Runs a task of steps from its start to its result."""

import time
from contextlib import AsyncExitStack
from pathlib import Path

from evals.harness.results import TaskResult
from evals.harness.world import World
from evals.steps.moving_clock import moving
from evals.steps.step_run import StepRun
from evals.steps.step_services import StepServices
from evals.tiers.model_servers import Server, TierRun
from evals.tiers.scripted.scripted_server import NAME, ScriptedProvider


async def run_steps(run: TierRun, world: World, folder: Path, server: Server | None, *, started_s: float) -> TaskResult:
    """Run the steps of a task in ``folder``, which is created, and return what was observed and found."""
    async with AsyncExitStack() as closing:
        model = await _model_settings(server, closing)
        services = StepServices(run.task, world, folder, model=model)
        closing.enter_context(moving(services.clock))
        await closing.enter_async_context(services.running())
        steps = StepRun(run.task, world, folder, services, server=server, closing=closing)
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


async def _model_settings(server: Server | None, closing: AsyncExitStack) -> dict[str, str]:
    """Start the model of the tier and return the settings that name it."""
    if not isinstance(server, ScriptedProvider):
        return {}
    closing.push_async_callback(server.aclose)
    return {
        "OPENAI_API_KEY": "of-no-use",
        "OPENAI_BASE_URL": await server.start(),
        "REWARDS_AGENT_MODEL": NAME,
    }
