"""The cache in Redis against what may go wrong around it: slow readers, a full server, evictions, a restart."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis

from rewards.cache.redis_cache import RedisCache
from rewards.cache.redis_keys import GENERATION, SERVER, entry_key, lease_key
from rewards.replicas.redis_channel import RedisChannel
from tests.redis_server import needs_redis, redis_server, short_folder
from tests.rewards.cache.test_caches import cache_at, publish, put, snapshot
from tests.rewards.world import ORDER

pytestmark = [needs_redis, pytest.mark.slow]
OTHER = "404-0000002-0000002"


@pytest.fixture(scope="module")
def redis_socket() -> Iterator[Path]:
    with short_folder() as folder, redis_server(folder) as socket:
        yield socket


@pytest.fixture
def redis(redis_socket: Path) -> Iterator[BlockingRedis]:
    with BlockingRedis(unix_socket_path=str(redis_socket)) as client:
        client.flushall()
        client.config_set("maxmemory", 0)
        yield client


@pytest.fixture
async def cache(redis: BlockingRedis, redis_socket: Path) -> AsyncIterator[RedisCache]:
    found = cache_at(redis_socket)
    yield found
    await found.aclose()


async def has(cache: RedisCache, order: str = ORDER) -> bool:
    return await cache.get(order) is not None


async def test_slow_reader_does_not_bring_back_what_it_read_before_the_change(
    cache: RedisCache, redis_socket: Path
) -> None:
    slow = await cache.version(ORDER)
    await publish(redis_socket, ORDER)
    quick = await cache.version(ORDER)
    await cache.put(ORDER, snapshot(events=2), keep_s=60, age_s=0, version=quick)
    await cache.put(ORDER, snapshot(events=1), keep_s=60, age_s=0, version=slow)
    held = await cache.get(ORDER)
    assert held is not None
    assert len(held.snapshot.evidence.events) == 2


async def test_readers_at_the_same_time_share_a_lease(cache: RedisCache) -> None:
    one, other = await cache.version(ORDER), await cache.version(ORDER)
    for version in (one, other):
        await cache.put(ORDER, snapshot(), keep_s=60, age_s=0, version=version)
        assert await has(cache)


async def test_change_of_every_order_outdates_all_that_is_cached_or_being_read(
    cache: RedisCache, redis_socket: Path
) -> None:
    await put(cache, snapshot())
    slow = await cache.version(OTHER)
    await publish(redis_socket, None)
    assert not await has(cache)
    await cache.put(OTHER, snapshot(), keep_s=60, age_s=0, version=slow)
    assert not await has(cache, OTHER)
    await put(cache, snapshot())
    assert await has(cache)


@pytest.mark.parametrize("evicted", [lease_key(ORDER), GENERATION])
async def test_evicted_key_loses_what_is_cached_and_revives_nothing(
    cache: RedisCache, redis: BlockingRedis, redis_socket: Path, evicted: str
) -> None:
    slow = await cache.version(ORDER)
    redis.delete(evicted)
    await cache.put(ORDER, snapshot(), keep_s=60, age_s=0, version=slow)
    assert not await has(cache)
    await put(cache, snapshot())
    redis.delete(evicted)
    await publish(redis_socket, ORDER)
    assert not await has(cache)


async def test_full_server_caches_nothing_new_and_drops_what_has_changed(
    cache: RedisCache, redis: BlockingRedis, redis_socket: Path
) -> None:
    await put(cache, snapshot())
    slow = await cache.version(OTHER)
    redis.config_set("maxmemory", 1)
    assert await has(cache)
    await cache.put(OTHER, snapshot(), keep_s=60, age_s=0, version=slow)
    assert not await has(cache, OTHER)
    await publish(redis_socket, ORDER)
    assert not await has(cache)
    await put(cache, snapshot())
    assert not await has(cache)


async def test_order_that_this_process_has_yet_to_publish_is_neither_looked_up_nor_cached(
    cache: RedisCache, redis_socket: Path
) -> None:
    waiting: set[str] = set()
    own = cache_at(redis_socket, may_use=lambda order: order not in waiting)
    await put(cache, snapshot())
    slow = await own.version(ORDER)
    waiting.add(ORDER)
    assert (await own.get(ORDER), await own.owners(ORDER)) == (None, frozenset())
    assert await has(cache)
    await cache.put(OTHER, snapshot(), keep_s=60, age_s=0, version=await cache.version(OTHER))
    assert await has(own, OTHER)
    await own.put(ORDER, snapshot(events=2), keep_s=60, age_s=0, version=slow)
    await own.put(ORDER, snapshot(events=2), keep_s=60, age_s=0, version=await own.version(ORDER))
    held = await cache.get(ORDER)
    assert held is not None
    assert len(held.snapshot.evidence.events) == 1
    await own.aclose()


async def test_entries_of_another_server_are_outdated_with_the_first_subscription(
    cache: RedisCache, redis: BlockingRedis, redis_socket: Path
) -> None:
    """A server that was restarted has another id, and may have read a dump that is older than the latest deletions."""
    channel = RedisChannel.at(f"unix://{redis_socket}")
    async with channel.subscribe():
        await put(cache, snapshot())
    async with channel.subscribe():
        assert await has(cache)
    redis.set(SERVER, "the id before the restart")
    async with channel.subscribe():
        assert not await has(cache)
    await channel.aclose()


@pytest.mark.parametrize("owners", [b"{not json", b"7", b"[[]]"])
async def test_owners_of_another_layout_are_none(cache: RedisCache, redis: BlockingRedis, owners: bytes) -> None:
    await put(cache, snapshot())
    redis.hset(entry_key(ORDER), "owners", owners)
    assert await cache.owners(ORDER) == frozenset()


@pytest.mark.parametrize("steps", range(12))
async def test_reader_who_leaves_is_cancelled_whatever_redis_is_doing(cache: RedisCache, steps: int) -> None:
    """Cancelled after any number of steps of the event loop, a lookup does not go on as if nothing had happened."""
    await put(cache, snapshot())

    async def read_for_ever() -> None:
        while True:
            await cache.get(ORDER)
            await cache.version(ORDER)

    for offset in range(40):
        reader = asyncio.create_task(read_for_ever())
        for _ in range(steps + 12 * offset):
            await asyncio.sleep(0)
        reader.cancel()
        done, _ = await asyncio.wait([reader], timeout=20)
        assert done
