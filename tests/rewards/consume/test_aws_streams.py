"""Kinesis and the streams of tables, over a stand-in: what arrives, in whichever shard, is stored once."""

import asyncio
import logging
from itertools import count

import pytest

from core.clock import SystemClock
from rewards.consume.aws_calls import AwsEndpoint
from rewards.consume.change_handler import ChangeHandler
from rewards.consume.consumer import Consumer
from rewards.consume.event_decoder import RecordDecoder
from rewards.consume.event_handler import EventHandler
from rewards.consume.handler import RecordHandler
from rewards.consume.kinesis_stream import KinesisStream
from rewards.consume.metrics import ConsumeMetrics
from rewards.consume.record import Database
from rewards.consume.sharded_source import ShardedSource
from rewards.consume.shards import STARTED, ShardedStream
from rewards.consume.table_stream import TableStream, streamed_tables
from rewards.errors import RecordSourceUnavailable
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.consume.aws import client, create_stream, enable_stream, put_records
from tests.rewards.consume.doubles import KeptChanges, KeptLetters, sample_events
from tests.rewards.stores.stand_in import mapped_tables, tables_of
from tests.rewards.world import ORDER, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow

_NUMBERS = count(1)


class Running:
    """A consumer of streams in the background, which reads as often as it can."""

    def __init__(
        self, streams: list[ShardedStream], store: SqliteStore, handler: RecordHandler, *, latest: bool = False
    ) -> None:
        self.stop = asyncio.Event()
        self.letters = KeptLetters()
        self.changes = KeptChanges()
        self.source = ShardedSource(
            "test", streams, store, start_at_latest=latest, pause=lambda _: asyncio.sleep(0.005)
        )
        self.consumer = Consumer(
            self.source,
            handler,
            dead_letters=self.letters,
            changes=self.changes,
            metrics=ConsumeMetrics("test", clock=SystemClock()),
            clock=SystemClock(),
            stop=self.stop,
        )

    async def __aenter__(self) -> "Running":
        self._connected = self.source.connected()
        await self._connected.__aenter__()
        self._task = asyncio.create_task(self.consumer.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await self._task
        await self._connected.__aexit__(None, None, None)


def storing(store: SqliteStore) -> EventHandler:
    return EventHandler(store, RecordDecoder(), clock=SystemClock())


async def stored(store: SqliteStore, count: int) -> list[str]:
    """Return the ids of the stored events when there are this many."""
    while len(rows := await store.events_of_order(ORDER)) < count:  # noqa: ASYNC110  # a state of a database
        await asyncio.sleep(0.01)
    return sorted(str(row["eventId"]) for row in rows)


@pytest.fixture
def stream_name() -> str:
    return f"orders-{next(_NUMBERS)}"


async def test_every_shard_of_a_kinesis_stream_is_read(store: SqliteStore, aws_endpoint: str, stream_name: str) -> None:
    create_stream(aws_endpoint, stream_name, shards=3)
    put_records(aws_endpoint, stream_name, [*sample_events(12), b"poison"])
    async with Running([KinesisStream(stream_name, AwsEndpoint(aws_endpoint))], store, storing(store)) as running:
        assert len(await stored(store, 12)) == 12
        while not running.letters.letters:  # noqa: ASYNC110  # a state of the double, which sets no event
            await asyncio.sleep(0.01)
    assert running.letters.letters[0].record.key == "poison"
    assert len(await store.consumer_positions(f"kinesis/{stream_name}")) >= 3


async def test_a_second_process_continues_and_a_parallel_one_changes_nothing(
    store: SqliteStore, aws_endpoint: str, stream_name: str
) -> None:
    create_stream(aws_endpoint, stream_name, shards=2)
    put_records(aws_endpoint, stream_name, sample_events(6))

    def running() -> Running:
        return Running([KinesisStream(stream_name, AwsEndpoint(aws_endpoint))], store, storing(store))

    async with running():
        await stored(store, 6)
    async with running(), running():
        put_records(aws_endpoint, stream_name, [event_raw(f"F-{number}") for number in range(6)])
        assert len(await stored(store, 12)) == 12
    assert sum(int(row["amountMinor"]) for row in await store.events_of_order(ORDER)) == 21 + 6 * 1500


async def test_a_stream_that_is_split_while_it_is_read_loses_nothing(
    store: SqliteStore, aws_endpoint: str, stream_name: str
) -> None:
    create_stream(aws_endpoint, stream_name)
    kinesis = client("kinesis", aws_endpoint)
    put_records(aws_endpoint, stream_name, sample_events(4))
    async with Running([KinesisStream(stream_name, AwsEndpoint(aws_endpoint))], store, storing(store)) as running:
        await stored(store, 4)
        kinesis.split_shard(StreamName=stream_name, ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127))
        put_records(aws_endpoint, stream_name, [event_raw(f"F-{number}") for number in range(8)])
        running.source._wants_discovery = True  # rather than in ten seconds
        assert len(await stored(store, 12)) == 12
        put_records(aws_endpoint, stream_name, [event_raw(f"G-{number}") for number in range(8)])
        assert len(await stored(store, 20)) == 20


