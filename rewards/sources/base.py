"""What every source of cashback data looks like, and the set of them that answers for an order.

A new cashback system is one more file with a ``Source`` of kind EVENTS, and one more line in ``standard.py``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.windows import Window
from rewards.stores.rows import EventRow, LineItemRow, PedRow


class SourceKind(StrEnum):
    """What a source holds, and so what is not known when it does not answer."""

    PROMISES = "promises"
    LINE_ITEMS = "lineItems"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one source says about one order; most sources fill one of the three."""

    ped: tuple[PedRow, ...] = ()
    items: tuple[LineItemRow, ...] = ()
    events: tuple[EventRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.ped or self.items or self.events)


@dataclass(frozen=True, slots=True)
class FirstOwner:
    """The customer that a source's first row of an order names; None when the source holds no row of the order."""

    customer_id: str | None

    @property
    def is_empty(self) -> bool:
        return self.customer_id is None


class Source(Protocol):
    """One database. Its methods may fail in any way: the aggregate makes a report of it.

    One that never waits (an embedded store) may say so by ``is_immediate = True``; see ``is_immediate`` below.
    """

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> SourceKind: ...

    async def of_order(self, business_reference_id: str) -> Contribution:
        """Return all that the source holds of one order."""
        ...


def is_immediate(source: object) -> bool:
    """Whether a source, or the store under it, answers without ever waiting. What says nothing of it may wait."""
    return bool(getattr(source, "is_immediate", False))


@dataclass(frozen=True, slots=True)
class CustomerRows:
    """PED's rows of one customer. ``malformed`` is how many more there are that cannot be read."""

    rows: tuple[PedRow, ...] = ()
    malformed: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.malformed)


class OwnerSource(Source, Protocol):
    """A source whose rows name the customer."""

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        """Return the customer that the first row of an order names, at a cost that does not depend on its size."""
        ...


class PedSource(OwnerSource, Protocol):
    """PED is the index by customer as well. One bad row of a customer does not hide the others."""

    async def created_in(self, customer_id: str, window: Window) -> CustomerRows:
        """Return a customer's rows whose recorded creation lies in the half-open window."""
        ...

    async def undated(self, customer_id: str, *, updated_from: datetime) -> CustomerRows:
        """Return a customer's rows without a creation time, updated at that instant or later."""
        ...


class EventSource(OwnerSource, Protocol):
    """Concessions is the index by gift card as well."""

    async def of_gift_card(self, gift_card_id: str) -> Sequence[EventRow]: ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Every source that the service reads; ``further`` are cashback systems beside the three databases."""

    ped: PedSource
    line_items: Source
    concessions: EventSource
    further: tuple[OwnerSource, ...] = ()

    @property
    def of_events(self) -> tuple[OwnerSource, ...]:
        """Every source that may hold events; a further one may hold rows of other kinds as well."""
        return (self.concessions, *self.further)

    def __iter__(self) -> Iterator[Source]:
        return iter((self.ped, self.line_items, self.concessions, *self.further))
