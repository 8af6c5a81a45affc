"""``rewards-agent evals``: the offline evaluation suite."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from evals.results import SuiteResult
    from evals.task import Task


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", required=True, metavar="ACTION")
    run_action = actions.add_parser(
        "run",
        help="run the tasks and judge the answers",
        description="Run the tasks and judge the answers. Exit status: 0 all passed, 1 a check found something, "
        "2 the suite itself is broken.",
    )
    run_action.add_argument("--task", action="append", default=[], metavar="ID", help="only this task; may be repeated")
    run_action.add_argument("--tag", action="append", default=[], metavar="TAG", help="only tasks with one of the tags")
    run_action.add_argument("--jobs", type=_jobs, default=4, metavar="N", help="how many run at a time (default: 4)")
    run_action.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON as well")
    run_action.add_argument("--list", action="store_true", help="list the tasks and run none")
    actions.add_parser("schema", help="print the JSON schema of a task file")


def run(arguments: argparse.Namespace) -> int:
    try:
        from evals.errors import HarnessError
        from evals.load import load_tasks, select
    except ModuleNotFoundError as error:
        raise UsageError(f"the evals need the extra 'evals' of this package ({error.name} is missing)") from error
    if arguments.action == "schema":
        return _print_schema()
    try:
        tasks = select(load_tasks(), ids=arguments.task, tags=arguments.tag)
        return _list(tasks) if arguments.list else _run(tasks, arguments)
    except HarnessError as error:
        raise UsageError(str(error)) from error


def _run(tasks: "tuple[Task, ...]", arguments: argparse.Namespace) -> int:
    import asyncio

    from rich.console import Console

    from evals.report import as_json, print_report

    console = Console(highlight=False)
    suite = asyncio.run(_with_progress(tasks, arguments.jobs, console))
    print_report(suite, console)
    if arguments.json is not None:
        _write(arguments.json, as_json(suite))
    return suite.exit_status


async def _with_progress(tasks: "tuple[Task, ...]", jobs: int, console: "Console") -> "SuiteResult":
    from rich.progress import Progress

    from evals.run import run_suite

    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("evals", total=len(tasks))
        return await run_suite(tasks, jobs=jobs, on_done=lambda _: progress.advance(bar))


def _list(tasks: "tuple[Task, ...]") -> int:
    for task in tasks:
        print(f"{task.id:32} {task.world:10} {', '.join(task.tags)}")
    return 0


def _print_schema() -> int:
    from evals.schema import schema_json

    print(schema_json(), end="")
    return 0


def _write(path: Path, report: str) -> None:
    try:
        path.write_text(report, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _jobs(text: str) -> int:
    jobs = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= jobs <= 64:
        raise argparse.ArgumentTypeError("the number of jobs is 1 to 64")
    return jobs
