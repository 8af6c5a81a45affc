"""Generates a world of any size, with realistic proportions of successful and failed cashback.

An order depends only on the seed and its number. The same seed therefore gives the same world, a larger world begins
with the orders of a smaller one, and only the current order is held in memory.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from rewards.demo import DEMO_NOW, stories
from rewards.demo.benefit_rows import BenefitDraft, Order, Row
from rewards.demo.people import Customer, customer

_ORDERS_PER_CUSTOMER = 4
_YEARS_BACK = timedelta(days=730)
_EVENTS_SINCE = DEMO_NOW - timedelta(days=600)  # older orders were never written into the event log
_CREATED_AT_SINCE = DEMO_NOW - timedelta(days=240)  # older PED rows hold neither the creation time nor all gift cards
_MARKETPLACES = ("171", "402", "403", "404", "405", "406", "407", "408")
# Coprime to ten million, so that every order has a different middle part.
_STRIDE = 7_654_321
MOST_ORDERS = 10_000_000


def generate_lines(*, orders: int, seed: int) -> Iterator[list[str]]:
    """Yield the lines of each order, as ``rewards.ingest.row_files`` reads them, without line endings.

    Raises:
        ValueError: if there are fewer order numbers than orders.
    """
    if not 0 <= orders <= MOST_ORDERS:
        raise ValueError(f"the number of orders is 0 to {MOST_ORDERS}")
    customers = max(1, orders // _ORDERS_PER_CUSTOMER)
    for number in range(orders):
        yield [
            json.dumps({"store": store, "row": row}, ensure_ascii=False)
            for store, row in _order_rows(number, seed=seed, customers=customers)
        ]


def _order_rows(number: int, *, seed: int, customers: int) -> Iterator[Row]:
    rng = _random(seed, "order", number)
    order = Order(_order_id(number, rng), _customer(rng.randrange(customers), seed), _moment_in_the_past(rng))
    for draft, ped in stories.generate_stories(order, rng, now=DEMO_NOW):
        has_events = order.created_at >= _EVENTS_SINCE
        yield from draft.rows(_as_written_then(ped, draft, rng), has_events=has_events)


def _as_written_then(ped: dict[str, object], draft: BenefitDraft, rng: Random) -> dict[str, object]:
    """Return the PED row as writers at the time of the order wrote it."""
    created_at = draft.order.created_at
    cards = list(dict.fromkeys(event["gcId"] for event in draft.issuances))
    if created_at >= _CREATED_AT_SINCE:
        dates = {"createdAt": created_at.isoformat(), "reservedAt": created_at.isoformat()}
        return ped | dates | ({"gcIds": cards} if cards else {})
    updated = datetime.fromisoformat(str(ped["lastUpdatedTime"]))
    forms = (updated.isoformat(), int(updated.timestamp()), int(updated.timestamp() * 1000))
    old = ped | {"lastUpdatedTime": rng.choice(forms)}
    return old | ({"gcId": ", ".join(cards)} if cards and rng.random() < 0.3 else {})


def _order_id(number: int, rng: Random) -> str:
    middle = number * _STRIDE % MOST_ORDERS
    return f"{rng.choice(_MARKETPLACES)}-{middle:07}-{rng.randrange(10_000_000):07}"


def _customer(number: int, seed: int) -> Customer:
    return customer(number, _random(seed, "customer", number))


def _moment_in_the_past(rng: Random) -> datetime:
    return DEMO_NOW - timedelta(seconds=rng.randrange(3600, int(_YEARS_BACK.total_seconds())))


def _random(seed: int, what: str, number: int) -> Random:
    return Random(f"{seed}:{what}:{number}")  # noqa: S311  (the same seed must give the same world)
