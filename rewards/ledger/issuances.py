"""The installments and gift cards of a benefit, each with the source that holds it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from core.contract import Closure, EventType, GiftCard, HistoryEntry, Issuance, Reversal, SourceName
from core.gift_cards import split_gift_cards
from core.money import money
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.tally import AppliedReversal, Tally, tally
from rewards.stores.rows import EventRow, PedRow

History = Literal["complete", "lastOnly", "unknown"]

# The statuses in the history of events that are not issuances. A reversal is not REVERSED: that is the status of the
# issuance that it reversed.
_STATUSES = {
    EventType.RESERVED.value: "RESERVED",
    EventType.ISSUE_FAILED.value: "FAILED",
    EventType.REVERSED.value: "REVERSAL",
    EventType.CANCELLED.value: "CANCELLED",
    EventType.EXPIRED.value: "EXPIRED",
}
_RECORDERS = frozenset({SourceName.PED.value, SourceName.LINE_ITEMS.value})
_CLOSURES = frozenset({EventType.CANCELLED, EventType.EXPIRED})
_NOT_INSTALLMENTS = frozenset(_STATUSES) - {EventType.ISSUE_FAILED.value}


def build_issuances(evidence: BenefitEvidence, sums: Tally | None) -> list[Issuance]:
    """Return every issuance and attempt, oldest first; if the log lacks them, as recorded by PED and the tracker."""
    if evidence.lacks_issued_events:
        return [*_attempts(evidence, sums), *_recorded(evidence)]
    return _attempts(evidence, sums)


def build_closures(evidence: BenefitEvidence) -> list[Closure]:
    """Return every cancellation and expiry, oldest first."""
    return [
        Closure(
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


def build_gift_cards(evidence: BenefitEvidence) -> list[GiftCard]:
    """Return every gift card once: those of events by time, then those in PED, then those in the tracker."""
    cards: dict[str, GiftCard] = {}
    for event in evidence.log.issued:
        for card_id in split_gift_cards(event.gc_id):
            known = cards.get(card_id)
            cards[card_id] = _add_issuance(known, event) if known else _event_card(card_id, event)
    for card_id in evidence.ped.gift_card_ids if evidence.ped else ():
        issued_at = _ped_issued_at(evidence.ped, card_id)
        cards.setdefault(card_id, GiftCard(gift_card_id=card_id, issued_at=issued_at, provenance=SourceName.PED))
    for item in evidence.items or ():
        for card_id in split_gift_cards(item.gc_id):
            cards.setdefault(card_id, GiftCard(gift_card_id=card_id, provenance=SourceName.LINE_ITEMS))
    return list(cards.values())


def get_gift_card_history(evidence: BenefitEvidence, cards: list[GiftCard]) -> History:
    """Return how complete the list of gift cards is: PED's scalar field keeps only the last one."""
    is_backed_by_log = not any(card.provenance in _RECORDERS for card in cards)
    is_log_whole = evidence.is_log_complete and evidence.is_ped_known and not evidence.lacks_issued_events
    if is_log_whole and is_backed_by_log:
        return "complete"
    ped = evidence.ped
    is_scalar = ped is not None and not ped.gc_ids and len(ped.gift_card_ids) == 1
    return "lastOnly" if is_scalar and len(cards) == 1 else "unknown"


def _attempts(evidence: BenefitEvidence, sums: Tally | None) -> list[Issuance]:
    shown = (event for event in evidence.log.events if event.type not in _NOT_INSTALLMENTS)
    return [_issuance(event, sums) for event in shown]


def _issuance(event: EventRow, sums: Tally | None) -> Issuance:
    reversals = sums.reversals.get(event.event_id, []) if sums else []
    total = sum(part.amount_minor for part in reversals)
    return Issuance(
        event_id=event.event_id,
        type=event.type,
        amount=event.amount,
        gift_card_id=event.gc_id or None,
        shipment_id=event.shipment_id,
        line_item_id=event.line_item_id,
        issued_at=event.event_time,
        reversed_at=reversals[-1].at if reversals else None,
        reversed_amount=money(total, event.currency) if reversals else None,
        reversals=[_reversal(part, event.currency) for part in reversals],
        status=_status(event, sums),
        source=event.source,
        reason_code=event.reason_code,
    )


def _reversal(part: AppliedReversal, currency: str) -> Reversal:
    return Reversal(
        event_id=part.event_id,
        amount=money(part.amount_minor, currency),
        reversed_at=part.at,
        reinstates=part.reinstates,
        reason_code=part.reason_code,
    )


def _status(event: EventRow, sums: Tally | None) -> str:
    if event.type != EventType.ISSUED:
        return _STATUSES.get(event.type, "UNRECOGNISED")
    if sums is None or event.event_id not in sums.reversals:
        return "ISSUED"
    return "REVERSED" if event.event_id in sums.fully_reversed else "PARTIALLY_REVERSED"


def _entries(benefit: BenefitEvidence) -> Iterator[HistoryEntry]:
    sums = tally(benefit.log) if benefit.is_log_in_one_currency else None
    for event in benefit.log.events:
        yield HistoryEntry(
            **dict(_issuance(event, sums)),
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
        yield Issuance(
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
        yield Issuance(
            event_id=None,
            type=EventType.ISSUED,
            amount=None,  # PED holds the promise, not the issued amount
            gift_card_id=card_id,
            issued_at=_ped_issued_at(ped, card_id),
            status="RECORDED",
            source=SourceName.PED,
        )


def _event_card(card_id: str, event: EventRow) -> GiftCard:
    # How several cards of one event share its amount is not recorded.
    amount = event.amount if event.gc_id == card_id else None
    return GiftCard(gift_card_id=card_id, amount=amount, issued_at=event.event_time, provenance=event.source)


def _add_issuance(card: GiftCard, event: EventRow) -> GiftCard:
    """Return the card with a further issuance added; an unknown amount or another currency makes the sum unknown."""
    is_addable = card.amount is not None and card.amount.currency == event.currency and event.gc_id == card.gift_card_id
    amount = card.amount + event.amount if card.amount is not None and is_addable else None
    return card.model_copy(update={"amount": amount})


def _ped_issued_at(ped: PedRow | None, card_id: str | None) -> datetime | None:
    """Return PED's single issuance time for the card that it belongs to, and None for any other card.

    That is the card in the scalar field, which PED's writers overwrite together with the time, or the only card. Sets
    are read sorted and late issuances are appended, so the order of the list is not chronological.
    """
    if ped is None or ped.benefit_issuance_time is None:
        return None
    dated = split_gift_cards(ped.gc_id) or list(ped.gift_card_ids)
    is_dated = card_id is None or dated == [card_id]
    return ped.benefit_issuance_time.at if is_dated else None
