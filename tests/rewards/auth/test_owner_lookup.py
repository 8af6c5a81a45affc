"""Refusals before anything is read: the same decisions as over the whole order, and the same work for any order."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress

import pytest
from hypothesis import given, settings

from core.contract import SourceName
from core.identity.tokens import Principal
from core.ids import order_forms
from rewards.auth.ownership import may_see
from rewards.errors import NotFound, OwnershipUnproven, SourceUnavailable, Unanswered
from rewards.http.dependencies import RewardsService
from rewards.http.order_read import read_for
from rewards.order_reader import CacheResult, ServedSnapshot
from rewards.order_views import read_v1, require_answerable
from rewards.sources.gathering import Deadline, gather_order
from rewards.sources.standard import standard_sources
from rewards.stores.base import Rows
from tests.call_counter import calls_of
from tests.rewards.auth.worlds import AGENT, BARE, DASHED, LEAD, MemoryReader, World, deadline, service_over, worlds
from tests.rewards.world import CUSTOMER, STRANGER, event_raw, item_raw, ped_raw

pytestmark = pytest.mark.slow

Outcome = tuple[str, str]
_FROM_CACHE = (CacheResult.HIT, CacheResult.STALE, CacheResult.STALE_ON_ERROR)


async def outcome_of(reading: Awaitable[str]) -> Outcome:
    """Return which order was answered, or the code of the refusal."""
    try:
        return "answered", await reading
    except Unanswered as error:
        return "refused", error.code


async def by_first_owner(world: World) -> Outcome:
    async def read() -> str:
        service = await world.service()
        served = await read_for(
            world.caller, world.typed, service, deadline(), fresh=world.fresh, allow_partial=world.allow_partial
        )
        return served.snapshot.evidence.business_reference_id

    return await outcome_of(read())


async def by_whole_order(world: World) -> Outcome:
    """Read whole orders and judge them then: what the rules say, however long it takes."""
    service = await world.service()

    async def one(order: str) -> ServedSnapshot:
        served = await service.orders.read(order, deadline(), fresh=world.fresh, allow_stale=world.allow_partial)
        if served.lookup in _FROM_CACHE and not may_see(world.caller, served.snapshot.evidence):
            served = await service.orders.read(order, deadline(), fresh=True)
        return served

    async def read() -> str:
        for order in order_forms(world.typed):
            gathered = (await one(order)).snapshot.gathered
            if not gathered.evidence.is_empty:
                break
        require_answerable(world.caller, gathered, allow_partial=world.allow_partial)
        return gathered.evidence.business_reference_id

    return await outcome_of(read())


@settings(max_examples=300, deadline=None)
@given(worlds(malformed=False))
def test_decision_is_the_one_over_the_whole_order(world: World) -> None:
    assert asyncio.run(by_first_owner(world)) == asyncio.run(by_whole_order(world))


@settings(max_examples=300, deadline=None)
@given(worlds(malformed=True))
def test_rows_that_cannot_be_parsed_show_nothing_more_and_hide_only_what_ped_ascribes_to_another(world: World) -> None:
    first, whole = asyncio.run(by_first_owner(world)), asyncio.run(by_whole_order(world))
    if first[0] == "answered" or whole[0] == "answered":
        first_row = {row["businessReferenceId"]: row for row in reversed(world.ped)}.get(whole[1], {})
        assert first == whole or first_row.get("customerId") == STRANGER


async def v1_by_first_owner(world: World) -> Outcome:
    async def read() -> str:
        sources = (await world.service()).sources
        execution, _ = await read_v1(sources, order_forms(world.typed), world.caller, deadline())
        return execution.business_reference_id

    return await outcome_of(read())


async def v1_by_all_rows(world: World) -> Outcome:
    async def read() -> str:
        sources = (await world.service()).sources
        for order in order_forms(world.typed):
            evidence = (await gather_order([sources.ped], order, deadline())).evidence
            if evidence.ped is None:
                raise SourceUnavailable
            if evidence.ped and not may_see(world.caller, evidence):
                raise NotFound
            if evidence.ped:
                return order
        raise NotFound

    return await outcome_of(read())


@settings(max_examples=300, deadline=None)
@given(worlds(malformed=False))
def test_decision_of_v1_is_the_one_over_all_rows_of_ped(world: World) -> None:
    assert asyncio.run(v1_by_first_owner(world)) == asyncio.run(v1_by_all_rows(world))


Read = Callable[[RewardsService, Principal, str], Coroutine[object, None, object]]


async def v1(service: RewardsService, caller: Principal, typed: str) -> object:
    return await read_v1(service.sources, order_forms(typed), caller, deadline())


async def v2(service: RewardsService, caller: Principal, typed: str) -> object:
    return await read_for(caller, typed, service, deadline(), fresh=False)


def over(reader: MemoryReader) -> RewardsService:
    return service_over(standard_sources(reader))


def order_of(owner: str, *, events: int, order: str = DASHED) -> MemoryReader:
    """Return a store that holds one order of so many events, a PED row and a tracker row for each of them."""
    key = {"businessReferenceId": order}
    return MemoryReader(
        ped=[ped_raw(benefitId=f"BEN-{n}", customerId=owner, **key) for n in range(events)],
        items=[item_raw(f"LI-{n}", **key) for n in range(events)],
        events=[event_raw(f"E-{n}", customerId=owner) | key for n in range(events)],
    )


@pytest.mark.parametrize(
    ("read", "expected"),
    [(v1, ["owner in ped"]), (v2, ["owner in ped", "owner in events"])],
    ids=["v1", "v2"],
)
@pytest.mark.parametrize(
    ("reader", "typed"),
    [
        (MemoryReader(), DASHED),
        (order_of(STRANGER, events=1), DASHED),
        (order_of(STRANGER, events=100), DASHED),
        (order_of(STRANGER, events=1, order=BARE), BARE),
        (order_of(STRANGER, events=1), BARE),
        (MemoryReader(), BARE),
    ],
    ids=["missing", "small", "large", "found by its second number", "found by its first number", "by neither"],
)
async def test_refusal_reads_nothing_but_the_first_owner_under_every_number(
    read: Read, expected: list[str], reader: MemoryReader, typed: str
) -> None:
    reader.calls.clear()
    with pytest.raises(NotFound):
        await read(over(reader), AGENT, typed)
    assert reader.calls == expected * len(order_forms(typed))


def steps_of_refusal(reader: MemoryReader, read: Read) -> int:
    """Count the calls of a refusal, from the second one on, within a task. Nothing in it waits: one step is all."""
    service = over(reader)

    def refuse() -> None:
        with suppress(NotFound):
            read(service, AGENT, DASHED).send(None)

    refuse()
    return calls_of(refuse)


@pytest.mark.parametrize("read", [v1, v2])
async def test_refusal_takes_the_same_steps_for_a_missing_order_and_one_of_any_size(read: Read) -> None:
    missing = steps_of_refusal(MemoryReader(), read)
    foreign = {steps_of_refusal(order_of(STRANGER, events=events), read) for events in (1, 20, 100)}
    assert len(foreign) == 1
    assert abs(foreign.pop() - missing) <= 3  # of more than a hundred: whether there is an owner is asked
    assert missing > 100


async def test_owner_and_those_who_may_see_every_order_are_spared_the_look() -> None:
    reader = order_of(CUSTOMER, events=1)
    whole = ["ped", "lineItems", "concessions"]
    await v2(over(reader), LEAD, DASHED)
    assert reader.calls == whole
    reader.calls.clear()
    service = over(reader)
    for _ in range(2):
        await v2(service, AGENT, DASHED)
    assert reader.calls == ["owner in ped", *whole]  # the second time its owner is known from the cache


async def test_cached_order_of_another_is_looked_up_as_a_missing_one_is() -> None:
    reader = order_of(STRANGER, events=3)
    service = over(reader)
    await v2(service, LEAD, DASHED)
    reader.calls.clear()
    with pytest.raises(NotFound):
        await v2(service, AGENT, DASHED)
    assert reader.calls == ["owner in ped", "owner in events"]


async def test_order_that_changed_hands_is_read_again() -> None:
    reader = order_of(STRANGER, events=1)
    service = over(reader)
    await v2(service, LEAD, DASHED)
    reader.ped = [row | {"customerId": CUSTOMER} for row in reader.ped]
    served = await read_for(AGENT, DASHED, service, deadline(), fresh=False)
    assert served.snapshot.evidence.owners == {CUSTOMER}


async def test_stalled_ped_leaves_the_events_time_to_prove_the_owner() -> None:
    class Stalled(MemoryReader):
        async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
            return await self.ped_of_order(business_reference_id)

        async def ped_of_order(self, business_reference_id: str) -> Rows:
            self.calls.append("stalled")
            await asyncio.Event().wait()
            raise AssertionError

    reader = Stalled(events=order_of(CUSTOMER, events=1).events, is_immediate=False)
    within = Deadline.within(deadline_ms=200, source_timeout_ms=60_000)
    served = await read_for(AGENT, DASHED, over(reader), within, fresh=False)
    evidence = served.snapshot.evidence
    assert (evidence.ped, sorted(evidence.owners)) == (None, [CUSTOMER])
    assert reader.calls.count("stalled") == 2  # for the owner, and with the whole order


async def test_source_without_an_answer_leaves_the_owner_unproven() -> None:
    for reader in (MemoryReader(), order_of(STRANGER, events=2)):
        reader.down = frozenset({SourceName.CONCESSIONS})
        with pytest.raises(OwnershipUnproven):
            await v2(over(reader), AGENT, DASHED)
