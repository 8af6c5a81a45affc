"""The rows of a world by order, read as the design describes them. It shares no code with the product."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

Row = Mapping[str, Any]
Key = tuple[str, str]  # promotion and benefit
PED, LINE_ITEMS, CONCESSIONS = "ped", "lineItems", "concessions"
STORES = (PED, LINE_ITEMS, CONCESSIONS)
_MILLISECONDS_FROM = 10**11  # as seconds that would be the year 5138
_DELIMITERS = re.compile(r"[,;|\s]+")


@dataclass(frozen=True)
class Sources:
    """The rows of one order; None for a source that did not answer."""

    ped: Sequence[Row] | None
    items: Sequence[Row] | None
    events: Sequence[Row] | None

    def benefit_keys(self) -> list[Key]:
        rows = [*(self.ped or ()), *(self.items or ()), *self.own_events]
        return sorted({key_of(row) for row in rows})

    @property
    def owners(self) -> set[str]:
        return {row["customerId"] for row in self.ped or ()}

    @property
    def own_events(self) -> list[Row]:
        owners = self.owners
        return [row for row in self.events or () if not owners or row["customerId"] in owners]

    def without(self, silent: Iterable[str]) -> "Sources":
        """Return the same rows without those of the sources that do not answer."""
        names = set(silent)
        return Sources(
            ped=None if PED in names else self.ped,
            items=None if LINE_ITEMS in names else self.items,
            events=None if CONCESSIONS in names else self.events,
        )


class WorldRows:
    """The rows of a world: by order, and by the id of the record. A later row of a record replaces the one before."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple({(store_of(row), record_id(row)): row for row in rows}.values())
        by_order: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {store: [] for store in STORES})
        for row in self.rows:
            by_order[row["businessReferenceId"]][store_of(row)].append(row)
        self.orders = {
            order: Sources(ped=rows[PED], items=rows[LINE_ITEMS], events=rows[CONCESSIONS])
            for order, rows in by_order.items()
        }

    @cached_property
    def records(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        """The rows by store and record id: an event's own id, else the joined parts of the key."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            found[store_of(row), record_id(row)].append(row)
        return found


def store_of(row: Row) -> str:
    """Return the store of a row by the fields that only rows of that store have."""
    if "eventId" in row:
        return CONCESSIONS
    return LINE_ITEMS if "lineItemId" in row else PED


def record_id(row: Row) -> str:
    if "eventId" in row:
        return str(row["eventId"])
    parts = [row["businessReferenceId"], row["promotionId"], row["benefitId"]]
    if "lineItemId" in row:
        parts += [row["lineItemId"], row.get("shipmentId") or ""]
    return "#".join(parts)


def key_of(row: Row) -> Key:
    return row["promotionId"], row["benefitId"]


def instant(written: str | float) -> datetime:
    """Return the instant of ISO 8601 text with an offset, or of epoch seconds or milliseconds.

    Raises:
        ValueError: for text of another form, or without an offset.
    """
    if isinstance(written, str) and not written.strip().lstrip("-").isdigit():
        found = datetime.fromisoformat(written)
        if found.tzinfo is None:
            raise ValueError("an instant without an offset")
        return found
    number = float(written)
    return datetime.fromtimestamp(number / 1000 if abs(number) >= _MILLISECONDS_FROM else number, tz=UTC)


def gift_cards(row: Row) -> list[str]:
    """Return the gift cards that a row names: one, a list, or a delimited text of several."""
    listed = row.get("gcIds") or ()
    scalar = (card for card in _DELIMITERS.split(row.get("gcId") or "") if card)
    return list(dict.fromkeys([*listed, *scalar]))
