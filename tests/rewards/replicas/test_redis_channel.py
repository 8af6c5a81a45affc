"""The channel over a real Redis: who is registered, what arrives, and what a failing server means."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis

from rewards.cache.redis_keys import REPLICAS
from rewards.replicas import redis_channel
from rewards.replicas.channel import ChannelDown
from rewards.replicas.peers import FORGET_AFTER_S
from rewards.replicas.redis_channel import RedisChannel
from tests.redis_server import needs_redis, redis_server, short_folder

pytestmark = [needs_redis, pytest.mark.slow]


@pytest.fixture
def redis_socket() -> Iterator[Path]:
    with short_folder() as folder, redis_server(folder) as socket:
        yield socket


@pytest.fixture
def redis(redis_socket: Path) -> Iterator[BlockingRedis]:
    with BlockingRedis(unix_socket_path=str(redis_socket)) as client:
        yield client


@pytest.fixture
async def channel(redis_socket: Path) -> AsyncIterator[RedisChannel]:
    found = RedisChannel.at(f"unix://{redis_socket}")
    yield found
    await found.aclose()


async def next_of(messages: AsyncIterator[bytes]) -> bytes:
    async with asyncio.timeout(20):
        return await anext(messages)


async def test_every_message_arrives_in_order(channel: RedisChannel) -> None:
    async with channel.subscribe() as subscription:
        await channel.send_heartbeat("me", b"1")
        await channel.send_changed(frozenset({"A"}), b"2")
        await channel.send_changed(None, b"3")
        await channel.send_leaving("me", b"4")
        assert [await next_of(subscription.messages) for _ in range(4)] == [b"1", b"2", b"3", b"4"]


async def test_replicas_are_registered_until_they_leave_or_are_forgotten(
    channel: RedisChannel, redis: BlockingRedis
) -> None:
    for replica in ("one", "two", "three"):
        await channel.send_heartbeat(replica, b"")
    await channel.send_leaving("two", b"")
    redis.zincrby(REPLICAS, -FORGET_AFTER_S - 60, "three")
    await channel.send_heartbeat("one", b"")
    async with channel.subscribe() as subscription:
        assert subscription.registered == {"one"}


async def test_each_database_is_a_separate_channel(channel: RedisChannel, redis_socket: Path) -> None:
    other = RedisChannel.at(f"unix://{redis_socket}?db=1")
    async with channel.subscribe() as subscription:
        await other.send_heartbeat("stranger", b"from another database")
        await channel.send_heartbeat("me", b"from this one")
        assert await next_of(subscription.messages) == b"from this one"
    await other.aclose()


async def test_full_server_carries_messages(channel: RedisChannel, redis: BlockingRedis) -> None:
    redis.config_set("maxmemory", 1)
    async with channel.subscribe() as subscription:
        await channel.send_heartbeat("me", b"1")
        await channel.send_changed(frozenset({"A"}), b"2")
        await channel.send_changed(None, b"3")
        assert [await next_of(subscription.messages) for _ in range(3)] == [b"1", b"2", b"3"]


async def test_read_only_server_refuses_changes_and_carries_heartbeats(
    channel: RedisChannel, redis: BlockingRedis
) -> None:
    """Changes have to be deleted from the cache as well; heartbeats say that they wait."""
    redis.replicaof("127.0.0.1", "1")
    with pytest.raises(ChannelDown):
        await channel.send_changed(frozenset({"A"}), b"")
    await channel.send_heartbeat("me", b"")


async def test_subscription_ends_with_the_server(channel: RedisChannel, redis: BlockingRedis) -> None:
    async with channel.subscribe() as subscription:
        redis.shutdown(nosave=True)
        with pytest.raises(ChannelDown):
            await next_of(subscription.messages)
    with pytest.raises(ChannelDown):
        await channel.send_heartbeat("me", b"")
    with pytest.raises(ChannelDown):
        async with channel.subscribe():
            pass


async def test_subscription_on_which_nothing_arrives_ends(
    channel: RedisChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Own heartbeats would; a connection that was cut without notice stays open."""
    monkeypatch.setattr(redis_channel, "_DEAF_AFTER_S", 0.01)
    async with channel.subscribe() as subscription:
        with pytest.raises(ChannelDown):
            await next_of(subscription.messages)


async def test_connection_that_the_server_closes_ends_the_subscription(
    channel: RedisChannel, redis: BlockingRedis
) -> None:
    """As it closes that of a subscriber who reads too slowly: messages are lost, though the client could reconnect."""
    async with channel.subscribe() as subscription:
        await channel.send_heartbeat("me", b"1")
        assert await next_of(subscription.messages) == b"1"
        redis.client_kill_filter(_type="pubsub")
        await channel.send_heartbeat("me", b"2")
        with pytest.raises(ChannelDown):
            await next_of(subscription.messages)
