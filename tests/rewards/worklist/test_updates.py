"""Refreshes in the background: each order once however often it changes, again after an outage, and all at the end."""

import asyncio
from collections import Counter

from core.clock import FixedClock
from core.contract import SourceName
from rewards.errors import StoreUnavailable
from rewards.order_changes import LocalChanges, NoEffects
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from rewards.worklist.refresh import RefreshOutcome, WorklistRefresh
from rewards.worklist.updates import IndexedChanges, WorklistUpdates
from tests.rewards.world import NOW, ORDER, event_raw, load, ped_raw


class Observer:
    def __init__(self) -> None:
        self.counts: Counter[RefreshOutcome] = Counter()

    def refreshed(self, outcome: RefreshOutcome) -> None:
        self.counts[outcome] += 1


class Refresh:
    """Refreshes nothing, and fails as often as it is set to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.refreshed: list[str] = []
        self._failures = failures

    async def __call__(self, order: str) -> RefreshOutcome:
        self.refreshed.append(order)
        await asyncio.sleep(0)
        self._failures -= 1
        return RefreshOutcome.UNAVAILABLE if self._failures >= 0 else RefreshOutcome.REPLACED


async def test_published_orders_are_refreshed_once_each_before_the_service_has_stopped() -> None:
    refresh, observer = Refresh(), Observer()
    updates = WorklistUpdates(refresh, observer=observer)
    changes = IndexedChanges(LocalChanges(NoEffects()), updates)
    async with changes.running():
        for _ in range(5):
            await changes.publish(["O-1", "O-2"])
    assert sorted(refresh.refreshed) == ["O-1", "O-2"]
    assert (observer.counts, updates.waiting_count) == ({RefreshOutcome.REPLACED: 2}, 0)


async def test_change_during_a_refresh_gets_another_turn() -> None:
    updates: WorklistUpdates

    class Changing(Refresh):
        async def __call__(self, order: str) -> RefreshOutcome:
            if not self.refreshed:
                updates.offer([order])
            return await super().__call__(order)

    refresh = Changing()
    updates = WorklistUpdates(refresh, observer=Observer())
    async with updates.running():
        updates.offer(["O-1"])
    assert refresh.refreshed == ["O-1", "O-1"]


async def test_outage_is_waited_for_with_growing_pauses() -> None:
    pauses: list[float] = []
    over = asyncio.Event()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    class Ending(Refresh):
        async def __call__(self, order: str) -> RefreshOutcome:
            outcome = await super().__call__(order)
            if outcome is RefreshOutcome.REPLACED:
                over.set()
            return outcome

    updates = WorklistUpdates(Ending(failures=3), observer=Observer(), pause=pause)
    async with updates.running():
        updates.offer(["O-1"])
        await over.wait()
    assert pauses == [2.0, 4.0, 8.0]


async def test_order_that_cannot_be_folded_does_not_end_the_work_on_others() -> None:
    class Broken(Refresh):
        async def __call__(self, order: str) -> RefreshOutcome:
            if order == "O-1":
                raise ArithmeticError
            return await super().__call__(order)

    refresh, observer = Broken(), Observer()
    updates = WorklistUpdates(refresh, observer=observer)
    async with updates.running():
        updates.offer(["O-1", "O-2"])
    assert (refresh.refreshed, observer.counts[RefreshOutcome.DROPPED]) == (["O-2"], 1)


async def test_silent_source_and_silent_index_end_nothing(store: SqliteStore) -> None:
    load(store, ("p", ped_raw()), ("e", event_raw("F-1", "ISSUE_FAILED", 10000)))
    whole = WorklistRefresh(store, standard_sources(store), FixedClock(NOW))
    assert await whole(ORDER) is RefreshOutcome.REPLACED
    held = await store.worklist_of_order(ORDER)
    for source in SourceName:
        partial = WorklistRefresh(store, with_failure(standard_sources(store), source), FixedClock(NOW))
        assert await partial(ORDER) is RefreshOutcome.UNAVAILABLE
    assert await store.worklist_of_order(ORDER) == held

    class Down:
        async def worklist_of_order(self, order: str) -> None:
            raise StoreUnavailable("storeThrottled", "here")

    down = WorklistRefresh(Down(), standard_sources(store), FixedClock(NOW))  # type: ignore[arg-type]
    assert await down(ORDER) is RefreshOutcome.UNAVAILABLE
