"""What the rewards API must list of a benefit beside its sums: issuances, closures, items, gift cards and times.

From the rows alone, in the design's words; instants are compared as instants, and lists in the order of the events.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.world_rows import Row, gift_cards, instant

Listed = tuple[object, ...]
CLOCK_TOLERANCE = timedelta(minutes=5)  # rule 17


def issuances(naive: NaiveBenefit) -> set[Listed]:
    """Return each attempt: id, amount, card, item, shipment, instant, what of it was reversed, and its state."""
    reversed_of: dict[str, int] = {}
    for _, issued, amount in naive.reversals if naive.is_summable else ():
        reversed_of[issued["eventId"]] = reversed_of.get(issued["eventId"], 0) + amount
    return {
        (*_event(row), row.get("gcId") or None, reversed_of.get(row["eventId"], 0), _state(row, reversed_of))
        for row in naive.of_type("ISSUED", "ISSUE_FAILED")
    }


def _state(row: Row, reversed_of: Mapping[str, int]) -> str:
    if row["type"] == "ISSUE_FAILED":
        return "FAILED"
    taken = reversed_of.get(row["eventId"], 0)
    if not taken:
        return "ISSUED"
    return "REVERSED" if taken >= row["amountMinor"] else "PARTIALLY_REVERSED"


def closures(naive: NaiveBenefit) -> set[Listed]:
    return {(*_event(row), row["type"]) for row in naive.of_type("CANCELLED", "EXPIRED")}


def _event(row: Row) -> Listed:
    target = (row.get("lineItemId") or None, row.get("shipmentId") or None)
    return (row["eventId"], row["amountMinor"], row["currency"], *target, instant(row["eventTime"]))


def items(naive: NaiveBenefit) -> set[Listed]:
    return {
        (
            row["lineItemId"],
            row.get("shipmentId") or None,
            row.get("title"),
            row["eligibleMinor"],
            row["issuedMinor"],
            row["currency"],
            row["status"],
        )
        for row in naive.items
    }


def cards(naive: NaiveBenefit) -> list[str]:
    """Return every gift card once: by event time, then event id, those that only another source names after them."""
    by_events = cards_by_event(naive)
    recorded = [*_cards_of(naive.items), *_cards_of([naive.ped] if naive.ped else [])]
    return list(dict.fromkeys([*by_events, *recorded]))


def cards_by_event(naive: NaiveBenefit) -> list[str]:
    return list(dict.fromkeys(_cards_of(naive.of_type("ISSUED"))))


def _cards_of(rows: "list[Row]") -> Iterator[str]:
    for row in rows:
        yield from gift_cards(row)


def times(naive: NaiveBenefit, now: datetime) -> dict[str, datetime | None]:
    """Return the instants that follow from the rows without a choice: those of PED, and the first and last issuance.

    An issuance that is dated in the future counts and is not described as past (rule 17).
    """
    ped: Mapping[str, Any] = naive.ped or {}
    dated = (instant(row["eventTime"]) for row in naive.of_type("ISSUED"))
    issued = [at for at in dated if at <= now + CLOCK_TOLERANCE]
    recorded = {name: instant(ped[name]) if ped.get(name) else None for name in ("revealedAt", "expiresAt")}
    return recorded | {
        "firstIssuedAt": min(issued, default=None),
        "lastIssuedAt": max(issued, default=None),
        "reservedAt": naive.reserved_at,
    }
