"""The report of a backfill, as an operator reads it and as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from rewards.backfill.backfill_report import BackfillReport


def print_summary(report: "BackfillReport") -> None:
    verb = "would be completed" if report.dry_run else "completed"
    counts: dict[str, int] = {name.value: count for name, count in report.outcomes.items()}
    counts |= {name.value: count for name, count in report.findings.items()}
    counts["stillUndated"] = report.still_undated
    added = ", ".join(f"{name} {count}" for name, count in report.added.items())
    print(f"{report.rows_read} rows read, {counts['completed']} {verb} ({added})")
    if counts["unconfirmed"]:
        added = ", ".join(f"{name} {count}" for name, count in report.unconfirmed.items())
        print(f"  {counts['unconfirmed']} hold what was to be added, and no write was confirmed ({added})")
    for name, words in _NOT_COMPLETED.items():
        if counts[name]:
            print(f"  {counts[name]} {words}")
    for name, count in report.malformed_fields.items():
        print(f"  {count} with a malformed {name}")
    if report.worklist is not None:
        orders = ", ".join(f"{outcome.value} {count}" for outcome, count in report.worklist.items())
        print(f"  worklist, orders: {orders}")
    if not report.is_finished:
        about = f" of about {report.rows_estimated}" if report.rows_estimated else ""
        print(
            f"not finished ({report.reason}): {report.rows_read}{about} rows read, "
            f"{report.segments_done} of {report.segments} segments done"
        )


_NOT_COMPLETED = {
    "nothingToAdd": "have nothing to add",
    "malformed": "are malformed, and were not changed",
    "malformedEvents": "have malformed events, and were not changed",
    "refused": "would be too large for the database, and were not changed",
    "busy": "changed during every attempt, and were not changed",
    "gone": "were deleted during the run",
    "noReservation": "have no creation time, and no reservation proves one",
    "reservedAfterLastUpdate": "were last updated before their first known reservation, and were not dated by it",
    "createdAfterReservation": "record a creation time later than their reservation",
    "foreignEvents": "have events of another customer, and were not changed",
    "contestedEvents": "have two different events under one event id, and were not changed",
    "stillUndated": "have no creation time: searches find them by their last update",
}


def write_report(path: Path, report: "BackfillReport") -> None:
    """Write the report as JSON.

    Raises:
        UsageError: if the file cannot be written.
    """
    try:
        path.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
