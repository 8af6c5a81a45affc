"""Generated orders: several benefits, items and shipments, and events of every kind in every order of arrival."""

from random import Random
from typing import Any

from evals.oracles.world_rows import Sources
from tests.rewards.world import CUSTOMER, STRANGER, day, event_raw, item_raw, ped_raw

_STATUSES = ("PENDING", "RESERVED", "RESERVED", "ISSUED", "CANCELLED", "EXPIRED", "FAILED", "SETTLED")
_KINDS = ("ISSUED",) * 6 + ("RESERVED", "ISSUE_FAILED", "ISSUE_FAILED", "CANCELLED", "EXPIRED")
Row = dict[str, Any]


def make_sources(rng: Random) -> Sources:
    """Return the rows of one order; a source may be silent, and the events come late, shuffled and repeated."""
    ped: list[Row] = []
    items: list[Row] = []
    events: list[Row] = []
    for number in range(rng.randint(1, 3)):
        key = {"benefitId": f"BEN-{number}", "currency": rng.choice(["INR"] * 9 + ["USD"])}
        due = _items(rng, key)
        items += due
        promised = sum(row["eligibleMinor"] for row in due) + rng.choice([0, 0, 0, 1, -1, 500]) if due else 10000
        if rng.random() < 0.9:
            ped.append(_ped(rng, key, max(0, promised)))
        events += _events(rng, key, due, promised)
    late = [row for row in events if rng.random() < 0.93]
    repeated = [*late, *(row for row in late if rng.random() < 0.2)]
    rng.shuffle(repeated)
    silent = rng.random()
    return Sources(
        ped=None if silent < 0.05 else ped,
        items=None if 0.05 <= silent < 0.1 else items,
        events=None if 0.1 <= silent < 0.15 else repeated,
    )


def _items(rng: Random, key: Row) -> list[Row]:
    rows = []
    for number in range(rng.choice([0, 0, 1, 2, 3, 4])):
        due = rng.choice([1000, 3333, 4000, 6000])
        status = rng.choice(["PENDING", "SHIPPED", "ISSUED", "ISSUED", "RETURNED", "CANCELLED", "FAILED"])
        shipment = rng.choice([None, "S-1", "S-2", f"S-{number}"])
        issued = due if status == "ISSUED" else rng.choice([0, 0, 0, due])
        changes = {"eligibleMinor": due, "issuedMinor": issued, "status": status, "shipmentId": shipment}
        rows.append(item_raw(f"LI-{number}", **key, **changes))
    return rows


def _ped(rng: Random, key: Row, promised: int) -> Row:
    derived = {"reservedAt": day(2), "reservedAtSource": "derivedFromEvents"}
    reserved: Row = rng.choice([{}, {"reservedAt": day(2)}, derived])
    cards: list[Row] = [{}, {}, {}, {"gcId": "GC-1"}, {"gcIds": ["GC-1", "GC-2"]}]
    card = rng.choice(cards)
    status = rng.choice(_STATUSES)
    return ped_raw(**key, eligibleMinor=promised, benefitIssuanceStatus=status, **reserved, **card)


def _events(rng: Random, key: Row, due: list[Row], promised: int) -> list[Row]:
    rows: list[Row] = []
    if rng.random() < 0.7:
        rows.append(_event(rng, key, "RESERVED", max(0, promised), at=rng.choice([0, 0, 3])))
    if rng.random() < 0.06:
        return [*rows, _event(rng, key, rng.choice(["CANCELLED", "EXPIRED"]), max(0, promised))]
    for _ in range(rng.choice([0, 1, 2, 3, 5, 8])):
        target = _target(rng, due)
        amount = target.pop("amount", None) or rng.choice([0, 500, 1500, 3333, 4000, 10000])
        rows.append(_event(rng, key, rng.choice(_KINDS), amount, **target))
    for issued in [row for row in rows if row["type"] == "ISSUED"]:
        for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
            amount = rng.choice([issued["amountMinor"], issued["amountMinor"] // 2, 700])
            reinstates = rng.choice([True, False, None])
            named = {"reversesEventId": issued["eventId"], "reinstates": reinstates}
            rows.append(_event(rng, key, "REVERSED", amount, at=rng.choice([1, 5, 9]), **named))
    if rng.random() < 0.05:
        rows.append(_event(rng, key, "REVERSED", 500, reversesEventId="E-UNKNOWN", reinstates=True))
    if rng.random() < 0.03:
        rows.append(_event(rng, key, "NEWER_TYPE", rng.choice([0, 900])))
    if rng.random() < 0.03:
        rows.append(_event(rng, key, "ISSUED", 800, customerId=STRANGER))
    if rng.random() < 0.03:
        rows.append(_event(rng, key | {"currency": "EUR"}, "ISSUED", 800))
    return rows


def _target(rng: Random, due: list[Row]) -> Row:
    """Return what an event is for: an item, a shipment, both, neither, or one that the tracker does not know."""
    if not due or rng.random() < 0.15:
        return rng.choice([{}, {"lineItemId": "LI-9"}, {"shipmentId": "S-9"}])
    row = rng.choice(due)
    both = {"lineItemId": row["lineItemId"], "shipmentId": row.get("shipmentId")}
    kept = rng.choice([both, both, {"lineItemId": row["lineItemId"]}, {"shipmentId": row.get("shipmentId")}])
    return {**kept, "amount": rng.choice([row["eligibleMinor"], row["eligibleMinor"], row["eligibleMinor"] // 2])}


def _event(rng: Random, key: Row, kind: str, amount: int, *, at: float | None = None, **changes: Any) -> Row:
    time = day(rng.choice([1, 2, 2, 3, 4, 6]) if at is None else at)
    owner = changes.pop("customerId", CUSTOMER)
    name = f"E-{rng.randrange(10**9)}"
    return event_raw(name, kind, amount, customerId=owner, eventTime=time, **key, **changes)
