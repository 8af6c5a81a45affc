"""The embedded store: one SQLite file in WAL mode.

Reads run inline on the event loop, because a point read takes microseconds and a thread hop several times that. Writes
wait for the disk, so they run on one writer thread with a connection of its own.
"""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Self, TypeVar
from zlib import crc32

from pydantic_core import from_json

from core.contract import EventType
from core.windows import Window
from rewards.errors import EventConflict, StoreTrouble, StoreUnavailable
from rewards.stores import sqlite_schema
from rewards.stores.base import COMPLETED, LoadableRow, PedPage, PutOutcome, RawRow, Rows, SegmentProgress
from rewards.stores.content_digest import content_digest
from rewards.stores.ped_repair import may_mend, repaired
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row

_EPOCH = datetime.fromtimestamp(0, tz=UTC)
_Outcome = TypeVar("_Outcome")
_BUSY_TIMEOUT_S = 5.0
_CACHE_KIB = 65_536  # SQLite's own 2 MB hold the upper pages of a large file only, and every look-up goes to the file


class SqliteStore:
    """Holds the three databases in one file. Use ``open``; close it when done."""

    is_immediate = True  # reads run inline

    def __init__(self, path: Path, *, reader: sqlite3.Connection, writer: sqlite3.Connection) -> None:
        self._path = path
        self._reader = reader
        self._writer = writer
        self._writing = Lock()
        self._writer_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or make it with the folders above it.

        Raises:
            StoreUnavailable: when the file cannot be opened or written, is no store, or is another version's.
        """
        with _trouble(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # the rows hold names and phone numbers; SQLite's side files take the same mode
            writer = _connect(path)
            try:
                _prepare(writer, path)
                reader = _connect(path)
            except (sqlite3.Error, StoreUnavailable):
                writer.close()
                raise
            reader.execute("PRAGMA query_only = ON")
            reader.create_function("segment_of", 2, _segment_of, deterministic=True)
        return cls(path, reader=reader, writer=writer)

    def close(self) -> None:
        self._writer_thread.shutdown()
        self._reader.close()
        self._writer.close()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        yield  # the file is open already

    async def check(self) -> None:
        await self.backfill_progress()
        self.is_empty()
        await self._written(self._require_writable)

    def is_empty(self) -> bool:
        """Whether none of the three databases holds a row."""
        with _trouble(self._path):
            (empty,) = self._reader.execute(sqlite_schema.IS_EMPTY).fetchone()
        return bool(empty)

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return self._read(sqlite_schema.PED_OF_ORDER, business_reference_id)

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return self._read(sqlite_schema.LINE_ITEMS_OF_ORDER, business_reference_id)

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return self._read(sqlite_schema.EVENTS_OF_ORDER, business_reference_id)

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        return self._read(sqlite_schema.EVENTS_OF_GIFT_CARD, gift_card_id)

    async def ped_created_in(self, customer_id: str, window: Window) -> Rows:
        return self._read(sqlite_schema.PED_CREATED_IN, customer_id, _micros(window.start), _micros(window.end))

    async def ped_undated(self, customer_id: str, *, updated_from: datetime) -> Rows:
        return self._read(sqlite_schema.PED_UNDATED, customer_id, _micros(updated_from))

    async def put_event(self, event: EventRow, raw: RawRow) -> PutOutcome:
        (outcome,) = await self.put_events([(event, raw)])
        return outcome

    async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
        return await self._written(lambda: self._put_events(events))

    async def ped_segment(self, segment: int, *, segments: int, after: str | None, limit: int) -> PedPage:
        start = json.loads(after) if after else ("", "", "")
        with _trouble(self._path):
            found = self._reader.execute(sqlite_schema.PED_SEGMENT, (*start, segments, segment, limit)).fetchall()
            rows = [json.loads(text) for (*_, text) in found]
        return PedPage(rows=rows, after=json.dumps(found[-1][:3]) if len(found) == limit else None)

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        if not additions.keys() <= COMPLETED:
            raise ValueError("the backfill may not set this attribute")
        return await self._written(lambda: self._add_to_ped(seen, additions))

    async def backfill_progress(self) -> Sequence[SegmentProgress]:
        with _trouble(self._path):
            found = self._reader.execute(sqlite_schema.BACKFILL_PROGRESS).fetchall()
            return [
                SegmentProgress(segment, segments, after, bool(is_done), json.loads(text))
                for segment, segments, after, is_done, text in found
            ]

    async def save_backfill_progress(self, progress: SegmentProgress) -> None:
        values = (progress.segment, progress.segments, progress.after, progress.is_done, _json(progress.counts))
        await self._written(lambda: self._run(sqlite_schema.PUT_BACKFILL_PROGRESS, *values))

    async def clear_backfill_progress(self) -> None:
        await self._written(lambda: self._run(sqlite_schema.CLEAR_BACKFILL_PROGRESS))

    def load(self, rows: Iterable[LoadableRow]) -> None:
        with self._transaction() as connection:
            for loadable in rows:
                with _trouble(self._path):  # around the store's part only: the rows may come from a file of their own
                    _load_row(connection, loadable)

    def require_storable(self, loadable: LoadableRow) -> None:
        """Return: SQLite holds every row that can be parsed."""

    def _read(self, statement: str, *keys: str | int) -> list[RawRow]:
        with _trouble(self._path):
            return _parsed([text for (text,) in self._reader.execute(statement, keys).fetchall()])

    def _put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> list[PutOutcome]:
        with self._transaction() as connection, _trouble(self._path):
            return [_put_event(connection, event, raw) for event, raw in events]

    def _add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        with self._transaction() as connection, _trouble(self._path):
            key = (seen["businessReferenceId"], seen["promotionId"], seen["benefitId"])
            found = connection.execute(sqlite_schema.PED_OF_BENEFIT, key).fetchone()
            stored: dict[str, Any] = json.loads(found[0]) if found else {}
            if not found or any(stored.get(name) != seen.get(name) for name in ("gcId", *additions)):
                return False
            mended = {**stored, **additions}
            _put_ped(connection, parse_row(PedRow, mended), mended)
            return True

    def _require_writable(self) -> None:
        with self._transaction() as connection, _trouble(self._path):
            for statement in sqlite_schema.WRITES_OF_NOTHING:
                connection.execute(statement)

    def _run(self, statement: str, *values: str | int | None) -> None:
        with self._transaction() as connection, _trouble(self._path):
            connection.execute(statement, values)

    async def _written(self, write: Callable[[], _Outcome]) -> _Outcome:
        asked_s = monotonic()

        def in_turn() -> _Outcome:
            # Behind others that have waited for a lock in vain, waiting as long once more would help nobody.
            if monotonic() - asked_s > _BUSY_TIMEOUT_S:
                raise StoreUnavailable("storeBusy", self._path)
            return write()

        return await asyncio.get_running_loop().run_in_executor(self._writer_thread, in_turn)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._writer
        with self._writing:
            with _trouble(self._path):
                connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                with _trouble(self._path):
                    connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")  # an acknowledged event survives a power cut
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")  # two processes may open a new file at the same time
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if version != sqlite_schema.VERSION and (version or tables):
        raise StoreUnavailable("storeVersion" if version else "storeCorrupt", path)
    if not tables:
        for statement in sqlite_schema.SCHEMA.split(";"):
            connection.execute(statement)
    connection.execute(sqlite_schema.BACKFILL_SCHEMA)
    connection.execute("COMMIT")


def _segment_of(business_reference_id: str, segments: int) -> int:
    return crc32(business_reference_id.encode()) % segments


def _load_row(connection: sqlite3.Connection, loadable: LoadableRow) -> None:
    row = loadable.row
    if isinstance(row, PedRow):
        _put_ped(connection, row, loadable.raw)
    elif isinstance(row, LineItemRow):
        key = (row.business_reference_id, *row.benefit_key, row.line_item_id, row.shipment_id or "")
        connection.execute(sqlite_schema.PUT_LINE_ITEM, (*key, _json(loadable.raw)))
    elif _insert_event(connection, row, loadable.raw) is PutOutcome.CONFLICT:
        raise EventConflict


def _put_event(connection: sqlite3.Connection, event: EventRow, raw: RawRow) -> PutOutcome:
    outcome = _insert_event(connection, event, raw)
    if outcome is PutOutcome.CREATED:
        _repair_ped(connection, event)
    return outcome


def _insert_event(connection: sqlite3.Connection, event: EventRow, raw: RawRow) -> PutOutcome:
    content = content_digest(event, raw)
    values = (
        event.event_id,
        event.business_reference_id,
        *event.benefit_key,
        event.type,
        _micros(event.event_time),
        event.gc_id,
        content,
        _json(raw),
    )
    if connection.execute(sqlite_schema.PUT_EVENT, values).rowcount:
        return PutOutcome.CREATED
    (stored,) = connection.execute(sqlite_schema.EVENT_CONTENT, (event.event_id,)).fetchone()
    return PutOutcome.REPLAYED if stored == content else PutOutcome.CONFLICT


def _repair_ped(connection: sqlite3.Connection, event: EventRow) -> None:
    if not may_mend(event):
        return
    key = (event.business_reference_id, *event.benefit_key)
    found = connection.execute(sqlite_schema.PED_OF_BENEFIT, key).fetchone()
    if found is None:
        return
    place = (_micros(event.event_time), event.event_id)
    later = (
        event.type == EventType.ISSUED and connection.execute(sqlite_schema.LATER_GIFT_CARD, (*key, *place)).fetchone()
    )
    try:
        raw: dict[str, Any] = json.loads(found[0])
        changes = repaired(parse_row(PedRow, raw), event, is_latest_gift_card=not later)
        if changes:
            mended = raw | changes
            _put_ped(connection, parse_row(PedRow, mended), mended)
    except (MalformedRow, json.JSONDecodeError):
        return  # the event is good and must be kept; reading the order will tell that PED's row is not


def _put_ped(connection: sqlite3.Connection, row: PedRow, raw: RawRow) -> None:
    created_at = None if row.created_at is None else _micros(row.created_at.at)
    key = (row.business_reference_id, *row.benefit_key, row.customer_id)
    connection.execute(sqlite_schema.PUT_PED, (*key, created_at, _micros(row.last_updated_time.at), _json(raw)))


def _parsed(texts: Sequence[str]) -> list[RawRow]:
    """Parse all rows in one go, four times as fast as one after the other."""
    try:
        rows: list[RawRow] = from_json(f"[{','.join(texts)}]")
        if len(rows) == len(texts):
            return rows
    except ValueError:
        pass  # stricter than the writers were, about lone surrogates for one
    return [json.loads(text) for text in texts]


def _json(raw: Mapping[str, Any]) -> str:
    return json.dumps(raw, separators=(",", ":"))


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


@contextmanager
def _trouble(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system report into the one error of this store."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of this module, not of the file
    except (sqlite3.Error, OSError, json.JSONDecodeError) as error:
        raise StoreUnavailable(_trouble_code(error), path) from error


def _trouble_code(error: Exception) -> StoreTrouble:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return "storeReadOnly"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "storeBusy"
    if isinstance(error, OSError) or name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")):
        return "storeUnreadable"
    return "storeCorrupt"
