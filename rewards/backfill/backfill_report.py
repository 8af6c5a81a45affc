"""The report of a backfill: counts that survive a kill, and examples of unresolved rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from core.contract import WireModel
from rewards.backfill.missing_fields import BackfillFinding
from rewards.backfill.row_completer import RowOutcome, RowResult
from rewards.stores.base import RawRow

_EXAMPLES_EACH = 20
_KEY_FIELDS = ("businessReferenceId", "promotionId", "benefitId")


class RowKey(WireModel):
    """The key of one PED row, for operators."""

    business_reference_id: str
    promotion_id: str
    benefit_id: str


class BackfillReport(WireModel):
    """The reconciliation of PED with the events. With ``dryRun`` the rows are unchanged.

    ``rowsRead`` is the sum of ``outcomes``. Counts are saved with the progress, page by page: after a kill, the rows of
    the interrupted page are counted when the page is repeated, as having nothing to add if they were already done.
    """

    dry_run: bool
    is_finished: bool
    segments: int
    segments_done: int
    rows_read: int
    outcomes: dict[RowOutcome, int]
    added: dict[str, int]  # by attribute
    findings: dict[BackfillFinding, int]
    examples: dict[BackfillFinding, list[RowKey]]  # from this run, a few of each


class SegmentCounts:
    """The counts of a segment in the flat form of its progress, and the examples of a run."""

    def __init__(self) -> None:
        self.examples: dict[BackfillFinding, list[RowKey]] = {}

    def count(self, counts: Counter[str], raw: RawRow, result: RowResult) -> None:
        """Count one row."""
        counts[f"outcome.{result.outcome}"] += 1
        counts.update(f"added.{name}" for name in result.added)
        counts.update(f"finding.{finding}" for finding in result.findings)
        for finding in result.findings:
            examples = self.examples.setdefault(finding, [])
            if len(examples) < _EXAMPLES_EACH:
                order, promotion, benefit = (str(raw.get(name)) for name in _KEY_FIELDS)
                examples.append(RowKey(business_reference_id=order, promotion_id=promotion, benefit_id=benefit))


def report(
    all_counts: Iterable[Mapping[str, int]],
    *,
    examples: Mapping[BackfillFinding, list[RowKey]],
    segments_done: int,
    segments: int,  # 0 before the run has created them
    mode: Literal["dryRun", "write"],
) -> BackfillReport:
    """Return the report over the counts of all segments."""
    counts: Counter[str] = Counter()
    for one in all_counts:
        counts.update(one)
    outcomes = {outcome: counts[f"outcome.{outcome}"] for outcome in RowOutcome}
    return BackfillReport(
        dry_run=mode == "dryRun",
        is_finished=0 < segments == segments_done,
        segments=segments,
        segments_done=segments_done,
        rows_read=sum(outcomes.values()),
        outcomes=outcomes,
        added={name: counts[f"added.{name}"] for name in ("createdAt", "reservedAt", "gcIds")},
        findings={finding: counts[f"finding.{finding}"] for finding in BackfillFinding},
        examples={finding: list(keys) for finding, keys in examples.items()},
    )
