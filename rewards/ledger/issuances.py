"""The installments of a benefit, each with the source that holds it."""

from collections.abc import Iterator
from datetime import datetime

from core.contract import Closure, EventType, HistoryEntry, Issuance, Reversal, SourceName
from core.gift_cards import split_gift_cards
from core.money import money
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.gift_cards import get_ped_issuance_time
from rewards.ledger.tally import AppliedReversal, Tally, tally
from rewards.stores.rows import EventRow

# The statuses in the history of events that are not issuances. A reversal is not REVERSED: that is the status of the
# issuance that it reversed.
_STATUSES = {
    EventType.RESERVED.value: "RESERVED",
    EventType.ISSUE_FAILED.value: "FAILED",
    EventType.REVERSED.value: "REVERSAL",
    EventType.CANCELLED.value: "CANCELLED",
    EventType.EXPIRED.value: "EXPIRED",
}
_CLOSURES = frozenset({EventType.CANCELLED, EventType.EXPIRED})
_NOT_INSTALLMENTS = frozenset(_STATUSES) - {EventType.ISSUE_FAILED.value}


def build_issuances(evidence: BenefitEvidence, sums: Tally | None) -> list[Issuance]:
    """Return every issuance and attempt, oldest first; if the log lacks them, as recorded by PED and the tracker."""
    return [*(build_issuance(event, sums) for event in list_attempts(evidence)), *build_recorded(evidence)]


def list_attempts(evidence: BenefitEvidence) -> list[EventRow]:
    """Return the events that are issuances or attempts, or of a type unknown here, oldest first."""
    return [event for event in evidence.log.events if event.type not in _NOT_INSTALLMENTS]


def build_recorded(evidence: BenefitEvidence) -> list[Issuance]:
    """Return what PED and the tracker recorded as issued, if the log lacks it."""
    return list(_recorded(evidence)) if evidence.lacks_issued_events else []


def build_closures(evidence: BenefitEvidence) -> list[Closure]:
    """Return every cancellation and expiry, oldest first."""
    return [
        Closure.model_construct(
            event_id=event.event_id,
            type="CANCELLED" if event.type == EventType.CANCELLED else "EXPIRED",
            amount=event.amount,
            closed_at=event.event_time,
            line_item_id=event.line_item_id,
            shipment_id=event.shipment_id,
            reason_code=event.reason_code,
        )
        for event in evidence.log.events
        if event.type in _CLOSURES
    ]


def build_history(evidence: Evidence) -> list[HistoryEntry]:
    """Return every event of an order, oldest first."""
    entries = [entry for benefit in evidence.benefits() for entry in _entries(benefit)]
    return sorted(entries, key=history_key)


def has_gaps_in_history(evidence: Evidence, promotion_id: str | None = None) -> bool:
    """Whether events may be missing from the history of an order, or of one of its promotions."""
    if evidence.has_silent_source or any(row.benefit_key is None for row in evidence.unreadable):
        return True
    keys = [row.benefit_key for row in evidence.unreadable_of(EventRow)]
    return any(promotion_id is None or key is None or key[0] == promotion_id for key in keys)


def history_key(entry: HistoryEntry) -> tuple[datetime, str]:
    """Return the sort key of an entry: its time, then its id. Entries are built from events, so both exist."""
    if entry.issued_at is None or entry.event_id is None:
        raise ValueError("a history entry is an event")
    return entry.issued_at, entry.event_id


def build_issuance(event: EventRow, sums: Tally | None) -> Issuance:
    """Return the wire form of an event, with the reversals of it."""
    reversals = sums.reversals.get(event.event_id) if sums else None
    return Issuance.model_construct(
        event_id=event.event_id,
        type=event.type,
        amount=event.amount,
        gift_card_id=event.gc_id or None,
        shipment_id=event.shipment_id,
        line_item_id=event.line_item_id,
        issued_at=event.event_time,
        reversed_at=reversals[-1].at if reversals else None,
        reversed_amount=money(sum(part.amount_minor for part in reversals), event.currency) if reversals else None,
        reversals=[_reversal(part, event.currency) for part in reversals] if reversals else [],
        status=get_status(event, sums),
        source=event.source,
        reason_code=event.reason_code,
    )


def _reversal(part: AppliedReversal, currency: str) -> Reversal:
    return Reversal.model_construct(
        event_id=part.event_id,
        amount=money(part.amount_minor, currency),
        reversed_at=part.at,
        reinstates=part.reinstates,
        reason_code=part.reason_code,
    )


def get_status(event: EventRow, sums: Tally | None) -> str:
    """Return the status of an event in a list of issuances or in the history."""
    if event.type != EventType.ISSUED:
        return _STATUSES.get(event.type, "UNRECOGNISED")
    if sums is None or event.event_id not in sums.reversals:
        return "ISSUED"
    return "REVERSED" if event.event_id in sums.fully_reversed else "PARTIALLY_REVERSED"


def _entries(benefit: BenefitEvidence) -> Iterator[HistoryEntry]:
    sums = tally(benefit.log) if benefit.is_log_in_one_currency else None
    for event in benefit.log.events:
        yield HistoryEntry.model_construct(
            **dict(build_issuance(event, sums)),
            business_reference_id=event.business_reference_id,
            customer_id=event.customer_id,
            promotion_id=event.promotion_id,
            benefit_id=event.benefit_id,
            reverses_event_id=event.reverses_event_id,
            reinstates=event.reinstates,
            recorded_at=event.recorded_at,
        )


def _recorded(evidence: BenefitEvidence) -> Iterator[Issuance]:
    """Yield what PED and the tracker recorded, without listing a gift card twice."""
    tracked: set[str] = set()
    for item in evidence.items or ():
        if not item.issued_minor:
            continue
        tracked |= {*split_gift_cards(item.gc_id)}
        yield Issuance.model_construct(
            event_id=None,
            type=EventType.ISSUED,
            amount=money(item.issued_minor, item.currency),
            gift_card_id=item.gc_id or None,
            shipment_id=item.shipment_id,
            line_item_id=item.line_item_id,
            issued_at=None,
            status="RECORDED",
            source=SourceName.LINE_ITEMS,
        )
    ped = evidence.ped
    cards: list[str | None] = [card for card in (ped.gift_card_ids if ped else ()) if card not in tracked]
    if ped is not None and not ped.gift_card_ids and not any(item.issued_minor for item in evidence.items or ()):
        cards = [None]  # PED is issued and holds no gift card
    for card_id in cards:
        yield Issuance.model_construct(
            event_id=None,
            type=EventType.ISSUED,
            amount=None,  # PED holds the promise, not the issued amount
            gift_card_id=card_id,
            issued_at=get_ped_issuance_time(ped, card_id),
            status="RECORDED",
            source=SourceName.PED,
        )
