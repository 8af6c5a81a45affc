"""Publication of changed orders to all replicas.

What this process changes takes effect here at once, and is sent to the others; what cannot be sent waits in the outbox
and is sent again with every heartbeat. What the others send takes effect here as it arrives.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from math import inf
from random import uniform

from core.clock import Monotonic
from rewards.order_changes import SPREAD_S, LocalEffects
from rewards.replicas.channel import Channel, ChannelDown
from rewards.replicas.messages import Changed, Heartbeat, Leaving, Orders, decode, encode
from rewards.replicas.outbox import Outbox
from rewards.replicas.peers import HEARTBEAT_S, Peers

_LOG = logging.getLogger(__name__)
_ACKNOWLEDGE_WITHIN_S = 0.1  # how long a writer waits for the channel
_JOIN_WITHIN_S = 1.0
_LEAVE_WITHIN_S = 2.0
_RECONNECT_S = 0.3
_AFTER_DEFECT_S = 1.0
_CANCEL_AGAIN_S = 0.2


class ReplicatedChanges:
    """The changes of this process and of its replicas. Nothing is sent or heard unless ``running``."""

    def __init__(
        self, channel: Channel, local: LocalEffects, *, peers: Peers, outbox: Outbox, monotonic: Monotonic
    ) -> None:
        self._channel = channel
        self._local = local
        self._peers = peers
        self._outbox = outbox
        self._monotonic = monotonic
        self._attempts = 0  # messages numbered so far
        self._accepted = 0  # the number of the latest that the channel has accepted
        self._is_refusing = False  # the channel refused the latest message
        self._waiting_since_s = inf  # no order in the outbox was added before
        self._was_complete = False
        self._sending: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        """Whether messages arrive and are accepted."""
        return self._peers.is_listening and not self._is_refusing

    @property
    def unpublished_count(self) -> int:
        return len(self._outbox)

    @property
    def silent_count(self) -> int:
        return self._peers.silent_count

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        if not business_reference_ids:
            return
        self._outbox.add(business_reference_ids)
        self._local.drop(business_reference_ids)
        await self._try_to_send()
        self._local.notify(business_reference_ids)

    async def publish_every_order(self) -> None:
        self._outbox.add_every_order()
        self._local.drop_all()
        await self._try_to_send()
        self._local.notify_all(within_s=SPREAD_S)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Exchange messages until the end of the block, and publish what waits before it ends, if possible."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_JOIN_WITHIN_S):
                await self.beat()  # the others know of this process before its first change
        tasks = [asyncio.create_task(_repeat(work)) for work in (self._listen, self._beat, self._watch)]
        try:
            yield
        finally:
            await _end(tasks)
            await self._leave()
            await self._channel.aclose()

    async def beat(self) -> None:
        """Send what waits, then a heartbeat."""
        await asyncio.wait([self._send_waiting()])
        message = Heartbeat(
            sender=self._peers.own_id,
            number=self._accepted,
            sent_at_s=self._monotonic(),
            echoes=self._peers.echoes,
            has_unpublished=self._has_waited_for_long(),
        )
        with suppress(ChannelDown):
            await self._channel.send_heartbeat(self._peers.own_id, encode(message))

    def hear(self, data: bytes) -> None:
        """Apply a message of any replica."""
        message = decode(data)
        if message is None:
            _LOG.warning("a message on the change channel is not of this release")
        else:
            self._apply(self._peers.hear(message))

    def lose_subscription(self) -> None:
        """Note that messages may be missing from now on."""
        self._peers.lost_subscription()
        self.watch()

    def watch(self) -> None:
        """Log and act when this process ceases to know all changes, or knows them again."""
        self._apply(self._peers.forget_silent())
        is_complete = self._peers.is_complete()
        if is_complete == self._was_complete:
            return
        self._was_complete = is_complete
        if is_complete:
            _LOG.info("all changes of all replicas are known")
            return
        _LOG.warning(
            "changes of other replicas may be missing, and orders are cached for a second",
            extra={"listening": self._peers.is_listening, "silent_replicas": self._peers.silent_count},
        )
        self._local.notify_all(within_s=SPREAD_S)

    async def _try_to_send(self) -> None:
        """Send what waits, unless the channel takes too long; then it waits for the next heartbeat."""
        self._waiting_since_s = min(self._waiting_since_s, self._monotonic())
        if not self._is_refusing:
            await asyncio.wait([self._send_waiting()], timeout=_ACKNOWLEDGE_WITHIN_S)

    def _send_waiting(self) -> asyncio.Task[None]:
        """Return the task that sends what waits, which is not cancelled with a caller who waits for it.

        It is the task under way, if there is one: that sends what has been added since, too.
        """
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())
        return self._sending

    async def _send_all(self) -> None:
        """Send batch after batch, until nothing waits or one is refused."""
        while len(self._outbox):
            taken_at_s, orders = self._monotonic(), self._outbox.take()
            self._attempts += 1
            message = Changed(sender=self._peers.own_id, number=self._attempts, after=self._accepted, orders=orders)
            try:
                await self._channel.send_changed(orders, encode(message))
            except BaseException as error:
                self._outbox.refused()
                self._note_refusal(error.__cause__ or error)
                if isinstance(error, Exception):
                    return  # the orders wait, whatever it was
                raise
            self._outbox.accepted()
            self._accepted = message.number
            self._waiting_since_s = taken_at_s if len(self._outbox) else inf
            if self._is_refusing:
                self._is_refusing = False
                _LOG.info("changed orders are published again")

    def _has_waited_for_long(self) -> bool:
        return self._monotonic() - self._waiting_since_s > HEARTBEAT_S

    def _note_refusal(self, cause: BaseException) -> None:
        if not self._is_refusing:
            _LOG.warning(
                "changed orders could not be published, and wait",
                extra={"orders": len(self._outbox), "cause": type(cause).__name__},
            )
        self._is_refusing = True

    def _apply(self, orders: Orders) -> None:
        if orders is None:
            _LOG.info("changes of another replica may have been missed, and every cached order is dropped")
            self._local.drop_all()
            self._local.notify_all(within_s=SPREAD_S)
        elif orders:
            self._local.drop(orders)
            self._local.notify(orders)

    async def _listen(self) -> None:
        try:
            async with self._channel.subscribe() as subscription:
                self._peers.expect(subscription.registered)
                async for data in subscription.messages:
                    self.hear(data)
        except Exception as error:
            self.lose_subscription()
            if not isinstance(error, ChannelDown):
                raise
            await asyncio.sleep(uniform(0, _RECONNECT_S))  # noqa: S311  (no secret)

    async def _beat(self) -> None:
        await self.beat()
        await asyncio.sleep(HEARTBEAT_S)

    async def _watch(self) -> None:
        self.watch()
        await asyncio.sleep(HEARTBEAT_S)

    async def _leave(self) -> None:
        """Leave, unless changes are left that the others do not know: they have to assume so until these are old."""
        with suppress(TimeoutError, ChannelDown):
            async with asyncio.timeout(_LEAVE_WITHIN_S):
                await self._send_waiting()  # and so cancelled with the timeout
                if not len(self._outbox):
                    leaving = Leaving(sender=self._peers.own_id, number=self._accepted)
                    await self._channel.send_leaving(leaving.sender, encode(leaving))
        if len(self._outbox):
            _LOG.error("changed orders were not published", extra={"orders": len(self._outbox)})


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    while tasks:
        for task in tasks:
            task.cancel()
        # Cancelled again if it goes on: a client library may lose a cancellation.
        _, tasks = await asyncio.wait(tasks, timeout=_CANCEL_AGAIN_S)


async def _repeat(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  (without this task, orders would be cached for a second for good)
            _LOG.error("the exchange of changes failed, and is begun again", extra={"cause": type(error).__name__})
            await asyncio.sleep(_AFTER_DEFECT_S)
