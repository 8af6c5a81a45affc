"""The channel between replicas over Redis: publish/subscribe, and the deletions in the shared cache.

Publishing and deleting need no memory, so a Redis that is full still carries changes.
"""

from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Self, cast
from uuid import uuid4

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ResponseError

from rewards.cache.redis_keys import GENERATION, LAYOUT, REDIS_FAILURES, REPLICAS, SERVER, keys_of, redis_at
from rewards.replicas.channel import ChannelDown, Subscription
from rewards.replicas.messages import Orders
from rewards.replicas.peers import FORGET_AFTER_S, HEARTBEAT_S

_TIMEOUT_S = 0.5
_DEAF_AFTER_S = 6 * HEARTBEAT_S  # own heartbeats arrive as well
# Registration needs memory and may fail; the heartbeat must not.
_SEND_HEARTBEAT = """
local now = tonumber(redis.call('TIME')[1])
redis.pcall('ZADD', KEYS[1], now, ARGV[1])
redis.pcall('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
return redis.call('PUBLISH', ARGV[3], ARGV[4])
"""
# A server that was restarted, or another one after a failover, may have lost the latest deletions.
_OUTDATE_OF_OTHER_SERVER = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  redis.call('DEL', KEYS[2])
  redis.pcall('SET', KEYS[1], ARGV[1])
end
"""


class RedisChannel:
    """A channel through one Redis server; each of its databases is another channel."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._name = f"{LAYOUT}:changes:{redis.connection_pool.connection_kwargs.get('db', 0)}"
        self._send_heartbeat = redis.register_script(_SEND_HEARTBEAT)
        self._outdate_of_other_server = redis.register_script(_OUTDATE_OF_OTHER_SERVER)

    @classmethod
    def at(cls, address: str) -> Self:
        """Return a channel that connects on first use; see ``redis_at``."""
        return cls(redis_at(address, timeout_s=_TIMEOUT_S))

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]:
        return self._subscribe()

    @asynccontextmanager
    async def _subscribe(self) -> AsyncIterator[Subscription]:
        async with self._redis.pubsub() as pubsub:
            with _failures_as_channel_down():
                await pubsub.subscribe(self._name)
                confirmation = await pubsub.get_message(timeout=_TIMEOUT_S)
                if confirmation is None:
                    raise ChannelDown
                replicas = cast(list[bytes], await self._redis.zrange(REPLICAS, 0, -1))
                await self._outdate_entries_of_other_server()
            yield Subscription(frozenset(replica.decode() for replica in replicas), _messages(pubsub))

    async def send_heartbeat(self, sender: str, message: bytes) -> None:
        with _failures_as_channel_down():
            arguments: list[str | int | bytes] = [sender, int(FORGET_AFTER_S), self._name, message]
            await cast(Awaitable[object], self._send_heartbeat(keys=[REPLICAS], args=arguments))

    async def send_changed(self, orders: Orders, message: bytes) -> None:
        with _failures_as_channel_down():
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.delete(*([GENERATION] if orders is None else keys_of(orders)))
                pipeline.publish(self._name, message)
                await pipeline.execute()

    async def send_leaving(self, sender: str, message: bytes) -> None:
        with _failures_as_channel_down():
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.zrem(REPLICAS, sender)
                pipeline.publish(self._name, message)
                await pipeline.execute()

    async def aclose(self) -> None:
        await self._redis.aclose()

    async def _outdate_entries_of_other_server(self) -> None:
        try:
            server: str = (await self._redis.info("server"))["run_id"]
        except (ResponseError, KeyError):
            server = uuid4().hex  # not permitted, or not known: assume another one
        await cast(Awaitable[object], self._outdate_of_other_server(keys=[SERVER, GENERATION], args=[server]))


async def _messages(pubsub: PubSub) -> AsyncIterator[bytes]:
    while True:
        with _failures_as_channel_down():
            message: dict[str, Any] | None = await pubsub.get_message(timeout=_DEAF_AFTER_S)
        if message is None:
            raise ChannelDown
        if message["type"] == "subscribe":
            raise ChannelDown  # the client has reconnected by itself, and messages may be missing
        if message["type"] == "message":
            yield message["data"]


@contextmanager
def _failures_as_channel_down() -> Iterator[None]:
    try:
        yield
    except REDIS_FAILURES as error:
        raise ChannelDown from error
