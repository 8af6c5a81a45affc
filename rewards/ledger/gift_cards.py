"""The gift cards of a benefit, each once, with the source that holds it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from core.contract import GiftCard, SourceName
from core.gift_cards import split_gift_cards
from core.money import money
from rewards.ledger.evidence import BenefitEvidence
from rewards.stores.rows import EventRow, PedRow

History = Literal["complete", "lastOnly", "unknown"]
_RECORDERS = frozenset({SourceName.PED.value, SourceName.LINE_ITEMS.value})


class Card(NamedTuple):
    """A gift card; without an amount, its sum is not known, and it has no currency."""

    gift_card_id: str
    amount_minor: int | None
    currency: str | None
    issued_at: datetime | None
    provenance: str


def collect_gift_cards(evidence: BenefitEvidence) -> Sequence[Card]:
    """Return every gift card once: those of events by time, then those in PED, then those in the tracker."""
    issued: dict[str, list[EventRow]] = {}
    for event in evidence.log.issued:
        for card_id in split_gift_cards(event.gc_id):
            issued.setdefault(card_id, []).append(event)
    cards = {card_id: _event_card(card_id, events) for card_id, events in issued.items()}
    ped = evidence.ped
    for card_id in ped.gift_card_ids if ped else ():
        if card_id not in cards:
            issued_at = get_ped_issuance_time(ped, card_id)
            cards[card_id] = Card(card_id, None, None, issued_at, SourceName.PED.value)
    for item in evidence.items or ():
        for card_id in split_gift_cards(item.gc_id):
            cards.setdefault(card_id, Card(card_id, None, None, None, SourceName.LINE_ITEMS.value))
    return tuple(cards.values())


def build_gift_card(card: Card) -> GiftCard:
    """Return the wire form of a card."""
    return GiftCard.model_construct(
        gift_card_id=card.gift_card_id,
        amount=None if card.amount_minor is None or card.currency is None else money(card.amount_minor, card.currency),
        issued_at=card.issued_at,
        provenance=card.provenance,
    )


def get_gift_card_history(evidence: BenefitEvidence, cards: Sequence[Card]) -> History:
    """Return how complete the list of gift cards is: PED's scalar field keeps only the last one."""
    is_backed_by_log = not any(card.provenance in _RECORDERS for card in cards)
    is_log_whole = evidence.is_log_complete and evidence.is_ped_known and not evidence.lacks_issued_events
    if is_log_whole and is_backed_by_log:
        return "complete"
    ped = evidence.ped
    is_scalar = ped is not None and not ped.gc_ids and len(ped.gift_card_ids) == 1
    return "lastOnly" if is_scalar and len(cards) == 1 else "unknown"


def get_ped_issuance_time(ped: PedRow | None, card_id: str | None) -> datetime | None:
    """Return PED's single issuance time for the card that it belongs to, and None for any other card.

    That is the card in the scalar field, which PED's writers overwrite together with the time, or the only card. Sets
    are read sorted and late issuances are appended, so the order of the list is not chronological.
    """
    if ped is None or ped.benefit_issuance_time is None:
        return None
    dated = split_gift_cards(ped.gc_id) or list(ped.gift_card_ids)
    is_dated = card_id is None or dated == [card_id]
    return ped.benefit_issuance_time.at if is_dated else None


def _event_card(card_id: str, events: list[EventRow]) -> Card:
    """Return a card with the sum of its issuances; an unknown share or another currency makes the sum unknown."""
    first = events[0]
    if len(events) == 1 and first.gc_id == card_id:
        return Card(card_id, first.amount_minor, first.currency, first.event_time, first.source)
    # How several cards of one event share its amount is not recorded.
    is_addable = all(event.gc_id == card_id and event.currency == first.currency for event in events)
    if not is_addable:
        return Card(card_id, None, None, first.event_time, first.source)
    total = sum(event.amount_minor for event in events)
    return Card(card_id, total, first.currency, first.event_time, first.source)
