"""The reader of orders: what is fresh, what is shared, what is overtaken, and what is said of it."""

import asyncio
from dataclasses import dataclass, field

import pytest

from core.contract import SourceStatus
from rewards.cache.memory_cache import MemoryCache
from rewards.errors import SourceFailed
from rewards.order_reader import CacheResult, Freshness, OrderReader, RefreshTimeouts, ServedSnapshot
from rewards.sources.base import Contribution, EventSource, PedSource, SourceKind, Sources
from rewards.sources.gathering import Deadline
from tests.manual_clock import Hand
from tests.rewards.conftest import CLOCK
from tests.rewards.world import ORDER, event, item, ped

FRESHNESS = Freshness(open_s=2, settled_s=300, revalidate_s=3, on_error_s=60)


@dataclass
class Database:
    """All three sources in one; each read waits at the gate, and the events are those of the moment it began."""

    name: str
    kind: SourceKind
    world: "World"

    @property
    def is_immediate(self) -> bool:
        return self.world.is_immediate

    async def of_order(self, business_reference_id: str) -> Contribution:
        world = self.world
        world.reads.append(self.name)
        issued, gate = world.issued, world.gate
        if not self.is_immediate or self.kind is SourceKind.EVENTS:  # immediate sources are read one after another
            await gate.wait()
        if self.name in world.broken:
            raise SourceFailed("broken")
        match self.kind:
            case SourceKind.PROMISES:
                return Contribution(ped=(ped(),)) if world.is_there else Contribution()
            case SourceKind.LINE_ITEMS:
                return Contribution(items=(item(status="ISSUED", issuedMinor=issued),)) if issued else Contribution()
            case SourceKind.EVENTS:
                return Contribution(events=(event(amount=issued),)) if issued else Contribution()


@dataclass
class World:
    """A reader over one order of which so much has been issued, on a clock set by hand."""

    issued: int = 1500
    is_there: bool = True
    broken: set[str] = field(default_factory=set)
    reads: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    hand: Hand = field(default_factory=Hand)
    lookups: list[CacheResult] = field(default_factory=list)
    knows_all_changes: bool = True
    is_immediate: bool = False

    def __post_init__(self) -> None:
        self.gate.set()
        ped_source: PedSource = Database("ped", SourceKind.PROMISES, self)  # type: ignore[assignment]  # only orders are read
        events: EventSource = Database("concessions", SourceKind.EVENTS, self)  # type: ignore[assignment]  # as above
        self.cache = MemoryCache(self.hand, max_rows=1000)
        self.reader = OrderReader(
            Sources(ped_source, Database("lineItems", SourceKind.LINE_ITEMS, self), events),
            self.cache,
            clock=CLOCK,
            freshness=FRESHNESS,
            refresh_timeouts=RefreshTimeouts(deadline_ms=5000, source_timeout_ms=5000),
            observer=self,
            knows_all_changes=lambda: self.knows_all_changes,
            monotonic=self.hand,
        )

    def looked_up(self, outcome: CacheResult) -> None:
        self.lookups.append(outcome)

    async def read(self, *, within_s: float = 5, fresh: bool = False, allow_stale: bool = True) -> ServedSnapshot:
        deadline = Deadline.within(deadline_ms=int(within_s * 1000), source_timeout_ms=60_000)
        return await self.reader.read(ORDER, deadline, fresh=fresh, allow_stale=allow_stale)

    @property
    def times_read(self) -> int:
        return self.reads.count("ped")


@pytest.fixture
def world() -> World:
    return World()


def issued(served: ServedSnapshot) -> int | None:
    (total,) = served.snapshot.execution.totals
    return None if total.issued is None else total.issued.amount_minor


def statuses(served: ServedSnapshot) -> set[str]:
    return {report.status.value for report in served.snapshot.gathered.reports}


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_read_that_finds_the_same_derives_nothing_again(world: World) -> None:
    first = await world.read()
    assert issued(first) == 1500
    world.hand.now_s += 1000  # however old the earlier one is
    same = await world.read(fresh=True)
    world.issued = 2500
    changed = await world.read(fresh=True)
    assert same.snapshot is not first.snapshot
    assert vars(same.snapshot)["folded"] is first.snapshot.folded
    assert "folded" not in vars(changed.snapshot)
    assert issued(changed) == 2500


async def test_second_read_is_the_same_snapshot_and_asks_nobody(world: World) -> None:
    first, second = await world.read(), await world.read()
    assert first.snapshot is second.snapshot
    assert (world.times_read, world.lookups) == (1, [CacheResult.MISS, CacheResult.HIT])
    assert ([report.source for report in first.reports], second.reports) == (["ped", "lineItems", "concessions"], ())
    assert second.snapshot.as_of == CLOCK.now()


