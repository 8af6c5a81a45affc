"""What is the embedded store's own: its file, its locks, and a load that is one transaction."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.windows import Window
from rewards.errors import EventConflict, StoreUnavailable
from rewards.stores import sqlite_schema
from rewards.stores.base import PutOutcome, Store
from rewards.stores.order_places import PlaceIndex
from rewards.stores.rows import EventRow, parse_row
from rewards.stores.sqlite_rows import to_microseconds
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.place_reading import places_of
from tests.rewards.world import CUSTOMER, KEY, ORDER, at, event_raw, load, ped_raw

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "rewards.sqlite3")
    yield opened
    opened.close()


async def put(store: Store, raw: dict[str, Any]) -> PutOutcome:
    return await store.put_event(parse_row(EventRow, raw), raw)


async def test_event_is_kept_even_if_its_ped_row_is_garbage(store: SqliteStore, tmp_path: Path) -> None:
    load(store, ("p", ped_raw()))
    with closing(sqlite3.connect(tmp_path / "rewards.sqlite3")) as other, other:
        other.execute("UPDATE ped SET row = json_set(row, '$.eligibleMinor', 'a lot')")
    assert await put(store, event_raw(gcId="GC-1")) is PutOutcome.CREATED
    assert len(await store.events_of_order(ORDER)) == 1


async def test_load_is_all_or_nothing(store: SqliteStore) -> None:
    load(store, ("e", event_raw()))
    with pytest.raises(EventConflict):
        load(store, ("p", ped_raw()), ("e", event_raw(amount=1)))
    assert await store.ped_of_order(ORDER) == []
    assert await put(store, event_raw("E-2")) is PutOutcome.CREATED  # the transaction has ended


async def test_store_outlives_its_process(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite3"
    first = SqliteStore.open(path)
    assert first.is_empty()
    await put(first, event_raw())
    first.close()
    second = SqliteStore.open(path)
    assert not second.is_empty()
    assert await put(second, event_raw()) is PutOutcome.REPLAYED
    second.close()


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    SqliteStore.open(tmp_path / "new.sqlite3").close()
    assert (tmp_path / "new.sqlite3").stat().st_mode & 0o077 == 0


def _garbage(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def _another_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (a)")


def _newer_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (_garbage, "storeCorrupt"),
        (_another_application, "storeCorrupt"),
        (_newer_version, "storeVersion"),
        (Path.mkdir, "storeUnreadable"),
    ],
    ids=["garbage", "another application's", "newer version", "folder"],
)
def test_file_that_is_no_store_has_a_clear_error(tmp_path: Path, prepare: Any, code: str) -> None:
    path = tmp_path / "rewards.sqlite3"
    prepare(path)
    with pytest.raises(StoreUnavailable) as caught:
        SqliteStore.open(path)
    assert (caught.value.code, caught.value.path) == (code, path)
    assert str(path) in str(caught.value)


def test_folder_that_cannot_be_made_has_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        SqliteStore.open(tmp_path / "file" / "rewards.sqlite3")


@pytest.fixture
def locked(store: SqliteStore, tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store that another process holds a write lock on, and that does not wait for it."""
    store._writer.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(tmp_path / "rewards.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield store


async def test_locked_store_has_a_clear_error_and_can_still_be_read(locked: SqliteStore) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        await put(locked, event_raw())
    assert caught.value.code == "storeBusy"
    assert await locked.events_of_order(ORDER) == []


async def test_read_only_store_has_a_clear_error(store: SqliteStore) -> None:
    store._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable) as caught:
        await put(store, event_raw())
    assert caught.value.code == "storeReadOnly"
    assert "cannot be written to" in str(caught.value)


async def test_row_that_is_no_json_is_empty_and_its_source_reports_it(store: SqliteStore, tmp_path: Path) -> None:
    load(store, ("p", ped_raw()))
    with closing(sqlite3.connect(tmp_path / "rewards.sqlite3")) as other, other:
        other.execute("UPDATE ped SET row = 'not json'")
    assert await store.ped_of_order(KEY["businessReferenceId"]) == [{}]


async def test_event_that_is_no_json_names_nobody_and_fails_no_other_order(store: SqliteStore, tmp_path: Path) -> None:
    load(store, ("e", event_raw()))
    with closing(sqlite3.connect(tmp_path / "rewards.sqlite3")) as other, other:
        other.execute("UPDATE concessions SET row = 'not json'")
    assert await store.event_owner_of_order(ORDER) == [{"customerId": None}]
    assert await store.event_owner_of_order("404-0000002-0000002") == []


