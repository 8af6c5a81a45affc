"""The channel between replicas over Redis: publish/subscribe, and the deletions in the shared cache.

Publishing and deleting need no memory, so a Redis that is full still carries changes; both are in scripts, as a full
Redis queues nothing for a transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Self, cast
from uuid import uuid4

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.commands.core import AsyncScript
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
_SEND_CHANGED = """
redis.call('DEL', unpack(KEYS))
return redis.call('PUBLISH', ARGV[1], ARGV[2])
"""
_SEND_LEAVING = """
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
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
        self._send_changed = redis.register_script(_SEND_CHANGED)
        self._send_leaving = redis.register_script(_SEND_LEAVING)
        self._outdate_of_other_server = redis.register_script(_OUTDATE_OF_OTHER_SERVER)

    @classmethod
    def at(cls, address: str) -> Self:
        """Return a channel that connects on first use; see ``redis_at``."""
        return cls(redis_at(address))

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]:
        return self._subscribe()

    @asynccontextmanager
    async def _subscribe(self) -> AsyncIterator[Subscription]:
        async with self._redis.pubsub() as pubsub:
            async with _answered_within(3 * _TIMEOUT_S):
                await pubsub.subscribe(self._name)
                await pubsub.get_message(timeout=None)  # the confirmation
                replicas = cast(list[bytes], await self._redis.zrange(REPLICAS, 0, -1))
                await self._outdate_entries_of_other_server()
            yield Subscription(frozenset(replica.decode() for replica in replicas), _messages(pubsub))

    async def send_heartbeat(self, sender: str, message: bytes) -> None:
        await _run(self._send_heartbeat, [REPLICAS], sender, int(FORGET_AFTER_S), self._name, message)

    async def send_changed(self, orders: Orders, message: bytes) -> None:
        keys = [GENERATION] if orders is None else keys_of(orders)
        await _run(self._send_changed, keys, self._name, message)

    async def send_leaving(self, sender: str, message: bytes) -> None:
        await _run(self._send_leaving, [REPLICAS], sender, self._name, message)

    async def aclose(self) -> None:
        await self._redis.aclose()

    async def _outdate_entries_of_other_server(self) -> None:
        try:
            server: str = (await self._redis.info("server"))["run_id"]
        except (ResponseError, KeyError):
            server = uuid4().hex  # not permitted, or not known: assume another one
        await _run(self._outdate_of_other_server, [SERVER, GENERATION], server)


async def _run(script: AsyncScript, keys: list[str], *arguments: str | int | bytes) -> None:
    async with _answered_within(_TIMEOUT_S):
        await cast(Awaitable[object], script(keys=keys, args=arguments))


async def _messages(pubsub: PubSub) -> AsyncIterator[bytes]:
    while True:
        async with _answered_within(_DEAF_AFTER_S):
            message: dict[str, Any] | None = await pubsub.get_message(timeout=None)
        if message is None or message["type"] != "message":
            raise ChannelDown  # the client has subscribed again by itself, and messages may be missing
        yield message["data"]


@asynccontextmanager
async def _answered_within(timeout_s: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except REDIS_FAILURES as error:
        raise ChannelDown from error
