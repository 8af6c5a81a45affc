"""Where rows live: the one seam to a database.

A store hands out rows as its database holds them. It is the sources that parse them, so that one bad row is the failure
of one source.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core.windows import Window
from rewards.stores.rows import EventRow, LineItemRow, PedRow

RawRow = Mapping[str, Any]
Rows = Sequence[RawRow]
# The only PED attributes that a backfill may set.
COMPLETED = frozenset({"createdAt", "createdAtSource", "reservedAt", "reservedAtSource", "gcIds"})


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
    line_number: int | None = None  # in the file that it came from


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
        """Return a customer's PED rows whose recorded creation lies in the half-open window."""
        ...

    async def ped_undated(self, customer_id: str, *, updated_from: datetime) -> Rows:
        """Return a customer's PED rows without a creation time that were updated at that instant or later."""
        ...


@dataclass(frozen=True, slots=True)
class PedPage:
    """Some PED rows of one segment. ``after`` asks for those that follow; None: the segment is at its end."""

    rows: Rows
    after: str | None


@dataclass(frozen=True, slots=True)
class SegmentProgress:
    """How far the backfill has come in one of ``segments``: all rows up to ``after`` are done, and ``counts`` of them.

    ``after`` is in the store's own words; None with ``is_done`` False is a segment that has not begun.
    """

    segment: int
    segments: int
    after: str | None
    is_done: bool
    counts: Mapping[str, int]


class PedCompletion(Protocol):
    """What the backfill needs: a walk over all of PED, a write that can only add, and a place for its progress.

    Raises:
        StoreUnavailable: from every method, when the database cannot be used.
    """

    async def ped_segment(self, segment: int, *, segments: int, after: str | None, limit: int) -> PedPage:
        """Return the next rows of one of ``segments`` (counted from 0), about ``limit`` of them; a page may be empty.

        The rows of one order are all in one segment. A row that stands while a whole walk lasts is given at least once.
        """
        ...

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        """Set these attributes of one row if it still is what was seen; durable when this returns.

        Compared are the attributes to be set and ``gcId``; absent and null are the same. All of them are set, or none.
        No other attribute changes, ``lastUpdatedTime`` last of all. False: the row has changed, or is gone.

        Raises:
            ValueError: for an attribute that is none of ``COMPLETED``.
        """
        ...

    async def backfill_progress(self) -> Sequence[SegmentProgress]:
        """Return the progress of every segment that has been saved, by its number."""
        ...

    async def save_backfill_progress(self, progress: SegmentProgress) -> None:
        """Keep the progress of one segment in place of what was kept of it; durable when this returns."""
        ...

    async def clear_backfill_progress(self) -> None:
        """Forget all progress."""
        ...


class EventWriter(Protocol):
    """The writes of the running service."""

    async def put_event(self, event: EventRow, raw: RawRow) -> PutOutcome:
        """Store an event once, and repair PED, in one transaction; when this returns, both are durable.

        Raises:
            StoreUnavailable: when it could not be stored.
        """
        ...

    async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
        """Store each event as ``put_event`` does, in this order; when this returns, all are durable.

        A store may write them together. Events of one id may be among them.

        Raises:
            StoreUnavailable: when one could not be stored. Any of the others may have been.
        """
        ...


class RowLoader(Protocol):
    """Bulk loading, for an operator's command rather than for the running service."""

    def load(self, rows: Iterable[LoadableRow]) -> None:
        """Load all rows in one transaction. PED and tracker rows replace those of the same key.

        Raises:
            EventConflict: when an event id is known with other content; nothing was loaded.
            RowNotStorable: when the database cannot hold a row.
            StoreUnavailable: when the database cannot be written.
        """
        ...

    def require_storable(self, loadable: LoadableRow) -> None:
        """Return when the database can hold a row, as far as that is known without asking it.

        Raises:
            RowNotStorable: otherwise.
        """
        ...


class Store(RowReader, EventWriter, RowLoader, PedCompletion, Protocol):
    """All that the service and its commands ask of a store."""

    def connected(self) -> AbstractAsyncContextManager[None]:
        """Hold what the asynchronous methods need, such as connections; they work while the block runs.

        Raises:
            StoreUnavailable: when the configuration is not enough to connect.
        """
        ...

    async def check(self) -> None:
        """Return when every table can be read, and events can be stored; nothing is written.

        Raises:
            StoreUnavailable: otherwise.
        """
        ...

    def is_empty(self) -> bool: ...

    def close(self) -> None: ...