_VERSION_1 = """
CREATE TABLE ped (business_reference_id TEXT NOT NULL, promotion_id TEXT NOT NULL, benefit_id TEXT NOT NULL,
    customer_id TEXT NOT NULL, created_at INTEGER, updated_at INTEGER NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (business_reference_id, promotion_id, benefit_id)) STRICT, WITHOUT ROWID;
CREATE INDEX ped_by_customer_created ON ped (customer_id, created_at) WHERE created_at IS NOT NULL;
CREATE INDEX ped_by_customer_updated ON ped (customer_id, updated_at);
CREATE TABLE line_items (business_reference_id TEXT NOT NULL, promotion_id TEXT NOT NULL, benefit_id TEXT NOT NULL,
    line_item_id TEXT NOT NULL, shipment_id TEXT NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (business_reference_id, promotion_id, benefit_id, line_item_id, shipment_id)) STRICT, WITHOUT ROWID;
CREATE TABLE concessions (event_id TEXT NOT NULL PRIMARY KEY, business_reference_id TEXT NOT NULL,
    promotion_id TEXT NOT NULL, benefit_id TEXT NOT NULL, type TEXT NOT NULL, event_time INTEGER NOT NULL, gc_id TEXT,
    content TEXT NOT NULL, row TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX concessions_by_order ON concessions (business_reference_id, promotion_id, benefit_id);
CREATE INDEX concessions_by_gift_card ON concessions (gc_id) WHERE gc_id IS NOT NULL;
PRAGMA user_version = 1;
"""


async def test_file_of_the_first_version_gets_the_indexes_by_customer(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(_VERSION_1)
        instant = to_microseconds(at(0))
        rows: list[tuple[str, dict[str, Any], int | None]] = [
            ("A", ped_raw(businessReferenceId="A", reservedAt="1793520000"), instant),
            ("B", ped_raw(businessReferenceId="B", createdAt=None), None),
            ("C", ped_raw(businessReferenceId="C", reservedAt="yesterday"), instant),
        ]
        for order, raw, created in rows:
            values = (order, "PROMO-1", "BEN-1", CUSTOMER, created, instant, json.dumps(raw))
            old.execute("INSERT INTO ped VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        for name, text in (("E-1", json.dumps(event_raw("E-1"))), ("E-2", "no JSON")):
            event = (name, ORDER, "PROMO-1", "BEN-1", "ISSUED", instant, "0", text)
            old.execute("INSERT INTO concessions VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)", event)
        old.commit()
    for _ in range(2):  # the second time there is nothing left to do
        opened = SqliteStore.open(path)
        found = {index: await places_of(opened, Window(at(-9), at(9)), index) for index in PlaceIndex}
        assert {index: [place.business_reference_id for place in places] for index, places in found.items()} == {
            PlaceIndex.CREATED: ["A", "C"],
            PlaceIndex.RESERVED: ["A"],
            PlaceIndex.EVENT_RESERVED: [],
            PlaceIndex.EVENT_ISSUED: [ORDER],
        }
        assert await opened.undated_orders(CUSTOMER, updated_from=at(0)) == ["B"]
        opened.close()


@pytest.mark.parametrize("index", PlaceIndex)
@pytest.mark.parametrize("is_descending", [False, True], ids=["asc", "desc"])
def test_search_by_customer_reads_an_index_and_sorts_nothing(
    store: SqliteStore, index: PlaceIndex, *, is_descending: bool
) -> None:
    statement = sqlite_schema.order_places(index, is_descending=is_descending)
    plan = store._reader.execute(f"EXPLAIN QUERY PLAN {statement}", (CUSTOMER, 0, 9, 1, 1, "A", 5)).fetchall()
    (step,) = [str(row[-1]) for row in plan]
    assert "USING COVERING INDEX" in step


@pytest.mark.parametrize(("events", "copied"), [(249, 0), (250, 250)])
async def test_log_is_copied_into_the_file_once_it_holds_enough_rows(
    store: SqliteStore, tmp_path: Path, events: int, copied: int
) -> None:
    raws = [event_raw(f"E-{number}") for number in range(events)]
    await store.put_events([(parse_row(EventRow, raw), raw) for raw in raws])
    store._checkpoints.close()  # which waits for the one under way
    (tmp_path / "copy.sqlite3").write_bytes((tmp_path / "rewards.sqlite3").read_bytes())  # without the log
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        tables = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'concessions'").fetchone()
        found = copy.execute("SELECT count(*) FROM concessions").fetchone() if tables == (1,) else (0,)
    assert found == (copied,)


async def test_writes_go_on_while_the_log_cannot_be_copied(store: SqliteStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "rewards.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM concessions").fetchone()  # holds the log's beginning
        for batch in range(3):
            raws = [event_raw(f"E-{batch}-{number}") for number in range(250)]
            await store.put_events([(parse_row(EventRow, raw), raw) for raw in raws])
    assert len(await store.events_of_order(ORDER)) == 750
