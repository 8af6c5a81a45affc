"""The tracker's rows in relation to the event log: which items are still open, and why."""

from core.contract import LineItem, Reason
from core.money import money
from rewards.ledger.evidence import BenefitEvidence
from rewards.stores.rows import LineItemRow

_OPEN_REASONS = {
    "PENDING": Reason.AWAITING_SHIPMENT,
    "SHIPPED": Reason.ISSUANCE_PENDING,
    "FAILED": Reason.ISSUANCE_FAILED,
}
_CLOSED_REASONS = {"RETURNED": Reason.ITEM_RETURNED, "CANCELLED": Reason.CANCELLED}
CLOSED_STATUSES = frozenset(_CLOSED_REASONS)


def get_item_reason(item: LineItemRow, *, left_minor: int | None, is_money_open: bool) -> Reason | None:
    """Return why an item's cashback is missing, or None if the events settle it or no sum is open.

    ``left_minor`` is what the events leave of the item's due amount, or None if unknown.
    """
    if closed := _CLOSED_REASONS.get(item.status):
        return closed
    if not is_money_open or left_minor == 0:
        return None
    return _OPEN_REASONS.get(item.status)


def closed_without_event(evidence: BenefitEvidence) -> list[LineItemRow]:
    """Return items that are closed in the tracker without a reversal or cancellation in the log."""
    issued = {event.event_id: event for event in evidence.log.issued}
    accounted: set[tuple[str | None, str | None]] = set()
    for event in evidence.log.closing:
        named = event
        if (event.shipment_id, event.line_item_id) == (None, None):
            named = issued.get(event.reverses_event_id or "", event)
        accounted.add((named.shipment_id, named.line_item_id))
    closed = [item for item in evidence.items or () if item.status in _CLOSED_REASONS]
    return [item for item in closed if accounted.isdisjoint(_targets_over(item))]


def build_line_item(item: LineItemRow, reason: Reason | None) -> LineItem:
    """Return the wire form of a tracker row."""
    return LineItem.model_construct(
        line_item_id=item.line_item_id,
        shipment_id=item.shipment_id,
        title=item.title,
        eligible=money(item.eligible_minor, item.currency),
        issued=money(item.issued_minor, item.currency),
        status=item.status,
        shipped_at=item.shipped_at,
        updated_at=item.updated_at,
        gift_card_id=item.gc_id or None,
        reason=reason,
    )


def _targets_over(item: LineItemRow) -> set[tuple[str | None, str | None]]:
    """Return the event targets that include this row; a target that names neither includes all rows."""
    return {(shipment, name) for shipment in (None, item.shipment_id) for name in (None, item.line_item_id)}
