"""Run a sample of tasks against a small real model: ``python -m evals.small_model --model FILE --packages FOLDER``.

Each task is run freely and constrained to a selection. Exit status: 0, also where node or the model is missing (said in
one line); 1 if a figure was wrong; 2 if the model answered nothing or a run broke.
"""

import argparse
import asyncio
import shutil
import sys
from collections import defaultdict
from pathlib import Path

from agent.provider.timeouts import ModelTimeouts
from evals.harness.errors import HarnessError
from evals.harness.results import TaskResult
from evals.harness.task_files import select, suite_tasks
from evals.small_model.figures import ModelFigures
from evals.small_model.model_process import served
from evals.tiers.live.endpoint import Endpoint
from evals.tiers.live.live_runner import LiveOptions, live_runs, run_live

MODES = ("", ":selection")
SAMPLE = 24
_MAX_TOKENS = 120  # a selection takes 30
# A prompt of 3,000 tokens takes half a minute of one core.
_TIMEOUTS = ModelTimeouts(connect_s=5.0, first_token_s=600.0, between_tokens_s=120.0, turn_s=900.0)


def main() -> int:
    """Run the sample and return the exit status."""
    arguments = _parser().parse_args()
    node = shutil.which("node")
    missing = (
        "node" if node is None else next((p for p in (arguments.model, arguments.packages) if not p.exists()), None)
    )
    if node is None or missing is not None:
        sys.stdout.write(f"small model: not run: {missing} is missing\n")
        return 0
    try:
        with served(node=node, model=arguments.model, packages=arguments.packages) as (name, url):
            figures = asyncio.run(_figures(arguments, name, url))
    except HarnessError as error:
        sys.stderr.write(f"small model: {error}\n")
        return 2
    for each in figures:
        sys.stdout.write("\n".join(each.lines()) + "\n")
    if any(each.wrong for each in figures):
        return 1
    return 2 if any(each.broken or each.call_s is None for each in figures) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.small_model", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, metavar="FILE", help="the GGUF file")
    parser.add_argument(
        "--packages", type=Path, required=True, metavar="FOLDER", help="node_modules with node-llama-cpp"
    )
    parser.add_argument("--tasks", type=int, default=SAMPLE, metavar="N", help=f"how many (default: {SAMPLE})")
    parser.add_argument("--task", action="append", default=[], metavar="ID", help="this task; may be repeated")
    parser.add_argument("--record", type=Path, metavar="FOLDER", help="record the answers, a folder for each mode")
    return parser


async def _figures(arguments: argparse.Namespace, name: str, url: str) -> list[ModelFigures]:
    """Run each task in both modes, one after the other: the second uses the evaluated prompt of the first again."""
    runs = live_runs(select(suite_tasks(), ids=arguments.task), LiveOptions(trials=1))
    step = max(1, len(runs) // arguments.tasks)
    results: dict[str, list[TaskResult]] = defaultdict(list)
    for run in runs[::step][: arguments.tasks]:
        for mode in MODES:
            endpoint = Endpoint(url, "none", f"{name}{mode}", times=_TIMEOUTS, max_tokens=_MAX_TOKENS)
            folder = arguments.record / (mode.removeprefix(":") or "free") if arguments.record else None
            options = LiveOptions(trials=1, side_by_side=1, record=folder)
            [one] = live_runs([run.task], options)
            suite = await run_live([one], endpoint, options)
            results[endpoint.model] += suite.results
            sys.stderr.write(f"{run.task.id} {endpoint.model}: {suite.duration_s:.0f} s\n")
    return [ModelFigures(model, tuple(found)) for model, found in results.items()]


if __name__ == "__main__":
    sys.exit(main())
