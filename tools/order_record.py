"""The form in which every tool returns what it looked up, before any guard has processed it.

It holds what the rewards API returned, with nothing removed that a viewer must not see: only the tool gateway may
touch it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from core.contract import (
    Benefit,
    BenefitCashback,
    Cashback,
    Closure,
    Conflict,
    EventType,
    ExecutionV2,
    HistoryEntry,
    Issuance,
    IssuanceStatus,
    LineItem,
    OrderCashback,
    Promotion,
    Reason,
    ReversalStatus,
    SourceName,
    SourceReport,
)
from core.gift_cards import split_gift_cards
from core.windows import Window

UNRECOGNISED = "UNRECOGNISED"  # the status of an event of a type that this version does not know
_RECORDERS = {SourceName.PED, SourceName.LINE_ITEMS}
_ATTEMPTS = {EventType.ISSUED, EventType.ISSUE_FAILED}


@dataclass(frozen=True, slots=True)
class BenefitRecord:
    """One benefit; ``cashback`` is None where the tool did not request the position."""

    promotion_id: str
    promotion_name: str | None
    benefit_id: str
    benefit_type: str
    issuance_status: IssuanceStatus
    reversal_status: ReversalStatus
    cashback: Cashback | None
    reasons: tuple[Reason, ...]
    promised_source: str = "ped"
    created_at: datetime | None = None
    is_creation_recorded: bool = True  # False: ``created_at`` is only an upper bound
    reserved_at: datetime | None = None
    revealed_at: datetime | None = None
    expires_at: datetime | None = None
    issuances: tuple[Issuance, ...] = ()
    closures: tuple[Closure, ...] = ()  # cancellations and expiries, oldest first
    items: tuple[LineItem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    gift_card_history: Literal["complete", "lastOnly", "unknown"] = "unknown"

    @property
    def installments(self) -> tuple[Issuance, ...]:
        """Its issuances, without events of an unknown type, which may be none."""
        return tuple(issuance for issuance in self.issuances if issuance.status != UNRECOGNISED)


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """One order; ``customer_id`` is its owner according to the API, None when the owner is unknown."""

    business_reference_id: str
    customer_id: str | None
    benefits: tuple[BenefitRecord, ...]
    totals: tuple[Cashback, ...]  # one per currency
    partial: bool
    sources: tuple[SourceReport, ...]
    conflicts: tuple[str, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What a tool found. Without ``orders``, the search was made and found nothing.

    ``partial``: orders may be missing; each order says itself what it lacks.
    """

    orders: tuple[OrderRecord, ...]
    partial: bool
    sources: tuple[SourceReport, ...]
    window: Window | None = None
    has_more: bool = False
    next_cursor: str | None = None


def from_execution(execution: ExecutionV2, *, promotion_id: str | None = None) -> OrderRecord:
    """Return a v2 response as a record, optionally with one promotion only, and then without the order's totals."""
    conflicts = _by_benefit(execution.conflicts)
    return OrderRecord(
        business_reference_id=execution.business_reference_id,
        customer_id=execution.customer_id,
        benefits=tuple(
            _benefit(promotion, benefit, conflicts.get((promotion.promotion_id, benefit.benefit_id), ()))
            for promotion in execution.promotions
            if promotion_id in (None, promotion.promotion_id)
            for benefit in promotion.benefits
        ),
        totals=tuple(execution.totals) if promotion_id is None else (),
        partial=execution.partial,
        sources=tuple(execution.sources),
        conflicts=tuple(conflict.code for conflict in execution.conflicts),
        as_of=execution.as_of,
    )


def from_cashback(order: OrderCashback) -> OrderRecord:
    """Return the position of an order, which has no history, as a record."""
    conflicts = _by_benefit(order.conflicts)
    return OrderRecord(
        business_reference_id=order.business_reference_id,
        customer_id=order.customer_id,
        benefits=tuple(
            _position(benefit, conflicts.get((benefit.promotion_id, benefit.benefit_id), ()))
            for benefit in order.benefits
        ),
        totals=tuple(order.totals),
        partial=order.partial,
        sources=tuple(order.sources),
        conflicts=tuple(conflict.code for conflict in order.conflicts),
        as_of=order.as_of,
    )


def with_history(order: OrderRecord, entries: list[HistoryEntry], *, partial: bool) -> OrderRecord:
    """Return an order with the issuances in its event history; entries of another order or owner are ignored."""
    own = [entry for entry in entries if _is_of(entry, order)]
    by_benefit: dict[tuple[str, str], list[HistoryEntry]] = {}
    for entry in own:
        by_benefit.setdefault((entry.promotion_id, entry.benefit_id), []).append(entry)
    benefits = tuple(_with_entries(b, by_benefit.get((b.promotion_id, b.benefit_id), [])) for b in order.benefits)
    return replace(order, benefits=benefits, partial=order.partial or partial)


