"""Records of streams that consist of shards: Kinesis, and the streams of DynamoDB tables.

Each shard is read from its saved position. Parents are read before children, so that resharding keeps the order; shards
that appear are found within seconds. One process is meant to read a stream. A second one reads the same records again,
and the store recognizes them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from core.clock import Monotonic
from rewards.consume.contiguous_progress import ContiguousProgress
from rewards.consume.record import Record
from rewards.consume.shards import (
    FINISHED,
    HORIZON,
    STARTED,
    IteratorExpired,
    PositionTrimmed,
    Shard,
    ShardedStream,
    ShardMissing,
    ShardPage,
    is_at_end,
    readable_shards,
)
from rewards.errors import RecordSourceUnavailable, StoreUnavailable
from rewards.stores.base import ConsumerPositions

_LOG = logging.getLogger(__name__)
_DISCOVER_EVERY_S = 10.0
# Kinesis and DynamoDB Streams allow five reads of a shard per second.
_BUSY_PAUSE_S = 0.25
_IDLE_PAUSE_S = 0.5
_SHARDS_AT_ONCE = 32
_LARGEST_PAGE = 1000


@dataclass(slots=True)
class _Reading:
    """The reading of one shard. ``position`` is that of the last record read, whether it is finished or not.

    ``may_lack_records``: there was no saved position when the process started, so that there may have been earlier
    records, which are gone or are left out.
    """

    stream: ShardedStream
    shard: Shard
    position: str | None = None
    from_latest: bool = False
    may_lack_records: bool = False
    iterator: str | None = None
    has_ended: bool = False

    @property
    def key(self) -> str:
        """The shard as records name it."""
        return f"{self.stream.name}/{self.shard.name}"


class ShardedSource:
    """A source of records in all shards of one or several streams.

    ``start_at_latest`` applies to streams that were never read before: only new records are read. Otherwise reading
    starts with the oldest record that the stream still has.
    """

    def __init__(
        self,
        name: str,
        streams: Sequence[ShardedStream],
        positions: ConsumerPositions,
        *,
        start_at_latest: bool = False,
        now_s: Monotonic = monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = name
        self._streams = streams
        self._positions = positions
        self._start_at_latest = start_at_latest
        self._now_s = now_s
        self._pause = pause
        self._readings: dict[str, _Reading] = {}
        self._finished: dict[str, set[str]] = {stream.name: set() for stream in streams}
        self._progress = ContiguousProgress()
        self._unsaved: dict[str, str] = {}
        self._slots = asyncio.Semaphore(_SHARDS_AT_ONCE)
        self._discovering: asyncio.Task[None] | None = None
        self._wants_discovery = True
        self._discovered_at_s = 0.0
        self._next_round_at_s = 0.0
        self._discovered: set[str] = set()  # streams
        self._has_skipped = False

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as connections:
            for stream in self._streams:
                await connections.enter_async_context(stream.connected())
            try:
                yield
            finally:
                if self._discovering is not None:
                    self._discovering.cancel()
                    await asyncio.gather(self._discovering, return_exceptions=True)
                    self._discovering = None

    async def read(self, limit: int) -> Sequence[Record]:
        await self._wait_for_next_round()
        await self._discover_if_due()
        readings = self._readable()
        if not readings:
            self._next_round_at_s = self._now_s() + _IDLE_PAUSE_S
            return []
        share = max(1, min(_LARGEST_PAGE, limit // len(readings)))
        pages = await asyncio.gather(*(self._read(reading, share) for reading in readings))
        failures = [page for page in pages if isinstance(page, RecordSourceUnavailable)]
        if len(failures) == len(readings):
            raise failures[0]
        if failures:
            _LOG.warning("%d of %d shards could not be read; the others go on", len(failures), len(readings))
        records = [record for page in pages if not isinstance(page, RecordSourceUnavailable) for record in page]
        self._next_round_at_s = self._now_s() + (_BUSY_PAUSE_S if records else _IDLE_PAUSE_S)
        self._progress.read(records)
        await self._save_ended()
        return records

    def take_skipped(self) -> bool:
        """Return whether records have been skipped since the last call, so that nothing is known of their rows.

        They may precede a start without a saved position, were dropped before they were read, or were in a shard that
        does not exist any more. It is asked after ``read``: reading goes on behind what was skipped by then.
        """
        has_skipped, self._has_skipped = self._has_skipped, False
        return has_skipped

    async def acknowledge(self, records: Sequence[Record]) -> None:
        self._unsaved |= self._progress.finish(records)
        for key, sequence in list(self._unsaved.items()):
            reading = self._readings[key]
            await self._positions.save_consumer_position(reading.stream.name, reading.shard.name, sequence)
            del self._unsaved[key]
        await self._save_ended()

    async def extend(self, records: Sequence[Record]) -> None:
        """Return: a stream keeps its records, whoever reads them."""

    async def release(self, records: Sequence[Record]) -> None:
        """Return: what is behind the saved position is read again."""

    async def _wait_for_next_round(self) -> None:
        wait_s = self._next_round_at_s - self._now_s()
        if wait_s > 0:
            await self._pause(wait_s)

    def _readable(self) -> list[_Reading]:
        readable: list[_Reading] = []
        for stream in self._streams:
            of_stream = [reading for reading in self._readings.values() if reading.stream is stream]
            passed = {reading.shard.name for reading in of_stream if self._is_passed(reading)}
            shards = readable_shards((reading.shard for reading in of_stream), passed=passed)
            readable += (self._readings[f"{stream.name}/{shard.name}"] for shard in shards)
        return [reading for reading in readable if not reading.has_ended]

    def _is_passed(self, reading: _Reading) -> bool:
        """Whether everything in a shard is stored, so that its children may be read."""
        if reading.shard.name in self._finished[reading.stream.name]:
            return True
        return is_at_end(reading.shard, reading.position) and self._progress.is_idle(reading.key)

    async def _read(self, reading: _Reading, limit: int) -> Sequence[Record] | RecordSourceUnavailable:
        """Return the next records of a shard, or why it cannot be read now."""
        async with self._slots:
            try:
                page = await self._page(reading, limit)
            except RecordSourceUnavailable as error:
                return error
        if page is None:
            return []
        reading.iterator = page.next_iterator
        if page.records:
            reading.position = page.records[-1].sequence
        reading.has_ended = page.next_iterator is None
        return page.records

    async def _page(self, reading: _Reading, limit: int) -> ShardPage | None:
        """Return a page of a shard, None if it has to be tried again from another position."""
        try:
            if reading.iterator is None:
                latest = reading.from_latest and reading.position is None
                reading.iterator = await reading.stream.iterator(
                    reading.shard.name, after=reading.position, latest=latest
                )
                # Whatever happens to this iterator, the next one must not skip what was written in the meantime.
                reading.from_latest = False
                self._has_skipped |= reading.may_lack_records
                reading.may_lack_records = False
            if reading.iterator is None:
                return ShardPage([], None)
            return await reading.stream.page(reading.shard.name, reading.iterator, limit=limit)
        except IteratorExpired:
            _LOG.warning("the iterator of %s expired; a new one continues at the same position", reading.key)
        except PositionTrimmed:
            _LOG.error(
                "%s dropped records before they were read: they were older than its retention; "
                "reading continues with the oldest record that is left",
                reading.key,
            )
            reading.position = None
            self._has_skipped = True
        except ShardMissing:
            _LOG.error("%s does not exist any more; what it held and was not read is lost", reading.key)
            self._has_skipped = True
            return ShardPage([], None)
        reading.iterator = None
        return None

    async def _save_ended(self) -> None:
        for reading in list(self._readings.values()):
            finished = self._finished[reading.stream.name]
            if reading.has_ended and reading.shard.name not in finished and self._progress.is_idle(reading.key):
                await self._positions.save_consumer_position(reading.stream.name, reading.shard.name, FINISHED)
                finished.add(reading.shard.name)
                self._wants_discovery = True  # its children may have been opened since

    async def _discover_if_due(self) -> None:
        """Find all shards at first, and later in the background: a large stream has hundreds, and lists them slowly."""
        if not self._readings:
            await self._discover_all()
            return
        if self._discovering is not None:
            if not self._discovering.done():
                return
            if failure := self._discovering.exception():
                _LOG.warning("new shards could not be looked for: %s", failure)
            self._discovering = None
        if self._is_discovery_due():
            self._discovering = asyncio.create_task(self._discover_all())

    def _is_discovery_due(self) -> bool:
        return self._wants_discovery or self._now_s() >= self._discovered_at_s + _DISCOVER_EVERY_S

    async def _discover_all(self) -> None:
        started_at_s = self._now_s()
        self._wants_discovery = False
        try:
            for stream in self._streams:
                await self._discover(stream)
        except (RecordSourceUnavailable, StoreUnavailable):
            self._wants_discovery = True
            raise
        self._discovered_at_s = started_at_s

    async def _discover(self, stream: ShardedStream) -> None:
        shards = await stream.shards()
        saved = dict(await self._positions.consumer_positions(stream.name))
        is_first_start = STARTED not in saved
        if is_first_start:
            await self._positions.save_consumer_position(stream.name, STARTED, STARTED)
        for shard in shards:
            key = f"{stream.name}/{shard.name}"
            if key in self._readings:
                self._readings[key].shard = shard  # it may have been closed
                continue
            position = saved.get(shard.name)
            starts_at_latest = is_first_start and self._start_at_latest
            if position == FINISHED or (starts_at_latest and shard.ending is not None):
                self._finished[stream.name].add(shard.name)
                position = FINISHED
            after = None if position in (FINISHED, HORIZON) else position
            self._readings[key] = _Reading(
                stream,
                shard,
                after,
                from_latest=starts_at_latest,
                may_lack_records=after is None and stream.name not in self._discovered,
                has_ended=position == FINISHED,
            )
            if position != FINISHED:
                _LOG.info("reading %s from %s", key, after or ("its newest" if starts_at_latest else "its oldest"))
            elif saved.get(shard.name) != FINISHED:
                await self._positions.save_consumer_position(stream.name, shard.name, FINISHED)
        self._discovered.add(stream.name)
        saved.pop(STARTED, None)
        await self._forget_missing(stream, {shard.name for shard in shards}, saved)

    async def _forget_missing(self, stream: ShardedStream, listed: set[str], saved: Mapping[str, str]) -> None:
        """Drop the shards that the stream does not have any more, so that their positions do not pile up."""
        if not listed:
            return
        for reading in list(self._readings.values()):
            name = reading.shard.name
            if reading.stream is stream and name not in listed and self._progress.is_idle(reading.key):
                del self._readings[reading.key]
                self._finished[stream.name].discard(name)
        if gone := {name for name in saved if name not in listed and f"{stream.name}/{name}" not in self._readings}:
            if any(saved[name] != FINISHED for name in gone):
                self._has_skipped = True
                _LOG.error("%s dropped shards before they were read to their end", stream.name)
            await self._positions.delete_consumer_positions(stream.name, gone)
