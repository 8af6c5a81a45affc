"""How replicas reach each other: what a channel does, whatever carries it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from rewards.replicas.messages import Orders


class ChannelDown(Exception):
    """The channel did not accept a message in time, or a subscription has ended."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """All messages from now on, in one order, and the replicas that are registered.

    ``messages`` raises ``ChannelDown`` when it ends, or when nothing has arrived for several heartbeats.
    """

    registered: frozenset[str]
    messages: AsyncIterator[bytes]


class Channel(Protocol):
    """A channel between replicas. Every method raises ``ChannelDown`` after a short time at the latest."""

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]: ...

    async def send_heartbeat(self, sender: str, message: bytes) -> None:
        """Register the sender, and send its heartbeat to all subscribers."""
        ...

    async def send_changed(self, orders: Orders, message: bytes) -> None:
        """Drop these orders from the shared cache and send the message, both or neither."""
        ...

    async def send_leaving(self, sender: str, message: bytes) -> None:
        """Remove the sender from the registered replicas, and send the message."""
        ...

    async def aclose(self) -> None: ...
