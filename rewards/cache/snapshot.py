"""What the sources said of one order at one instant, and what follows from it: the unit that is cached.

It is the same for every caller; who may see it is judged anew at every request.
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
_PER_READ_FIELDS = {"request_id", "as_of", "sources"}  # differ at every read of one position


@dataclass(frozen=True)
class Snapshot:
    """One order, as it was read. ``as_of`` is the instant before the first read."""

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
        """The v2 answer, with ``REQUEST_ID_MARK`` where the id of a request belongs."""
        return execution_v2(self.gathered, Stamp(request_id=REQUEST_ID_MARK, as_of=self.as_of))

    @cached_property
    def is_settled(self) -> bool:
        """Whether all is known and nothing remains to come."""
        benefits = [benefit for promotion in self.execution.promotions for benefit in promotion.benefits]
        return self.is_whole and bool(benefits) and all(_is_settled(benefit) for benefit in benefits)

    @cached_property
    def bodies(self) -> dict[frozenset[str], Body]:
        """Ready bodies by what they leave out, each in two parts, between which a request's id belongs."""
        return {}

    @cached_property
    def position(self) -> OrderCashback:
        """The position of all promotions, with ``REQUEST_ID_MARK`` where the id of a request belongs."""
        return order_cashback(self.gathered, Stamp(request_id=REQUEST_ID_MARK, as_of=self.as_of), promotion_id=None)

    @cached_property
    def position_parts(self) -> tuple[str, str]:
        """The position as JSON, in two parts, between which a request's id belongs."""
        head, _, tail = self.position.model_dump_json().rpartition(REQUEST_ID_MARK)  # texts of the rows come before it
        return head, tail

    @cached_property
    def position_id(self) -> str:
        """Stands for what the position says: the same for every read that finds the same."""
        said = self.position.model_dump_json(exclude=_PER_READ_FIELDS)
        return sha256(said.encode()).hexdigest()[:16]

    @cached_property
    def marked_revalidating(self) -> "Snapshot":
        """Return the same snapshot, saying that it is past its time and being read again."""
        return self._with_stale({report.source: REVALIDATING for report in self.gathered.reports})

    def marked_stale(self, failed: Sequence[SourceReport]) -> "Snapshot":
        """Return the same snapshot, saying which sources it stands in for: those that did not answer just now."""
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
