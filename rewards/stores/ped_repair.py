"""How an accepted event repairs the PED row of its benefit, without changing what readers of v1 see.

This fixes two old defects: the creation time is kept, and a gift card is no longer overwritten by the next one. Status
and times remain the responsibility of PED's own writers.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.contract import EventType
from core.gift_cards import split_gift_cards
from rewards.stores.rows import DERIVED, EventRow, PedRow


def may_repair(event: EventRow) -> bool:
    """Whether an event of this type can change the PED row at all."""
    has_cards = event.type == EventType.ISSUED and bool(split_gift_cards(event.gc_id))
    return has_cards or event.type == EventType.RESERVED


def depends_on_later_cards(ped: PedRow, event: EventRow) -> bool:
    """Whether the log decides which gift card is the last: not if the row has none yet, or ends with the event's."""
    if event.type != EventType.ISSUED:
        return False
    new, present = split_gift_cards(event.gc_id), _present_cards(ped)
    return bool(new and present) and new[-1] != present[-1]


def repair_fields(ped: PedRow, event: EventRow, *, is_latest_gift_card: bool) -> dict[str, Any]:
    """Return the fields of the PED row that the event changes, empty if there is nothing to repair.

    ``is_latest_gift_card``: the log holds no later issuance with a gift card; events arrive in any order. It makes a
    difference only where ``depends_on_later_cards``.
    """
    if event.type == EventType.RESERVED:
        return _reservation_dates(ped, event.event_time)
    if event.type == EventType.ISSUED:
        return _gift_cards(ped, split_gift_cards(event.gc_id), is_latest=is_latest_gift_card)
    return {}


def _reservation_dates(ped: PedRow, reserved_at: datetime) -> dict[str, Any]:
    """Date a row by its first reservation, in whatever order they arrive; what PED's writers recorded is kept."""
    instant = reserved_at.isoformat()
    changes: dict[str, Any] = {}
    if ped.created_at is None or (ped.is_creation_derived and reserved_at < ped.created_at.at):
        changes |= {"createdAt": instant, "createdAtSource": DERIVED}
    if ped.reserved_at is None or (ped.is_reservation_derived and reserved_at < ped.reserved_at.at):
        changes |= {"reservedAt": instant, "reservedAtSource": DERIVED}
    return changes


def _gift_cards(ped: PedRow, new: list[str], *, is_latest: bool) -> dict[str, Any]:
    if not new:
        return {}
    known, present = ped.gift_card_ids, _present_cards(ped)
    last = new[-1] if is_latest or not present else present[-1]
    return {"gcIds": list(dict.fromkeys([*known, *new])), "gcId": last}


def _present_cards(ped: PedRow) -> Sequence[str]:
    """Return the row's gift cards, the last one last; the list is in order of arrival, which is arbitrary."""
    return split_gift_cards(ped.gc_id) or ped.gift_card_ids