@pytest.mark.parametrize(("amount", "fresh_for_s"), [(1500, 2), (10000, 300)], ids=["open", "settled"])
async def test_settled_orders_stay_fresh_for_longer(amount: int, fresh_for_s: float) -> None:
    world = World(issued=amount)
    await world.read()
    world.hand.now_s += fresh_for_s - 0.01
    await world.read()
    world.hand.now_s += 0.01
    await world.read(allow_stale=False)
    assert world.lookups == [CacheResult.MISS, CacheResult.HIT, CacheResult.MISS]


async def test_fresh_passes_the_cache_and_fills_it(world: World) -> None:
    await world.read()
    world.issued = 3600
    assert issued(await world.read()) == 1500
    assert issued(await world.read(fresh=True)) == 3600
    assert issued(await world.read()) == 3600
    assert world.lookups == [CacheResult.MISS, CacheResult.HIT, CacheResult.PASSED, CacheResult.HIT]


async def test_past_its_time_it_is_given_out_as_stale_and_read_again_once(world: World) -> None:
    await world.read()
    world.issued = 3600
    world.hand.now_s += 2
    stale = [await world.read() for _ in range(5)]
    assert {issued(each) for each in stale} == {1500}
    assert [(report.status, report.code) for report in stale[0].snapshot.gathered.reports] == [
        (SourceStatus.STALE, "revalidating")
    ] * 3
    await settle()
    assert (issued(await world.read()), world.times_read, statuses(await world.read())) == (3600, 2, {"ok"})


async def test_long_past_its_time_the_caller_waits(world: World) -> None:
    await world.read()
    world.issued = 3600
    world.hand.now_s += 5
    assert issued(await world.read()) == 3600


async def test_failing_source_is_stood_in_for_and_named(world: World) -> None:
    await world.read()
    world.hand.now_s += 30
    world.broken.add("concessions")
    served = await world.read()
    assert (issued(served), served.lookup) == (1500, CacheResult.STALE_ON_ERROR)
    reported = {report.source: (report.status.value, report.code) for report in served.snapshot.gathered.reports}
    assert reported == {"ped": ("ok", None), "lineItems": ("ok", None), "concessions": ("stale", "broken")}
    assert not served.snapshot.execution.partial


@pytest.mark.parametrize("how", ["too old", "not wanted", "fresh"])
async def test_no_stand_in_that_is_too_old_or_not_wanted(world: World, how: str) -> None:
    await world.read()
    world.hand.now_s += 62 if how == "too old" else 30
    world.broken.add("concessions")
    served = await world.read(allow_stale=how != "not wanted", fresh=how == "fresh")
    assert (issued(served), served.snapshot.is_whole) == (None, False)


async def test_partial_and_missing_orders_are_never_kept(world: World) -> None:
    world.broken.add("lineItems")
    assert statuses(await world.read()) == {"ok", "error"}
    world.broken.clear()
    assert statuses(await world.read()) == {"ok"}
    missing = World(is_there=False, issued=0)
    await missing.read()
    await missing.read()
    assert (missing.times_read, missing.cache.row_count) == (2, 0)


async def test_those_who_ask_together_share_one_read(world: World) -> None:
    world.gate.clear()
    asking = [asyncio.create_task(world.read()) for _ in range(20)]
    await settle()
    world.gate.set()
    served = await asyncio.gather(*asking)
    assert (world.times_read, len({id(each.snapshot) for each in served})) == (1, 1)


async def test_one_who_goes_away_does_not_take_the_read_along(world: World) -> None:
    world.gate.clear()
    first, second = asyncio.create_task(world.read()), asyncio.create_task(world.read())
    await settle()
    first.cancel()
    await settle()
    world.gate.set()
    assert (issued(await second), first.cancelled(), world.times_read) == (1500, True, 1)


async def test_hurried_and_patient_callers_do_not_share(world: World) -> None:
    world.gate.clear()
    unhurried = asyncio.create_task(world.read(within_s=5))
    await settle()
    hurried = await world.read(within_s=0.05)
    assert statuses(hurried) == {"timeout"}
    world.gate.set()
    assert (issued(await unhurried), world.times_read) == (1500, 2)


async def test_patient_caller_does_not_share_a_hurried_read(world: World) -> None:
    world.gate.clear()
    hurried = asyncio.create_task(world.read(within_s=0.05))
    await settle()
    unhurried = asyncio.create_task(world.read(within_s=5))
    assert statuses(await hurried) == {"timeout"}
    world.gate.set()
    assert issued(await unhurried) == 1500


