"""``rewards-agent evals run``: chooses the runs and tiers, runs them, and writes the reports."""

import argparse
import os
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from cli import evals_reports
from cli.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from evals.harness.results import SuiteResult
    from evals.harness.task import Task
    from evals.harness.task_sources import TaskSources
    from evals.tiers.model_servers import TierRun
    from evals.tiers.tier import Tier

    _OnDone = Callable[[object], None]  # called with each result as its run ends

_TIERS = ("offline", "scripted", "recorded", "live")


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--task", action="append", default=[], metavar="ID", help="only this task; may be repeated")
    add("--tag", action="append", default=[], metavar="TAG", help="only tasks with this tag; may be repeated")
    add("--tier", action="append", default=[], choices=_TIERS, help="only this tier; may be repeated")
    # A run waits for threads and files now and then, and probes end late: one more process than cores uses all of them.
    processes = (os.cpu_count() or 1) + 1
    add("--jobs", type=jobs, default=processes, metavar="N", help="how many processes (default: one more than cores)")
    add("--replay", type=Path, metavar="FOLDER", help="replay these recordings (tier recorded)")
    add("--record", type=Path, metavar="FOLDER", help="record the model's answers (tier live, or scripted)")
    add("--trials", type=_count, metavar="N", help="live: trials of each task (default: 3)")
    add("--concurrency", type=jobs, metavar="N", help="live: conversations at once (default: 4)")
    add("--most-tokens", type=_count, metavar="N", help="live: start no new run beyond this limit (default: 5000000)")
    add(
        "--most-cost", type=_cost, metavar="SUM", help="live: the same limit on the cost, by the prices in the settings"
    )
    add("--tasks", type=Path, action="append", default=[], metavar="DIR", help="run the tasks of this folder, not ours")
    add("--worlds", type=Path, action="append", default=[], metavar="DIR", help="look worlds up in this folder as well")
    evals_reports.configure(parser)
    add("--list", action="store_true", help="list the tasks and run none")


def run(tasks: "tuple[Task, ...]", sources: "TaskSources", arguments: argparse.Namespace) -> int:
    """Run what was requested, report it, and return the exit status."""
    from rich.console import Console

    from evals.tiers.tier import Tier

    console = Console(highlight=False)
    tiers = _tiers(arguments)
    if arguments.record and not {Tier.LIVE, Tier.SCRIPTED} & set(arguments.tier):
        raise UsageError("--record needs a model whose answers it can record: --tier live or --tier scripted")
    ask_live = _live(tasks, sources, arguments, console) if Tier.LIVE in tiers else None
    suite = _gating(tasks, tiers, sources, arguments, console) if set(tiers) - {Tier.LIVE} else None
    if ask_live is not None:
        suite = _joined(suite, ask_live())
    if suite is None:
        raise UsageError("no tier to run")
    is_whole = not (arguments.task or arguments.tag or arguments.tier or arguments.replay)
    return evals_reports.report(suite, sources, arguments, console, is_whole=is_whole)


def _tiers(arguments: argparse.Namespace) -> "tuple[Tier, ...]":
    from evals.tiers.tier import GATING, Tier

    named = tuple(Tier(name) for name in arguments.tier)
    if arguments.replay is not None:
        return tuple(dict.fromkeys((*named, Tier.RECORDED)))
    return named or (*GATING, Tier.RECORDED)


