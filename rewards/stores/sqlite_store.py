"""The embedded store: one SQLite file in WAL mode.

Reads run inline on the event loop: a point read takes microseconds, and handing it to a thread several times that.
Writes wait for the disk, so they run on one writer thread with a separate connection, and what was written is copied
from the write-ahead log into the file by a third one.
"""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Self, TypeVar
from zlib import crc32

from core.private_files import create_private_folder, create_private_sqlite_file
from rewards.errors import StoreUnavailable
from rewards.stores import sqlite_schema, sqlite_worklist
from rewards.stores.base import (
    BACKFILL_FIELDS,
    LoadableRow,
    PedPage,
    PutOutcome,
    RawRow,
    Rows,
    ScannedRow,
    SegmentProgress,
)
from rewards.stores.loaded_orders import LoadedOrders, OnLoaded, unannounced
from rewards.stores.order_places import OrderPlace, PlacePage, PlaceQuery
from rewards.stores.rows import EventRow, PedRow, parse_row
from rewards.stores.sqlite_checkpoints import Checkpoints
from rewards.stores.sqlite_errors import store_errors
from rewards.stores.sqlite_file import BUSY_TIMEOUT_S, LOG_PAGES, connect, prepare
from rewards.stores.sqlite_rows import from_microseconds, parse_rows, to_json, to_microseconds
from rewards.stores.sqlite_writes import load_row, put_events, put_ped
from rewards.stores.unreadable_rows import ROWS_AT_ONCE
from rewards.stores.worklist_index import IndexedEntry, WorklistQuery

_Outcome = TypeVar("_Outcome")


