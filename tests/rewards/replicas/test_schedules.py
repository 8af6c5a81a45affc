"""Random schedules of changes, reads and faults, on a clock and a channel moved by hand.

The channel loses, delays, repeats and reorders messages; replicas are cut off, also unnoticed, and pause. At no time
does a replica serve a sum that is older than the bound, and once everything is quiet it serves the truth.
"""

import random
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from rewards.cache.memory_cache import MemoryCache
from rewards.change_notifier import ChangeNotifier
from rewards.order_changes import ReaderEffects
from rewards.order_reader import CacheResult, Freshness, OrderReader, RefreshTimeouts
from rewards.replicas.channel import ChannelDown, Subscription
from rewards.replicas.messages import Orders
from rewards.replicas.outbox import Outbox
from rewards.replicas.peers import HEARTBEAT_S, Peers
from rewards.replicas.replicated_changes import ReplicatedChanges
from rewards.sources.base import Contribution, EventSource, FirstOwner, PedSource, SourceKind, Sources
from rewards.sources.gathering import Deadline
from rewards.stores.rows import EventRow, PedRow, parse_row
from tests.manual_clock import Hand
from tests.rewards.conftest import CLOCK
from tests.rewards.world import event_raw, ped_raw
from tests.thoroughness import seeds

pytestmark = [pytest.mark.slow, pytest.mark.wide]

STEP_S = 0.05
# A second until it is noticed that changes may be missing, or for which a snapshot is served from then on, whichever
# ends later; and two heartbeats, for which a change may wait before its replica says so.
BOUND_S = 1.4
ORDERS = ("A", "B", "C")
PROMISED = 1_000_000
FRESHNESS = Freshness(open_s=300, settled_s=300, revalidate_s=3, on_error_s=60)


@dataclass
class Database:
    """What has been issued of each order: all replicas read it, without waiting."""

    issued: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ORDERS, 1))

    def sources(self) -> Sources:
        ped: PedSource = _Rows("ped", SourceKind.PROMISES, self)  # type: ignore[assignment]  # only orders are read
        events: EventSource = _Rows("concessions", SourceKind.EVENTS, self)  # type: ignore[assignment]  # as above
        return Sources(ped, _Rows("lineItems", SourceKind.LINE_ITEMS, self), events)


@dataclass
class _Rows:
    name: str
    kind: SourceKind
    database: Database
    is_immediate: bool = True

    async def of_order(self, business_reference_id: str) -> Contribution:
        key = {"businessReferenceId": business_reference_id}
        match self.kind:
            case SourceKind.PROMISES:
                return Contribution(ped=(parse_row(PedRow, ped_raw(eligibleMinor=PROMISED, **key)),))
            case SourceKind.LINE_ITEMS:
                return Contribution()
            case SourceKind.EVENTS:
                amount = self.database.issued[business_reference_id]
                return Contribution(events=(parse_row(EventRow, event_raw(amount=amount, **key)),))

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        raise NotImplementedError


@dataclass
class Network:
    """The channel. Each message has its own copy, and its own fate, for each replica."""

    hand: Hand
    random: random.Random
    replicas: list["Node"] = field(default_factory=list)
    in_flight: list[tuple[float, "Node", bytes]] = field(default_factory=list)
    is_calm: bool = False

    def publish(self, data: bytes) -> None:
        for node in self.replicas:
            if not node.is_subscribed:
                continue
            draw = self.random.random()
            if self.is_calm or draw < 0.7:
                delays = [0.0]
            elif draw < 0.8:
                delays = []  # lost
            elif draw < 0.95:
                delays = [self.random.uniform(0, 3)]  # and so overtaken
            else:
                delays = [0.0, self.random.uniform(0, 3)]
            self.in_flight += [(self.hand.now_s + delay, node, data) for delay in delays]

    def deliver(self) -> None:
        due = [each for each in self.in_flight if each[0] <= self.hand.now_s and not each[1].is_paused]
        self.in_flight = [each for each in self.in_flight if each not in due]
        for _, node, data in due:
            node.changes.hear(data)


