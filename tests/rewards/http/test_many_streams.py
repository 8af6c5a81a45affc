"""Many streams at once: no more than there is room for, whatever ends them; one read for all who follow an order."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from core.contract import SourceName
from rewards.app import create_app
from rewards.cache import snapshot
from rewards.change_notifier import ChangeNotifier, TooManyFollowers
from rewards.ledger.fold import FoldedOrder, fold
from rewards.settings import RewardsSettings
from rewards.sources.base import Contribution, Source, SourceKind
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, CLOCK, LEAD, ROHAN, TOKENS
from tests.rewards.http.stream_reader import StreamReader, reading
from tests.rewards.http.test_concession_events import NEW_EVENT
from tests.rewards.http.test_position_stream import PATH, SOON_S, granted, post, service_of

CROWD = 20


@dataclass
class Gate:
    """The tracker, which answers when a test lets it, and counts what it is asked."""

    inner: Source
    is_immediate: bool
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0
    _asking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    name = SourceName.LINE_ITEMS.value
    kind = SourceKind.LINE_ITEMS

    async def of_order(self, business_reference_id: str) -> Contribution:
        self.asked += 1
        self._asking.release()
        if not self.is_immediate:
            await self.opened.wait()
            await asyncio.sleep(0)
        return await self.inner.of_order(business_reference_id)

    async def is_asked(self, *, times: int) -> None:
        """Return when it has been asked so often since the last call."""
        async with asyncio.timeout(5):
            for _ in range(times):
                await self._asking.acquire()


@dataclass(frozen=True)
class Scene:
    app: Any
    gate: Gate

    @property
    def follower_count(self) -> int:
        return service_of(self.app).notifier.follower_count


def scene(store: SqliteStore, *, is_immediate: bool = False, **settings: Any) -> Scene:
    plain = standard_sources(store)
    gate = Gate(plain.line_items, is_immediate)
    quiet: dict[str, Any] = {"stream_recheck_s": 60, "source_timeout_ms": 5000, "deadline_ms": 5000}
    app = create_app(
        store=store,
        sources=replace(plain, line_items=gate),
        tokens=TOKENS,
        clock=CLOCK,
        settings=RewardsSettings(**quiet | settings),
    )
    return Scene(app, gate)


async def test_streams_that_open_at_the_same_time_are_no_more_than_allowed(demo_store: SqliteStore) -> None:
    watched = scene(demo_store, max_streams=2)
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(reading(watched.app, PATH, ASHA)) for _ in range(6)]
        await watched.gate.is_asked(times=2)
        refused = [(await stream.body())["code"] for stream in streams[2:]]
        watched.gate.opened.set()
        assert [granted(await stream.frame()) for stream in streams[:2]] == [3600, 3600]
        assert refused == ["tooManyStreams"] * 4
    assert watched.follower_count == 0


async def test_refused_stream_gives_its_place_back_and_reads_nothing_of_the_order(demo_store: SqliteStore) -> None:
    watched = scene(demo_store, max_streams=1)
    async with reading(watched.app, PATH, ROHAN) as stream:
        assert (await stream.body())["code"] == "notFound"
    assert (watched.follower_count, watched.gate.asked) == (0, 0)


async def test_stream_whose_reader_leaves_before_the_first_byte_gives_its_place_back(demo_store: SqliteStore) -> None:
    watched = scene(demo_store, max_streams=1)
    async with reading(watched.app, PATH, ASHA) as stream:
        await watched.gate.is_asked(times=1)
        assert watched.follower_count == 1
        stream.leave()
        watched.gate.opened.set()
    assert watched.follower_count == 0


class CutReader(StreamReader):
    """A connection that breaks with the first byte."""

    async def send(self, message: Any) -> None:
        raise BrokenPipeError


async def test_stream_whose_events_were_never_asked_for_gives_its_place_back(demo_store: SqliteStore) -> None:
    watched = scene(demo_store)
    watched.gate.opened.set()
    async with reading(watched.app, PATH, ASHA, reader=CutReader()):
        await watched.gate.is_asked(times=1)
    assert watched.follower_count == 0


class StuckReader(StreamReader):
    """A connection whose buffer is full for good."""

    async def send(self, message: Any) -> None:
        await asyncio.Event().wait()


async def test_stream_whose_reader_does_not_read_gives_its_place_back(
    demo_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.http.event_stream.SEND_TIMEOUT_S", SOON_S)
    watched = scene(demo_store)
    watched.gate.opened.set()
    async with reading(watched.app, PATH, ASHA, reader=StuckReader()) as stream, asyncio.timeout(5):
        await stream.finished.wait()
    assert watched.follower_count == 0


async def test_first_read_that_fails_gives_the_place_back(demo_store: SqliteStore) -> None:
    sources = with_failure(standard_sources(demo_store), SourceName.PED)
    sources = with_failure(sources, SourceName.CONCESSIONS)
    app = create_app(store=demo_store, sources=sources, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings())
    async with reading(app, PATH, ASHA) as stream:
        assert (await stream.body())["code"] == "ownershipUnproven"
    assert service_of(app).notifier.follower_count == 0


def test_place_is_taken_as_it_is_looked_for() -> None:
    changes = ChangeNotifier(max_followers=1)
    with changes.following("A"), pytest.raises(TooManyFollowers), changes.following("B"):
        pass
    assert changes.follower_count == 0


@pytest.mark.parametrize("is_immediate", [True, False], ids=["embedded", "waiting"])
async def test_all_who_are_notified_of_a_change_share_one_read_and_one_fold(
    demo_store: SqliteStore, monkeypatch: pytest.MonkeyPatch, *, is_immediate: bool
) -> None:
    counts: Counter[str] = Counter()

    def counted(*args: Any, **named: Any) -> FoldedOrder:
        counts["folds"] += 1
        return fold(*args, **named)

    monkeypatch.setattr(snapshot, "fold", counted)
    watched = scene(demo_store, is_immediate=is_immediate)
    watched.gate.opened.set()
    async with AsyncExitStack() as stack:
        callers = [ASHA, LEAD] * (CROWD // 2)
        streams = [await stack.enter_async_context(reading(watched.app, PATH, caller)) for caller in callers]
        assert {granted(await stream.frame()) for stream in streams} == {3600}
        for number in range(2):
            before, counts["folds"] = watched.gate.asked, 0
            event = NEW_EVENT | {"eventId": f"E-{number}", "amountMinor": 100, "lineItemId": f"LI-{number}"}
            assert await post(watched.app, "/concession-events", event) == 201
            frames = [await stream.frame() for stream in streams]
            assert {granted(frame) for frame in frames} == {3700 + 100 * number}
            assert (watched.gate.asked - before, counts["folds"]) == (1, 1)
        assert len({frame.data["requestId"] for frame in frames}) == CROWD


async def test_recheck_reads_the_databases(demo_store: SqliteStore) -> None:
    watched = scene(demo_store, is_immediate=True, stream_recheck_s=SOON_S)
    async with reading(watched.app, PATH, ASHA) as stream:
        await stream.frame()
        before = watched.gate.asked
        assert (await stream.frame()).name is None
        assert watched.gate.asked > before
