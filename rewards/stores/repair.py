"""How an accepted event mends the PED row of its benefit, without changing what readers of v1 see.

Two old defects end here: the creation time is kept, and a gift card is no longer overwritten by the next one. PED's own
status and times stay with PED's own writers.
"""

from collections.abc import Mapping
from typing import Any

from rewards.contract import EventType
from rewards.rows import EventRow, PedRow, split_gift_cards


def may_mend(event: EventRow) -> bool:
    """Tell whether an event of this kind may change PED's row at all."""
    has_cards = event.type == EventType.ISSUED and bool(split_gift_cards(event.gc_id))
    return has_cards or event.type == EventType.RESERVED


def repaired(ped: PedRow, raw: Mapping[str, Any], event: EventRow, *, is_latest_gift_card: bool) -> dict[str, Any]:
    """Give the fields of the raw PED row that the event changes; none when there is nothing to mend.

    ``is_latest_gift_card`` tells that no later issuance with a gift card is in the log: events arrive in any order.
    """
    if event.type == EventType.RESERVED:
        instant = event.event_time.isoformat()
        return {name: instant for name in ("createdAt", "reservedAt") if raw.get(name) is None}
    if event.type == EventType.ISSUED:
        return _with_gift_cards(ped, split_gift_cards(event.gc_id), is_latest=is_latest_gift_card)
    return {}


def _with_gift_cards(ped: PedRow, new: list[str], *, is_latest: bool) -> dict[str, Any]:
    known = ped.gift_card_ids
    if not new:
        return {}
    last = new[-1] if is_latest or not known else known[-1]
    return {"gcIds": list(dict.fromkeys([*known, *new])), "gcId": last}
