"""No change of a row stays unannounced, whatever happens between the row, its record in the stream and the reading."""

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from rewards.consume.consumer import Consumer
from rewards.consume.handler import Handled, Result
from rewards.consume.metrics import ConsumeMetrics
from rewards.consume.record import Message, Record
from rewards.consume.sharded_source import ShardedSource
from rewards.errors import RecordSourceUnavailable
from rewards.order_changes import LocalChanges
from tests.manual_clock import Hand
from tests.rewards.consume.doubles import CLOCK, KeptLetters
from tests.rewards.consume.stream_double import KeptPositions, StreamDouble
from tests.thoroughness import IS_THOROUGH

pytestmark = pytest.mark.wide

ORDERS = ("A", "B")
_READS = 16  # more than it takes to find all shards and to read them, page after page
_DISCOVERY_S = 10.0  # the source looks for new shards as often


@dataclass
class Replica:
    """What one replica holds of each order in its cache, for as long as no change is announced."""

    rows: dict[str, int]
    cached: dict[str, int] = field(default_factory=dict)

    def read(self, order: str) -> int:
        return self.cached.setdefault(order, self.rows[order])

    def drop(self, business_reference_ids: Collection[str]) -> None:
        for order in business_reference_ids:
            self.cached.pop(order, None)

    def drop_all(self) -> None:
        self.cached.clear()

    def notify(self, business_reference_ids: Collection[str]) -> None: ...

    def notify_all(self, *, within_s: float) -> None: ...


class Announcing:
    """A handler that announces the order which the body of a record names."""

    async def handle(self, records: Sequence[Record]) -> Handled:
        bodies = [json.loads(record.content.body or b"") for record in records if isinstance(record.content, Message)]
        changed = frozenset(body["eventId"] for body in bodies)
        return Handled(finished=records, changed_orders=changed, counts=Counter({Result.ANNOUNCED: len(records)}))


class Announcer:
    """A consumer that announces changes, and that a test moves by a few reads at a time."""

    def __init__(self, stream: StreamDouble, positions: KeptPositions, replica: Replica) -> None:
        self._clock = Hand()
        self._changes = LocalChanges(replica)
        self._source = ShardedSource(
            "test", [stream], positions, start_at_latest=True, now_s=self._clock, pause=self._pause
        )

    async def poll(self, *, times: int = 1) -> None:
        """Read so many times, and announce and acknowledge what was read, if the stream can be read."""
        stop = asyncio.Event()
        consumer = Consumer(
            _FewReads(self._source, stop, times),
            Announcing(),
            dead_letters=KeptLetters(),
            changes=self._changes,
            metrics=ConsumeMetrics("test", clock=CLOCK),
            clock=CLOCK,
            stop=stop,
            take_skipped=self._source.take_skipped,
        )
        await consumer.run()

    async def _pause(self, seconds: float) -> None:
        self._clock.now_s += max(seconds, _DISCOVERY_S)
        await asyncio.sleep(0)


class _FewReads:
    """A source that stops its consumer after a few reads."""

    def __init__(self, source: ShardedSource, stop: asyncio.Event, times: int) -> None:
        self._source = source
        self._stop = stop
        self._left = times
        self.name = source.name
        self.connected = source.connected
        self.acknowledge = source.acknowledge
        self.extend = source.extend
        self.release = source.release

    async def read(self, limit: int) -> Sequence[Record]:
        self._left -= 1
        if not self._left:
            self._stop.set()
        return await self._source.read(limit)


@pytest.fixture
def stream() -> StreamDouble:
    stream = StreamDouble()
    stream.open("1")
    return stream


async def test_a_row_written_while_a_consumer_starts_is_announced(stream: StreamDouble) -> None:
    replica = Replica({"A": 1500})
    assert replica.read("A") == 1500
    announcer = Announcer(stream, KeptPositions(), replica)
    replica.rows["A"] = 2200
    stream.write("1", "A")  # before the consumer has found the newest record of the shard
    await announcer.poll()
    assert replica.read("A") == 2200


