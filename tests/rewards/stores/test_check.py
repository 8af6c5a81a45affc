"""The check of a store: every table, and the right to write, without a row that is written."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rewards.errors import StoreUnavailable
from rewards.stores.base import Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.scripted_calls import refusal, require_all_placeholders_used, tapped

pytestmark = pytest.mark.slow


async def test_a_store_that_can_be_used_passes_and_stays_empty(store: Store) -> None:
    await store.check()
    await store.check()
    assert await store.events_of_order("-") == []
    assert await store.ped_of_order("-") == []


@pytest.mark.parametrize("table", ["ped", "line_items", "concessions", "backfill_progress"])
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