class NodeChannel:
    """The network as one replica sees it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.is_cut = False
        self.refuses_changes = False  # and accepts heartbeats, as a Redis that has become read-only does
        self.stuck: list[bytes] = []

    async def send_heartbeat(self, sender: str, message: bytes) -> None:
        self._send(message)

    async def send_changed(self, orders: Orders, message: bytes) -> None:
        if self.refuses_changes:
            raise ChannelDown
        self._send(message)

    async def send_leaving(self, sender: str, message: bytes) -> None:
        self._send(message)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[Subscription]:
        raise NotImplementedError  # messages are heard by hand
        yield

    async def aclose(self) -> None: ...

    def _send(self, message: bytes) -> None:
        if not self.is_cut:
            self._network.publish(message)
            if self._network.is_calm or self._network.random.random() < 0.9:
                return  # otherwise it arrives, and the sender does not know
        elif self._network.random.random() < 0.3:
            self.stuck.append(message)  # to arrive when the network is mended
        raise ChannelDown


class Node:
    """One replica with a cache in memory, whose loops are moved by hand."""

    def __init__(self, name: str, network: Network, database: Database) -> None:
        self.name = name
        self.hand = network.hand
        self.channel = NodeChannel(network)
        self.is_paused = False
        self.is_subscribed = True
        peers = Peers(name, self.hand)
        self.reader = OrderReader(
            database.sources(),
            MemoryCache(self.hand, max_rows=1000),
            clock=CLOCK,
            freshness=FRESHNESS,
            refresh_timeouts=RefreshTimeouts(deadline_ms=5000, source_timeout_ms=5000),
            observer=self,
            knows_all_changes=peers.is_complete,
        )
        effects = ReaderEffects(self.reader, ChangeNotifier(max_followers=1))
        outbox = Outbox(max_waiting=2)
        self.changes = ReplicatedChanges(self.channel, effects, peers=peers, outbox=outbox, monotonic=self.hand)
        self.peers = peers
        self.lookups: list[CacheResult] = []

    def looked_up(self, outcome: CacheResult) -> None:
        self.lookups.append(outcome)

    async def read(self, order: str) -> int:
        deadline = Deadline.within(deadline_ms=5000, source_timeout_ms=5000)
        served = await self.reader.read(order, deadline)
        (total,) = served.snapshot.execution.totals
        assert total.issued is not None
        return total.issued.amount_minor


class Schedule:
    """Three replicas, and what may happen to them in each step."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.hand = Hand()
        self.database = Database()
        self.network = Network(self.hand, self.random)
        self.nodes = [Node(name, self.network, self.database) for name in ("one", "two", "three")]
        self.network.replicas = self.nodes
        for node in self.nodes:
            node.peers.expect(frozenset(each.name for each in self.nodes))
        self.outdated_at_s: dict[tuple[str, int], float] = {}  # when an order ceased to have issued so much

    async def step(self) -> None:
        self.hand.now_s += STEP_S
        await self.check_reads()  # a request may be served before the messages that have waited
        self.network.deliver()
        for node in self.nodes:
            if node.is_paused:
                continue
            if self.random.random() < STEP_S / HEARTBEAT_S or self.network.is_calm:
                await node.changes.beat()
            node.changes.watch()
        self.network.deliver()
        await self.check_reads()

    async def check_reads(self) -> None:
        for node in self.nodes:
            if node.is_paused:
                continue
            for order in ORDERS:
                amount = await node.read(order)
                if amount != self.database.issued[order]:
                    age_s = self.hand.now_s - self.outdated_at_s[order, amount]
                    assert age_s <= BOUND_S, f"{node.name} serves {order} as it was {age_s:.2f} s ago"

    async def change(self, node: Node, orders: Collection[str]) -> None:
        for order in orders:
            self.outdated_at_s[order, self.database.issued[order]] = self.hand.now_s
            self.database.issued[order] += 1
        await node.changes.publish(orders)
        for order in orders:
            assert await node.read(order) == self.database.issued[order]  # who made the change sees it at once

    async def disturb(self) -> None:
        """Change an order, or begin or end a fault, or do nothing; faults begin rarely and end soon."""
        node = self.random.choice(self.nodes)
        channel, draw = node.channel, self.random.random()
        if draw < 0.1 and not node.is_paused:
            for _ in range(self.random.choice((1, 1, 3))):
                await self.change(node, self.random.sample(ORDERS, self.random.randint(1, 3)))
        elif draw < 0.2:
            self.mend(node)
            node.is_paused = channel.refuses_changes = False
            if not node.is_subscribed:
                node.changes.lose_subscription()
                node.is_subscribed = True
        elif draw < 0.204:
            self.cut(node)
        elif draw < 0.208:
            node.is_paused = True
        elif draw < 0.212:
            node.is_subscribed = False  # which it may not notice
        elif draw < 0.216:
            channel.refuses_changes = True

    def cut(self, node: Node) -> None:
        node.channel.is_cut = True
        node.is_subscribed = False

    def mend(self, node: Node) -> None:
        """Mend the network; what was stuck in it arrives first."""
        if not node.channel.is_cut:
            return
        node.channel.is_cut = False
        for message in node.channel.stuck:
            self.network.publish(message)
        node.channel.stuck.clear()
        if self.random.random() < 0.5:
            node.changes.lose_subscription()
        node.is_subscribed = True

    async def calm_down(self) -> None:
        for node in self.nodes:
            node.is_paused = node.channel.refuses_changes = False
            self.mend(node)
            node.is_subscribed = True
        self.network.is_calm = True
        for _ in range(int(4 / STEP_S)):  # what was delayed arrives within three seconds
            await self.step()


@pytest.mark.parametrize("seed", seeds(10, nightly=200))
async def test_no_schedule_makes_a_replica_serve_what_is_old(seed: int) -> None:
    schedule = Schedule(seed)
    for _ in range(600):
        await schedule.disturb()
        await schedule.step()
    await schedule.calm_down()
    assert [await node.read(order) for node in schedule.nodes for order in ORDERS] == [
        schedule.database.issued[order] for _ in schedule.nodes for order in ORDERS
    ]
    assert all(node.peers.is_complete() for node in schedule.nodes)
    assert [len(node.changes._outbox) for node in schedule.nodes] == [0, 0, 0]


async def test_calm_replicas_serve_from_their_caches() -> None:
    schedule = Schedule(seed=0)
    schedule.network.is_calm = True
    for _ in range(int(10 / STEP_S)):
        await schedule.step()
    for node in schedule.nodes:
        assert node.lookups.count(CacheResult.MISS) <= 3 * len(ORDERS)  # before they knew each other
