"""Reads that begin, end, are shared and are cached in any order around writes and announcements: what they may return.

A read returns no less than what was announced before it began, and nothing that is older than the cache may be.
"""

import asyncio
import random
from dataclasses import dataclass, field

import pytest

from rewards.order_reader import ServedSnapshot
from tests.rewards.test_order_reader import FRESHNESS, World, issued, settle
from tests.rewards.world import ORDER
from tests.thoroughness import seeds

pytestmark = pytest.mark.wide

_STEPS = 400
_STEP_S = (0.3, 1.2)


@dataclass
class Reading:
    """A read under way. ``at_least`` is the least that it may return; ``gate`` lets the databases answer it."""

    at_least: int
    gate: asyncio.Event
    task: asyncio.Task[ServedSnapshot] = field(init=False)


class Schedule:
    """One order whose issued amount only grows, and what may happen to it in each step."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.world = World(issued=1, is_immediate=seed % 2 == 1)
        self.announced = 1
        self.writes = [(self.world.hand.now_s, 1)]
        self.readings: list[Reading] = []

    async def step(self) -> None:
        draw = self.random.random()
        if draw < 0.15:
            self.world.issued += 1
            self.writes.append((self.world.hand.now_s, self.world.issued))
        elif draw < 0.25:
            self.announce()
        elif draw < 0.4:
            self.world.hand.now_s += self.random.choice(_STEP_S)
        elif draw < 0.7:
            await self.begin(fresh=self.random.random() < 0.2)
        elif self.readings:
            self.random.choice(self.readings).gate.set()
            await settle()
        self.check()

    def announce(self) -> None:
        if self.random.random() < 0.7:
            self.world.reader.invalidate([ORDER])
        else:
            self.world.reader.invalidate_all()
        self.announced = self.world.issued

    async def begin(self, *, fresh: bool) -> None:
        oldest_s = self.world.hand.now_s - FRESHNESS.open_s
        not_expired = max((amount for at_s, amount in self.writes if at_s <= oldest_s), default=1)
        reading = Reading(max(self.announced, not_expired), gate=asyncio.Event())
        self.world.gate = reading.gate
        reading.task = asyncio.create_task(self.world.read(within_s=60, fresh=fresh, allow_stale=False))
        self.readings.append(reading)
        await settle()

    def check(self) -> None:
        """Fail if a read that has ended returned less than it may; those that share one end together."""
        for reading in [each for each in self.readings if each.task.done()]:
            self.readings.remove(reading)
            amount = issued(reading.task.result())
            assert amount is not None
            assert amount >= reading.at_least

    async def end(self) -> None:
        for reading in self.readings:
            reading.gate.set()
        await asyncio.gather(*(reading.task for reading in self.readings))
        self.check()


@pytest.mark.parametrize("seed", seeds(6, nightly=200))
async def test_no_interleaving_makes_a_read_return_what_is_outdated(seed: int) -> None:
    schedule = Schedule(seed)
    for _ in range(_STEPS):
        await schedule.step()
    await schedule.end()