async def test_a_stream_that_does_not_exist_is_reported_at_once(store: SqliteStore, aws_endpoint: str) -> None:
    with pytest.raises(RecordSourceUnavailable) as failure:
        async with Running([KinesisStream("missing", AwsEndpoint(aws_endpoint))], store, storing(store)):
            pass
    assert failure.value.code == "sourceMissing"


@pytest.fixture
def tables(aws_endpoint: str) -> DynamoDbSettings:
    """Return settings of tables with streams, whose names of attributes are those of another company."""
    renamed = {"fields": {"businessReferenceId": "brf"}}
    mapping = {"ped": renamed, "lineItems": renamed, "concessions": renamed}
    settings = mapped_tables(f"c{next(_NUMBERS)}", mapping, endpoint=aws_endpoint)
    DynamoDbStore(settings).create_tables()
    for table in (settings.ped.table, settings.line_items.table, settings.concessions.table):
        enable_stream(aws_endpoint, table)
    return settings


def streams_of(tables: DynamoDbSettings, endpoint: str) -> list[ShardedStream]:
    places = streamed_tables(tables)
    return [TableStream(database, places[database], AwsEndpoint(endpoint)) for database in Database]


def _has_begun(source: ShardedSource) -> bool:
    readings = source._readings.values()
    return len(readings) == 3 and all(reading.iterator is not None for reading in readings)


async def test_changes_of_all_three_tables_are_announced(
    store: SqliteStore, aws_endpoint: str, tables: DynamoDbSettings
) -> None:
    other = DynamoDbStore(tables)  # as a service of the company writes
    load(other, ("p", ped_raw(businessReferenceId="before")))
    async with Running(streams_of(tables, aws_endpoint), store, ChangeHandler(), latest=True) as running:
        while not _has_begun(running.source):  # noqa: ASYNC110  # a state of the source, which sets no event
            await asyncio.sleep(0.01)
        await asyncio.to_thread(
            load,
            other,
            ("p", ped_raw(businessReferenceId="P-1")),
            ("l", item_raw(businessReferenceId="L-1")),
            ("e", event_raw(businessReferenceId="C-1")),
        )
        client("dynamodb", aws_endpoint).delete_item(
            TableName=tables.ped.table,
            Key={"brf": {"S": "before"}, tables.ped.sort_key: {"S": "PROMO-1#BEN-1"}},
        )
        while set(running.changes.published) != {"P-1", "L-1", "C-1", "before"}:  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.01)
    assert STARTED in await store.consumer_positions(f"dynamodb/{tables.ped.table}")


async def test_events_of_a_table_are_stored_in_another_store(
    store: SqliteStore, aws_endpoint: str, tables: DynamoDbSettings
) -> None:
    rows = [("e", event_raw(f"E-{number}", memo="kept")) for number in range(5)]
    await asyncio.to_thread(load, DynamoDbStore(tables), *rows)
    stream = TableStream(Database.CONCESSIONS, tables.concessions, AwsEndpoint(aws_endpoint), needs_rows=True)
    async with Running([stream], store, storing(store)):
        assert await stored(store, 5) == [f"E-{number}" for number in range(5)]
    assert [row["memo"] for row in await store.events_of_order(ORDER)] == ["kept"] * 5


async def test_a_stream_without_rows_is_refused_when_events_are_to_be_stored(
    store: SqliteStore, aws_endpoint: str
) -> None:
    tables = tables_of(f"k{next(_NUMBERS)}", endpoint=aws_endpoint)
    DynamoDbStore(tables).create_tables()
    enable_stream(aws_endpoint, tables.concessions.table, view="KEYS_ONLY")
    stream = TableStream(Database.CONCESSIONS, tables.concessions, AwsEndpoint(aws_endpoint), needs_rows=True)
    with pytest.raises(RecordSourceUnavailable) as failure:
        async with Running([stream], store, storing(store)):
            pass
    assert failure.value.code == "sourceWithoutImages"


async def test_a_table_without_a_stream_is_reported_at_once(store: SqliteStore, aws_endpoint: str) -> None:
    tables = tables_of(f"n{next(_NUMBERS)}", endpoint=aws_endpoint)
    DynamoDbStore(tables).create_tables()
    with pytest.raises(RecordSourceUnavailable) as failure:
        async with Running(streams_of(tables, aws_endpoint), store, ChangeHandler()):
            pass
    assert (failure.value.code, tables.ped.table in str(failure.value)) == ("sourceMissing", True)


async def test_a_row_whose_order_cannot_be_read_is_a_dead_letter(
    store: SqliteStore, aws_endpoint: str, tables: DynamoDbSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    key = {"brf": {"S": "no order: <asha@example.test>"}, tables.ped.sort_key: {"S": "x"}}
    client("dynamodb", aws_endpoint).put_item(TableName=tables.ped.table, Item=key)
    async with Running(streams_of(tables, aws_endpoint), store, ChangeHandler()) as running:
        while not running.letters.letters:  # noqa: ASYNC110  # a state of the double, which sets no event
            await asyncio.sleep(0.01)
    assert "malformed, fields: businessReferenceId" in caplog.text
    assert "asha@example.test" not in caplog.text
