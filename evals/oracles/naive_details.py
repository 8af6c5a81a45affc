"""What the rewards API must say about each record of a benefit beside its sums: instants, cards, items and reversals.

Each function returns a part of the wire form, with instants as instants, from rows and the design alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.naive_records import CLOCK_TOLERANCE
from evals.oracles.world_rows import CONCESSIONS, LINE_ITEMS, PED, Row, gift_cards, instant

Details = Mapping[str, Any]
_HISTORY_STATES = {
    "RESERVED": "RESERVED",
    "ISSUE_FAILED": "FAILED",
    "REVERSED": "REVERSAL",
    "CANCELLED": "CANCELLED",
    "EXPIRED": "EXPIRED",
}
_ITEM_REASONS = {
    "PENDING": "AWAITING_SHIPMENT",
    "SHIPPED": "ISSUANCE_PENDING",
    "FAILED": "ISSUANCE_FAILED",
    "RETURNED": "ITEM_RETURNED",
    "CANCELLED": "CANCELLED",
}
_CLOSED = {"RETURNED", "CANCELLED"}


def benefit_details(naive: NaiveBenefit, now: datetime) -> Details:
    """Return the fields of a benefit that follow from the rows without a choice (rules 6, 10 and 17)."""
    created_at, source = _creation(naive)
    return {
        "benefitType": naive.ped["benefitType"] if naive.ped else "UNKNOWN",
        "createdAt": created_at,
        "createdAtSource": source,
        "lastUpdatedAt": _last_update(naive, now),
        "giftCardHistory": _card_history(naive),
    }


def _creation(naive: NaiveBenefit) -> tuple[datetime | None, str | None]:
    """A writer's own time, else the earliest reservation, else the earliest instant that is known."""
    ped, reserved = naive.ped or {}, [instant(row["eventTime"]) for row in naive.of_type("RESERVED")]
    if ped.get("createdAt"):
        recorded = instant(ped["createdAt"])
        if ped.get("createdAtSource") != "derivedFromEvents":
            return recorded, "recorded"
        return min([recorded, *reserved]), "derivedFromEvents"
    if known := reserved or [instant(row["eventTime"]) for row in naive.events]:
        return min(known), "derivedFromEvents"
    return (instant(ped["lastUpdatedTime"]), "lastUpdatedFallback") if ped else (None, None)


def _last_update(naive: NaiveBenefit, now: datetime) -> datetime | None:
    """The latest instant of any record. What is dated in the future has not changed anything yet (rule 17)."""
    events = (instant(row["eventTime"]) for row in naive.events)
    known = [at for at in events if at <= now + CLOCK_TOLERANCE]
    known += [instant(row["updatedAt"]) for row in naive.items]
    known += [instant(naive.ped["lastUpdatedTime"])] if naive.ped else []
    return max(known, default=None)


def lacks_issued_events(naive: NaiveBenefit) -> bool:
    """Whether PED or the tracker records an issuance of which the log, which answered, has no event (rule 6)."""
    has_money = any(row["amountMinor"] for row in naive.of_type("ISSUED"))
    return naive.sources.events is not None and not has_money and naive.is_recorded_as_issued


def _card_history(naive: NaiveBenefit) -> str:
    """Complete if events prove every card; of PED's single field only the last card is known."""
    known = cards(naive)
    is_whole = None not in (naive.sources.events, naive.sources.ped) and not lacks_issued_events(naive)
    if is_whole and all(card["provenance"] == CONCESSIONS for card in known.values()):
        return "complete"
    ped = naive.ped or {}
    is_last = not ped.get("gcIds") and len(gift_cards(ped)) == 1
    return "lastOnly" if is_last and len(known) == 1 else "unknown"


def cards(naive: NaiveBenefit) -> Mapping[str, Details]:
    """Return each card with its sum, the instant of its first issuance, and the source that names it."""
    named: dict[str, list[Row]] = {}
    for row in naive.of_type("ISSUED"):
        for card in gift_cards(row):
            named.setdefault(card, []).append(row)
    found = {card: _card_of_events(card, rows) for card, rows in named.items()}
    for card in gift_cards(naive.ped or {}):
        found.setdefault(card, _card(_ped_time(naive.ped or {}, card), PED))
    for row in naive.items:
        for card in gift_cards(row):
            found.setdefault(card, _card(None, LINE_ITEMS))
    return found


def _card_of_events(card: str, rows: Sequence[Row]) -> Details:
    """How several cards of one event share its amount is not recorded, so their sums are unknown."""
    is_known = all(row["gcId"] == card and row["currency"] == rows[0]["currency"] for row in rows)
    amount = {"amountMinor": sum(row["amountMinor"] for row in rows), "currency": rows[0]["currency"]}
    return _card(instant(rows[0]["eventTime"]), CONCESSIONS, amount if is_known else None)


