"""The evidence about one order at one instant, and everything derived from it: the unit of caching.

It is the same for every caller; authorization is checked at every request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from core.contract import Benefit, ExecutionV2, OrderCashback, SourceReport, SourceStatus
from rewards.ledger.evidence import Evidence
from rewards.order_views import Stamp, execution_v2, order_cashback
from rewards.sources.gathering import Gathered, is_gap

REVALIDATING = "revalidating"
REQUEST_ID_MARK = "request-id-goes-here"
Body = tuple[bytes, bytes]
_PER_READ_FIELDS = {"request_id", "as_of", "sources"}  # differ between reads of the same position


@dataclass(frozen=True)
class Snapshot:
    """One order as it was read. ``as_of`` is the instant before the first read."""

    gathered: Gathered
    as_of: datetime

    @property
    def evidence(self) -> Evidence:
        return self.gathered.evidence

    @property
    def is_whole(self) -> bool:
        return not self.evidence.is_partial

    @property
    def row_count(self) -> int:
        evidence = self.evidence
        return len(evidence.ped or ()) + len(evidence.items or ()) + len(evidence.events)

    @cached_property
    def execution(self) -> ExecutionV2:
        """The v2 answer, with ``REQUEST_ID_MARK`` in place of the request id."""
        return execution_v2(self.gathered, Stamp(request_id=REQUEST_ID_MARK, as_of=self.as_of))

    @cached_property
    def is_settled(self) -> bool:
        """Whether everything is known and nothing remains to be issued."""
        benefits = [benefit for promotion in self.execution.promotions for benefit in promotion.benefits]
        return self.is_whole and bool(benefits) and all(_is_settled(benefit) for benefit in benefits)

    @cached_property
    def bodies(self) -> dict[frozenset[str], Body]:
        """Rendered bodies by the sections they include, each in two parts, with the request id to go between them."""
        return {}

    @cached_property
    def position(self) -> OrderCashback:
        """The position of all promotions, with ``REQUEST_ID_MARK`` in place of the request id."""
        return order_cashback(self.gathered, Stamp(request_id=REQUEST_ID_MARK, as_of=self.as_of), promotion_id=None)

    @cached_property
    def position_parts(self) -> tuple[str, str]:
        """The position as JSON in two parts, with the request id to go between them."""
        head, _, tail = self.position.model_dump_json().rpartition(REQUEST_ID_MARK)  # texts from rows come before it
        return head, tail

    @cached_property
    def position_id(self) -> str:
        """A digest of the position, equal for all reads that find the same."""
        content = self.position.model_dump_json(exclude=_PER_READ_FIELDS)
        return sha256(content.encode()).hexdigest()[:16]

    @cached_property
    def marked_revalidating(self) -> "Snapshot":
        """The same snapshot, reported as stale and being revalidated."""
        return self._with_stale({report.source: REVALIDATING for report in self.gathered.reports})

    def marked_stale(self, failed: Sequence[SourceReport]) -> "Snapshot":
        """Return the same snapshot with those sources reported as stale that did not answer just now."""
        return self._with_stale({report.source: report.code for report in failed if is_gap(report)})

    def _with_stale(self, codes: Mapping[str, str | None]) -> "Snapshot":
        reports = [
            report.model_copy(update={"status": SourceStatus.STALE, "code": codes[report.source]})
            if report.source in codes
            else report
            for report in self.gathered.reports
        ]
        return Snapshot(replace(self.gathered, reports=reports), self.as_of)


def _is_settled(benefit: Benefit) -> bool:
    cashback = benefit.cashback
    remaining = cashback.remaining
    return (
        cashback.amounts_complete
        and not cashback.pending_reversals
        and remaining is not None
        and remaining.amount_minor == 0
    )
