"""The progress of a backfill while it runs: a bar in a terminal, plain lines in a log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from rich.console import Console

    from rewards.backfill.backfill_report import BackfillReport

BAR_EVERY_S = 0.5
LINE_EVERY_S = 10.0
Show = Callable[["BackfillReport"], None]


@contextmanager
def shown_progress(console: "Console") -> Iterator[tuple[Show, float]]:
    """Yield what shows a report, and how many seconds apart it wants reports."""
    if not console.is_terminal:
        yield lambda report: _line(console, report), LINE_EVERY_S
        return
    columns = (
        TextColumn("backfill"),
        BarColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("backfill", total=None, note="")

        def show(report: "BackfillReport") -> None:
            # DynamoDB's estimate is hours old: PED may have more rows by now.
            total = None if report.rows_estimated is None else max(report.rows_estimated, report.rows_read)
            progress.update(bar, total=total or None, completed=report.rows_read, note=_note(report))

        yield show, BAR_EVERY_S


def _line(console: "Console", report: "BackfillReport") -> None:
    console.print(f"backfill: {_note(report)}", soft_wrap=True)


def _note(report: "BackfillReport") -> str:
    about = f" of about {report.rows_estimated}" if report.rows_estimated else ""
    note = f"{report.rows_read}{about} rows, {report.segments_done} of {report.segments} segments done"
    if report.waits:
        note += ", waited for " + ", ".join(f"{code} {count}" for code, count in sorted(report.waits.items()))
    return note
