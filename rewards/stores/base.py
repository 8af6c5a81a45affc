"""Storage of rows: the one seam to a database.

A store returns rows as its database holds them. The sources parse them, so that a malformed row is a failure of one
source.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from rewards.stores.loaded_orders import OnLoaded, unannounced
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import EventRow, LineItemRow, PedRow
from rewards.stores.worklist_index import WorklistIndex

RawRow = Mapping[str, Any]
Rows = Sequence[RawRow]
# The only PED attributes that the backfill may set.
BACKFILL_FIELDS = frozenset({"createdAt", "createdAtSource", "reservedAt", "reservedAtSource", "gcIds"})


class PutOutcome(StrEnum):
    """The result of storing one event: new, known with the same content, or refused for different content."""

    CREATED = "created"
    REPLAYED = "replayed"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class LoadableRow:
    """A row to load: parsed for its keys, and raw as the database will hold it."""

    row: PedRow | LineItemRow | EventRow
    raw: RawRow
    line_number: int | None = None  # in the file that the row was read from


class RowReader(Protocol):
    """The reads that the sources are built on.

    Raises:
        StoreUnavailable: from every method, if the database cannot be read.
    """

    async def ped_of_order(self, business_reference_id: str) -> Rows: ...

    async def line_items_of_order(self, business_reference_id: str) -> Rows: ...

    async def events_of_order(self, business_reference_id: str) -> Rows: ...

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        """Return the order's first PED row by key, if any, reduced to its ``customerId``.

        The cost does not depend on the size of the order. A refused caller costs only this and
        ``event_owner_of_order``, so that a foreign order takes as long to refuse as a missing one.
        """
        ...

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        """Return the order's first event by key, if any, reduced to its ``customerId``; see ``ped_owner_of_order``."""
        ...

    async def events_of_gift_card(self, gift_card_id: str) -> Rows: ...

    async def order_places(self, query: PlaceQuery) -> PlacePage | None:
        """Return the next places in an index, at a cost that depends on ``query.limit`` only; None without the index.

        A place is a candidate: an index may lag behind its rows, and only the rows say where an order belongs.
        """
        ...

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        """Return the customer's orders with a PED row that ``PlaceIndex.CREATED`` lacks, each once.

        Only rows that were updated at that instant or later are needed; others may be among them.
        """
        ...


@dataclass(frozen=True, slots=True)
class ScannedRow:
    """A PED row found by a scan, which ``after`` continues behind.

    ``is_unindexed``: the row has a creation time, and the index by creation does not hold it, because its writer did
    not know of the index. Adding the same ``createdAt`` again adds the row to the index.
    """

    row: RawRow
    after: str
    is_unindexed: bool = False


@dataclass(frozen=True, slots=True)
class PedPage:
    """Some PED rows of one segment. ``after`` continues behind them, and is None at the end of the segment."""

    rows: Sequence[ScannedRow]
    after: str | None


@dataclass(frozen=True, slots=True)
class SegmentProgress:
    """The progress of the backfill in one of ``segments``: the rows up to ``after`` are done, with these ``counts``.

    ``after`` is in a format of the store; None with ``is_done`` False is a segment that has not been started.
    ``started_at`` is the start of the whole scan, which a resumed run continues.
    """

    segment: int
    segments: int
    after: str | None
    is_done: bool
    counts: Mapping[str, int]
    started_at: datetime


