"""A backfill on DynamoDB Local that is killed twice: nothing is lost or written twice, and it goes on."""

import asyncio
import json
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from rewards.consume.aws_calls import AwsEndpoint
from rewards.consume.record import Database, RowChange
from rewards.consume.sharded_source import ShardedSource
from rewards.consume.table_stream import TableStream
from rewards.stores.base import SegmentProgress
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.cli.test_demo import COMMAND, environment
from tests.rewards.backfill.worlds import dated_orders, load_orders, order_id
from tests.rewards.consume.aws import enable_stream
from tests.rewards.consume.stream_double import KeptPositions
from tests.rewards.stores.stand_in import StandIns, mapping_file, tables_of

pytestmark = pytest.mark.nightly

_ORDERS = 200
_RATE = 30  # rows a second: several saves of the progress, which is saved every two seconds
_WITHIN_S = 120.0


@pytest.fixture
def tables() -> Iterator[DynamoDbSettings]:
    stand_ins = StandIns()
    settings = tables_of("killed", endpoint=stand_ins.endpoint("dynamodb-local"))
    DynamoDbStore(settings).create_tables()
    yield settings
    stand_ins.close()


def start(folder: Path, tables: DynamoDbSettings, *argv: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND, "backfill", "--store", "dynamodb", "--endpoint", str(tables.endpoint), "--rate", str(_RATE), *argv],
        cwd=folder,
        env=environment(REWARDS_MAPPING=str(mapping_file(folder, tables))),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


async def kill_in_the_middle(process: subprocess.Popen[str], store: DynamoDbStore, *, examined: int) -> int:
    """Kill the process soon after it has saved that more rows than these are examined; return how many were saved."""
    until_s = time.monotonic() + _WITHIN_S
    while (found := examined_in(await store.backfill_progress())) <= examined:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until_s, "the backfill does not advance"
        await asyncio.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    await asyncio.to_thread(process.communicate)
    assert process.returncode == -signal.SIGKILL
    return found


def examined_in(progress: Sequence[SegmentProgress]) -> int:
    return sum(count for part in progress for name, count in part.counts.items() if name.startswith("outcome."))


async def writes_of_each_order(tables: DynamoDbSettings) -> Counter[object]:
    """Return how often the row of each order was written since the stream was enabled."""
    stream = TableStream(Database.PED, tables.ped, AwsEndpoint(tables.endpoint, tables.region))
    source = ShardedSource("test", [stream], KeptPositions())
    writes: Counter[object] = Counter()
    async with source.connected():
        idle = 0
        while idle < 4:  # a page without records is not necessarily the last
            records = await source.read(1000)
            idle = 0 if records else idle + 1
            writes.update(
                record.content.keys["businessReferenceId"]
                for record in records
                if isinstance(record.content, RowChange)
            )
    return writes


async def test_a_backfill_that_is_killed_loses_nothing_and_writes_nothing_twice(
    tmp_path: Path, tables: DynamoDbSettings
) -> None:
    store = DynamoDbStore(tables)
    await asyncio.to_thread(load_orders, store, _ORDERS)
    enable_stream(str(tables.endpoint), tables.ped.table)
    async with store.connected():
        first = await kill_in_the_middle(start(tmp_path, tables, "--segments", "3"), store, examined=0)
        (started_at,) = {part.started_at for part in await store.backfill_progress()}
        second = await kill_in_the_middle(start(tmp_path, tables, "--resume"), store, examined=first)
        process = start(tmp_path, tables, "--resume", "--report", "report.json")
        output, _ = await asyncio.to_thread(process.communicate, timeout=_WITHIN_S)
        assert process.returncode == 0, output
        assert await dated_orders(store, _ORDERS) == _ORDERS
    report = json.loads((tmp_path / "report.json").read_text())
    assert 0 < first < second < _ORDERS, "it was to be killed in the middle"
    assert datetime.fromisoformat(report["startedAt"]) == started_at  # it has gone on, and not begun again
    assert (report["segments"], report["rowsRead"], report["isFinished"]) == (3, _ORDERS, True)
    outcomes = report["outcomes"]
    assert outcomes["completed"] + outcomes["nothingToAdd"] + outcomes["unconfirmed"] == _ORDERS
    assert report["added"]["createdAt"] == outcomes["completed"]
    assert await writes_of_each_order(tables) == Counter({order_id(number): 1 for number in range(_ORDERS)})