def _live(
    tasks: "tuple[Task, ...]", sources: "TaskSources", arguments: argparse.Namespace, console: "Console"
) -> "Callable[[], SuiteResult]":
    """Return a function that runs the live tier; whatever is missing for it is reported before anything runs."""
    import asyncio
    from dataclasses import replace

    from api.settings import SettingsError, load_settings
    from evals.tiers.live import live_runner
    from evals.tiers.live.endpoint import endpoint_of

    try:
        endpoint = endpoint_of(load_settings())
    except SettingsError as error:
        raise UsageError(str(error)) from error
    if arguments.most_cost is not None and not endpoint.has_prices:
        raise UsageError("--most-cost needs REWARDS_AGENT_INPUT_PRICE and REWARDS_AGENT_OUTPUT_PRICE")
    options = live_runner.LiveOptions(
        trials=arguments.trials or live_runner.TRIALS,
        side_by_side=arguments.concurrency or live_runner.SIDE_BY_SIDE,
        most_tokens=arguments.most_tokens or live_runner.MOST_TOKENS,
        most_cost=arguments.most_cost,
        record=arguments.record,
    )
    runs = [replace(one, worlds=sources.worlds) for one in live_runner.live_runs(tasks, options)]
    if not runs:
        raise UsageError("live: none of these tasks can be run against a live model")

    def ask() -> "SuiteResult":
        def work(on_done: "_OnDone") -> "SuiteResult":
            return asyncio.run(live_runner.run_live(runs, endpoint, options, on_done=on_done))

        return _with_progress(work, len(runs), console)

    return ask


def _gating(
    tasks: "tuple[Task, ...]",
    tiers: "tuple[Tier, ...]",
    sources: "TaskSources",
    arguments: argparse.Namespace,
    console: "Console",
) -> "SuiteResult":
    from dataclasses import replace

    from evals.harness.runner import run_spread, runs_of
    from evals.probes.registry import PROBES
    from evals.tiers.model_servers import played
    from evals.tiers.recorded.recording_file import RECORDINGS, read_folder
    from evals.tiers.tier import Tier

    runs: list[TierRun] = []
    for one in runs_of(tasks, [tier for tier in tiers if tier is not Tier.LIVE]):
        runs.append(replace(one, record=arguments.record) if one.tier is Tier.SCRIPTED else one)
    recordings = read_folder(arguments.replay or RECORDINGS) if Tier.RECORDED in tiers else {}
    # The recordings and the probes are about the suite's own tasks.
    is_selection = bool(arguments.task or arguments.tag or not sources.are_own)
    chosen = played(recordings, tasks, is_selection=is_selection)
    probes = [] if is_selection else list(PROBES)
    all_runs = [replace(one, worlds=sources.worlds) for one in (*runs, *chosen)]

    def work(on_done: "_OnDone") -> "SuiteResult":
        return run_spread(all_runs, processes=arguments.jobs, probes=probes, on_done=on_done)

    suite = _with_progress(work, len(all_runs) + len(probes), console)
    return replace(suite, recordings=tuple(recordings[one.replay] for one in chosen if one.replay))


def _joined(suite: "SuiteResult | None", live: "SuiteResult") -> "SuiteResult":
    from dataclasses import replace

    from evals.harness.runner import in_order

    if suite is None:
        return live
    results = in_order((*suite.results, *live.results))
    return replace(suite, results=results, live=live.live, duration_s=suite.duration_s + live.duration_s)


def _with_progress(work: "Callable[[_OnDone], SuiteResult]", total: int, console: "Console") -> "SuiteResult":
    from rich.progress import Progress

    # Without a refresh thread: the work forks.
    with Progress(console=console, transient=True, auto_refresh=False) as progress:
        bar = progress.add_task("evals", total=total)

        def advance(_: object) -> None:
            progress.advance(bar)
            progress.refresh()

        return work(advance)


def jobs(text: str) -> int:
    """Parse a number of jobs."""
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= 64:
        raise argparse.ArgumentTypeError("the number of jobs must be from 1 to 64")
    return number


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    if number < 1:
        raise argparse.ArgumentTypeError("a whole number of at least 1 is needed")
    return number


def _cost(text: str) -> Decimal:
    try:
        cost = Decimal(text)
    except InvalidOperation:
        cost = Decimal(0)
    if not cost.is_finite() or cost <= 0:
        raise argparse.ArgumentTypeError("a number above 0 is needed")
    return cost