class PedCompletion(Protocol):
    """What the backfill needs: a scan of all of PED, a write that only adds, and storage for its progress.

    Raises:
        StoreUnavailable: from every method, if the database cannot be used.
    """

    @property
    def throttled_requests(self) -> int:
        """Return how many requests of this store the database has throttled so far, retried ones included."""
        ...

    async def ped_estimate(self) -> int | None:
        """Return about how many rows PED has, or None if that is not known. Never raises for a failing database."""
        ...

    async def ped_segment(self, segment: int, *, segments: int, after: str | None, limit: int) -> PedPage:
        """Return the next rows of one of ``segments`` (counted from 0), about ``limit`` of them; a page may be empty.

        All rows of an order are in one segment. A row that exists throughout a whole scan is returned at least once.
        """
        ...

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        """Set these attributes of a row if it is unchanged since it was seen; durable when this returns.

        The attributes to be set and ``gcId`` are compared; absent and null are equal. Either all of them are set or
        none, and no other attribute changes, ``lastUpdatedTime`` least of all. Returns False if the row has changed or
        no longer exists.

        Raises:
            ValueError: for an attribute that is not in ``BACKFILL_FIELDS``.
        """
        ...

    async def backfill_progress(self) -> Sequence[SegmentProgress]:
        """Return the saved progress of every segment, ordered by segment number."""
        ...

    async def save_backfill_progress(self, progress: SegmentProgress) -> None:
        """Save the progress of one segment, replacing what was saved before; durable when this returns."""
        ...

    async def clear_backfill_progress(self) -> None:
        """Delete all progress."""
        ...

    async def note_undated(self, raw: RawRow) -> None:
        """Remember a row that the scan leaves out of the index by creation; a repetition changes nothing."""
        ...

    async def complete_backfill(self, *, started_at: datetime) -> None:
        """Remember that a scan, started at this instant, has reached every row.

        From then on ``undated_orders`` may rely on it: a row last updated before that instant is dated or noted.
        """
        ...


class EventWriter(Protocol):
    """The writes of the running service."""

    def require_storable(self, loadable: LoadableRow) -> None:
        """Raise if the database cannot hold a row, as far as that is known without asking it.

        Raises:
            RowNotStorable: with the field and the limit.
        """
        ...

    async def put_event(self, event: EventRow, raw: RawRow) -> PutOutcome:
        """Store an event once and repair PED, in one transaction; both are durable when this returns.

        Raises:
            StoreUnavailable: if the event could not be stored.
        """
        ...

    async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
        """Store each event as ``put_event`` does, in this order; all are durable when this returns.

        A store may write them together. Several events may have the same id.

        Raises:
            StoreUnavailable: if one could not be stored. Any of the others may have been.
        """
        ...


class ConsumerPositions(Protocol):
    """Where consumers of streams save their positions, so that another process can go on.

    Raises:
        StoreUnavailable: from every method, if the database cannot be used.
    """

    async def consumer_positions(self, stream: str) -> Mapping[str, str]:
        """Return the saved position of every shard of a stream."""
        ...

    async def save_consumer_position(self, stream: str, shard: str, position: str) -> None:
        """Save the position of a shard, replacing what was saved before; durable when this returns."""
        ...

    async def delete_consumer_positions(self, stream: str, shards: Collection[str]) -> None:
        """Delete the positions of these shards."""
        ...


class RowLoader(Protocol):
    """Bulk loading, for an operator's command and not for the running service."""

    def load(self, rows: Iterable[LoadableRow], *, on_loaded: OnLoaded = unannounced) -> None:
        """Load all rows in one transaction. PED and tracker rows replace those of the same key.

        ``on_loaded`` receives the orders of rows that may have become durable, or None for any order, soon after they
        have, and also when the load fails. It is called in the thread that loads.

        Raises:
            EventConflict: if an event id is known with different content; nothing was loaded.
            RowNotStorable: if the database cannot hold a row.
            StoreUnavailable: if the database cannot be written.
        """
        ...

    def require_storable(self, loadable: LoadableRow) -> None:
        """See ``EventWriter.require_storable``."""
        ...


class Store(RowReader, EventWriter, RowLoader, PedCompletion, ConsumerPositions, WorklistIndex, Protocol):
    """Everything that the service and its commands need from a store."""

    def connected(self) -> AbstractAsyncContextManager[None]:
        """Hold what the asynchronous methods need, such as connections, while the block runs.

        Raises:
            StoreUnavailable: if the configuration is not sufficient to connect.
        """
        ...

    async def check_readable(self) -> None:
        """Raise unless every table can be read.

        Raises:
            StoreUnavailable: with the reason.
        """
        ...

    async def check(self) -> None:
        """Raise unless every table can be read and events can be stored; nothing is written.

        Raises:
            StoreUnavailable: with the reason.
        """
        ...

    def is_empty(self) -> bool: ...

    def close(self) -> None: ...