async def test_what_changed_is_forgotten(world: World) -> None:
    await world.read()
    world.issued = 3600
    world.reader.invalidate([ORDER, ORDER, "another"])
    assert issued(await world.read()) == 3600


async def test_overtaken_read_is_neither_shared_nor_kept(world: World) -> None:
    world.gate.clear()
    early = asyncio.create_task(world.read())
    await settle()
    world.issued = 3600
    world.reader.invalidate([ORDER])
    late = asyncio.create_task(world.read())
    await settle()
    world.gate.set()
    assert (issued(await early), issued(await late)) == (1500, 3600)
    assert (issued(await world.read()), world.times_read) == (3600, 2)


async def test_overtaken_read_of_an_immediate_source_is_not_kept() -> None:
    world = World(is_immediate=True)
    world.gate.clear()  # as between two slices of a long order
    early = asyncio.create_task(world.read())
    await settle()
    world.issued = 3600
    world.reader.invalidate([ORDER])
    world.gate.set()
    assert issued(await early) == 1500
    assert issued(await world.read()) == 3600


async def test_while_changes_may_be_missing_an_order_is_served_for_a_second_only() -> None:
    world = World(issued=10000)
    await world.read()
    world.knows_all_changes = False
    world.hand.now_s += 0.99
    await world.read()
    world.hand.now_s += 0.01
    await world.read()
    await world.read()
    world.hand.now_s += 1
    world.knows_all_changes = True
    await world.read()
    assert world.lookups == [CacheResult.MISS, CacheResult.HIT, CacheResult.MISS, CacheResult.HIT, CacheResult.HIT]


async def test_while_changes_may_be_missing_nothing_stands_in_for_a_failing_source(world: World) -> None:
    await world.read()
    world.knows_all_changes = False
    world.hand.now_s += 2
    world.broken.add("concessions")
    served = await world.read()
    assert (issued(served), served.lookup, served.snapshot.is_whole) == (None, CacheResult.MISS, False)


async def test_when_any_order_may_have_changed_nothing_is_kept_or_shared(world: World) -> None:
    world.gate.clear()
    early = asyncio.create_task(world.read())
    await settle()
    world.issued = 3600
    world.reader.invalidate_all()
    late = asyncio.create_task(world.read())
    await settle()
    world.gate.set()
    assert (issued(await early), issued(await late)) == (1500, 3600)
    assert (issued(await world.read()), world.times_read) == (3600, 2)
    world.reader.invalidate_all()
    await world.read()
    assert world.times_read == 3


async def test_overtaken_revalidation_does_not_bring_back_what_was(world: World) -> None:
    await world.read()
    world.hand.now_s += 2
    world.gate.clear()
    await world.read()
    await settle()
    world.issued = 3600
    world.reader.invalidate([ORDER])
    world.gate.set()
    await settle()
    assert issued(await world.read()) == 3600


async def test_the_time_that_a_read_takes_counts_as_age(world: World) -> None:
    world.gate.clear()
    slow = asyncio.create_task(world.read())
    await settle()
    world.issued = 3600  # by another service, and announced by nobody
    world.hand.now_s += 1.5
    world.gate.set()
    assert issued(await slow) == 1500
    world.hand.now_s += 0.5
    assert issued(await world.read(allow_stale=False)) == 3600


async def test_nobody_shares_a_read_that_began_too_long_ago(world: World) -> None:
    world.gate.clear()
    slow = asyncio.create_task(world.read())
    await settle()
    world.issued = 3600
    world.hand.now_s += 2
    gate, world.gate = world.gate, asyncio.Event()
    world.gate.set()
    late = await world.read()
    gate.set()
    assert (issued(await slow), issued(late)) == (1500, 3600)


async def test_a_slow_read_does_not_replace_what_was_read_later(world: World) -> None:
    world.gate.clear()
    slow = asyncio.create_task(world.read())
    await settle()
    world.issued = 3600
    world.hand.now_s += 1
    gate, world.gate = world.gate, asyncio.Event()
    world.gate.set()
    assert issued(await world.read(fresh=True)) == 3600
    gate.set()
    assert issued(await slow) == 1500
    assert issued(await world.read()) == 3600


async def test_close_ends_what_is_under_way(world: World) -> None:
    await world.read()
    world.hand.now_s += 2
    world.gate.clear()
    await world.read()
    await settle()
    await world.reader.aclose()
    assert (world.cache.row_count, world.times_read) == (0, 2)
