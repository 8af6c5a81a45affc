"""Doubles of the parts around a consumer, which keep what they were given."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from core.clock import FixedClock
from rewards.consume.consumer import Consumer
from rewards.consume.dead_letters import DeadLetter, DeadLettersUnavailable
from rewards.consume.event_decoder import RecordDecoder
from rewards.consume.event_handler import EventHandler, EventStore
from rewards.consume.metrics import ConsumeMetrics
from rewards.consume.record import Message, Record
from rewards.errors import RecordSourceUnavailable
from tests.rewards.world import NOW, event_raw

CLOCK = FixedClock(NOW)


def message(event: Any, *, sequence: str = "1", shard: str = "test/0", recorded_at: datetime | None = None) -> Record:
    """Return a record whose body is this event as JSON, or these bytes."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return Record(shard, sequence, Message(body), key=f"key-{sequence}", recorded_at=recorded_at)


def numbered(*events: Any) -> list[Record]:
    return [message(event, sequence=str(number)) for number, event in enumerate(events, start=1)]


def sample_events(count: int) -> list[dict[str, Any]]:
    return [event_raw(f"E-{number}", amount=number) for number in range(1, count + 1)]


class ScriptedSource:
    """A source that gives batches, and stops the consumer after the last one. An error in a script is raised."""

    name = "test"

    def __init__(self, stop: asyncio.Event, *batches: Sequence[Record] | Exception) -> None:
        self._stop = stop
        self._batches = deque(batches)
        self.acknowledged: list[str] = []
        self.extended: list[list[str]] = []
        self.released: list[str] = []
        self.acknowledge_failures = 0

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        yield

    async def read(self, limit: int) -> Sequence[Record]:
        if not self._batches:
            self._stop.set()
            return []
        await asyncio.sleep(0)
        batch = self._batches.popleft()
        if isinstance(batch, Exception):
            raise batch
        return batch

    async def acknowledge(self, records: Sequence[Record]) -> None:
        if self.acknowledge_failures:
            self.acknowledge_failures -= 1
            raise RecordSourceUnavailable("sourceUnreachable", "the test")
        self.acknowledged += [record.sequence for record in records]

    async def extend(self, records: Sequence[Record]) -> None:
        self.extended.append([record.sequence for record in records])

    async def release(self, records: Sequence[Record]) -> None:
        self.released += [record.sequence for record in records]


class KeptLetters:
    """A destination that keeps letters in memory, after so many failures."""

    def __init__(self, *, failures: int = 0) -> None:
        self.letters: list[DeadLetter] = []
        self._failures = failures

    async def put(self, letters: Sequence[DeadLetter]) -> None:
        if self._failures:
            self._failures -= 1
            raise DeadLettersUnavailable("the test")
        self.letters += letters


class KeptChanges:
    """Publication into a list, and a count of how often it was every order."""

    def __init__(self) -> None:
        self.published: list[str] = []
        self.times_every_order = 0

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        self.published += sorted(business_reference_ids)

    async def publish_every_order(self) -> None:
        self.times_every_order += 1


class Scene:
    """A consumer with its doubles, over a store."""

    def __init__(self, store: EventStore, *batches: Sequence[Record] | Exception, letter_failures: int = 0) -> None:
        self.stop = asyncio.Event()
        self.source = ScriptedSource(self.stop, *batches)
        self.letters = KeptLetters(failures=letter_failures)
        self.changes = KeptChanges()
        self.metrics = ConsumeMetrics("test", clock=CLOCK)
        self.consumer = Consumer(
            self.source,
            EventHandler(store, RecordDecoder(), clock=CLOCK),
            dead_letters=self.letters,
            changes=self.changes,
            metrics=self.metrics,
            clock=CLOCK,
            stop=self.stop,
        )

    async def run(self) -> None:
        await self.consumer.run()
