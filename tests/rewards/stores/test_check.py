"""The check of a store: every table, and the right to write, without a row that is written."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.readiness import Readiness
from rewards.errors import StoreUnavailable
from rewards.stores.base import PutOutcome, Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.rows import EventRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.scripted_calls import refusal, require_all_placeholders_used, tapped
from tests.rewards.world import event_raw

pytestmark = pytest.mark.slow


async def test_a_store_that_can_be_used_passes_and_stays_empty(store: Store) -> None:
    await store.check()
    await store.check()
    assert await store.events_of_order("-") == []
    assert await store.ped_of_order("-") == []


@pytest.mark.parametrize("table", ["ped", "line_items", "concessions", "backfill_segments"])
async def test_every_table_of_sqlite_is_needed(tmp_path: Path, table: str) -> None:
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    store._writer.execute(f"DROP TABLE {table}")
    with pytest.raises(StoreUnavailable):
        await store.check()
    store.close()


async def test_a_file_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    store._writer.execute("PRAGMA query_only = ON")  # as a file system that has become read-only
    with pytest.raises(StoreUnavailable) as caught:
        await store.check()
    assert caught.value.code == "storeReadOnly"
    store.close()


async def test_the_check_writes_nothing_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rewards.sqlite3"
    store = SqliteStore.open(path)
    with sqlite3.connect(path) as other:
        (before,) = other.execute("PRAGMA data_version").fetchone()
        await store.check()
        (after,) = other.execute("PRAGMA data_version").fetchone()
    other.close()
    assert before == after
    store.close()


@pytest.mark.parametrize("table", ["ped", "items", "events", "bookkeeping"])
async def test_every_table_of_dynamodb_is_needed(dynamodb_store: DynamoDbStore, table: str) -> None:
    name = dynamodb_store._settings.ped.table.replace("-ped", f"-{table}")
    await dynamodb_store._calls._client.delete_table(TableName=name)
    with pytest.raises(StoreUnavailable) as caught:
        await dynamodb_store.check()
    assert caught.value.code == "storeRefused"


async def test_without_the_right_to_write_dynamodb_is_not_ready(dynamodb_store: DynamoDbStore) -> None:
    def denied(_: dict[str, Any]) -> dict[str, Any] | Exception | None:
        error: Exception = refusal("AccessDeniedException")
        return error

    with tapped(dynamodb_store) as tap:
        tap.script["transact_write_items"] = [denied]
        with pytest.raises(StoreUnavailable) as caught:
            await dynamodb_store.check()
    assert caught.value.code == "storeRefused"


async def test_the_check_of_dynamodb_asks_for_what_storing_an_event_needs(dynamodb_store: DynamoDbStore) -> None:
    with tapped(dynamodb_store) as tap:
        await dynamodb_store.check()
    [request] = tap.sent("transact_write_items")
    require_all_placeholders_used(request)
    settings = dynamodb_store._settings
    written = [(kind, write["TableName"]) for item in request["TransactItems"] for kind, write in item.items()]
    assert written == [
        ("Put", settings.bookkeeping.table),
        ("Put", settings.concessions.table),
        ("Update", settings.ped.table),
    ]


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    yield store
    store.close()


@pytest.fixture
def lock(sqlite_store: SqliteStore) -> Iterator[sqlite3.Connection]:
    """Return the connection of another process that holds the write lock, as a long `data load` does."""
    with closing(sqlite3.connect(sqlite_store._path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def test_a_store_that_another_process_writes_to_is_ready(
    sqlite_store: SqliteStore, lock: sqlite3.Connection
) -> None:
    """A check that waited for the lock would exceed the timeout of readiness."""
    assert await Readiness({"store": sqlite_store.check}).failures() == {}


async def test_a_store_with_writes_that_wait_is_ready(sqlite_store: SqliteStore, lock: sqlite3.Connection) -> None:
    raw = event_raw()
    waiting = asyncio.create_task(sqlite_store.put_event(parse_row(EventRow, raw), raw))
    while not (sqlite_store._writing.locked() or waiting.done()):  # noqa: ASYNC110 -- the thread sets no event
        await asyncio.sleep(0)
    assert await Readiness({"store": sqlite_store.check}).failures() == {}

    lock.execute("ROLLBACK")
    assert await waiting is PutOutcome.CREATED


async def test_a_busy_store_without_a_table_is_not_ready(sqlite_store: SqliteStore, lock: sqlite3.Connection) -> None:
    lock.execute("ROLLBACK")
    lock.execute("DROP TABLE line_items")
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        await sqlite_store.check()


async def test_writes_wait_for_a_lock_after_a_check_as_before(
    sqlite_store: SqliteStore, lock: sqlite3.Connection
) -> None:
    before = sqlite_store._writer.execute("PRAGMA busy_timeout").fetchone()
    await sqlite_store.check()
    assert sqlite_store._writer.execute("PRAGMA busy_timeout").fetchone() == before != (0,)
