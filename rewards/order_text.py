"""The v2 answer as JSON text. Its long lists are written straight from the rows, without a model for each entry.

Everything else is written by pydantic, with the long lists empty, and the lists are put in their places: an order of
10,000 events takes less than half of the time. The text is byte for byte what the models would give, which
``tests/rewards/test_order_text.py`` checks.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from json.encoder import encode_basestring as _quoted  # in C, and what pydantic writes: nothing but what JSON requires

from pydantic import AwareDatetime, TypeAdapter

from core.contract import ExecutionV2, Reason, SourceReport, WireModel
from rewards.ledger.fold import FoldedBenefit, FoldedOrder
from rewards.ledger.gift_cards import Card
from rewards.ledger.issuances import build_issuance, build_recorded, get_status, list_attempts
from rewards.ledger.reasons import get_item_reasons
from rewards.ledger.tally import Tally
from rewards.sections import Section, left_out_fields
from rewards.stores.rows import EventRow, LineItemRow

_INSTANTS: TypeAdapter[list[datetime | None]] = TypeAdapter(list[datetime | None])
# An empty list in its field. No text of a row contains one: a quotation mark within a text is escaped.
_EMPTY = {
    Section.GIFT_CARDS: '"giftCards":[]',
    Section.ISSUANCES: '"issuances":[]',
    Section.LINE_ITEMS: '"lineItems":[]',
}

_AT_THE_END = {"sources": True, "request_id": True, "as_of": True}


class _End(WireModel):
    """The last fields of ``ExecutionV2``, which differ between reads of the same state."""

    sources: list[SourceReport]
    request_id: str
    as_of: AwareDatetime


def write_content(outline: ExecutionV2, folded: FoldedOrder, sections: frozenset[Section]) -> str:
    """Return these sections of an order as JSON, which ``write_end`` completes."""
    text = outline.model_dump_json(exclude=left_out_fields(sections) | _AT_THE_END)
    return "".join(_filled(text[:-1], folded.benefits, [section for section in _EMPTY if section in sections])) + ","


def write_end(sources: list[SourceReport], *, request_id: str, as_of: datetime) -> str:
    """Return the end of the JSON of an order: how it was read, and for which request."""
    return _End.model_construct(sources=sources, request_id=request_id, as_of=as_of).model_dump_json()[1:]


def _filled(text: str, benefits: Iterable[FoldedBenefit], lists: Collection[Section]) -> Iterator[str]:
    """Yield the text with the lists of each benefit in place of the empty ones."""
    start = 0
    for benefit in benefits:
        for section in lists:
            end = text.index(_EMPTY[section], start) + len(_EMPTY[section]) - 1
            yield text[start:end]
            yield ",".join(_entries(section, benefit))
            start = end
    yield text[start:]


def _entries(section: Section, benefit: FoldedBenefit) -> Iterator[str]:
    match section:
        case Section.GIFT_CARDS:
            yield from map(_card, benefit.cards, _instants(card.issued_at for card in benefit.cards))
        case Section.ISSUANCES:
            sums, attempts = benefit.position.tally, list_attempts(benefit.evidence)
            for event, at in zip(attempts, _instants(event.event_time for event in attempts), strict=True):
                yield _issuance(event, at, sums)
            for recorded in build_recorded(benefit.evidence):
                yield recorded.model_dump_json()
        case _:
            pairs = list(get_item_reasons(benefit.evidence, benefit.position))
            shipped = _instants(item.shipped_at for item, _ in pairs)
            updated = _instants(item.updated_at for item, _ in pairs)
            for (item, reason), shipped_at, updated_at in zip(pairs, shipped, updated, strict=True):
                yield _item(item, reason, shipped_at, updated_at)


# Written out, as a call for each field would take twice the time.
def _issuance(event: EventRow, at: str, sums: Tally | None) -> str:
    if sums is not None and event.event_id in sums.reversals:
        return build_issuance(event, sums).model_dump_json()
    card, shipment, item, reason = event.gc_id, event.shipment_id, event.line_item_id, event.reason_code
    status = "ISSUED" if event.type == "ISSUED" else get_status(event, sums)
    return (
        f'{{"eventId":{_quoted(event.event_id)},"type":{_quoted(event.type)},'
        f'"amount":{{"amountMinor":{event.amount_minor},"currency":"{event.currency}"}},'
        f'"giftCardId":{_quoted(card) if card else "null"},'
        f'"shipmentId":{"null" if shipment is None else _quoted(shipment)},'
        f'"lineItemId":{"null" if item is None else _quoted(item)},"issuedAt":{at},'
        f'"reversedAt":null,"reversedAmount":null,"reversals":[],"status":"{status}","source":"{event.source}",'
        f'"reasonCode":{"null" if reason is None else _quoted(reason)}}}'
    )


def _card(card: Card, at: str) -> str:
    card_id, amount_minor, currency, _, provenance = card
    amount = "null" if amount_minor is None else f'{{"amountMinor":{amount_minor},"currency":"{currency}"}}'
    return f'{{"giftCardId":{_quoted(card_id)},"amount":{amount},"issuedAt":{at},"provenance":"{provenance}"}}'


def _item(item: LineItemRow, reason: Reason | None, shipped_at: str, updated_at: str) -> str:
    eligible, issued, currency = item.eligible_minor, item.issued_minor, item.currency
    return (
        f'{{"lineItemId":{_quoted(item.line_item_id)},"shipmentId":{_text(item.shipment_id)},'
        f'"title":{_text(item.title)},"eligible":{{"amountMinor":{eligible},"currency":"{currency}"}},'
        f'"issued":{{"amountMinor":{issued},"currency":"{currency}"}},"status":{_quoted(item.status)},'
        f'"shippedAt":{shipped_at},"updatedAt":{updated_at},'
        f'"giftCardId":{_text(item.gc_id or None)},"reason":{_text(reason and reason.value)}}}'
    )


def _text(value: str | None) -> str:
    return "null" if value is None else _quoted(value)


def _instants(instants: Iterable[datetime | None]) -> list[str]:
    """Return instants as JSON, all at once: one by one each would take four times as long."""
    found = list(instants)
    return _INSTANTS.dump_json(found).decode()[1:-1].split(",") if found else []
