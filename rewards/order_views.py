"""The representations of one order in the API."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.contract import (
    Benefit,
    BenefitCashback,
    ExecutionV1,
    ExecutionV2,
    OrderCashback,
    Promotion,
    PromotionV1,
    SourceReport,
)
from core.identity.tokens import Principal
from rewards.auth.owner_lookup import require_first_ped_owner
from rewards.auth.ownership import may_see, require_visible
from rewards.errors import NotFound, SourceUnavailable
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import FoldedOrder, fold
from rewards.sources.base import Sources
from rewards.sources.gathering import Deadline, Gathered, order_read, read_all
from rewards.stores.rows import PedRow


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every answer carries: the id of the request, and the instant at which the answer holds."""

    request_id: str
    as_of: datetime


def require_answerable(principal: Principal, evidence: Evidence, *, allow_partial: bool) -> None:
    """Raise unless this caller may get an answer from this evidence.

    Raises:
        NotFound, OwnershipUnproven, SourceUnavailable: see ``require_visible``; SourceUnavailable also if the evidence
            is partial and the caller does not accept that.
    """
    require_visible(principal, evidence)
    if evidence.is_partial and not allow_partial:
        raise SourceUnavailable


async def read_v1(
    sources: Sources, order_forms: Sequence[str], principal: Principal, deadline: Deadline
) -> tuple[ExecutionV1, SourceReport]:
    """Return PED's record as it is stored, under the first form of the order's id that PED knows, and PED's report.

    Raises:
        NotFound: if PED has no row, or the order belongs to another customer.
        SourceUnavailable: if PED did not answer.
    """
    await require_first_ped_owner(principal, order_forms, sources, deadline)
    for order in order_forms:
        (reading,) = await read_all([order_read(sources.ped, order)], deadline)
        if reading.answer is None:
            raise SourceUnavailable
        rows = tuple(sorted(reading.answer.ped, key=lambda row: row.benefit_key))
        if not rows:
            continue
        if not may_see(principal, Evidence(order, ped=rows, items=(), events=(), events_complete=True)):
            break
        promotions = [_promotion_v1(row) for row in rows]
        execution = ExecutionV1(business_reference_id=order, customer_id=rows[0].customer_id, promotions=promotions)
        return execution, reading.report
    raise NotFound


def execution_v2(gathered: Gathered, stamp: Stamp) -> ExecutionV2:
    """Return the complete v2 answer derived from the evidence."""
    folded = fold(gathered.evidence, as_of=stamp.as_of)
    return outline_v2(gathered, folded, stamp).model_copy(update={"promotions": folded.promotions})


def outline_v2(gathered: Gathered, folded: FoldedOrder, stamp: Stamp) -> ExecutionV2:
    """Return the v2 answer without gift cards, issuances and line items."""
    evidence = gathered.evidence
    return ExecutionV2.model_construct(
        api_version=2,
        business_reference_id=evidence.business_reference_id,
        customer_id=folded.customer_id,
        promotions=folded.outlines,
        totals=folded.totals,
        partial=evidence.is_partial,
        conflicts=folded.conflicts,
        sources=gathered.reports,
        request_id=stamp.request_id,
        as_of=stamp.as_of,
    )


def order_cashback(gathered: Gathered, stamp: Stamp, *, promotion_id: str | None) -> OrderCashback:
    """Return the position without the history, of one promotion if one is given."""
    whole = gathered.evidence
    return position_of(gathered, fold(_of_promotion(whole, promotion_id), as_of=stamp.as_of), stamp)


def position_of(gathered: Gathered, folded: FoldedOrder, stamp: Stamp) -> OrderCashback:
    """Return the position of what was folded, without the history."""
    whole = gathered.evidence
    return OrderCashback.model_construct(
        business_reference_id=whole.business_reference_id,
        customer_id=whole.customer_id,
        benefits=[_position(promotion, benefit) for promotion in folded.outlines for benefit in promotion.benefits],
        totals=folded.totals,
        partial=whole.is_partial,
        conflicts=folded.conflicts,
        sources=gathered.reports,
        request_id=stamp.request_id,
        as_of=stamp.as_of,
    )


def _of_promotion(evidence: Evidence, promotion_id: str | None) -> Evidence:
    if promotion_id is None:
        return evidence
    return replace(
        evidence,
        ped=None if evidence.ped is None else tuple(row for row in evidence.ped if row.promotion_id == promotion_id),
        items=None if evidence.items is None else tuple(r for r in evidence.items if r.promotion_id == promotion_id),
        events=tuple(row for row in evidence.events if row.promotion_id == promotion_id),
    )


def _position(promotion: Promotion, benefit: Benefit) -> BenefitCashback:
    return BenefitCashback.model_construct(
        promotion_id=promotion.promotion_id,
        promotion_name=promotion.promotion_name,
        benefit_id=benefit.benefit_id,
        benefit_type=benefit.benefit_type,
        issuance_status=benefit.issuance_status,
        reversal_status=benefit.reversal_status,
        cashback=benefit.cashback,
        reasons=benefit.reasons,
    )


def _promotion_v1(row: PedRow) -> PromotionV1:
    issued_at = row.benefit_issuance_time
    return PromotionV1(
        promotion_id=row.promotion_id,
        benefit_id=row.benefit_id,
        benefit_type=row.benefit_type,
        benefit_value=row.eligible_minor,
        currency=row.currency,
        benefit_issuance_status=row.benefit_issuance_status,
        benefit_issuance_time=issued_at.raw if issued_at else None,
        gc_id=row.gc_id if row.gc_id is not None else next(reversed(row.gc_ids), None),
        last_updated_time=row.last_updated_time.raw,
    )
