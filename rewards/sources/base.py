"""The protocol of every source of cashback data, and the set of sources that an order is read from.

A new cashback system takes one more file with an ``OwnerSource`` of kind EVENTS, and one more line in ``standard.py``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.ped_records import PedRecord
from rewards.stores.rows import EventRow, LineItemRow, PedRow
from rewards.stores.unreadable_rows import ReadRows, UnreadableRow


class SourceKind(StrEnum):
    """What a source holds, and therefore what is unknown if it does not answer."""

    PROMISES = "promises"
    LINE_ITEMS = "lineItems"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Contribution:
    """The rows of one order in one source; most sources fill one of the first three fields.

    ``records`` are PED's rows as stored, which v1 returns, the malformed ones included.
    """

    ped: tuple[PedRow, ...] = ()
    items: tuple[LineItemRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    unreadable: tuple[UnreadableRow, ...] = ()
    records: tuple[PedRecord, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether some row says which benefit it is of, or there is no row: otherwise the source counts as silent."""
        is_known = bool(self.ped or self.items or self.events)
        return is_known or not self.unreadable or any(row.is_located for row in self.unreadable)

    @property
    def is_empty(self) -> bool:
        return not (self.ped or self.items or self.events or self.unreadable)


@dataclass(frozen=True, slots=True)
class FirstOwner:
    """The customer named by a source's first row of an order, or None if there is no row or it names none."""

    customer_id: str | None

    @property
    def is_empty(self) -> bool:
        return self.customer_id is None


class Source(Protocol):
    """One database. Its methods may raise any exception: it becomes part of the source's report.

    A source that waits for nothing (an embedded store) may declare ``is_immediate = True``; see ``is_immediate`` below.
    """

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> SourceKind: ...

    async def of_order(self, business_reference_id: str) -> Contribution:
        """Return everything that the source holds about one order."""
        ...


def is_immediate(source: object) -> bool:
    """Whether a source, or its store, answers without waiting, except for its turn while it parses a long order.

    The default is that it may wait.
    """
    return bool(getattr(source, "is_immediate", False))


class OwnerSource(Source, Protocol):
    """A source whose rows name the customer."""

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        """Return the customer named by the first row of an order, at a cost independent of the order's size."""
        ...


class PedSource(OwnerSource, Protocol):
    """PED is also the index by customer."""

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        """Return the next places of a customer's orders by an instant that PED records, None without such an index."""
        ...

    async def undated(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        """Return the orders with a row that the index by creation lacks; see ``RowReader.undated_orders``."""
        ...


class EventSource(OwnerSource, Protocol):
    """Concessions is also the index by gift card, and where it exists by customer and event time."""

    async def of_gift_card(self, gift_card_id: str) -> ReadRows[EventRow]: ...

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        """Return the next places of a customer's orders by the events of one type, None without such an index."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Every source that the service reads. ``further``: cashback systems in addition to the three databases."""

    ped: PedSource
    line_items: Source
    concessions: EventSource
    further: tuple[OwnerSource, ...] = ()

    @property
    def of_events(self) -> tuple[OwnerSource, ...]:
        """Every source that may hold events; a further source may also hold rows of other kinds."""
        return (self.concessions, *self.further)

    def __iter__(self) -> Iterator[Source]:
        return iter((self.ped, self.line_items, self.concessions, *self.further))