def _benefit(promotion: Promotion, benefit: Benefit, own: Sequence[Conflict]) -> BenefitRecord:
    promised_from = next((c.chosen for c in own if c.field == "eligible" and c.chosen), None)
    # A list that may lack a row says something false as soon as it is counted, or its first or last row is named.
    is_whole = Reason.MALFORMED_ROW not in benefit.reasons
    return BenefitRecord(
        promotion_id=promotion.promotion_id,
        promotion_name=promotion.promotion_name,
        benefit_id=benefit.benefit_id,
        benefit_type=benefit.benefit_type,
        issuance_status=benefit.issuance_status,
        reversal_status=benefit.reversal_status,
        cashback=benefit.cashback,
        reasons=tuple(benefit.reasons),
        promised_source=promised_from or "ped",
        created_at=benefit.created_at if is_whole or benefit.created_at_source == "recorded" else None,
        is_creation_recorded=_is_creation_recorded(benefit),
        reserved_at=benefit.reserved_at if is_whole else None,
        revealed_at=benefit.revealed_at,
        expires_at=benefit.expires_at,
        issuances=(*benefit.issuances, *_unproven(benefit)) if is_whole else (),
        closures=tuple(benefit.closures) if is_whole else (),
        items=tuple(benefit.line_items) if is_whole else (),
        conflicts=tuple(own),
        gift_card_history=benefit.gift_card_history if is_whole else "unknown",
    )


def _is_creation_recorded(benefit: Benefit) -> bool:
    """Whether the day of creation is known: a reservation event proves it, an issuance is only an upper bound."""
    is_reserved = benefit.created_at_source == "derivedFromEvents" and benefit.created_at == benefit.reserved_at
    return benefit.created_at_source == "recorded" or is_reserved


def _unproven(benefit: Benefit) -> Iterator[Issuance]:
    """Yield the gift cards that only PED or the tracker have, beside issuances that do not name them."""
    named = {card for issuance in benefit.issuances for card in split_gift_cards(issuance.gift_card_id)}
    for card in benefit.gift_cards if benefit.issuances else ():
        if card.provenance in _RECORDERS and card.gift_card_id not in named:
            yield Issuance(
                event_id=None,
                type=EventType.ISSUED,
                amount=None,
                gift_card_id=card.gift_card_id,
                issued_at=card.issued_at,
                status="RECORDED",
                source=card.provenance,
            )


def _position(benefit: BenefitCashback, own: Sequence[Conflict]) -> BenefitRecord:
    return BenefitRecord(
        promotion_id=benefit.promotion_id,
        promotion_name=benefit.promotion_name,
        benefit_id=benefit.benefit_id,
        benefit_type=benefit.benefit_type,
        issuance_status=benefit.issuance_status,
        reversal_status=benefit.reversal_status,
        cashback=benefit.cashback,
        reasons=tuple(benefit.reasons),
        conflicts=tuple(own),
    )


def _by_benefit(conflicts: list[Conflict]) -> dict[tuple[str, str], list[Conflict]]:
    found: dict[tuple[str, str], list[Conflict]] = {}
    for conflict in conflicts:
        found.setdefault((conflict.promotion_id, conflict.benefit_id), []).append(conflict)
    return found


def _is_of(entry: HistoryEntry, order: OrderRecord) -> bool:
    is_owners = order.customer_id is None or entry.customer_id == order.customer_id
    return entry.business_reference_id == order.business_reference_id and is_owners


def _with_entries(benefit: BenefitRecord, entries: list[HistoryEntry]) -> BenefitRecord:
    """Return a benefit with the issuances and failed attempts that only the history has; none is removed.

    The history may be truncated, while the fold behind the order itself has read every event. Where a row of the
    benefit is malformed, the history lacks it as well.
    """
    if Reason.MALFORMED_ROW in benefit.reasons:
        return benefit
    known = {issuance.event_id for issuance in benefit.issuances}
    further = [entry for entry in entries if entry.type in _ATTEMPTS and entry.event_id not in known]
    if not further:
        return benefit
    events = [issuance for issuance in benefit.issuances if issuance.event_id]
    recorded = [issuance for issuance in benefit.issuances if not issuance.event_id]
    return replace(benefit, issuances=(*sorted([*events, *further], key=_chronological), *recorded))


def _chronological(event: Issuance) -> tuple[datetime, str]:
    return event.issued_at or datetime.max.replace(tzinfo=UTC), event.event_id or ""
