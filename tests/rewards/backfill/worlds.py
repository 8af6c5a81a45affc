"""Worlds of old rows, made consistently: each benefit has a true creation time that the databases forget."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from rewards.backfill.table_walk import TableWalk
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from tests.rewards.world import CUSTOMER, day, event_raw, load, ped_raw

Row = tuple[str, dict[str, Any]]
ORDERS = 4


@dataclass(frozen=True, slots=True)
class OldWorld:
    """Rows as ``tests.rewards.world.load`` takes them, and the day on which each order was truly created."""

    rows: tuple[Row, ...]
    created_on: dict[str, int]


def order_id(number: int) -> str:
    return f"404-0000000-{number:07}"


def backfill(store: Store, **options: Any) -> TableWalk:
    return TableWalk(store, standard_sources(store), **options)


def load_orders(store: Store, count: int) -> None:
    for number in range(count):
        key: dict[str, Any] = {"businessReferenceId": order_id(number)}
        load(
            store,
            ("p", ped_raw(**key, createdAt=None, lastUpdatedTime=day(9))),
            ("e", event_raw(f"R-{number}", "RESERVED", **key)),
        )


async def dated_orders(store: Store, count: int) -> int:
    rows = [row for number in range(count) for row in await store.ped_of_order(order_id(number))]
    return sum("createdAt" in row for row in rows)


@st.composite
def old_worlds(draw: st.DrawFn) -> OldWorld:
    """Draw orders of one customer with one or two benefits, dated or not, with or without their reservation."""
    rows: list[Row] = []
    created_on: dict[str, int] = {}
    for number in range(draw(st.integers(1, ORDERS))):
        order = order_id(number)
        created_on[order] = draw(st.integers(0, 8))
        for benefit in range(draw(st.integers(1, 2))):
            rows += _benefit(draw, order, f"BEN-{benefit}", created_on[order])
    return OldWorld(tuple(rows), created_on)


def _benefit(draw: st.DrawFn, order: str, benefit: str, created_on: int) -> list[Row]:
    key: dict[str, Any] = {"businessReferenceId": order, "benefitId": benefit, "customerId": CUSTOMER}
    issued_on = sorted(draw(st.lists(st.integers(created_on, 10), max_size=3)))
    cards = [f"GC-{order[-1]}-{benefit[-1]}-{number}" for number in range(len(issued_on))]
    events = [
        event_raw(f"I-{card}", gcId=card, eventTime=day(on), amount=100 + on, shipmentId=f"S-{card}", **key)
        for card, on in zip(cards, issued_on, strict=True)
    ]
    if draw(st.booleans()):
        events.append(event_raw(f"R-{order}-{benefit}", "RESERVED", eventTime=day(created_on), **key))
    row = ped_raw(
        **key,
        createdAt=day(created_on) if draw(st.booleans()) else None,
        lastUpdatedTime=day(max([created_on, *issued_on, draw(st.integers(0, 12))])),
        gcId=cards[-1] if cards else None,
        benefitIssuanceStatus="ISSUED" if cards else "PENDING",
    )
    return [("p", row), *(("e", event) for event in events)]
