"""What every store must offer to the backfill: a walk over PED, a write that can only add, and kept progress."""

import asyncio
from typing import Any

import pytest

from core.windows import Window
from rewards.stores.base import SegmentProgress, Store
from rewards.stores.order_places import OrderPlace
from rewards.stores.rows import EventRow, parse_row
from tests.rewards.stores.place_reading import places_of
from tests.rewards.world import ORDER, at, day, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

LEGACY = ped_raw(createdAt=None, lastUpdatedTime=1786711800, gcId="GC-2", memo="kept")


async def walk(store: Store, segment: int, *, segments: int, limit: int) -> list[Any]:
    rows: list[Any] = []
    after: str | None = None
    while True:
        page = await store.ped_segment(segment, segments=segments, after=after, limit=limit)
        rows += page.rows
        if page.after is None:
            return rows
        after = page.after


async def only_row(store: Store) -> dict[str, Any]:
    (row,) = await store.ped_of_order(ORDER)
    return dict(row)


@pytest.mark.parametrize("segments", [1, 3])
@pytest.mark.parametrize("limit", [1, 4, 100])
async def test_segments_give_every_row_once_and_an_order_in_one_segment(
    store: Store, segments: int, limit: int
) -> None:
    orders = [f"404-0000000-{number:07}" for number in range(9)]
    rows = [ped_raw(businessReferenceId=order, benefitId=benefit) for order in orders for benefit in ("B-1", "B-2")]
    load(store, *(("p", row) for row in rows))
    walked = [await walk(store, segment, segments=segments, limit=limit) for segment in range(segments)]
    given = [(row["businessReferenceId"], row["benefitId"]) for segment in walked for row in segment]
    assert sorted(given) == sorted((row["businessReferenceId"], row["benefitId"]) for row in rows)
    for order in orders:
        assert sum(any(row["businessReferenceId"] == order for row in segment) for segment in walked) == 1


async def test_walk_over_nothing_ends_at_once(store: Store) -> None:
    assert await walk(store, 0, segments=1, limit=10) == []


async def test_additions_are_set_and_nothing_else_changes(store: Store) -> None:
    load(store, ("p", LEGACY))
    additions = {"createdAt": day(1), "createdAtSource": "derivedFromEvents", "reservedAt": day(1), "gcIds": ["GC-1"]}
    assert await store.add_to_ped(LEGACY, additions)
    assert await only_row(store) == LEGACY | additions


async def test_added_creation_time_moves_the_row_to_the_index_of_dated_rows(store: Store) -> None:
    load(store, ("p", LEGACY))
    await store.add_to_ped(LEGACY, {"createdAt": day(1)})
    assert await places_of(store, Window(at(1), at(2))) == [OrderPlace(at(1), ORDER)]
    assert len(await places_of(store, Window(at(-999), at(999)))) == 1


@pytest.mark.parametrize(
    "changed",
    [{"createdAt": day(3)}, {"gcIds": ["GC-9"]}, {"gcId": "GC-9"}, {"gcId": None}],
    ids=["dated", "list of cards", "last card", "no card"],
)
async def test_nothing_is_added_to_a_row_that_has_changed(store: Store, changed: dict[str, Any]) -> None:
    now = ped_raw(**{**LEGACY, "createdAt": None, **changed})
    load(store, ("p", now))
    assert not await store.add_to_ped(LEGACY, {"createdAt": day(1), "gcIds": ["GC-1", "GC-2"]})
    assert await only_row(store) == now


async def test_nothing_is_added_to_a_row_that_is_gone(store: Store) -> None:
    assert not await store.add_to_ped(LEGACY, {"createdAt": day(1)})
    assert await store.ped_of_order(ORDER) == []


async def test_other_attributes_may_change_meanwhile(store: Store) -> None:
    load(store, ("p", LEGACY | {"benefitIssuanceStatus": "ISSUED", "lastUpdatedTime": day(9), "reservedAt": None}))
    assert await store.add_to_ped(LEGACY, {"createdAt": day(1)})
    row = await only_row(store)
    assert (row["benefitIssuanceStatus"], row["lastUpdatedTime"], row["createdAt"]) == ("ISSUED", day(9), day(1))


@pytest.mark.parametrize("name", ["lastUpdatedTime", "gcId", "benefitIssuanceStatus", "customerId"])
async def test_no_other_attribute_can_be_set(store: Store, name: str) -> None:
    load(store, ("p", LEGACY))
    with pytest.raises(ValueError, match="may not set"):
        await store.add_to_ped(LEGACY, {name: "x"})
    assert await only_row(store) == LEGACY


async def test_additions_that_race_with_ingest_lose_no_gift_card(store: Store) -> None:
    load(store, ("p", LEGACY))
    event = event_raw("I-3", gcId="GC-3")
    added, _ = await asyncio.gather(
        store.add_to_ped(LEGACY, {"gcIds": ["GC-1", "GC-2"]}), store.put_event(parse_row(EventRow, event), event)
    )
    assert set((await only_row(store))["gcIds"]) == ({"GC-1", "GC-2", "GC-3"} if added else {"GC-2", "GC-3"})


async def test_progress_is_kept_replaced_and_forgotten(store: Store) -> None:
    first = SegmentProgress(segment=0, segments=2, after=None, is_done=False, counts={})
    further = SegmentProgress(segment=0, segments=2, after='["x"]', is_done=False, counts={"completed": 3})
    other = SegmentProgress(segment=1, segments=2, after=None, is_done=True, counts={"read": 1})
    for progress in (other, first, further):
        await store.save_backfill_progress(progress)
    assert await store.backfill_progress() == [further, other]
    await store.clear_backfill_progress()
    assert await store.backfill_progress() == []
