"""``rewards-agent backfill``: complete PED rows older than the event log, while the service runs."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.options import add_data, add_store, rewards_settings

if TYPE_CHECKING:
    from rewards.backfill.backfill_report import BackfillReport
    from rewards.backfill.table_walk import TableWalk
    from rewards.stores.base import Store

_MAX_SEGMENTS = 64
_STOPPED = 3


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Add createdAt, reservedAt and gcIds to old PED rows, as far as the concession events prove them. Existing "
        "values, lastUpdatedTime included, are not changed; a second run adds nothing. Throttling and outages are "
        "waited for, up to 15 minutes each. SIGINT and SIGTERM stop it with a report, and --resume continues. Exit "
        "status: 0 all rows were examined, 1 a database did not answer, 2 wrong usage, 3 stopped before the end."
    )
    parser.add_argument(
        "--segments", type=_segments, metavar="N", help="number of segments of PED scanned in parallel (default: 1)"
    )
    parser.add_argument(
        "--rate",
        type=_rate,
        default=None,
        metavar="R",
        help="maximum rows per second, all segments together; less while the database throttles",
    )
    parser.add_argument("--dry-run", action="store_true", help="report what would be done, and write nothing")
    parser.add_argument(
        "--worklist", action="store_true", help="bring every order with a PED row up to date in the worklist, too"
    )
    parser.add_argument("--resume", action="store_true", help="continue where the last run ended, in the same segments")
    parser.add_argument(
        "--stop-after", type=_seconds, metavar="S", help="stop after this many seconds, to be continued with --resume"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the reconciliation report as JSON")
    add_data(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    import asyncio

    from cli.backfill_summary import print_summary, write_report
    from cli.chosen_store import chosen_store
    from rewards.backfill.backfill_report import RunState

    _require_consistent(arguments)
    store = chosen_store(arguments)
    try:
        report = asyncio.run(_backfill(store, arguments))
    finally:
        store.close()
    print_summary(report)
    if arguments.report is not None:
        write_report(arguments.report, report)
    if report.state is RunState.FAILED:
        print("rewards-agent: a database did not answer; --resume continues from here", file=sys.stderr)
        return 1
    return 0 if report.is_finished else _STOPPED


def _require_consistent(arguments: argparse.Namespace) -> None:
    if arguments.dry_run and arguments.resume:
        raise UsageError("a dry run stores no progress, so --dry-run and --resume cannot be combined")
    if arguments.segments is not None and arguments.resume:
        raise UsageError(
            "a resumed run keeps the segments that it was started with, so --segments and --resume cannot be combined"
        )
    if arguments.worklist and (arguments.dry_run or arguments.resume):
        raise UsageError(
            "a dry run writes nothing, and a resumed run fills the worklist if it was started so: "
            "--worklist cannot be combined with --dry-run or --resume"
        )
    if arguments.report is not None and not arguments.report.parent.is_dir():
        raise UsageError(f"{arguments.report} cannot be written: its folder does not exist")


async def _backfill(store: "Store", arguments: argparse.Namespace) -> "BackfillReport":
    """Run it, and return the report, however it ends."""
    from rich.console import Console

    from cli.backfill_progress import shown_progress
    from rewards.backfill.adaptive_rate import AdaptiveRate
    from rewards.backfill.table_walk import TableWalk
    from rewards.errors import SourceUnavailable, StoreUnavailable
    from rewards.sources.standard import standard_sources
    from rewards.wiring import build_writer_changes

    changes = build_writer_changes(rewards_settings())
    rate = AdaptiveRate(arguments.rate)
    backfill = TableWalk(
        store, standard_sources(store), rate=rate, is_dry_run=arguments.dry_run, on_completed=changes.publish
    )
    _stop_on_signals(backfill)
    with shown_progress(Console(stderr=True, highlight=False)) as (show, every_s):
        async with store.connected(), changes.running():
            try:
                return await backfill.run(
                    segments=arguments.segments or 1,
                    resume=arguments.resume,
                    fill_worklist=arguments.worklist,
                    stop_after_s=arguments.stop_after,
                    on_progress=show,
                    report_every_s=every_s,
                )
            except (SourceUnavailable, StoreUnavailable):
                return backfill.report()


def _stop_on_signals(backfill: "TableWalk") -> None:
    import asyncio
    import signal

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, backfill.stop, "signal")


def _segments(text: str) -> int:
    segments = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= segments <= _MAX_SEGMENTS:
        raise argparse.ArgumentTypeError(f"the number of segments must be 1 to {_MAX_SEGMENTS}")
    return segments


def _rate(text: str) -> float:
    rate = _number(text)
    if not 0 < rate <= 1_000_000:
        raise argparse.ArgumentTypeError("the rate must be a number of rows per second, above 0 and at most 1000000")
    return rate


def _seconds(text: str) -> float:
    seconds = _number(text)
    if not 0 < seconds <= 1_000_000:
        raise argparse.ArgumentTypeError("the time must be a number of seconds, above 0 and at most 1000000")
    return seconds


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
