"""Records of Kafka topics. The value of a record is the JSON of an event, or of a list of events.

The positions are the consumer group's offsets in Kafka. An offset is committed when everything before it is stored.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from rewards.consume.contiguous_progress import ContiguousProgress
from rewards.consume.kafka_client import connection_options, kafka_errors, within_time
from rewards.consume.record import Message, Record
from rewards.consume.settings import KafkaSecurity
from rewards.errors import RecordSourceUnavailable

_LOG = logging.getLogger(__name__)
_WAIT_MS = 1000


class KafkaSource:
    """A member of a consumer group. Several processes of the group share the partitions."""

    name = "kafka"

    def __init__(
        self,
        topics: Sequence[str],
        *,
        brokers: str,
        group: str,
        security: KafkaSecurity,
        start_at_latest: bool = False,
    ) -> None:
        self._topics = topics
        self._place = f"the topic {', '.join(topics)}"
        self._options = {
            **connection_options(brokers, security),
            "group_id": group,
            "enable_auto_commit": False,
            # For a partition for which the group has no offset, or one that is older than the retention.
            "auto_offset_reset": "latest" if start_at_latest else "earliest",
            "request_timeout_ms": 10_000,
        }
        self._consumer: Any = None
        self._progress = ContiguousProgress()
        self._uncommitted: dict[str, str] = {}
        self._held: list[Record] = []

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        consumer = AIOKafkaConsumer(**self._options)
        try:
            with kafka_errors(self._place):
                async with within_time():
                    await consumer.start()
                    known = await consumer.topics()
                if missing := [topic for topic in self._topics if topic not in known]:
                    raise RecordSourceUnavailable("sourceMissing", f"the topic {missing[0]}")
                consumer.subscribe(list(self._topics), listener=_Listener(self._revoked))
            self._consumer = consumer
            yield
        finally:
            self._consumer = None
            with suppress(KafkaError, TimeoutError, OSError):
                async with within_time():
                    await consumer.stop()

    async def read(self, limit: int) -> Sequence[Record]:
        with kafka_errors(self._place):
            if paused := self._consumer.paused():
                self._consumer.resume(*paused)
            if not self._held:
                await self._fetch(timeout_ms=_WAIT_MS, limit=limit)
        records, self._held = self._held[:limit], self._held[limit:]
        return records

    async def acknowledge(self, records: Sequence[Record]) -> None:
        self._uncommitted |= self._progress.finish(records)
        assigned = self._consumer.assignment()
        offsets = {_partition(shard): int(last) + 1 for shard, last in self._uncommitted.items()}
        # What is assigned to another process now is delivered there again.
        offsets = {partition: offset for partition, offset in offsets.items() if partition in assigned}
        with kafka_errors(self._place):
            async with within_time():
                if offsets:
                    await self._commit(offsets)
        self._uncommitted = {}

    async def extend(self, records: Sequence[Record]) -> None:
        """Stay a member of the group: who does not ask for records for minutes is taken for dead."""
        with kafka_errors(self._place):
            if assigned := self._consumer.assignment():
                self._consumer.pause(*assigned)
            # A partition that was assigned this moment is not paused, and the client counts as read what it returns.
            await self._fetch(timeout_ms=0, limit=1)

    async def release(self, records: Sequence[Record]) -> None:
        """Return: what is behind the committed offset is delivered again."""

    async def _fetch(self, *, timeout_ms: int, limit: int) -> None:
        pages = await self._consumer.getmany(timeout_ms=timeout_ms, max_records=limit)
        records = [_record(found) for page in pages.values() for found in page]
        self._progress.read(records)
        self._held += records

    async def _commit(self, offsets: dict[Any, int]) -> None:
        try:
            await self._consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
            # The client rebalances in the background, at any time.
            _LOG.info("the partitions were assigned anew before the commit; their records are delivered again")

    def _revoked(self, partitions: Iterable[Any]) -> None:
        for partition in partitions:
            shard = _shard(partition.topic, partition.partition)
            self._progress.forget(shard)
            self._held = [record for record in self._held if record.shard != shard]
            self._uncommitted.pop(shard, None)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # the library ships no types
    def __init__(self, revoked: Any) -> None:
        self._revoked = revoked

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        self._revoked(revoked)

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        """Return: reading begins at the committed offsets."""


def _record(found: Any) -> Record:
    return Record(
        shard=_shard(found.topic, found.partition),
        sequence=str(found.offset),
        content=Message(found.value),
        key=None if found.key is None else found.key.decode("utf-8", "backslashreplace"),
        recorded_at=datetime.fromtimestamp(found.timestamp / 1000, UTC) if found.timestamp > 0 else None,
    )


def _shard(topic: str, partition: int) -> str:
    return f"kafka/{topic}/{partition}"


def _partition(shard: str) -> Any:
    _, topic, partition = shard.split("/")
    return TopicPartition(topic, int(partition))