class SqliteStore:
    """A store of the three databases in one SQLite file. Create it with ``open``, and close it when done."""

    is_immediate = True  # reads run inline

    def __init__(self, path: Path, *, reader: sqlite3.Connection, writer: sqlite3.Connection) -> None:
        self._path = path
        self._reader = reader
        self._writer = writer
        self._writing = Lock()
        self._checkpoints = Checkpoints(path)
        self._writer_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        self._check_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-check")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or create it together with its parent folders.

        Raises:
            StoreUnavailable: if the file cannot be opened or written, is not a store, or is of another version.
        """
        with store_errors(path):
            create_private_folder(path.parent)
            create_private_sqlite_file(path)  # the rows hold names and phone numbers
            writer = connect(path)
            try:
                prepare(writer, path)
                writer.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
                reader = connect(path)
            except (sqlite3.Error, StoreUnavailable):
                writer.close()
                raise
            reader.execute("PRAGMA query_only = ON")
            reader.create_function("segment_of", 2, _segment_of, deterministic=True)
        return cls(path, reader=reader, writer=writer)

    def close(self) -> None:
        self._writer_thread.shutdown()
        self._check_thread.shutdown()
        self._checkpoints.close()
        self._reader.close()
        self._writer.close()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        yield  # the file is open already

    async def check_readable(self) -> None:
        await self.backfill_progress()
        self.is_empty()

    async def check(self) -> None:
        await self.check_readable()
        # Not behind the writes of this process, which may be waiting for a lock.
        await asyncio.get_running_loop().run_in_executor(self._check_thread, self._require_writable)

    def is_empty(self) -> bool:
        """Whether all three databases are empty."""
        with store_errors(self._path):
            (empty,) = self._reader.execute(sqlite_schema.IS_EMPTY).fetchone()
        return bool(empty)

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return await self._read(sqlite_schema.PED_OF_ORDER, business_reference_id)

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return await self._read(sqlite_schema.LINE_ITEMS_OF_ORDER, business_reference_id)

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return await self._read(sqlite_schema.EVENTS_OF_ORDER, business_reference_id)

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        return self._owner(sqlite_schema.PED_OWNER_OF_ORDER, business_reference_id)

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        return self._owner(sqlite_schema.EVENT_OWNER_OF_ORDER, business_reference_id)

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        return await self._read(sqlite_schema.EVENTS_OF_GIFT_CARD, gift_card_id)

    async def order_places(self, query: PlaceQuery) -> PlacePage:
        start, end = to_microseconds(query.window.start), to_microseconds(query.window.end)
        after_at, after_order = end if query.is_descending else start - 1, ""
        if query.after is not None:
            after_at, after_order = to_microseconds(query.after.at), query.after.business_reference_id
            # The range itself begins there, so that no entry that the pages before returned is read again.
            start, end = (start, min(end, after_at + 1)) if query.is_descending else (max(start, after_at), end)
        statement = sqlite_schema.order_places(query.index, is_descending=query.is_descending)
        values = (query.customer_id, start, end, after_at, after_at, after_order, query.limit)
        with store_errors(self._path):
            found = self._reader.execute(statement, values).fetchall()
        places = tuple(OrderPlace(from_microseconds(at), order) for at, order in found)
        return PlacePage(places, places[-1] if len(places) == query.limit else None)

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        with store_errors(self._path):
            values = (customer_id, to_microseconds(updated_from))
            return [order for (order,) in self._reader.execute(sqlite_schema.UNDATED_ORDERS, values).fetchall()]

    async def put_event(self, event: EventRow, raw: RawRow) -> PutOutcome:
        (outcome,) = await self.put_events([(event, raw)])
        return outcome

    async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
        return await self._run_on_writer(lambda: self._put_events(events))

    async def ped_segment(self, segment: int, *, segments: int, after: str | None, limit: int) -> PedPage:
        start = json.loads(after) if after else ("", "", "")
        with store_errors(self._path):
            found = self._reader.execute(sqlite_schema.PED_SEGMENT, (*start, segments, segment, limit)).fetchall()
        rows = [ScannedRow(_parse_scanned(*columns), after=json.dumps(columns[:3])) for columns in found]
        return PedPage(rows=rows, after=rows[-1].after if len(found) == limit else None)

    @property
    def throttled_requests(self) -> int:
        return 0

    async def ped_estimate(self) -> int | None:
        return await asyncio.get_running_loop().run_in_executor(self._check_thread, self._count_ped)

    def _count_ped(self) -> int | None:
        """Count on a separate connection: the reader belongs to the event loop, which must not wait."""
        try:
            with closing(connect(self._path)) as connection:
                return int(connection.execute(sqlite_schema.COUNT_PED).fetchone()[0])
        except sqlite3.Error:
            return None

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        if not additions.keys() <= BACKFILL_FIELDS:
            raise ValueError("the backfill may not set this attribute")
        return await self._run_on_writer(lambda: self._add_to_ped(seen, additions))

    async def backfill_progress(self) -> Sequence[SegmentProgress]:
        with store_errors(self._path):
            found = self._reader.execute(sqlite_schema.BACKFILL_PROGRESS).fetchall()
            return [
                SegmentProgress(
                    segment, segments, after, bool(is_done), json.loads(text), datetime.fromisoformat(started_at)
                )
                for segment, segments, after, is_done, text, started_at in found
            ]

    async def save_backfill_progress(self, progress: SegmentProgress) -> None:
        state = (progress.after, progress.is_done, to_json(progress.counts), progress.started_at.isoformat())
        values = (progress.segment, progress.segments, *state)
        await self._run_on_writer(lambda: self._run(sqlite_schema.PUT_BACKFILL_PROGRESS, *values))

    async def clear_backfill_progress(self) -> None:
        await self._run_on_writer(lambda: self._run(sqlite_schema.CLEAR_BACKFILL_PROGRESS))

    async def consumer_positions(self, stream: str) -> Mapping[str, str]:
        with store_errors(self._path):
            return dict(self._reader.execute(sqlite_schema.CONSUMER_POSITIONS, (stream,)).fetchall())

    async def save_consumer_position(self, stream: str, shard: str, position: str) -> None:
        values = (stream, shard, position)
        await self._run_on_writer(lambda: self._run(sqlite_schema.PUT_CONSUMER_POSITION, *values))

    async def delete_consumer_positions(self, stream: str, shards: Collection[str]) -> None:
        for shard in shards:
            values = (stream, shard)
            await self._run_on_writer(partial(self._run, sqlite_schema.DELETE_CONSUMER_POSITION, *values))

    async def worklist_of_order(self, business_reference_id: str) -> Sequence[IndexedEntry]:
        with store_errors(self._path):
            return sqlite_worklist.read_order(self._reader, business_reference_id)

    async def replace_worklist(
        self, business_reference_id: str, *, seen: Sequence[IndexedEntry], entries: Sequence[IndexedEntry]
    ) -> bool:
        def replace() -> bool:
            with self._transaction() as connection, store_errors(self._path):
                return sqlite_worklist.replace_order(connection, business_reference_id, seen=seen, entries=entries)

        return await self._run_on_writer(replace)

    async def worklist(self, query: WorklistQuery) -> Sequence[IndexedEntry]:
        with store_errors(self._path):
            return sqlite_worklist.read_page(self._reader, query)

    async def note_undated(self, raw: RawRow) -> None:
        """Do nothing: the index of undated rows is exact here."""

    async def complete_backfill(self, *, started_at: datetime) -> None:
        """Do nothing: see ``note_undated``."""

    def load(self, rows: Iterable[LoadableRow], *, on_loaded: OnLoaded = unannounced) -> None:
        orders = LoadedOrders()
        try:
            with self._transaction() as connection:
                for loadable in rows:
                    orders.add(loadable.row.business_reference_id)
                    # Not around the iteration: the rows may come from a file whose errors are not the store's.
                    with store_errors(self._path):
                        load_row(connection, loadable)
        finally:
            on_loaded(orders.named)

    def require_storable(self, loadable: LoadableRow) -> None:
        """Return without an error: SQLite can hold every row that can be parsed."""

    async def _read(self, statement: str, *keys: str | int) -> list[RawRow]:
        with store_errors(self._path):
            texts = [text for (text,) in self._reader.execute(statement, keys).fetchall()]
        rows = parse_rows(texts[:ROWS_AT_ONCE])
        for start in range(ROWS_AT_ONCE, len(texts), ROWS_AT_ONCE):
            await asyncio.sleep(0)  # the event loop gets its turn
            rows += parse_rows(texts[start : start + ROWS_AT_ONCE])
        return rows

    def _owner(self, statement: str, business_reference_id: str) -> list[RawRow]:
        with store_errors(self._path):
            found = self._reader.execute(statement, (business_reference_id,)).fetchall()
        rows = [(is_found, {"customerId": customer_id}) for is_found, customer_id in found]
        return [row for is_found, row in rows if is_found]

    def _put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> list[PutOutcome]:
        with self._transaction() as connection, store_errors(self._path):
            return put_events(connection, events)

    def _add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        with self._transaction() as connection, store_errors(self._path):
            key = (seen["businessReferenceId"], seen["promotionId"], seen["benefitId"])
            found = connection.execute(sqlite_schema.PED_OF_BENEFIT, key).fetchone()
            stored: dict[str, Any] = json.loads(found[0]) if found else {}
            if not found or any(stored.get(name) != seen.get(name) for name in ("gcId", *additions)):
                return False
            repaired = {**stored, **additions}
            put_ped(connection, parse_row(PedRow, repaired), repaired)
            return True

    def _require_writable(self) -> None:
        """Return when the file can be written, or could be if the write lock were free, without waiting for it.

        A store that is locked can be read, and writes wait for it: taking the service out of use during a long
        ``data load`` would lose the reads and win nothing.
        """
        if not self._writing.acquire(blocking=False):
            return  # a write of this process has the lock, or is waiting for it
        try:
            self._writer.execute("PRAGMA busy_timeout = 0")
            with self._begun() as connection, store_errors(self._path):
                for statement in sqlite_schema.WRITES_OF_NOTHING:
                    connection.execute(statement)
        except StoreUnavailable as error:
            if error.code != "storeBusy":
                raise
        finally:
            self._writer.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000:.0f}")
            self._writing.release()

    def _run(self, statement: str, *values: str | int | None) -> None:
        with self._transaction() as connection, store_errors(self._path):
            connection.execute(statement, values)

    async def _run_on_writer(self, write: Callable[[], _Outcome]) -> _Outcome:
        queued_at_s = monotonic()

        def in_turn() -> _Outcome:
            # Writes queued ahead have used up the time waiting for a lock; waiting as long again would not help.
            if monotonic() - queued_at_s > BUSY_TIMEOUT_S:
                raise StoreUnavailable("storeBusy", self._path)
            return write()

        return await asyncio.get_running_loop().run_in_executor(self._writer_thread, in_turn)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._writing:
            with self._begun() as connection:
                yield connection
            self._checkpoints.committed(connection.total_changes)

    @contextmanager
    def _begun(self) -> Iterator[sqlite3.Connection]:
        """Begin a transaction, and commit it at the end of the block. The caller holds ``_writing``."""
        connection = self._writer
        with store_errors(self._path):
            connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            with store_errors(self._path):
                connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _parse_scanned(order: str, promotion: str, benefit: str, text: str) -> RawRow:
    """Return the row, or only its key if its text is damaged: one row must not end the scan of all."""
    try:
        row = json.loads(text)
    except json.JSONDecodeError:
        row = None
    if isinstance(row, dict):
        return row
    return {"businessReferenceId": order, "promotionId": promotion, "benefitId": benefit}


def _segment_of(business_reference_id: str, segments: int) -> int:
    return crc32(business_reference_id.encode()) % segments
