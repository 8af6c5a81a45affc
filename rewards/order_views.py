"""The representations of one order in the API."""

from collections.abc import Sequence, Set
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
from rewards.auth.ownership import get_own_customer, may_see_every_order, require_visible
from rewards.errors import NotFound, RowMalformed, SourceUnavailable
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import FoldedOrder, fold
from rewards.sources.base import SourceKind, Sources
from rewards.sources.gathering import EVERY_KIND, Deadline, Gathered, is_transient, order_read, read_all
from rewards.stores.ped_records import PedRecord

_V1_NAMES = {info.alias or name: name for name, info in PromotionV1.model_fields.items()}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every answer carries: the id of the request, and the instant at which the answer holds."""

    request_id: str
    as_of: datetime


def require_answerable(principal: Principal, gathered: Gathered, *, allow_partial: bool) -> None:
    """Raise unless this caller may get an answer from what was read.

    Raises:
        NotFound, OwnershipUnproven, SourceUnavailable, RowMalformed: see ``require_visible``; the last two also if a
            source that was asked did not answer, or a row cannot be read, and the caller does not accept that.
    """
    evidence = gathered.evidence
    if evidence.ped and SourceKind.EVENTS not in gathered.kinds:
        evidence = replace(evidence, events_complete=True)  # PED's rows alone decide the owner
    require_visible(principal, evidence)
    if gathered.is_partial and not allow_partial:
        raise SourceUnavailable if any(is_transient(report) for report in gathered.reports) else RowMalformed


async def read_v1(
    sources: Sources, order_forms: Sequence[str], principal: Principal, deadline: Deadline
) -> tuple[ExecutionV1, SourceReport]:
    """Return PED's record as it is stored, under the first form of the order's id that PED knows, and PED's report.

    Raises:
        NotFound: if PED has no row, or the order belongs to another customer.
        RowMalformed: for a caller bound to one customer, if a row's owner cannot be read and no row names another.
        SourceUnavailable: if PED did not answer.
    """
    await require_first_ped_owner(principal, order_forms, sources, deadline)
    for order in order_forms:
        (reading,) = await read_all([order_read(sources.ped, order)], deadline)
        if reading.answer is None:
            raise SourceUnavailable
        records = reading.answer.records
        if records:
            _require_owned(principal, {record.customer_id for record in records})
            return execution_v1(order, records), reading.report
    raise NotFound


def _require_owned(principal: Principal, owners: Set[str | None]) -> None:
    """Raise unless all rows name the caller; None stands for a row whose owner cannot be read."""
    if may_see_every_order(principal) or owners == {get_own_customer(principal)} != {None}:
        return
    raise RowMalformed if owners == {get_own_customer(principal), None} != {None} else NotFound


def execution_v1(business_reference_id: str, records: Sequence[PedRecord]) -> ExecutionV1:
    """Return PED's record as it is stored, of an order with at least one row. Nothing of it is validated."""
    ordered = sorted(records, key=lambda record: record.sort_key)
    promotions = [
        PromotionV1.model_construct(**{_V1_NAMES[name]: value for name, value in record.fields.items()})
        for record in ordered
    ]
    owner = next((record.customer_id for record in ordered if record.customer_id is not None), None)
    return ExecutionV1.model_construct(
        business_reference_id=business_reference_id, customer_id=owner, promotions=promotions
    )


def execution_v2(gathered: Gathered, stamp: Stamp) -> ExecutionV2:
    """Return the v2 answer derived from the evidence. What depends on sources that were not read is null or empty."""
    return whole_v2(gathered, fold(gathered.evidence, as_of=stamp.as_of), stamp)


def whole_v2(gathered: Gathered, folded: FoldedOrder, stamp: Stamp) -> ExecutionV2:
    """Return the v2 answer of what was folded."""
    promotions = [_as_read(promotion, gathered.kinds) for promotion in folded.promotions]
    return outline_v2(gathered, folded, stamp).model_copy(update={"promotions": promotions})


def outline_v2(gathered: Gathered, folded: FoldedOrder, stamp: Stamp) -> ExecutionV2:
    """Return the v2 answer of what was folded, without gift cards, issuances and line items."""
    evidence = gathered.evidence
    return ExecutionV2.model_construct(
        api_version=2,
        business_reference_id=evidence.business_reference_id,
        customer_id=folded.customer_id,
        promotions=[_as_read(promotion, gathered.kinds) for promotion in folded.outlines],
        totals=folded.totals,
        partial=gathered.is_partial,
        conflicts=folded.conflicts,
        sources=gathered.reports,
        request_id=stamp.request_id,
        as_of=stamp.as_of,
    )


def _as_read(promotion: Promotion, kinds: frozenset[SourceKind]) -> Promotion:
    """Return the promotion without the instants that the sources that were not read might move."""
    if kinds == EVERY_KIND:
        return promotion
    unknown = {"last_updated_at": None}
    undated = unknown | {"created_at": None, "created_at_source": None}
    benefits = [
        benefit.model_copy(
            update=undated
            if SourceKind.EVENTS not in kinds and benefit.created_at_source == "lastUpdatedFallback"
            else unknown
        )
        for benefit in promotion.benefits
    ]
    return promotion.model_copy(update={"benefits": benefits})


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
        unreadable=tuple(
            row for row in evidence.unreadable if row.benefit_key is None or row.benefit_key[0] == promotion_id
        ),
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
