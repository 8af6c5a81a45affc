"""``rewards-agent evals``: the evaluation suite."""

import argparse
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cli import (
    answers_command,
    evals_command,
    evals_reports,
    new_task_command,
    pairs_command,
    relations_command,
    strength_command,
)
from cli.errors import UsageError

if TYPE_CHECKING:
    from evals.harness.task import Task


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", required=True, metavar="ACTION")
    run_action = actions.add_parser(
        "run",
        help="run the tasks and check the answers",
        description="Run the tasks and check the answers. Exit status: 0 all passed, 1 a check found something, "
        "2 the suite itself is broken (or no live model can be reached), 3 a task vanished or its verdict changed "
        "since the baseline. The verdicts of a live model do not affect it.",
    )
    evals_command.configure(run_action)
    report = actions.add_parser("report", help="print a report that `run --json` wrote")
    report.add_argument("report", type=Path, metavar="FILE")
    comparing = actions.add_parser(
        "compare", help="compare two reports; exit status 3 if a task vanished or its verdict changed"
    )
    comparing.add_argument("before", type=Path, metavar="BEFORE")
    comparing.add_argument("after", type=Path, metavar="AFTER")
    new_task_command.configure(actions.add_parser("new-task", help="write the skeleton of a task file"))
    answers = actions.add_parser("answers", help="print recordings of a real model as answers of the corpus")
    answers_command.configure(answers)
    relations = actions.add_parser(
        "relations",
        help="list the metamorphic relations, or run them widely",
        description="List the relations between a task and the same task with one thing changed. With --wide, run "
        "them on every task that they apply to: exit status 1 if an answer differs where it must not.",
    )
    relations_command.configure(relations)
    pairs = actions.add_parser(
        "pairs",
        help="print which pairs of circumstances (role, language, currency, ...) the tasks cover",
        description="Print the pairwise table of the tasks with its holes. Exit status 1 if a possible pair is covered "
        "by no task.",
    )
    pairs_command.configure(pairs)
    _configure_tests_of_the_suite(actions)
    schema = actions.add_parser("schema", help="print the JSON schema of a task file or of a line of a world")
    schema.add_argument("--of", choices=("task", "world"), default="task", help="of which file")


