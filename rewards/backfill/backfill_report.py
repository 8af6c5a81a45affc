"""What a backfill did: counts that survive a kill, and examples of what it could not settle."""

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
    """Names one PED row to an operator."""

    business_reference_id: str
    promotion_id: str
    benefit_id: str


class BackfillReport(WireModel):
    """The reconciliation of PED with the events. With ``dryRun`` the rows are as they were.

    ``rowsRead`` is the sum of ``outcomes``. Rows done twice around a kill are counted once as they were first, and the
    rest of that page again as having nothing to add: the counts are kept with the progress, page by page.
    """

    dry_run: bool
    is_finished: bool
    segments: int
    segments_done: int
    rows_read: int
    outcomes: dict[RowOutcome, int]
    added: dict[str, int]  # by attribute
    findings: dict[BackfillFinding, int]
    examples: dict[BackfillFinding, list[RowKey]]  # of this run, some of each


class SegmentCounts:
    """Counts of a segment in flat form, as the progress keeps them, and the run's examples."""

    def __init__(self) -> None:
        self.examples: dict[BackfillFinding, list[RowKey]] = {}

    def count(self, counts: Counter[str], raw: RawRow, result: RowResult) -> None:
        """Add one row."""
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
    segments: int,  # 0 before the run has laid them out
    mode: Literal["dryRun", "write"],
) -> BackfillReport:
    """Put the counts of all segments together."""
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
