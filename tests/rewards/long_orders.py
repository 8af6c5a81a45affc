"""Orders of many rows, in the shapes that make one part of the ledger work hardest."""

from collections.abc import Callable
from typing import Any

from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row
from tests.rewards.world import day, event_raw, item_raw, ped_raw

Raw = dict[str, Any]
Rows = tuple[list[Raw], list[Raw], list[Raw]]  # of PED, the tracker and Concessions
_MINUTE = 1 / 1440


def _event(number: int, kind: str = "ISSUED", **changes: Any) -> Raw:
    return event_raw(f"E-{number:06}", kind, 100, **{"eventTime": day(number * _MINUTE)} | changes)


def _of(events: list[Raw], *, items: list[Raw] | None = None, eligible: int | None = None) -> Rows:
    return [ped_raw(eligibleMinor=100 * len(events) if eligible is None else eligible)], items or [], events


def equal_issuances(size: int) -> Rows:
    return _of([_event(n, gcId=f"GC-{n}") for n in range(size)])


def over_issued(size: int) -> Rows:
    return _of([_event(n) for n in range(size)], eligible=100)


def on_one_card(size: int) -> Rows:
    return _of([_event(n, gcId="GC-1,GC-2") for n in range(size)])


def failed_attempts(size: int) -> Rows:
    """Failures by item, by shipment and of the whole, each followed by an issuance of another target."""
    targets: list[Raw] = [
        {"lineItemId": "LI-1"},
        {"shipmentId": "S-1"},
        {},
        {"lineItemId": "LI-2", "shipmentId": "S-2"},
    ]
    kinds = ["ISSUE_FAILED", "ISSUE_FAILED", "ISSUED"]
    return _of([_event(n, kinds[n % 3], **targets[n % 4]) for n in range(size)])


def reversed_issuances(size: int) -> Rows:
    issued = [_event(n) for n in range(size // 2)]
    back = [_event(size + n, "REVERSED", reversesEventId=f"E-{n:06}", reinstates=n % 2 == 0) for n in range(size // 2)]
    return _of([*issued, *back])


def reversals_of_one_issuance(size: int) -> Rows:
    first = _event(0, amountMinor=100 * size)
    back = [_event(n + 1, "REVERSED", reversesEventId="E-000000", reinstates=False) for n in range(size)]
    return _of([first, *back])


def parked_reversals(size: int) -> Rows:
    return _of([_event(n, "REVERSED", reversesEventId=f"M-{n}", reinstates=True) for n in range(size)])


def closures(size: int) -> Rows:
    return _of([_event(n, "CANCELLED" if n % 2 else "EXPIRED", reasonCode="CAP_REACHED") for n in range(size)])


def items_in_shipments(size: int) -> Rows:
    """Items in few shipments; the events name the item, the shipment or both."""
    half = size // 2
    items = [item_raw(f"LI-{n}", shipmentId=f"S-{n % 7}", eligibleMinor=100, status="ISSUED") for n in range(half)]
    targets: list[Callable[[int], Raw]] = [
        lambda n: {"lineItemId": f"LI-{n}"},
        lambda n: {"shipmentId": f"S-{n % 7}"},
        lambda n: {"lineItemId": f"LI-{n}", "shipmentId": f"S-{n % 7}"},
    ]
    return _of([_event(n, **targets[n % 3](n)) for n in range(half)], items=items)


def closed_items(size: int) -> Rows:
    half = size // 2
    items = [item_raw(f"LI-{n}", eligibleMinor=100, status="RETURNED") for n in range(half)]
    return _of([_event(n, "CANCELLED", lineItemId=f"LI-{n}") for n in range(half)], items=items)


def many_benefits(size: int) -> Rows:
    names = [f"BEN-{n:05}" for n in range(size // 3)]
    peds = [ped_raw(benefitId=name, eligibleMinor=300) for name in names]
    items = [item_raw(benefitId=name, eligibleMinor=300) for name in names]
    return peds, items, [_event(n, benefitId=name) for n, name in enumerate(names)]


def repeated_events(size: int) -> Rows:
    """Every event twice, the second time with another content."""
    once = [_event(n) for n in range(size // 2)]
    return _of([*once, *(raw | {"reasonCode": "OTHER"} for raw in once)])


def future_events(size: int) -> Rows:
    return _of([_event(n, eventTime=day(40)) for n in range(size)])


SHAPES = (
    equal_issuances,
    over_issued,
    on_one_card,
    failed_attempts,
    reversed_issuances,
    reversals_of_one_issuance,
    parked_reversals,
    closures,
    items_in_shipments,
    closed_items,
    many_benefits,
    repeated_events,
    future_events,
)


def parsed(rows: Rows) -> tuple[tuple[PedRow, ...], tuple[LineItemRow, ...], tuple[EventRow, ...]]:
    peds, items, events = rows
    return (
        tuple(parse_row(PedRow, raw) for raw in peds),
        tuple(parse_row(LineItemRow, raw) for raw in items),
        tuple(parse_row(EventRow, raw) for raw in events),
    )
