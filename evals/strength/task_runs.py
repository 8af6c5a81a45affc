"""The gating runs of the suite by name, and what one of them finds."""

from evals.harness.results import RunVerdict, TaskResult
from evals.harness.runner import run_alone, runs_of
from evals.harness.task_files import load_tasks
from evals.tiers.model_servers import TierRun
from evals.tiers.tier import GATING


def runs_by_name() -> dict[str, TierRun]:
    """Return every task on every tier that gates, as ``id@tier``."""
    return {name_of(run): run for run in runs_of(load_tasks(), GATING)}


def name_of(run: TierRun) -> str:
    return f"{run.task.id}@{run.tier}"


def checks_of(run: TierRun) -> tuple[str, ...]:
    """Run a task and return the names of the checks that found something; of a crash its text."""
    return failed_checks(run_alone(run))


def failed_checks(result: TaskResult) -> tuple[str, ...]:
    if result.verdict is RunVerdict.PASSED:
        return ()
    if result.error is not None:
        return (f"crash: {result.error}",)
    return tuple(dict.fromkeys(finding.check for finding in result.findings))
