"""The report of a backfill: what is done, left and failed, in counts that survive a kill, with examples."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from core.contract import WireModel
from rewards.backfill.missing_fields import BackfillFinding
from rewards.backfill.row_completer import ADDED, INDEXED, RowOutcome, RowResult
from rewards.stores.base import RawRow
from rewards.worklist.refresh import RefreshOutcome

_EXAMPLES_EACH = 20
_KEY_FIELDS = ("businessReferenceId", "promotionId", "benefitId")
_UNDATED = "undated"
_FILLING = "worklist"


class RowKey(WireModel):
    """The key of one PED row, for operators."""

    business_reference_id: str
    promotion_id: str
    benefit_id: str


class RunState(StrEnum):
    """Where a run is, or how it ended; a run with ``resume`` continues one that was stopped or failed."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"  # by a signal, an operator or its deadline
    FAILED = "failed"  # a database did not answer for too long, or refuses


class BackfillReport(WireModel):
    """The reconciliation of PED with the events. With ``dryRun`` the rows are unchanged.

    ``rowsRead`` is the sum of ``outcomes``. Counts are saved together with the position in PED: after a kill, the rows
    since the last save are examined again, and counted once, as having nothing to add if they were already done.
    """

    dry_run: bool
    state: RunState
    reason: str | None  # of the end: signal, operator, deadline, or the code of the failure
    is_finished: bool
    started_at: datetime | None  # of the whole scan, before any resumption
    segments: int
    segments_done: int
    rows_read: int
    rows_estimated: int | None  # in all of PED; DynamoDB counts every few hours
    outcomes: dict[RowOutcome, int]
    added: dict[str, int]  # by attribute, and the rows added to the index by creation
    unconfirmed: dict[str, int]  # the same, of rows that hold it although no write was confirmed: not in ``added``
    findings: dict[BackfillFinding, int]
    malformed_fields: dict[str, int]  # rows by database and invalid field
    still_undated: int  # rows that the index by creation does not hold
    worklist: dict[RefreshOutcome, int] | None  # orders brought up to date in it; null if this run does not do that
    waits: dict[str, int]  # retries in this run by the code of the failure
    examples: dict[str, list[RowKey]]  # from this run, a few of each finding and each outcome that left a row unchanged


class SegmentCounts:
    """The counts of a segment in the flat form of its progress, and the examples of a run."""

    def __init__(self) -> None:
        self.examples: dict[str, list[RowKey]] = {}

    def count(self, counts: Counter[str], raw: RawRow, result: RowResult) -> None:
        """Count one row."""
        counts[f"outcome.{result.outcome}"] += 1
        counts.update(f"added.{name}" for name in result.added)
        counts.update(f"unconfirmed.{name}" for name in result.unconfirmed)
        counts.update(f"finding.{finding}" for finding in result.findings)
        counts.update(f"malformed.{name}" for name in result.malformed)
        counts[_UNDATED] += result.is_undated
        for name in (*result.findings, *({result.outcome} & _LEFT)):
            examples = self.examples.setdefault(name.value, [])
            if len(examples) < _EXAMPLES_EACH:
                order, promotion, benefit = (str(raw.get(field)) for field in _KEY_FIELDS)
                examples.append(RowKey(business_reference_id=order, promotion_id=promotion, benefit_id=benefit))


_LEFT = {RowOutcome.MALFORMED, RowOutcome.MALFORMED_EVENTS, RowOutcome.REFUSED, RowOutcome.BUSY}


def sum_counts(all_counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Return the counts of all segments together."""
    counts: Counter[str] = Counter()
    for one in all_counts:
        counts.update(one)
    return counts


def outcomes_of(counts: Mapping[str, int]) -> dict[RowOutcome, int]:
    return {outcome: counts.get(f"outcome.{outcome}", 0) for outcome in RowOutcome}


def added_of(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(f"added.{name}", 0) for name in (*ADDED, INDEXED)}


def unconfirmed_of(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(f"unconfirmed.{name}", 0) for name in (*ADDED, INDEXED)}


def findings_of(counts: Mapping[str, int]) -> dict[BackfillFinding, int]:
    return {finding: counts.get(f"finding.{finding}", 0) for finding in BackfillFinding}


def malformed_fields_of(counts: Mapping[str, int]) -> dict[str, int]:
    prefix = "malformed."
    return {name.removeprefix(prefix): count for name, count in sorted(counts.items()) if name.startswith(prefix)}


def still_undated_in(counts: Mapping[str, int]) -> int:
    return counts.get(_UNDATED, 0)


def begin_filling(counts: Counter[str]) -> None:
    """Note with a segment's progress that its orders are brought up to date in the worklist, resumed runs included."""
    counts[_FILLING] = 1


def is_filling(counts: Mapping[str, int]) -> bool:
    return _FILLING in counts


def count_filled(counts: Counter[str], outcome: RefreshOutcome) -> None:
    counts[f"{_FILLING}.{outcome}"] += 1


def filled_of(counts: Mapping[str, int]) -> dict[RefreshOutcome, int] | None:
    if not is_filling(counts):
        return None
    return {
        outcome: counts.get(f"{_FILLING}.{outcome}", 0)
        for outcome in (RefreshOutcome.UNCHANGED, RefreshOutcome.REPLACED, RefreshOutcome.CONTENDED)
    }
