"""Changes of the tables, announced within a process of the rewards API.

The process reads the streams from their newest records on, and announces every order when it has found these; it saves
no positions. DynamoDB Streams allows two readers of a stream. So of the workers of one machine only one reads, and more
machines share one separate consumer, which announces through Redis (docs/consume.md).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from core.clock import Clock
from rewards.consume.aws_calls import AwsEndpoint
from rewards.consume.change_handler import ChangeHandler
from rewards.consume.consumer import Consumer
from rewards.consume.dead_letters import DeadLetter
from rewards.consume.growing_pause import GrowingPause
from rewards.consume.machine_lock import holding_lock
from rewards.consume.metrics import ConsumeMetrics
from rewards.consume.sharded_source import ShardedSource
from rewards.consume.table_stream import TableStream, streamed_tables
from rewards.errors import RecordSourceUnavailable
from rewards.order_changes import OrderChanges
from rewards.stores.dynamodb.settings import DynamoDbSettings

_LOG = logging.getLogger(__name__)
SOURCE = "dynamodb-streams"


class _MemoryPositions:
    """Positions for as long as the process lives."""

    def __init__(self) -> None:
        self._of_stream: dict[str, dict[str, str]] = {}

    async def consumer_positions(self, stream: str) -> Mapping[str, str]:
        return dict(self._of_stream.get(stream, {}))

    async def save_consumer_position(self, stream: str, shard: str, position: str) -> None:
        self._of_stream.setdefault(stream, {})[shard] = position

    async def delete_consumer_positions(self, stream: str, shards: Collection[str]) -> None:
        for shard in shards:
            self._of_stream.get(stream, {}).pop(shard, None)


class _LoggedOnly:
    """No destination: the row is in its table, and the log says which fields of its key cannot be read."""

    async def put(self, letters: Sequence[DeadLetter]) -> None:
        """Return."""


@dataclass(frozen=True, slots=True)
class TableChanges:
    """The changes of the three tables of these settings.

    ``lock`` is a file that worker processes share: the one that holds its lock follows the streams, and announces the
    changes to the others through Redis. When it ends, another one takes over, and announces every order first.
    """

    settings: DynamoDbSettings
    metrics: ConsumeMetrics
    clock: Clock
    lock: Path | None = None

    async def check(self) -> None:
        """Raise if the stream of a table does not exist or cannot be read.

        Raises:
            RecordSourceUnavailable: naming the table.
        """
        async with self._source().connected():
            pass

    @asynccontextmanager
    async def announced(self, changes: OrderChanges) -> AsyncIterator[None]:
        """Publish which orders changed while the block runs. What cannot be read is tried again, with pauses."""
        stop = asyncio.Event()
        following = asyncio.create_task(self._follow(changes, stop))
        try:
            yield
        finally:
            stop.set()
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    async def _follow(self, changes: OrderChanges, stop: asyncio.Event) -> None:
        """Follow the streams until stopped, from when no other process of this machine does."""
        async with nullcontext() if self.lock is None else holding_lock(self.lock):
            pause = GrowingPause(stop)
            while not stop.is_set():
                source = self._source()
                try:
                    async with source.connected():
                        await self._consumer(source, changes, stop).run()
                except RecordSourceUnavailable as error:
                    _LOG.warning("retrying: %s", error, extra={"code": error.code})
                except Exception:  # noqa: BLE001  (without this task, cached orders would be outdated unnoticed)
                    _LOG.exception("following the tables failed, and is begun again")
                await pause.wait()

    def _consumer(self, source: ShardedSource, changes: OrderChanges, stop: asyncio.Event) -> Consumer:
        return Consumer(
            source,
            ChangeHandler(),
            dead_letters=_LoggedOnly(),
            changes=changes,
            metrics=self.metrics,
            clock=self.clock,
            stop=stop,
            take_skipped=source.take_skipped,
        )

    def _source(self) -> ShardedSource:
        endpoint = AwsEndpoint(self.settings.endpoint, self.settings.region)
        tables = streamed_tables(self.settings)
        streams = [TableStream(database, table, endpoint) for database, table in tables.items()]
        return ShardedSource(SOURCE, streams, _MemoryPositions(), start_at_latest=True)
