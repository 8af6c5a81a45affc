"""How an accepted event mends the PED row of its benefit, without changing what readers of v1 see.

Two old defects end here: the creation time is kept, and a gift card is no longer overwritten by the next one. PED's own
status and times stay with PED's own writers.
"""

from datetime import datetime
from typing import Any

from core.contract import EventType
from core.gift_cards import split_gift_cards
from rewards.stores.rows import DERIVED, EventRow, PedRow


def may_repair(event: EventRow) -> bool:
    """Whether an event of this kind may change PED's row at all."""
    has_cards = event.type == EventType.ISSUED and bool(split_gift_cards(event.gc_id))
    return has_cards or event.type == EventType.RESERVED


def repair_fields(ped: PedRow, event: EventRow, *, is_latest_gift_card: bool) -> dict[str, Any]:
    """Return the fields of the PED row that the event changes; none when there is nothing to mend.

    ``is_latest_gift_card`` tells that no later issuance with a gift card is in the log: events arrive in any order.
    """
    if event.type == EventType.RESERVED:
        return _reservation_dates(ped, event.event_time)
    if event.type == EventType.ISSUED:
        return _gift_cards(ped, split_gift_cards(event.gc_id), is_latest=is_latest_gift_card)
    return {}


def _reservation_dates(ped: PedRow, reserved_at: datetime) -> dict[str, Any]:
    """Date a row by its first reservation, in whatever order reservations come; what PED's writers recorded stays."""
    instant = reserved_at.isoformat()
    changes: dict[str, Any] = {}
    if ped.created_at is None or (ped.is_creation_derived and reserved_at < ped.created_at.at):
        changes |= {"createdAt": instant, "createdAtSource": DERIVED}
    if ped.reserved_at is None or (ped.is_reservation_derived and reserved_at < ped.reserved_at.at):
        changes |= {"reservedAt": instant, "reservedAtSource": DERIVED}
    return changes


def _gift_cards(ped: PedRow, new: list[str], *, is_latest: bool) -> dict[str, Any]:
    known = ped.gift_card_ids
    if not new:
        return {}
    present = split_gift_cards(ped.gc_id) or known  # the list is in the order of arrival, which may be any
    last = new[-1] if is_latest or not present else present[-1]
    return {"gcIds": list(dict.fromkeys([*known, *new])), "gcId": last}
