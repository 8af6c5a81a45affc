"""Both caches by one contract, in memory and in a real Redis, and what is particular to each."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis

from core.contract import SourceReport, SourceStatus
from rewards.cache.memory_cache import MemoryCache, SnapshotCache
from rewards.cache.redis_cache import RedisCache
from rewards.cache.snapshot import Snapshot
from rewards.replicas.redis_channel import RedisChannel
from rewards.sources.gathering import Gathered
from tests.manual_clock import Hand
from tests.redis_server import needs_redis, redis_server, short_folder
from tests.rewards.examples.wallet_credits import NAME, WalletEvent
from tests.rewards.world import CUSTOMER, NOW, ORDER, day, event, evidence, item, ped


def snapshot(*, events: int = 1) -> Snapshot:
    reports = [SourceReport(source="ped", status=SourceStatus.OK, latency_ms=1.5)]
    rows = evidence(
        *(event(f"E-{number}") for number in range(events)),
        ped_rows=(ped(lastUpdatedTime=1794000000, benefitIssuanceTime="1794000000123", gcIds=["GC-1", "GC-2"]),),
        items=(item(shipmentId="S-1"),),
    )
    return Snapshot(Gathered(rows, reports), NOW)


Outdate = Callable[[str], Awaitable[None]]


def cache_at(socket: Path, *, may_use: Callable[[str], bool] = lambda _: True) -> RedisCache:
    return RedisCache.at(f"unix://{socket}", may_use=may_use)


@pytest.fixture(scope="module")
def redis_socket() -> Iterator[Path]:
    with short_folder() as folder, redis_server(folder) as socket:
        yield socket


@pytest.fixture
async def redis_cache(redis_socket: Path) -> AsyncIterator[RedisCache]:
    with BlockingRedis(unix_socket_path=str(redis_socket)) as redis:
        redis.flushall()
    cache = cache_at(redis_socket)
    yield cache
    await cache.aclose()


@pytest.fixture(params=["memory", pytest.param("redis", marks=needs_redis)])
def cache(request: pytest.FixtureRequest) -> SnapshotCache:
    if request.param == "memory":
        return MemoryCache(Hand(), max_rows=100)
    found: SnapshotCache = request.getfixturevalue("redis_cache")
    return found


@pytest.fixture
def outdate(request: pytest.FixtureRequest, cache: SnapshotCache) -> Outdate:
    """Return what drops an order from the cache when it has changed."""

    async def in_memory(order: str) -> None:
        cache.drop(order)

    async def in_redis(order: str) -> None:
        await publish(request.getfixturevalue("redis_socket"), order)

    return in_memory if isinstance(cache, MemoryCache) else in_redis


async def publish(socket: Path, order: str | None) -> None:
    """Publish a change of an order, or of every order, as a replica does."""
    channel = RedisChannel.at(f"unix://{socket}")
    await channel.send_changed(None if order is None else frozenset({order}), b"")
    await channel.aclose()


async def put(cache: SnapshotCache, kept: Snapshot, *, keep_s: float = 60, age_s: float = 0) -> None:
    await cache.put(ORDER, kept, keep_s=keep_s, age_s=age_s, version=await cache.version(ORDER))


async def test_what_was_put_is_held_whole(cache: SnapshotCache) -> None:
    assert await cache.get(ORDER) is None
    await put(cache, snapshot())
    held = await cache.get(ORDER)
    assert held is not None
    assert (held.snapshot, held.snapshot.execution) == (snapshot(), snapshot().execution)
    assert 0 <= held.age_s < 30
    assert await cache.get("404-0000002-0000002") is None


async def test_event_keeps_the_source_that_holds_it(cache: SnapshotCache) -> None:
    credit = WalletEvent(**asdict(event("wallet:M-1", amount=2500, eventTime=day(2))))
    reports = [SourceReport(source=name, status=SourceStatus.OK, latency_ms=1) for name in ("concessions", NAME)]
    kept = Snapshot(Gathered(evidence(event("E-1"), credit, ped_rows=(ped(),)), reports), NOW)
    await put(cache, kept)
    held = await cache.get(ORDER)
    assert held is not None
    (promotion,) = held.snapshot.execution.promotions
    assert [(one.event_id, one.source) for one in promotion.benefits[0].issuances] == [
        ("E-1", "concessions"),
        ("wallet:M-1", NAME),
    ]
    assert held.snapshot.execution == kept.execution


async def test_later_put_replaces(cache: SnapshotCache) -> None:
    await put(cache, snapshot())
    await put(cache, snapshot(events=2))
    held = await cache.get(ORDER)
    assert held is not None
    assert len(held.snapshot.evidence.events) == 2


async def test_what_was_read_later_stays_and_age_counts_from_the_start_of_the_read(cache: SnapshotCache) -> None:
    await put(cache, snapshot(events=2), age_s=20)
    await put(cache, snapshot(), age_s=30)
    held = await cache.get(ORDER)
    assert held is not None
    assert (len(held.snapshot.evidence.events), 20 <= held.age_s < 30) == (2, True)
    await put(cache, snapshot(), age_s=10)
    held = await cache.get(ORDER)
    assert held is not None
    assert len(held.snapshot.evidence.events) == 1


async def test_owners_are_known_without_the_rows(cache: SnapshotCache, outdate: Outdate) -> None:
    assert await cache.owners(ORDER) == frozenset()
    await put(cache, snapshot(events=8))
    assert await cache.owners(ORDER) == {CUSTOMER}
    await outdate(ORDER)
    assert await cache.owners(ORDER) == frozenset()


async def test_memory_names_no_owner_when_the_time_is_up() -> None:
    hand = Hand()
    cache = MemoryCache(hand, max_rows=100)
    await put(cache, snapshot(), keep_s=10)
    hand.now_s += 10
    assert await cache.owners(ORDER) == frozenset()


async def test_changed_order_is_gone(cache: SnapshotCache, outdate: Outdate) -> None:
    await put(cache, snapshot())
    await outdate(ORDER)
    await outdate("404-0000002-0000002")
    assert await cache.get(ORDER) is None
    await put(cache, snapshot())
    assert await cache.get(ORDER) is not None


async def test_memory_reports_the_age_and_expires_in_time() -> None:
    hand = Hand()
    cache = MemoryCache(hand, max_rows=100)
    await put(cache, snapshot(), keep_s=10)
    hand.now_s += 9
    held = await cache.get(ORDER)
    assert (held is not None and held.age_s, cache.row_count) == (9, 3)
    hand.now_s += 1
    assert (await cache.get(ORDER), cache.row_count) == (None, 0)


async def test_memory_drops_what_was_used_longest_ago() -> None:
    cache = MemoryCache(Hand(), max_rows=30)
    for order in "abcdefghij":
        await cache.put(order, snapshot(), keep_s=60, age_s=0, version="")
    await cache.get("a")
    await cache.put("k", snapshot(), keep_s=60, age_s=0, version="")
    assert [order for order in "abcdefghijk" if await cache.get(order)] == list("acdefghijk")
    assert cache.row_count == 30


@pytest.mark.parametrize("max_rows", [0, 29])
async def test_memory_does_not_take_what_would_fill_it(max_rows: int) -> None:
    cache = MemoryCache(Hand(), max_rows=max_rows)
    await put(cache, snapshot())
    assert (await cache.get(ORDER), cache.row_count) == (None, 0)


@needs_redis
async def test_redis_expires_by_itself_and_reports_the_age(redis_cache: RedisCache, redis_socket: Path) -> None:
    await put(redis_cache, snapshot(), keep_s=60)
    with BlockingRedis(unix_socket_path=str(redis_socket)) as redis:
        (key,) = redis.keys("*:order:*")
        assert redis.pexpire(key, timedelta(seconds=20))
    held = await redis_cache.get(ORDER)
    assert held is not None
    assert 39.9 < held.age_s < 50


@needs_redis
async def test_redis_keeps_nothing_that_another_replica_has_overtaken(
    redis_cache: RedisCache, redis_socket: Path
) -> None:
    other = cache_at(redis_socket)
    before = await redis_cache.version(ORDER)
    await publish(redis_socket, ORDER)
    await redis_cache.put(ORDER, snapshot(), keep_s=60, age_s=0, version=before)
    assert await redis_cache.get(ORDER) is None
    await put(redis_cache, snapshot())
    assert await other.get(ORDER) is not None
    await other.aclose()


@needs_redis
@pytest.mark.parametrize("text", [b"{not json", b"[]", b"{}", b'{"ped":[{"x":1}],"items":[],"events":[]}'])
async def test_redis_entry_of_another_layout_is_not_there(
    redis_cache: RedisCache, redis_socket: Path, text: bytes
) -> None:
    await put(redis_cache, snapshot())
    with BlockingRedis(unix_socket_path=str(redis_socket)) as redis:
        (key,) = redis.keys("*:order:*")
        redis.hset(key, "snapshot", text)
    assert await redis_cache.get(ORDER) is None


@needs_redis
async def test_redis_entry_of_another_kind_is_not_there(redis_cache: RedisCache, redis_socket: Path) -> None:
    await put(redis_cache, snapshot())
    with BlockingRedis(unix_socket_path=str(redis_socket)) as redis:
        (key,) = redis.keys("*:order:*")
        redis.set(key, "text", ex=60)
    assert (await redis_cache.get(ORDER), await redis_cache.owners(ORDER)) == (None, frozenset())


async def test_absent_redis_is_as_good_as_an_empty_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = cache_at(tmp_path / "nobody")
    with caplog.at_level(logging.WARNING):
        assert await cache.get(ORDER) is None
        assert await cache.owners(ORDER) == frozenset()
        await put(cache, snapshot())
    assert len(caplog.records) == 2
    assert ORDER not in caplog.text
    await cache.aclose()
