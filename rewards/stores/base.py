"""Where rows live: the one seam to a database.

A store hands out rows as its database holds them. It is the sources that parse them, so that one bad row is the failure
of one source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from rewards.rows import EventRow, LineItemRow, PedRow
from rewards.window import Window

RawRow = Mapping[str, Any]
Rows = Sequence[RawRow]


class PutOutcome(StrEnum):
    """What became of one event: stored, known already with the same content, or refused for other content."""

    CREATED = "created"
    REPLAYED = "replayed"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class LoadableRow:
    """A row to load: parsed for its keys, raw because that is what the database holds."""

    row: PedRow | LineItemRow | EventRow
    raw: RawRow


class RowReader(Protocol):
    """The reads that the sources are made of.

    Raises:
        StoreUnavailable: from every method, when the database cannot be read.
    """

    async def ped_of_order(self, business_reference_id: str) -> Rows: ...

    async def line_items_of_order(self, business_reference_id: str) -> Rows: ...

    async def events_of_order(self, business_reference_id: str) -> Rows: ...

    async def events_of_gift_card(self, gift_card_id: str) -> Rows: ...

    async def ped_created_in(self, customer_id: str, window: Window) -> Rows:
        """Give a customer's PED rows whose recorded creation lies in the half-open window."""
        ...

    async def ped_undated(self, customer_id: str, *, updated_from: datetime) -> Rows:
        """Give a customer's PED rows without a creation time that were updated at that instant or later."""
        ...


class EventWriter(Protocol):
    """The one write of the running service."""

    async def put_event(self, event: EventRow, raw: RawRow) -> PutOutcome:
        """Store an event once, and repair PED, in one transaction; when this returns, both are durable.

        Raises:
            StoreUnavailable: when it could not be stored.
        """
        ...


class RowLoader(Protocol):
    """Bulk loading, for an operator's command rather than for the running service."""

    def load(self, rows: Iterable[LoadableRow]) -> None:
        """Load all rows in one transaction. PED and tracker rows replace those of the same key.

        Raises:
            EventConflict: when an event id is known with other content; nothing was loaded.
            StoreUnavailable: when the database cannot be written.
        """
        ...


class Store(RowReader, EventWriter, RowLoader, Protocol):
    """All that the service and its commands ask of a store."""

    async def check(self) -> None:
        """Return when the database can be read.

        Raises:
            StoreUnavailable: otherwise.
        """
        ...

    def is_empty(self) -> bool: ...

    def close(self) -> None: ...
