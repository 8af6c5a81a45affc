"""What every store must offer to consumers of streams: positions by stream and shard."""

from pathlib import Path

import pytest

from rewards.stores.base import Store
from rewards.stores.sqlite_store import SqliteStore

pytestmark = pytest.mark.slow


async def test_positions_are_kept_by_stream_and_shard_and_replaced(store: Store) -> None:
    await store.save_consumer_position("kinesis/a", "shard-1", "10")
    await store.save_consumer_position("kinesis/a", "shard-2", "20")
    await store.save_consumer_position("kinesis/b", "shard-1", "30")
    await store.save_consumer_position("kinesis/a", "shard-1", "11")
    assert await store.consumer_positions("kinesis/a") == {"shard-1": "11", "shard-2": "20"}
    assert await store.consumer_positions("kinesis/b") == {"shard-1": "30"}
    assert await store.consumer_positions("kinesis/none") == {}


async def test_positions_are_deleted_by_shard(store: Store) -> None:
    names = [f"shard-{number}" for number in range(60)]
    for name in names:
        await store.save_consumer_position("dynamodb/t", name, "1")
    await store.delete_consumer_positions("dynamodb/t", [*names[1:], "shard-unknown"])
    assert await store.consumer_positions("dynamodb/t") == {"shard-0": "1"}


async def test_a_file_from_before_consumers_existed_is_still_valid(tmp_path: Path) -> None:
    path = tmp_path / "rewards.sqlite3"
    old = SqliteStore.open(path)
    old._writer.execute("DROP TABLE consumer_positions")
    old.close()
    store = SqliteStore.open(path)
    await store.save_consumer_position("kinesis/a", "shard-1", "10")
    assert await store.consumer_positions("kinesis/a") == {"shard-1": "10"}
    store.close()
