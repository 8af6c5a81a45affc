"""``rewards-agent backfill``: complete PED rows older than the event log, while the service runs."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.options import add_data, add_store

if TYPE_CHECKING:
    from rich.console import Console

    from rewards.backfill.backfill_report import BackfillReport
    from rewards.stores.base import Store

_MAX_SEGMENTS = 64


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Add createdAt, reservedAt and gcIds to old PED rows, as far as the concession events prove them. Existing "
        "values, lastUpdatedTime included, are not changed; a second run adds nothing. It can be stopped at any time "
        "and continued with --resume. Exit status: 0 success, 1 a database did not answer."
    )
    parser.add_argument(
        "--segments", type=_segments, default=1, metavar="N", help="number of segments of PED scanned in parallel"
    )
    parser.add_argument(
        "--rate", type=_rate, default=None, metavar="R", help="maximum rows per second, all segments together"
    )
    parser.add_argument("--dry-run", action="store_true", help="report what would be done, and write nothing")
    parser.add_argument("--resume", action="store_true", help="continue where the last run stopped")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the reconciliation report as JSON")
    add_data(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    import asyncio

    from rich.console import Console

    from cli.chosen_store import chosen_store
    from rewards.errors import SourceUnavailable, StoreUnavailable

    if arguments.dry_run and arguments.resume:
        raise UsageError("a dry run stores no progress, so --dry-run and --resume cannot be combined")
    if arguments.report is not None and not arguments.report.parent.is_dir():
        raise UsageError(f"{arguments.report} cannot be written: its folder does not exist")
    console = Console(stderr=True, highlight=False)
    store = chosen_store(arguments)
    try:
        report = asyncio.run(_backfill(store, arguments, console))
    except (SourceUnavailable, StoreUnavailable):
        print("rewards-agent: a database did not answer; --resume continues from here", file=sys.stderr)
        return 1
    finally:
        store.close()
    if arguments.report is not None:
        _write(arguments.report, report)
    _print(report)
    return 0


async def _backfill(store: "Store", arguments: argparse.Namespace, console: "Console") -> "BackfillReport":
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from rewards.backfill.rate_limit import RateLimit
    from rewards.backfill.table_walk import TableWalk
    from rewards.sources.standard import standard_sources

    backfill = TableWalk(store, standard_sources(store), pace=RateLimit(arguments.rate), is_dry_run=arguments.dry_run)
    # The number of PED rows is unknown before the scan, so the bar counts segments and the text counts rows.
    columns = (TextColumn("backfill"), BarColumn(), TextColumn("{task.fields[rows]} rows"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("backfill", total=None, rows=0)

        def show(report: "BackfillReport") -> None:
            total = report.segments if report.segments > 1 else None
            progress.update(bar, total=total, completed=report.segments_done, rows=report.rows_read)

        async with store.connected():
            return await backfill.run(segments=arguments.segments, resume=arguments.resume, on_page=show)


def _print(report: "BackfillReport") -> None:
    verb = "would be completed" if report.dry_run else "completed"
    counts: dict[str, int] = {name.value: count for name, count in report.outcomes.items()}
    counts |= {name.value: count for name, count in report.findings.items()}
    added = ", ".join(f"{name} {count}" for name, count in report.added.items())
    print(f"{report.rows_read} rows read, {counts['completed']} {verb} ({added})")
    for name, words in _NOT_COMPLETED.items():
        if counts[name]:
            print(f"  {counts[name]} {words}")


_NOT_COMPLETED = {
    "nothingToAdd": "have nothing to add",
    "malformed": "are malformed, and were not changed",
    "busy": "changed during every attempt, and were not changed",
    "gone": "were deleted during the run",
    "noReservation": "have no creation time, and no reservation proves one",
    "reservedAfterLastUpdate": "were last updated before their first known reservation, and were not dated by it",
    "createdAfterReservation": "record a creation time later than their reservation",
    "foreignEvents": "have events of another customer, and were not changed",
    "contestedEvents": "have two different events under one event id, and were not changed",
}


def _write(path: Path, report: "BackfillReport") -> None:
    try:
        path.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _segments(text: str) -> int:
    segments = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= segments <= _MAX_SEGMENTS:
        raise argparse.ArgumentTypeError(f"the number of segments must be 1 to {_MAX_SEGMENTS}")
    return segments


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 1_000_000:
        raise argparse.ArgumentTypeError("the rate must be a number of rows per second, above 0 and at most 1000000")
    return rate
