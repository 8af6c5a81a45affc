"""A stream with shards, as AWS documents its streams: iterators expire, closed shards end, old records are trimmed."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from rewards.consume.record import Record
from rewards.consume.shards import IteratorExpired, PositionTrimmed, Shard, ShardMissing, ShardPage
from rewards.errors import RecordSourceUnavailable, StoreUnavailable
from tests.rewards.consume.doubles import message
from tests.rewards.world import event_raw


@dataclass
class DoubleShard:
    """One shard. ``records`` are its sequence numbers and events; those below ``trimmed`` are gone."""

    parents: frozenset[str] = frozenset()
    records: list[tuple[int, object]] = field(default_factory=list)
    is_closed: bool = False
    trimmed: int = 0
    pages: int = 0


class StreamDouble:
    """A stream named ``test/orders``. Every page has at most two records, and each second page is empty."""

    name = "test/orders"

    def __init__(self) -> None:
        self.of_name: dict[str, DoubleShard] = {}
        self.failing: set[str] = set()
        self.is_listing_refused = False
        self.never_ends = False  # a closed shard gives another iterator for ever
        self.expired = 0  # how many of the next pages are refused because their iterator expired
        self.iterators: list[tuple[str, str | None, bool]] = []
        self._sequence = 0

    def open(self, name: str, *parents: str) -> None:
        self.of_name[name] = DoubleShard(frozenset(parents))

    def close(self, *names: str) -> None:
        for name in names:
            self.of_name[name].is_closed = True

    def write(self, shard: str, *events: str) -> None:
        for event in events:
            self._sequence += 1
            self.of_name[shard].records.append((self._sequence, event_raw(event)))

    def trim(self, shard: str, count: int) -> None:
        found = self.of_name[shard]
        found.trimmed = found.records[count - 1][0] + 1
        del found.records[:count]

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        yield

    async def shards(self) -> Sequence[Shard]:
        if self.is_listing_refused:
            raise RecordSourceUnavailable("sourceThrottled", "the test")
        return [
            Shard(name, shard.parents, str(shard.records[-1][0] if shard.records else 0) if shard.is_closed else None)
            for name, shard in self.of_name.items()
        ]

    async def iterator(self, shard: str, *, after: str | None, latest: bool) -> str | None:
        if shard not in self.of_name:
            raise ShardMissing
        self.iterators.append((shard, after, latest))
        found = self.of_name[shard]
        if after is not None and int(after) < found.trimmed - 1:
            raise PositionTrimmed
        if latest:
            return str(self._sequence)
        return after or str(max(found.trimmed - 1, 0))

    async def page(self, shard: str, iterator: str, *, limit: int) -> ShardPage:
        if shard in self.failing:
            raise RecordSourceUnavailable("sourceThrottled", "the test")
        if self.expired:
            self.expired -= 1
            raise IteratorExpired
        found = self.of_name[shard]
        if int(iterator) < found.trimmed - 1:
            raise PositionTrimmed
        found.pages += 1
        left = [(number, event) for number, event in found.records if number > int(iterator)]
        some = left[: min(limit, 2)] if found.pages % 2 else []
        records = [message(event, sequence=str(number), shard=f"{self.name}/{shard}") for number, event in some]
        if found.is_closed and not self.never_ends and len(some) == len(left):
            return ShardPage(records, None)
        return ShardPage(records, records[-1].sequence if records else iterator)


class KeptPositions:
    """Positions in memory. ``failures`` is how many of the next saves fail."""

    def __init__(self) -> None:
        self.saved: dict[str, str] = {}
        self.failures = 0

    async def consumer_positions(self, stream: str) -> Mapping[str, str]:
        return dict(self.saved)

    async def save_consumer_position(self, stream: str, shard: str, position: str) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("storeUnreachable", "the test")
        self.saved[shard] = position

    async def delete_consumer_positions(self, stream: str, shards: Collection[str]) -> None:
        for shard in shards:
            del self.saved[shard]


def event_ids(records: Sequence[Record]) -> list[str]:
    """Return the ids of the events of records."""
    import json

    from rewards.consume.record import Message

    return [
        json.loads(record.content.body)["eventId"]
        for record in records
        if isinstance(record.content, Message) and record.content.body
    ]
