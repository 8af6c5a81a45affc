"""Prints the report of ``rewards-agent evals run`` and writes it to the files that were asked for."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from evals.harness.results import SuiteResult
    from evals.harness.task_sources import TaskSources
    from evals.reporting.comparison import Comparison

DRIFTED = 3  # the exit status if a task vanished or its verdict changed


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--json", type=Path, metavar="FILE", help="write the report as JSON as well")
    add("--junit", type=Path, metavar="FILE", help="write it as JUnit XML as well")
    add("--markdown", type=Path, metavar="FILE", help="write a summary in Markdown as well, for a pull request")
    add("--inspect", type=Path, metavar="FILE", help="write it in the log format of Inspect as well (.json)")
    add("--html", type=Path, metavar="FILE", help="write it as one page as well")
    add("--history", type=Path, metavar="DIR", help="earlier JSON reports for the page: the last ten by name")
    add("--baseline", type=Path, metavar="FILE", help="compare with the verdicts of this report (default: the suite's)")


def report(
    suite: "SuiteResult",
    sources: "TaskSources",
    arguments: argparse.Namespace,
    console: "Console",
    *,
    is_whole: bool,
) -> int:
    """Print and write the report, and return the exit status. Only a whole run is compared with a baseline.

    Raises:
        UsageError: if a file cannot be written.
        HarnessError: if a report to compare with is none.
    """
    from evals.harness.task_sources import TaskPlaces
    from evals.reporting.inspect_log import as_inspect_log
    from evals.reporting.json_report import as_json
    from evals.reporting.junit import as_junit
    from evals.reporting.markdown_summary import as_markdown
    from evals.reporting.page.history import read_history
    from evals.reporting.page.results_page import PageOptions, as_page
    from evals.reporting.terminal_report import print_report

    history = read_history(arguments.history) if arguments.history is not None else ()
    places = TaskPlaces(sources.tasks)
    drift = _drift(suite, sources, arguments) if is_whole else None
    now = datetime.now(UTC)
    print_report(suite, console, places=places, drift=drift)
    if arguments.json is not None:
        write(arguments.json, as_json(suite))
    if arguments.junit is not None:
        write(arguments.junit, as_junit(suite, places))
    if arguments.markdown is not None:
        write(arguments.markdown, as_markdown(suite, places, drift))
    if arguments.inspect is not None:
        write(arguments.inspect, as_inspect_log(suite, ended_at=now))
    if arguments.html is not None:
        write(arguments.html, as_page(suite, PageOptions(places=places, drift=drift, history=history, at=now)))
    return suite.exit_status or (DRIFTED if drift and drift.has_drifted else 0)


def _drift(suite: "SuiteResult", sources: "TaskSources", arguments: argparse.Namespace) -> "Comparison | None":
    """Return the difference to the baseline; None if there is none for these tasks."""
    from evals.reporting.comparison import BASELINE, compare, read_report, verdicts, verdicts_of

    baseline = arguments.baseline or (BASELINE if sources.are_own and BASELINE.exists() else None)
    return compare(verdicts(read_report(baseline)), verdicts_of(suite)) if baseline is not None else None


def write(path: Path, report: str) -> None:
    """Write a report.

    Raises:
        UsageError: if it cannot be written.
    """
    try:
        path.write_text(report, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