def _card(at: datetime | None, provenance: str, amount: Details | None = None) -> Details:
    return {"amount": amount, "issuedAt": at, "provenance": provenance}


def _ped_time(ped: Row, card: str | None) -> datetime | None:
    """PED's issuance time belongs to the card of its single field, or to its only card (rule 17)."""
    if ped.get("benefitIssuanceTime") is None:
        return None
    dated = gift_cards({"gcId": ped.get("gcId")}) or gift_cards(ped)
    return instant(ped["benefitIssuanceTime"]) if card is None or dated == [card] else None


def recorded(naive: NaiveBenefit) -> list[tuple[object, ...]]:
    """Return what PED and the tracker recorded as issued where the log lacks it: sum, card, item, instant, source."""
    if not lacks_issued_events(naive):
        return []
    issued = [row for row in naive.items if row["issuedMinor"]]
    found: list[tuple[object, ...]] = [
        (row["issuedMinor"], row.get("gcId") or None, row["lineItemId"], None, LINE_ITEMS) for row in issued
    ]
    tracked = {card for row in issued for card in gift_cards(row)}
    held: list[str | None] = [card for card in gift_cards(naive.ped or {}) if card not in tracked]
    if naive.ped and not gift_cards(naive.ped) and not issued:
        held = [None]
    return found + [(None, card, None, _ped_time(naive.ped or {}, card), PED) for card in held]


def items(naive: NaiveBenefit) -> Mapping[tuple[str, str | None], Details]:
    """Return what is said of each row of the tracker beside its sums."""
    return {
        (row["lineItemId"], row.get("shipmentId") or None): {
            "shippedAt": instant(row["shippedAt"]) if row.get("shippedAt") else None,
            "updatedAt": instant(row["updatedAt"]),
            "giftCardId": row.get("gcId") or None,
        }
        for row in naive.items
    }


def item_reasons(naive: NaiveBenefit, row: Row, remaining: int | None) -> set[str | None]:
    """Return the reasons that may be given for an item: one where the rows leave no choice (rule 9)."""
    reason = _ITEM_REASONS.get(row["status"])
    if row["status"] in _CLOSED:
        return {reason}
    if remaining == 0 or (row["eligibleMinor"] == 0 and naive.comparable):
        return {None}
    others = {each["lineItemId"] for each in naive.items} - {row["lineItemId"]}
    settling = naive.of_type("ISSUED", "CANCELLED", "EXPIRED")
    may_be_settled = any(event.get("lineItemId") not in others for event in settling)
    return {reason, None} if may_be_settled else {reason}


def reversals(naive: NaiveBenefit) -> Mapping[str, list[Details]]:
    """Return the reversals of each issuance that had an effect, oldest first."""
    found: dict[str, list[Details]] = {}
    for row, issued, amount in naive.reversals:
        if amount:
            found.setdefault(issued["eventId"], []).append(
                {
                    "eventId": row["eventId"],
                    "amount": {"amountMinor": amount, "currency": issued["currency"]},
                    "reversedAt": instant(row["eventTime"]),
                    "reinstates": row.get("reinstates"),
                    "reasonCode": row.get("reasonCode") or None,
                }
            )
    return found


def history_entry(naive: NaiveBenefit, row: Row) -> Details:
    """Return what a history says of one event."""
    is_summable = len({each["currency"] for each in naive.events} | {naive.currency}) == 1
    taken = reversals(naive).get(row["eventId"], []) if is_summable else []
    # An event that was posted without a time of its recording has that of its arrival.
    recorded_at = {"recordedAt": instant(row["recordedAt"])} if row.get("recordedAt") else {}
    return recorded_at | {
        "type": row["type"],
        "amount": {"amountMinor": row["amountMinor"], "currency": row["currency"]},
        "giftCardId": row.get("gcId") or None,
        "shipmentId": row.get("shipmentId") or None,
        "lineItemId": row.get("lineItemId") or None,
        "issuedAt": instant(row["eventTime"]),
        "reversedAt": taken[-1]["reversedAt"] if taken else None,
        "reversals": taken,
        "status": _status(row, sum(each["amount"]["amountMinor"] for each in taken)),
        "reasonCode": row.get("reasonCode") or None,
        "businessReferenceId": row["businessReferenceId"],
        "customerId": row["customerId"],
        "promotionId": row["promotionId"],
        "benefitId": row["benefitId"],
        "reversesEventId": row.get("reversesEventId") or None,
        "reinstates": row.get("reinstates"),
        "source": CONCESSIONS,
    }


def _status(row: Row, taken: int) -> str:
    if row["type"] != "ISSUED":
        return _HISTORY_STATES.get(row["type"], "UNRECOGNISED")
    if not taken:
        return "ISSUED"
    return "REVERSED" if taken >= row["amountMinor"] else "PARTIALLY_REVERSED"
