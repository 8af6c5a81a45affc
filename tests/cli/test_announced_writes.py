"""What a load or a backfill writes beside a running service is in its reads and streams, although it is cached."""

import argparse
import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.commands import data
from cli.commands.backfill import _backfill
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.sqlite_store import SqliteStore
from tests.redis_server import needs_redis, redis_server, short_folder
from tests.rewards.http.stream_reader import reading
from tests.rewards.http.test_position_stream import granted
from tests.rewards.replicas.cluster import OWNER, PROMISED, SETTLED, STREAM, WITHIN_S, Replica, cluster, eventually
from tests.rewards.stores.stand_in import mapping_file, running_stand_in, tables_of
from tests.rewards.world import ORDER, day, event_raw, item_raw, load, ped_raw

pytestmark = [pytest.mark.slow, needs_redis]


@pytest.fixture
def redis_socket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with short_folder() as folder, redis_server(folder) as socket:
        monkeypatch.setenv("REWARDS_REDIS_URL", f"unix://{socket}")
        yield socket


def row_file(folder: Path, *rows: tuple[str, dict[str, Any]]) -> Path:
    names = {"p": "ped", "l": "lineItems", "e": "concessions"}
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps({"store": names[kind], "row": row}) + "\n" for kind, row in rows))
    return path


async def load_and_see(replica: Replica, argv: list[str]) -> None:
    """Run a load that adds 700, and return when the cached reads and the live stream show it."""
    assert await replica.shows(PROMISED)
    async with reading(replica.app, STREAM, OWNER) as stream:
        assert granted(await stream.frame()) == PROMISED
        parser = argparse.ArgumentParser()
        data.configure(parser)
        assert await asyncio.to_thread(data.run, parser.parse_args(["load", *argv])) == 0
        async with asyncio.timeout(WITHIN_S):
            while (frame := await stream.frame()).name is None:
                pass
        assert granted(frame) == PROMISED + 700
    assert await replica.shows(PROMISED + 700)


ADDED = ("e", event_raw("E-1", amount=700, lineItemId="LI-9"))


async def test_a_load_into_sqlite_is_announced(tmp_path: Path, redis_socket: Path) -> None:
    file = row_file(tmp_path, ADDED)
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    load(store, *SETTLED)
    async with cluster(lambda: store, redis_socket, size=1) as (replica,):
        await load_and_see(replica, [str(file), "--data", str(tmp_path)])
    store.close()


async def test_a_load_into_dynamodb_is_announced(
    tmp_path: Path, redis_socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = row_file(tmp_path, ADDED)
    with running_stand_in() as endpoint:
        tables = tables_of("loaded", endpoint=endpoint)
        monkeypatch.setenv("REWARDS_MAPPING", str(mapping_file(tmp_path, tables)))
        store = DynamoDbStore(tables)
        store.create_tables()
        load(store, *SETTLED)
        async with cluster(lambda: store, redis_socket, size=1) as (replica,):
            await load_and_see(replica, [str(file), "--store", "dynamodb", "--endpoint", endpoint])


async def test_a_backfill_is_announced(tmp_path: Path, redis_socket: Path) -> None:
    """The order is settled, and its row lacks the creation time that its reservation proves."""
    undated = ped_raw(createdAt=None, lastUpdatedTime=day(9))
    reserved = event_raw("R-0", "RESERVED", amount=PROMISED)
    issued = event_raw("E-0", amount=PROMISED, lineItemId="LI-1")
    stores = [SqliteStore.open(tmp_path / "rewards.sqlite3") for _ in range(2)]
    load(stores[0], ("p", undated), ("l", item_raw(status="ISSUED", issuedMinor=PROMISED)), ("e", reserved))
    load(stores[0], ("e", issued))
    options = argparse.Namespace(
        rate=None, dry_run=False, segments=1, resume=False, worklist=False, stop_after=None, report=None
    )
    async with cluster(lambda: stores[0], redis_socket, size=1) as (replica,):

        async def is_dated() -> bool:
            """Whether the cached order has the creation time of its PED row."""
            cached = await replica.service.orders.cached(ORDER)
            if cached is None:
                await replica.sums()
                return False
            (row,) = cached.snapshot.evidence.ped or ()
            return row.created_at is not None

        await replica.sums()
        assert not await is_dated()
        report = await _backfill(stores[1], options)
        assert report.added["createdAt"] == 1
        await eventually(is_dated)
    for store in stores:
        store.close()
