"""Publication through a channel that a test holds in its hands: what waits, what is sent, and what takes effect."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from rewards.order_changes import LocalChanges, NoEffects
from rewards.replicas.channel import ChannelDown, Subscription
from rewards.replicas.messages import Changed, Heartbeat, Leaving, Message, Orders, decode, encode
from rewards.replicas.outbox import Outbox
from rewards.replicas.peers import HEARTBEAT_S, Peers
from rewards.replicas.replicated_changes import ReplicatedChanges
from tests.manual_clock import Hand
from tests.waiting import until

ORDER = "404-0000001-0000001"


def orders(*names: str) -> Orders:
    return frozenset(names)


@dataclass
class Effects:
    """What took effect in this process, in order."""

    seen: list[tuple[str, Orders]] = field(default_factory=list)

    def drop(self, business_reference_ids: Collection[str]) -> None:
        self.seen.append(("drop", frozenset(business_reference_ids)))

    def drop_all(self) -> None:
        self.seen.append(("drop", None))

    def notify(self, business_reference_ids: Collection[str]) -> None:
        self.seen.append(("notify", frozenset(business_reference_ids)))

    def notify_all(self, *, within_s: float) -> None:
        self.seen.append(("notify", None))


class HeldChannel:
    """A channel that accepts, refuses or delays messages as a test says."""

    def __init__(self) -> None:
        self.is_down = False
        self.accepting = asyncio.Event()
        self.accepting.set()
        self.sent: list[Message] = []
        self.arriving: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.subscriptions = 0

    async def send_heartbeat(self, sender: str, message: bytes) -> None:
        await self._send(message)

    async def send_changed(self, orders: Orders, message: bytes) -> None:
        await self._send(message)

    async def send_leaving(self, sender: str, message: bytes) -> None:
        await self._send(message)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[Subscription]:
        self.subscriptions += 1
        yield Subscription(frozenset({"other"}), self._arriving())

    async def aclose(self) -> None: ...

    async def _arriving(self) -> AsyncIterator[bytes]:
        while True:
            data = await self.arriving.get()
            if isinstance(data, Exception):
                raise data
            yield data

    async def _send(self, data: bytes) -> None:
        await self.accepting.wait()
        if self.is_down:
            raise ChannelDown
        message = decode(data)
        assert message is not None
        self.sent.append(message)


class Process:
    def __init__(self, *, max_waiting: int = 100) -> None:
        self.hand = Hand()
        self.channel = HeldChannel()
        self.effects = Effects()
        self.peers = Peers("me", self.hand)
        self.outbox = Outbox(max_waiting=max_waiting)
        self.changes = ReplicatedChanges(
            self.channel, self.effects, peers=self.peers, outbox=self.outbox, monotonic=self.hand
        )

    def changed(self) -> list[tuple[int, int, Orders]]:
        return [(each.number, each.after, each.orders) for each in self.channel.sent if isinstance(each, Changed)]

    def last_heartbeat(self) -> Heartbeat:
        return [each for each in self.channel.sent if isinstance(each, Heartbeat)][-1]


async def test_change_is_dropped_here_before_it_is_sent_and_followers_are_notified_after() -> None:
    process = Process()
    process.channel.accepting.clear()
    publishing = asyncio.create_task(process.changes.publish([ORDER, ORDER]))
    await until(lambda: bool(process.effects.seen))
    assert (process.effects.seen, process.outbox.holds(ORDER)) == ([("drop", orders(ORDER))], True)
    process.channel.accepting.set()
    await publishing
    assert process.effects.seen == [("drop", orders(ORDER)), ("notify", orders(ORDER))]
    assert (process.changed(), process.outbox.holds(ORDER)) == ([(1, 0, orders(ORDER))], False)


async def test_every_order_is_dropped_here_and_sent_as_one_message_and_waits_while_the_channel_is_down() -> None:
    process = Process()
    process.channel.is_down = True
    await process.changes.publish_every_order()
    assert process.effects.seen == [("drop", None), ("notify", None)]
    assert (process.changed(), process.outbox.holds(ORDER)) == ([], True)
    process.channel.is_down = False
    await process.changes.beat()
    assert (process.changed(), process.outbox.holds(ORDER)) == ([(2, 0, None)], False)


async def test_nothing_is_sent_when_nothing_changed() -> None:
    process = Process()
    await process.changes.publish([])
    assert (process.channel.sent, process.effects.seen) == ([], [])


async def test_writer_does_not_wait_for_a_channel_that_hangs() -> None:
    process = Process()
    process.channel.accepting.clear()
    await asyncio.gather(*(process.changes.publish([order]) for order in "ABC"))
    assert process.changes.unpublished_count == 3
    process.channel.accepting.set()
    await until(lambda: process.changes.unpublished_count == 0)
    assert {order for _, _, orders in process.changed() for order in orders or ()} == set("ABC")


async def test_writer_who_goes_away_does_not_stop_the_publication() -> None:
    process = Process()
    process.channel.accepting.clear()
    publishing = asyncio.create_task(process.changes.publish([ORDER]))
    await until(lambda: process.changes.unpublished_count == 1)
    publishing.cancel()
    await asyncio.gather(publishing, return_exceptions=True)
    process.channel.accepting.set()
    await until(lambda: process.changes.unpublished_count == 0)
    assert process.changed() == [(1, 0, orders(ORDER))]


async def test_what_was_refused_is_sent_with_the_next_heartbeat(caplog: pytest.LogCaptureFixture) -> None:
    process = Process()
    process.channel.is_down = True
    with caplog.at_level(logging.INFO):
        await process.changes.publish(["A"])
        await process.changes.publish(["B"])
        await process.changes.beat()
        assert (process.changes.unpublished_count, process.changes.is_up, process.channel.sent) == (2, False, [])
        process.channel.is_down = False
        await process.changes.beat()
    assert process.changed() == [(3, 0, orders("A", "B"))]
    assert (process.changes.unpublished_count, process.last_heartbeat().number) == (0, 3)
    assert [record.getMessage() for record in caplog.records] == [
        "changed orders could not be published, and wait",
        "changed orders are published again",
    ]


async def test_heartbeat_says_that_a_change_has_waited_for_longer_than_a_heartbeat() -> None:
    process = Process()
    process.channel.accepting.clear()
    await process.changes.publish(["A"])
    process.hand.now_s += HEARTBEAT_S + 0.01
    process.channel.accepting.set()
    sending = process.channel.send_changed

    async def refuse(orders: Orders, message: bytes) -> None:
        raise ChannelDown

    await until(lambda: process.changes.unpublished_count == 0)
    process.channel.send_changed = refuse  # type: ignore[method-assign]
    await process.changes.publish(["B"])
    await process.changes.beat()
    assert not process.last_heartbeat().has_unpublished
    process.hand.now_s += HEARTBEAT_S + 0.01
    await process.changes.beat()
    assert process.last_heartbeat().has_unpublished
    process.channel.send_changed = sending  # type: ignore[method-assign]
    await process.changes.beat()
    assert not process.last_heartbeat().has_unpublished


async def test_too_many_changes_are_published_as_every_order() -> None:
    process = Process(max_waiting=2)
    process.channel.is_down = True
    await process.changes.publish(["A", "B", "C"])
    process.channel.is_down = False
    await process.changes.beat()
    assert process.changed() == [(2, 0, None)]


async def test_changes_of_others_take_effect_and_own_ones_only_once() -> None:
    process = Process()
    await process.changes.publish(["A"])
    own = process.effects.seen.copy()
    process.changes.hear(encode(process.channel.sent[0]))
    assert process.effects.seen == own
    process.changes.hear(encode(Changed(sender="other", number=1, after=0, orders=orders("B"))))
    assert process.effects.seen[len(own) :] == [("drop", orders("B")), ("notify", orders("B"))]
    process.changes.hear(encode(Changed(sender="other", number=4, after=3, orders=orders("C"))))
    assert process.effects.seen[-2:] == [("drop", None), ("notify", None)]


async def test_message_of_another_release_is_logged_without_its_content(caplog: pytest.LogCaptureFixture) -> None:
    process = Process()
    process.changes.hear(b'{"kind":"future","orders":["404-0000001-0000001"]}')
    assert process.effects.seen == []
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert ORDER not in caplog.text


async def test_followers_read_again_when_changes_may_be_missing() -> None:
    process = Process()
    process.changes.watch()
    process.changes.hear(encode(Heartbeat(sender="me", number=0, sent_at_s=100, echoes={}, has_unpublished=False)))
    process.changes.watch()
    assert (process.changes.is_up, process.effects.seen) == (True, [])
    process.changes.lose_subscription()
    assert (process.changes.is_up, process.effects.seen) == (False, [("notify", None)])
    process.changes.watch()
    assert process.effects.seen == [("notify", None)]


async def test_process_joins_listens_subscribes_again_and_leaves() -> None:
    process = Process()
    async with process.changes.running():
        assert isinstance(process.channel.sent[0], Heartbeat)  # before the first change can be made
        await until(lambda: process.channel.subscriptions == 1)
        await process.channel.arriving.put(encode(Leaving(sender="other", number=2)))
        await until(lambda: ("drop", None) in process.effects.seen)
        await process.channel.arriving.put(ChannelDown())
        await until(lambda: process.channel.subscriptions == 2)
        await process.changes.publish(["A"])
    assert process.channel.sent[-1] == Leaving(sender="me", number=1)


async def test_defect_of_the_channel_does_not_end_the_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rewards.replicas.replicated_changes._AFTER_DEFECT_S", 0)
    process = Process()
    async with process.changes.running():
        await process.channel.arriving.put(RuntimeError("a defect"))
        await until(lambda: process.channel.subscriptions == 2)


async def test_end_of_the_process_does_not_wait_for_a_task_that_swallows_its_cancellation() -> None:
    process = Process()
    process.channel.arriving = Stubborn()
    async with process.changes.running():
        await until(lambda: process.channel.subscriptions == 1)
        await asyncio.sleep(0)
    assert isinstance(process.channel.sent[-1], Leaving)


class Stubborn(asyncio.Queue[bytes | Exception]):
    """A queue whose first reader goes on when it is cancelled."""

    was_cancelled = False

    async def get(self) -> bytes | Exception:
        try:
            return await super().get()
        except asyncio.CancelledError:
            if self.was_cancelled:
                raise
            self.was_cancelled = True
            return await super().get()


@pytest.mark.parametrize("hangs", [False, True])
async def test_process_that_could_not_publish_does_not_leave(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, *, hangs: bool
) -> None:
    """The others wait for it, and cache orders for a second only, until they forget it."""
    monkeypatch.setattr("rewards.replicas.replicated_changes._LEAVE_WITHIN_S", 0.01)
    process = Process()
    async with process.changes.running():
        process.channel.is_down = True
        if hangs:
            process.channel.accepting.clear()
        await process.changes.publish([ORDER])
    assert not [each for each in process.channel.sent if isinstance(each, Leaving | Changed)]
    assert "changed orders were not published" in caplog.text
    assert ORDER not in caplog.text


async def test_changes_within_one_process_need_no_channel() -> None:
    effects = Effects()
    changes = LocalChanges(effects)
    async with changes.running():
        await changes.publish(["A"])
    assert effects.seen == [("drop", orders("A")), ("notify", orders("A"))]
    await LocalChanges(NoEffects()).publish(["A"])


async def test_many_writers_share_an_attempt_on_a_channel_that_hangs() -> None:
    process = Process()
    attempts = 0

    async def hang(orders: Orders, message: bytes) -> None:
        nonlocal attempts
        attempts += 1
        await process.channel.accepting.wait()
        raise ChannelDown

    process.channel.accepting.clear()
    process.channel.send_changed = hang  # type: ignore[method-assign]
    await asyncio.gather(*(process.changes.publish([f"{number}"]) for number in range(50)))
    process.channel.accepting.set()
    await until(lambda: process.changes._is_refusing)
    assert (attempts, process.changes.unpublished_count) == (1, 50)


async def test_defect_while_sending_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    process = Process()
    send, process.channel.send_changed = process.channel.send_changed, defect  # type: ignore[method-assign]
    await process.changes.publish(["A"])
    assert process.changes.unpublished_count == 1
    assert [record.__dict__["cause"] for record in caplog.records] == ["RuntimeError"]
    process.channel.send_changed = send  # type: ignore[method-assign]
    await process.changes.beat()
    assert process.changed() == [(2, 0, orders("A"))]


async def defect(orders: Orders, message: bytes) -> None:
    raise RuntimeError
