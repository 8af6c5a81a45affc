"""Topics of a broker that speaks Kafka's protocol: offsets are committed behind what is stored."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, KafkaConnectionError

from rewards.consume.dead_letters import DeadLetter
from rewards.consume.event_decoder import Fault, FaultReason
from rewards.consume.kafka_dead_letters import KafkaDeadLetters
from rewards.consume.kafka_source import KafkaSource
from rewards.consume.record import Message, Record
from rewards.consume.settings import KafkaSecurity
from rewards.errors import RecordSourceUnavailable
from tests.rewards.consume.doubles import message, sample_events
from tests.rewards.consume.kafka_broker import create_topic, produce, running_broker
from tests.rewards.consume.stream_double import event_ids
from tests.rewards.world import NOW, event_raw

pytestmark = pytest.mark.slow

_NUMBERS = count(1)
_SECURITY = KafkaSecurity()


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    with running_broker() as address:
        yield address


@pytest.fixture
async def topic(brokers: str) -> str:
    name = f"orders-{next(_NUMBERS)}"
    await create_topic(brokers, name, partitions=2)
    return name


@asynccontextmanager
async def reading(brokers: str, *topics: str, latest: bool = False) -> AsyncIterator[KafkaSource]:
    source = KafkaSource(
        topics, brokers=brokers, group=f"group-of-{topics[0]}", security=_SECURITY, start_at_latest=latest
    )
    async with source.connected():
        yield source


async def read(source: KafkaSource, count: int, *, limit: int = 100) -> list[Record]:
    """Read until there are this many records."""
    records: list[Record] = []
    while len(records) < count:
        records += await source.read(limit)
    return records


async def committed(brokers: str, topic: str) -> dict[int, int | None]:
    consumer = AIOKafkaConsumer(bootstrap_servers=brokers, group_id=f"group-of-{topic}", enable_auto_commit=False)
    await consumer.start()
    try:
        return {number: await consumer.committed(TopicPartition(topic, number)) for number in (0, 1)}
    finally:
        await consumer.stop()


async def test_all_partitions_are_read_and_offsets_follow_what_is_acknowledged(brokers: str, topic: str) -> None:
    await produce(brokers, topic, sample_events(20))
    async with reading(brokers, topic) as source:
        records = await read(source, 20)
        assert len(set(event_ids(records))) == 20
        first = [record for record in records if record.shard == f"kafka/{topic}/0"]
        second = [record for record in records if record.shard == f"kafka/{topic}/1"]
        assert min(len(first), len(second)) >= 3
        await source.acknowledge([first[0], *first[2:]])
        await source.acknowledge(second)
    assert await committed(brokers, topic) == {0: 1, 1: len(second)}


@pytest.mark.nightly
async def test_what_was_not_acknowledged_is_delivered_again(brokers: str, topic: str) -> None:
    await produce(brokers, topic, sample_events(6))
    async with reading(brokers, topic) as source:
        records = await read(source, 6)
        await source.acknowledge(records[:1])
    async with reading(brokers, topic) as source:
        again = await read(source, 5)
    assert sorted(event_ids(again)) == sorted(event_ids(records[1:]))


async def test_a_batch_is_limited_and_a_record_has_its_key_and_time(brokers: str, topic: str) -> None:
    await produce(brokers, topic, sample_events(9))
    async with reading(brokers, topic) as source:
        while not (batch := await source.read(4)):
            pass
        assert len(batch) <= 4
    assert batch[0].key is not None
    assert batch[0].key.startswith("key-")
    assert batch[0].recorded_at is not None
    assert batch[0].position == f"{batch[0].shard}/{batch[0].sequence}"


async def test_a_tombstone_has_no_body(brokers: str, topic: str) -> None:
    await produce(brokers, topic, [None])
    async with reading(brokers, topic) as source:
        (record,) = await read(source, 1)
    assert record.content == Message(None)


async def test_records_that_arrive_while_others_wait_are_kept(brokers: str, topic: str) -> None:
    """While the store is down the consumer must go on asking, and the client counts as read whatever it returns."""
    await produce(brokers, topic, sample_events(1))
    async with reading(brokers, topic) as source:
        waiting = await read(source, 1)
        await produce(brokers, topic, [event_raw(f"F-{number}") for number in range(6)])
        source._consumer.pause = lambda *_: None  # a partition that was assigned this moment is not paused
        for _ in range(3):
            await source.extend(waiting)
        del source._consumer.pause
        await source.extend(waiting)
        assert sorted(event_ids(await read(source, 6))) == [f"F-{number}" for number in range(6)]


async def test_a_commit_after_the_partitions_were_assigned_anew_is_no_failure(brokers: str, topic: str) -> None:
    await produce(brokers, topic, sample_events(2))
    async with reading(brokers, topic) as source:
        records = await read(source, 2)

        async def refused(_: Any) -> None:
            raise CommitFailedError("the group has rebalanced")

        source._consumer.commit = refused
        await source.acknowledge(records)
        del source._consumer.commit
    assert await committed(brokers, topic) == {0: None, 1: None}


async def test_a_partition_that_was_revoked_is_not_committed(brokers: str, topic: str) -> None:
    await produce(brokers, topic, sample_events(8))
    async with reading(brokers, topic) as source:
        records = await read(source, 8)
        source._revoked([TopicPartition(topic, 0)])
        await source.acknowledge(records)
    assert (await committed(brokers, topic))[0] is None


async def test_a_commit_that_fails_is_made_again(brokers: str, topic: str) -> None:
    await produce(brokers, topic, sample_events(2))
    async with reading(brokers, topic) as source:
        records = await read(source, 2)
        real = source._consumer.commit

        async def failing(_: Any) -> None:
            raise KafkaConnectionError("no broker")

        source._consumer.commit = failing
        with pytest.raises(RecordSourceUnavailable):
            await source.acknowledge(records)
        source._consumer.commit = real
        await source.acknowledge(records)
    assert sum(offset or 0 for offset in (await committed(brokers, topic)).values()) == 2


async def test_a_start_at_the_latest_record_leaves_out_the_old_ones(brokers: str, topic: str) -> None:
    await produce(brokers, topic, sample_events(3))
    async with reading(brokers, topic, latest=True) as source:
        assert await source.read(10) == []
        while not source._consumer.assignment():  # noqa: ASYNC110  # the client assigns in the background
            await asyncio.sleep(0.05)
        for partition in source._consumer.assignment():
            await source._consumer.position(partition)
        await produce(brokers, topic, [event_raw("F-1")])
        assert event_ids(await read(source, 1)) == ["F-1"]


async def test_a_topic_that_does_not_exist_is_reported_at_once(brokers: str) -> None:
    with pytest.raises(RecordSourceUnavailable) as failure:
        async with reading(brokers, "missing"):
            pass
    assert (failure.value.code, str(failure.value)) == (
        "sourceMissing",
        "the topic missing does not exist, or is not named correctly",
    )


async def test_brokers_that_do_not_answer_are_reported() -> None:
    with pytest.raises(RecordSourceUnavailable) as failure:
        async with reading("127.0.0.1:9", "orders"):
            pass
    assert failure.value.code == "sourceUnreachable"


async def test_dead_letters_go_to_a_topic_under_the_record_s_key(brokers: str, topic: str) -> None:
    letter = DeadLetter(NOW, "kafka", message(b"{}"), [Fault(FaultReason.MALFORMED, ("amountMinor",), "E-1")])
    destination = KafkaDeadLetters(topic, brokers=brokers, security=_SECURITY)
    async with destination.connected():
        await destination.put([letter])
    async with reading(brokers, topic) as source:
        (record,) = await read(source, 1)
    assert record.content == Message(letter.to_json().encode())
    assert record.key == "key-1"