async def test_nothing_more_than_what_changed_is_announced_once_the_newest_record_is_found(
    stream: StreamDouble,
) -> None:
    replica = Replica({"A": 1500, "B": 100})
    announcer = Announcer(stream, KeptPositions(), replica)
    await announcer.poll()
    replica.read("A")
    replica.read("B")
    stream.write("1", "A")
    await announcer.poll(times=3)
    assert set(replica.cached) == {"B"}


class Interleavings(RuleBasedStateMachine):
    """Writes, reads and faults in any order; once there are no more faults, no replica holds what is outdated."""

    @initialize()
    def start(self) -> None:
        self.loop = asyncio.Runner()
        self.stream = StreamDouble()
        self.stream.open("1")
        self.shard = 1
        self.positions = KeptPositions()
        self.replica = Replica(dict.fromkeys(ORDERS, 1))
        self.unrecorded: list[str] = []  # written rows whose records the stream does not have yet
        self.announcer: Announcer | None = None

    def teardown(self) -> None:
        self.loop.close()

    @rule(order=st.sampled_from(ORDERS))
    def read_through_the_cache(self, order: str) -> None:
        self.replica.read(order)

    @rule(order=st.sampled_from(ORDERS))
    def write_row(self, order: str) -> None:
        self.replica.rows[order] += 1
        self.unrecorded.append(order)

    @precondition(lambda self: self.unrecorded)
    @rule()
    def record_row(self) -> None:
        self.stream.write(str(self.shard), self.unrecorded.pop(0))

    @rule()
    def split_shard(self) -> None:
        self.shard += 1
        self.stream.open(str(self.shard), str(self.shard - 1))
        self.stream.close(str(self.shard - 1))

    @rule()
    def start_consumer(self) -> None:
        """Start one; one that runs is killed, and what it has not saved is lost."""
        self.announcer = Announcer(self.stream, self.positions, self.replica)

    @precondition(lambda self: self.announcer is not None)
    @rule()
    def poll(self) -> None:
        assert self.announcer is not None
        self.loop.run(self.announcer.poll())

    @rule()
    def stop_consumer(self) -> None:
        self.announcer = None

    @rule()
    def kill_between_reading_and_announcing(self) -> None:
        """Read with a consumer that ends at once; what it has saved until then stays saved."""
        announcer = Announcer(self.stream, self.positions, self.replica)
        with suppress(RecordSourceUnavailable):
            self.loop.run(announcer._source.read(100))
        self.announcer = None

    @rule(fault=st.sampled_from(("pages", "listing", "iterators")))
    def disturb(self, fault: str) -> None:
        match fault:
            case "pages":
                self.stream.failing = {str(self.shard)}
            case "listing":
                self.stream.is_listing_refused = True
            case _:
                self.stream.expired = 2

    @rule()
    def mend(self) -> None:
        self.stream.failing = set()
        self.stream.is_listing_refused = False

    @precondition(lambda self: self.announcer is None)
    @rule(dropped=st.sampled_from(("records", "shards")))
    def trim(self, dropped: str) -> None:
        """Drop old records, or closed shards with them: no consumer has run for a day."""
        for name, shard in list(self.stream.of_name.items()):
            if shard.records:
                self.stream.trim(name, len(shard.records))
            if dropped == "shards" and shard.is_closed:
                del self.stream.of_name[name]

    @rule()
    def wait(self) -> None:
        """Let everything arrive, with a consumer that runs."""
        self.mend()
        self.stream.expired = 0
        while self.unrecorded:
            self.record_row()
        if self.announcer is None:
            self.start_consumer()
        assert self.announcer is not None
        self.loop.run(self.announcer.poll(times=_READS))
        for order in ORDERS:
            assert self.replica.read(order) == self.replica.rows[order]


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = hypothesis_settings(
    max_examples=500 if IS_THOROUGH else 15, stateful_step_count=20, deadline=None
)