def _configure_tests_of_the_suite(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the actions that say how much the suite notices: mutation, coverage and strength."""
    mutation = actions.add_parser(
        "mutation",
        help="test the suite by mutation: plant faults in the product and check that the tasks catch them",
        description="Plant faults, harmless changes and useless agents, one at a time, and run the tasks over each. "
        "Exit status: 0 all as expected, 1 a fault was missed or a harmless change raised a false alarm, "
        "2 a fault proves nothing (its code never ran or no longer exists, or the suite crashed).",
    )
    mutation.add_argument("--fault", action="append", default=[], metavar="ID", help="only this one; may be repeated")
    mutation.add_argument("--matrix", action="store_true", help="run every task over every fault, to the end")
    mutation.add_argument(
        "--jobs", type=evals_command.jobs, default=os.cpu_count() or 1, metavar="N", help="how many processes"
    )
    mutation.add_argument("--json", type=Path, metavar="FILE", help="write the matrix as JSON as well")
    coverage = actions.add_parser(
        "coverage",
        help="list the functions of the product that no task runs",
        description="Run every task and list the functions of the product that none of them runs. Exit status: 0 every "
        "such function has a reason in evals/coverage_exceptions.yaml, 1 one has none or a reason is stale, 2 a run "
        "is broken. Takes about ten times as long as `run`.",
    )
    coverage.add_argument(
        "--jobs", type=evals_command.jobs, default=os.cpu_count() or 1, metavar="N", help="how many processes"
    )
    coverage.add_argument("--json", type=Path, metavar="FILE", help="write the runs of each function as JSON as well")
    strength = actions.add_parser(
        "strength",
        help="make mutants of the product: which do the evals notice, which the unit tests, which nothing?",
        description="Make a seeded sample of mutants, run the tasks that execute the changed line over each, and the "
        "unit tests over what no task notices; do the same for the harmless changes and the sealed faults. Exit "
        "status: 0 measured, 1 a harmless change raised an alarm or a mutant is wrongly listed as equivalent.",
    )
    strength_command.configure(strength)


def run(arguments: argparse.Namespace) -> int:
    _require_the_suite()
    from evals.harness.errors import HarnessError
    from evals.harness.task_files import select
    from evals.harness.task_sources import TaskSources

    actions = {
        "schema": _print_schema,
        "mutation": _mutation,
        "coverage": _coverage,
        "strength": strength_command.run,
        "report": _report,
        "compare": _compare,
        "new-task": new_task_command.run,
        "answers": answers_command.run,
        "relations": relations_command.run,
        "pairs": pairs_command.run,
    }
    try:
        if arguments.action in actions:
            return actions[arguments.action](arguments)
        sources = TaskSources.chosen(arguments.tasks, arguments.worlds)
        tasks = select(sources.load(), ids=arguments.task, tags=arguments.tag)
        return _list(tasks) if arguments.list else evals_command.run(tasks, sources, arguments)
    except HarnessError as error:
        raise UsageError(str(error)) from error


def _require_the_suite() -> None:
    """Raise UsageError unless the second distribution is installed, with what it needs beyond the product."""
    missing = next((name for name in ("evals", "respx") if find_spec(name) is None), None)
    if missing is not None:
        raise UsageError(f"the eval suite needs the package rewards-support-agent-evals (no module {missing!r})")


def _report(arguments: argparse.Namespace) -> int:
    from evals.reporting.comparison import read_report, verdicts
    from evals.reporting.json_report import finding_line

    report = read_report(arguments.report)
    for name, verdict in verdicts(report).items():
        print(f"{verdict:8} {name}")
    for task in report["tasks"]:
        for finding in task.get("findings", ()):
            print(f"{task['id']}@{task['tier']} {finding_line(finding)}")
    return int(report.get("exitStatus", 0))


def _compare(arguments: argparse.Namespace) -> int:
    from evals.reporting.comparison import compare, read_report, verdicts

    found = compare(verdicts(read_report(arguments.before)), verdicts(read_report(arguments.after)))
    for line in found.lines():
        print(line)
    return evals_reports.DRIFTED if found.has_drifted else 0


def _mutation(arguments: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import Progress

    from evals.mutation.mutation_report import as_json, exit_status, print_outcomes
    from evals.mutation.mutation_run import plantings, run_mutations

    chosen = plantings(is_whole=arguments.matrix, ids=arguments.fault)
    if not chosen:
        raise UsageError("no such fault")
    console = Console(highlight=False)
    with Progress(console=console, transient=True, auto_refresh=False) as progress:
        bar = progress.add_task("mutation", total=len(chosen))

        def advance(_: object) -> None:
            progress.advance(bar)
            progress.refresh()

        outcomes = run_mutations(chosen, processes=arguments.jobs, on_done=advance)
    print_outcomes(outcomes, console)
    if arguments.json is not None:
        evals_reports.write(arguments.json, as_json(outcomes))
    return exit_status(outcomes)


def _coverage(arguments: argparse.Namespace) -> int:
    import json

    from rich.console import Console

    from evals.answers.answer_task import with_answers
    from evals.harness.call_recorder import record_runs
    from evals.harness.product_functions import product_functions
    from evals.harness.runner import runs_of
    from evals.harness.task_files import suite_tasks
    from evals.reporting.function_coverage import as_json, coverage_of, print_coverage, read_exceptions
    from evals.tiers.tier import GATING

    exceptions = read_exceptions()
    calls = record_runs(runs_of(with_answers(suite_tasks()), GATING), processes=arguments.jobs)
    coverage = coverage_of(calls, product_functions(), exceptions)
    print_coverage(coverage, Console(highlight=False))
    if arguments.json is not None:
        evals_reports.write(arguments.json, json.dumps(as_json(coverage, calls), indent=2) + "\n")
    return coverage.exit_status


def _list(tasks: "tuple[Task, ...]") -> int:
    for task in tasks:
        print(f"{task.id:32} {task.world:10} {', '.join(task.tags)}")
    return 0


def _print_schema(arguments: argparse.Namespace) -> int:
    from evals.harness.task_schema import schema_json, world_schema_json

    print(schema_json() if arguments.of == "task" else world_schema_json(), end="")
    return 0
