"""Sources behind their guards: what opens a circuit, what does not, and what is read over."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from core.circuit_breaker import CircuitBreaker, CircuitRules, CircuitState
from core.contract import SourceName, SourceStatus
from core.windows import open_window
from rewards.errors import CircuitOpen, RewardsServiceError, SourceFailed, StoreErrorCode, StoreUnavailable
from rewards.sources.base import Contribution, SourceKind
from rewards.sources.guarded import Guard, GuardedSource, guard_sources
from rewards.sources.retry_budget import RetryBudget
from rewards.sources.standard import standard_sources
from rewards.stores.order_places import PlaceIndex, PlaceQuery
from rewards.stores.rows import MalformedRow
from rewards.stores.sqlite_store import SqliteStore
from rewards.stores.unreadable_rows import UnreadableRow
from tests.manual_clock import Hand
from tests.rewards.world import CUSTOMER, ORDER, event, event_raw, load, ped_raw

FOUND = Contribution(events=(event(),))
HANG = Contribution()


def trouble(code: StoreErrorCode) -> StoreUnavailable:
    return StoreUnavailable(code, Path("a store"))


@dataclass
class Script:
    """A source that goes through its steps, an error or an answer each; the last step is repeated."""

    steps: list[BaseException | Contribution]
    calls: int = 0
    name: str = "wallet"
    kind: SourceKind = SourceKind.EVENTS
    hanging: asyncio.Event = field(default_factory=asyncio.Event)  # set when a read hangs

    async def hang(self) -> None:
        self.hanging.set()
        await asyncio.Event().wait()

    async def of_order(self, business_reference_id: str) -> Contribution:
        step = self.steps[min(self.calls, len(self.steps) - 1)]
        self.calls += 1
        if step is HANG:
            await self.hang()
        if isinstance(step, BaseException):
            raise step
        return step


@dataclass
class Notes:
    """Records what an observer receives."""

    ended: list[tuple[str, SourceStatus, float]] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    store_failures: list[StoreErrorCode] = field(default_factory=list)
    unreadable: list[tuple[str, ...]] = field(default_factory=list)

    def read_ended(self, source: str, status: SourceStatus, latency_s: float) -> None:
        self.ended.append((source, status, latency_s))

    def read_retried(self, source: str) -> None:
        self.retried.append(source)

    def store_failed(self, error: StoreUnavailable) -> None:
        self.store_failures.append(error.code)

    def row_unreadable(self, row: UnreadableRow) -> None:
        self.unreadable.append(row.fields)

    @property
    def statuses(self) -> list[SourceStatus]:
        return [status for _, status, _ in self.ended]


@dataclass
class Scene:
    """One guarded source on a clock set by hand. A circuit opens at the second failure, for five seconds."""

    script: Script
    hand: Hand = field(default_factory=Hand)
    notes: Notes = field(default_factory=Notes)

    def __post_init__(self) -> None:
        breaker = CircuitBreaker(
            CircuitRules(failure_share=0.5, window=4, minimum_failures=2, open_s=5), monotonic=self.hand
        )
        guard = Guard("wallet", breaker, RetryBudget(share=0, maximum=1), self.notes, self.hand, full_timeout_s=0.8)
        self.source = GuardedSource(self.script, guard)

    async def read(self) -> Contribution | str:
        """Return the answer, or the name of what was raised."""
        try:
            return await self.source.of_order(ORDER)
        except (RewardsServiceError, MalformedRow, OSError, RuntimeError) as error:
            return type(error).__name__


async def test_answer_is_passed_on_and_observed() -> None:
    scene = Scene(Script([FOUND]))
    assert (await scene.read(), scene.notes.ended) == (FOUND, [("wallet", SourceStatus.OK, 0)])
    assert (scene.source.name, scene.source.kind) == ("wallet", SourceKind.EVENTS)


@pytest.mark.parametrize("error", [trouble("storeBusy"), ConnectionResetError()])
async def test_passing_fault_is_read_over_once(error: Exception) -> None:
    scene = Scene(Script([error, FOUND]))
    assert (await scene.read(), scene.script.calls, scene.notes.retried) == (FOUND, 2, ["wallet"])
    assert scene.notes.statuses == [SourceStatus.OK]


async def test_no_more_than_one_retry_and_none_without_budget() -> None:
    scene = Scene(Script([ConnectionResetError()]))
    assert (await scene.read(), scene.script.calls) == ("ConnectionResetError", 2)
    assert (await scene.read(), scene.script.calls) == ("ConnectionResetError", 3)  # the budget was one token


@pytest.mark.parametrize(
    "error",
    [trouble("storeCorrupt"), TimeoutError(), MalformedRow(("x",)), SourceFailed("switchedOff"), RuntimeError()],
    ids=lambda error: type(error).__name__,
)
async def test_lasting_fault_is_not_read_over(error: Exception) -> None:
    scene = Scene(Script([error, FOUND]))
    assert (await scene.read(), scene.script.calls) == (type(error).__name__, 1)


async def test_open_circuit_asks_nothing_until_its_time_is_over() -> None:
    scene = Scene(Script([RuntimeError(), RuntimeError(), FOUND]))
    assert [await scene.read() for _ in range(3)] == ["RuntimeError", "RuntimeError", "CircuitOpen"]
    assert (scene.script.calls, scene.notes.statuses[-1]) == (2, SourceStatus.CIRCUIT_OPEN)
    scene.hand.now_s += 5
    assert await scene.read() == FOUND
    assert scene.source.guard.breaker.state is CircuitState.CLOSED


@pytest.mark.parametrize("error", [MalformedRow(("x",)), SourceFailed("switchedOff")])
async def test_bad_rows_are_no_reason_to_leave_a_source_alone(error: Exception) -> None:
    scene = Scene(Script([error]))
    assert {await scene.read() for _ in range(20)} == {type(error).__name__}
    assert (scene.script.calls, set(scene.notes.statuses)) == (20, {SourceStatus.ERROR})


async def _cancelled_after(scene: Scene, waited_s: float) -> None:
    scene.script.hanging.clear()
    reading = asyncio.create_task(scene.source.of_order(ORDER))
    await scene.script.hanging.wait()
    scene.hand.now_s += waited_s
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_full_time_outs_open_the_circuit() -> None:
    scene = Scene(Script([HANG]))
    for _ in range(2):
        await _cancelled_after(scene, 1)
    assert await scene.read() == "CircuitOpen"
    assert scene.notes.statuses == [SourceStatus.TIMEOUT, SourceStatus.TIMEOUT, SourceStatus.CIRCUIT_OPEN]


async def test_callers_with_little_time_cannot_open_it_for_all() -> None:
    scene = Scene(Script([HANG]))
    for _ in range(20):
        await _cancelled_after(scene, 0.05)
    assert (scene.source.guard.breaker.state, scene.notes.ended) == (CircuitState.CLOSED, [])


Read = Callable[[], Awaitable[object]]


async def test_every_read_of_every_source_is_guarded(store: SqliteStore) -> None:
    load(store, ("p", ped_raw()), ("p", ped_raw(benefitId="OLD", createdAt=None)), ("e", event_raw(gcId="GC-1")))
    notes, hand = Notes(), Hand()

    def make_guard(name: str) -> Guard:
        return Guard(
            name,
            CircuitBreaker(CircuitRules(failure_share=0.5), monotonic=hand),
            RetryBudget(),
            notes,
            hand,
            full_timeout_s=1,
        )

    sources, guards = guard_sources(standard_sources(store), make_guard)
    everything = open_window(None, None)
    query = PlaceQuery(CUSTOMER, PlaceIndex.EVENT_ISSUED, everything, is_descending=False, limit=9)
    reads: list[Read] = [
        *(lambda source=source: source.of_order(ORDER) for source in sources),
        lambda: sources.ped.places(replace(query, index=PlaceIndex.CREATED)),
        lambda: sources.ped.undated(CUSTOMER, updated_from=everything.start),
        lambda: sources.concessions.of_gift_card("GC-1"),
        lambda: sources.concessions.places(query),
    ]
    assert all([await read() for read in reads])
    asked = [*SourceName, SourceName.PED, SourceName.PED, SourceName.CONCESSIONS, SourceName.CONCESSIONS]
    assert [source for source, _, _ in notes.ended] == asked
    for guard in guards:
        for _ in range(20):
            guard.breaker.record_failure()
    for read in reads:
        with pytest.raises(CircuitOpen):
            await read()
