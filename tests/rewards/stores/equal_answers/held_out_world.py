"""A generated world that no other test uses: every kind of row that the stores of a platform hold, of any seed.

Histories with events of every kind, in four currencies; rows as old writers left them; orders of which PED alone knows;
and rows that deviate from their schema. Half of the events are loaded, the other half arrives by POST.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from evals.oracles.world_rows import CONCESSIONS, LINE_ITEMS, PED, Sources
from tests.rewards.ledger.histories import make_sources
from tests.rewards.tolerance.deviations import ABSENT, Deviation, Effect, all_deviations
from tests.rewards.world import CUSTOMER, STRANGER

Row = dict[str, Any]
_CURRENCIES = ("INR", "EUR", "JPY", "KWD")  # of two, two, no and three decimals
_LETTERS = {PED: "p", LINE_ITEMS: "l", CONCESSIONS: "e"}
# The fields that are keys of a table or an index in one of the stores: they are its columns, and cannot deviate there.
_KEYS = frozenset(
    {
        "businessReferenceId", "promotionId", "benefitId", "customerId", "lineItemId", "shipmentId", "eventId", "type",
        "eventTime", "gcId", "gcIds", "createdAt", "reservedAt", "lastUpdatedTime",
    }
)  # fmt: skip
_DEVIATIONS = [
    one
    for one in all_deviations()
    if one.field not in _KEYS and (one.value is ABSENT or isinstance(one.value, str | int | list | dict | None))
]


@dataclass
class HeldOutWorld:
    """The rows, by how they get into a store."""

    orders: dict[str, Sources] = field(default_factory=dict)  # those without a deviating row
    loaded: list[tuple[str, Row]] = field(default_factory=list)  # each with the letter of its database
    posted: list[Row] = field(default_factory=list)
    deviating: list[tuple[str, Row, Deviation]] = field(default_factory=list)  # the letter and the sound row

    @property
    def order_ids(self) -> list[str]:
        rows = [*self.posted, *(row for _, row in self.loaded)]
        return sorted({row["businessReferenceId"] for row in rows})

    @property
    def customers(self) -> list[str]:
        return sorted({row["customerId"] for letter, row in self.loaded if letter == "p"})

    @property
    def gift_cards(self) -> list[str]:
        events = [*self.posted, *(row for letter, row in self.loaded if letter == "e")]
        return sorted({row["gcId"] for row in events if "gcId" in row})


def held_out_world(seed: int, *, orders: int, customers: int) -> HeldOutWorld:
    """Return a world. Every third order has a row that deviates, in half of them so that it cannot be read."""
    world = HeldOutWorld()
    for number in range(orders):
        rng = Random(f"held out {seed} {number}")
        order, customer = f"404-{seed:07}-{number:07}", f"CUST-{seed}-{number % customers}"
        rows = _placed(make_sources(rng), rng, order=order, customer=customer)
        deviating = None
        if number % 3 == 2 and any(rows.values()):
            name = rng.choice([name for name in rows if rows[name]])
            deviating = rng.choice(rows[name])
            of_table = [one for one in _DEVIATIONS if one.table == name]
            if number % 2 == 0:
                of_table = [one for one in of_table if Effect.of(one, deviating).is_malformed]
            world.deviating.append((_LETTERS[name], deviating, rng.choice(of_table)))
        else:
            world.orders[order] = Sources(ped=rows[PED], items=rows[LINE_ITEMS], events=rows[CONCESSIONS])
        _add(world, rows, rng, is_posted=deviating is None)
    return world


def _add(world: HeldOutWorld, rows: Mapping[str, list[Row]], rng: Random, *, is_posted: bool) -> None:
    """Add the rows of an order. Of one with a deviating row nothing is posted, as that would change the row."""
    for name, of_table in rows.items():
        for row in of_table:
            if name == CONCESSIONS and is_posted and _may_be_posted(row) and rng.random() < 0.5:
                world.posted += [row, row] if rng.random() < 0.1 else [row]
            else:
                world.loaded.append((_LETTERS[name], row))


def _may_be_posted(row: Row) -> bool:
    """Whether the contract of new events has it: old writers left out what a reversal does to the promise."""
    return row["type"] != "NEWER_TYPE" and (row["type"] != "REVERSED" or "reinstates" in row)


def _placed(sources: Sources, rng: Random, *, order: str, customer: str) -> dict[str, list[Row]]:
    """Return the rows of a history as those of this order and customer, some days earlier or later."""
    later, currency = timedelta(days=rng.randint(-12, 12)), rng.choice(_CURRENCIES)
    is_old, is_ped_alone = rng.random() < 0.4, rng.random() < 0.1

    def placed(row: Mapping[str, Any]) -> Row:
        changed = {name: _later(value, later) if _is_time(name) else value for name, value in row.items()}
        changed |= {"businessReferenceId": order, "currency": currency if row["currency"] == "INR" else row["currency"]}
        for name in ("eventId", "reversesEventId"):
            if name in row:
                changed[name] = f"{row[name]}-{order}"
        owners = {CUSTOMER: customer, STRANGER: STRANGER}
        return changed | ({"customerId": owners[row["customerId"]]} if "customerId" in row else {})

    ped = [placed(row) for row in sources.ped or ()]
    events = {row["eventId"]: row for row in map(placed, sources.events or ())}
    return {
        PED: [_as_old_writers_did(row, rng) for row in ped] if is_old else ped,
        LINE_ITEMS: [] if is_ped_alone and ped else [placed(row) for row in sources.items or ()],
        CONCESSIONS: [] if is_ped_alone and ped else list(_with_cards(events.values(), rng, order=order)),
    }


def _as_old_writers_did(row: Row, rng: Random) -> Row:
    """Return a PED row without a creation time, with its last update in one of the old forms and its cards as text."""
    updated = datetime.fromisoformat(row["lastUpdatedTime"])
    seconds = int(updated.timestamp())
    old = {name: value for name, value in row.items() if name not in {"createdAt", "gcIds"}}
    old |= {"lastUpdatedTime": rng.choice([row["lastUpdatedTime"], seconds, seconds * 1000])}
    old |= {"memo": "पुराना रिकॉर्ड <b>", "customerName": "Asha"}
    return old | ({"gcId": ", ".join(row["gcIds"])} if "gcIds" in row else {})


def _with_cards(events: Any, rng: Random, *, order: str) -> Iterator[Row]:
    for number, row in enumerate(events):
        has_card = row["type"] == "ISSUED" and row["amountMinor"] and rng.random() < 0.3
        yield row | ({"gcId": f"GC-{order}-{number % 2}"} if has_card else {})


def _is_time(name: str) -> bool:
    return name.endswith(("At", "Time"))


def _later(written: str, by: timedelta) -> str:
    return (datetime.fromisoformat(written) + by).isoformat()
