"""What every store must do, shown on each of them."""

import asyncio
from typing import Any

import pytest

from core.windows import Window
from rewards.stores.base import PutOutcome, Store
from rewards.stores.order_places import OrderPlace, PlaceIndex
from rewards.stores.rows import EventRow, parse_row
from tests.rewards.stores.place_reading import places_of
from tests.rewards.world import CUSTOMER, ORDER, STRANGER, at, day, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow


async def put(store: Store, raw: dict[str, Any]) -> PutOutcome:
    return await store.put_event(parse_row(EventRow, raw), raw)


async def ped_after(store: Store) -> dict[str, Any]:
    (row,) = await store.ped_of_order(ORDER)
    return dict(row)


async def test_rows_come_back_as_they_were(store: Store) -> None:
    stranger = {"businessReferenceId": "404-0000002-0000002"}
    rows = (ped_raw(memo="kept as it is", customerName="A"), item_raw(title="चाय"), event_raw())
    load(store, *zip("ple", rows, strict=True), ("p", ped_raw(**stranger)), ("l", item_raw(**stranger)))
    assert await store.ped_of_order(ORDER) == [rows[0]]
    assert await store.line_items_of_order(ORDER) == [rows[1]]
    assert await store.events_of_order(ORDER) == [rows[2]]
    assert await store.events_of_order("404-0000009-0000009") == []


async def test_first_owner_is_that_of_the_first_row_by_key(store: Store) -> None:
    other = {"businessReferenceId": "404-0000002-0000002", "customerId": "CUST-3"}
    load(store, ("p", ped_raw(**other)), ("e", event_raw("E-0") | other))
    assert (await store.ped_owner_of_order(ORDER), await store.event_owner_of_order(ORDER)) == ([], [])
    load(store, ("p", ped_raw(benefitId="BEN-2")), ("p", ped_raw(benefitId="BEN-1", customerId=STRANGER)))
    load(store, ("e", event_raw("E-2")), ("e", event_raw("E-1", customerId=STRANGER)), ("e", event_raw("E-3")))
    assert await store.ped_owner_of_order(ORDER) == [{"customerId": STRANGER}]
    assert await store.event_owner_of_order(ORDER) == [{"customerId": STRANGER}]


async def test_later_ped_and_tracker_rows_replace_those_of_the_same_key(store: Store) -> None:
    load(store, ("p", ped_raw()), ("l", item_raw()), ("l", item_raw(shipmentId="SHP-1")))
    load(store, ("p", ped_raw(eligibleMinor=5)), ("l", item_raw(status="SHIPPED")))
    assert [row["eligibleMinor"] for row in await store.ped_of_order(ORDER)] == [5]
    assert [row["status"] for row in await store.line_items_of_order(ORDER)] == ["SHIPPED", "PENDING"]


async def test_event_is_stored_once(store: Store) -> None:
    assert await put(store, event_raw()) is PutOutcome.CREATED
    same = event_raw(eventTime="2026-11-02T15:30:00+05:30", recordedAt=day(9))
    assert await put(store, same) is PutOutcome.REPLAYED
    assert await store.events_of_order(ORDER) == [event_raw()]


@pytest.mark.parametrize(
    "changes",
    [{"amountMinor": 1}, {"memo": "other"}, {"businessReferenceId": "404-0000002-0000002"}, {"gcId": "GC-9"}],
    ids=lambda changes: next(iter(changes)),
)
async def test_same_id_with_other_content_is_refused(store: Store, changes: dict[str, Any]) -> None:
    await put(store, event_raw(memo="first"))
    assert await put(store, event_raw(memo="first") | changes) is PutOutcome.CONFLICT
    assert await store.events_of_order(ORDER) == [event_raw(memo="first")]


async def test_concurrent_deliveries_of_one_event_create_it_once(store: Store) -> None:
    outcomes = await asyncio.gather(*(put(store, event_raw()) for _ in range(20)))
    assert sorted(outcomes) == ["created"] + ["replayed"] * 19


async def test_events_of_a_batch_are_stored_each_as_if_alone(store: Store) -> None:
    load(store, ("p", ped_raw()))
    raws = [event_raw("I-1", gcId="GC-1"), event_raw("I-1", gcId="GC-1"), event_raw("I-1", amount=9)]
    raws.append(event_raw("I-2", gcId="GC-2", eventTime=day(2)))
    outcomes = await store.put_events([(parse_row(EventRow, raw), raw) for raw in raws])
    assert list(outcomes) == ["created", "replayed", "conflict", "created"]
    assert await store.events_of_order(ORDER) == [raws[0], raws[3]]
    assert (await ped_after(store))["gcIds"] == ["GC-1", "GC-2"]
    assert list(await store.put_events([])) == []


async def test_reservation_dates_a_ped_row_that_has_no_dates(store: Store) -> None:
    load(store, ("p", ped_raw(createdAt=None, lastUpdatedTime=1786711800)))
    await put(store, event_raw(kind="RESERVED", eventTime=day(1)))
    row = await ped_after(store)
    assert (row["createdAt"], row["reservedAt"], row["lastUpdatedTime"]) == (day(1), day(1), 1786711800)
    assert await places_of(store, Window(at(1), at(2))) == [OrderPlace(at(1), ORDER)]


@pytest.mark.parametrize("days", [(1, 3, 2), (3, 2, 1), (2, 1, 3)])
async def test_first_reservation_dates_a_row_in_whatever_order_they_come(store: Store, days: tuple[int, ...]) -> None:
    load(store, ("p", ped_raw(createdAt=None, lastUpdatedTime=day(9))))
    for number in days:
        await put(store, event_raw(f"R-{number}", kind="RESERVED", eventTime=day(number)))
    row = await ped_after(store)
    assert (row["createdAt"], row["reservedAt"], row["createdAtSource"]) == (day(1), day(1), "derivedFromEvents")
    assert await places_of(store, Window(at(1), at(2))) == [OrderPlace(at(1), ORDER)]
    assert await places_of(store, Window(at(2), at(9))) == []
    assert await places_of(store, Window(at(0), at(9)), PlaceIndex.RESERVED) == [OrderPlace(at(1), ORDER)]


@pytest.mark.parametrize("days", [(3, 1, 2), (1, 2, 3), (2, 3, 1)])
async def test_latest_issuance_has_the_last_word_on_the_card_in_whatever_order_they_come(
    store: Store, days: tuple[int, ...]
) -> None:
    load(store, ("p", ped_raw()))
    for number in days:
        await put(store, event_raw(f"I-{number}", gcId=f"GC-{number}", eventTime=day(number)))
    row = await ped_after(store)
    assert (row["gcId"], sorted(row["gcIds"])) == ("GC-3", ["GC-1", "GC-2", "GC-3"])


@pytest.mark.parametrize("days", [(1, 3, 2), (3, 2, 1), (2, 1, 3)])
async def test_first_reservation_is_kept_beside_a_recorded_creation_in_whatever_order_they_come(
    store: Store, days: tuple[int, ...]
) -> None:
    load(store, ("p", ped_raw(createdAt=day(0))))
    for number in days:
        await put(store, event_raw(f"R-{number}", kind="RESERVED", eventTime=day(number)))
    row = await ped_after(store)
    assert (row["createdAt"], row.get("createdAtSource"), row["reservedAt"]) == (day(0), None, day(1))
    assert await places_of(store, Window(at(0), at(9)), PlaceIndex.RESERVED) == [OrderPlace(at(1), ORDER)]


@pytest.mark.parametrize("days", [(1, 3), (3, 1)])
async def test_reservation_that_a_writer_recorded_stays(store: Store, days: tuple[int, ...]) -> None:
    load(store, ("p", ped_raw(createdAt=None, lastUpdatedTime=day(9), reservedAt=day(2))))
    for number in days:
        await put(store, event_raw(f"R-{number}", kind="RESERVED", eventTime=day(number)))
    row = await ped_after(store)
    assert (row["createdAt"], row["reservedAt"]) == (day(1), day(2))


async def test_reservation_leaves_recorded_dates_alone(store: Store) -> None:
    load(store, ("p", ped_raw(createdAt=day(0))))
    await put(store, event_raw(kind="RESERVED", eventTime=day(1)))
    row = await ped_after(store)
    assert (row["createdAt"], row["reservedAt"]) == (day(0), day(1))


@pytest.mark.parametrize(
    ("before", "ids", "last"),
    [
        ({}, ["GC-9"], "GC-9"),
        ({"gcId": "GC-1"}, ["GC-1", "GC-9"], "GC-9"),
        ({"gcId": "GC-1, GC-2"}, ["GC-1", "GC-2", "GC-9"], "GC-9"),
        ({"gcIds": ["GC-1"], "gcId": "GC-1"}, ["GC-1", "GC-9"], "GC-9"),
        ({"gcIds": ["GC-9", "GC-1"]}, ["GC-9", "GC-1"], "GC-9"),
    ],
)
async def test_issuance_appends_its_gift_card(store: Store, before: dict[str, Any], ids: list[str], last: str) -> None:
    load(store, ("p", ped_raw(**before)))
    await put(store, event_raw(gcId="GC-9"))
    row = await ped_after(store)
    assert (row["gcIds"], row["gcId"]) == (ids, last)
    assert row == ped_raw(**before) | {"gcIds": ids, "gcId": last}


async def test_late_arrival_of_an_earlier_issuance_keeps_the_last_gift_card(store: Store) -> None:
    load(store, ("p", ped_raw()))
    await put(store, event_raw("I-2", gcId="GC-2", eventTime=day(2)))
    await put(store, event_raw("I-1", gcId="GC-1", eventTime=day(1)))
    row = await ped_after(store)
    assert (row["gcIds"], row["gcId"]) == (["GC-2", "GC-1"], "GC-2")


@pytest.mark.parametrize(
    "raw",
    [event_raw(), event_raw(gcId=" "), event_raw(kind="ISSUE_FAILED", gcId="GC-1"), event_raw(benefitId="BEN-2")],
    ids=["no gift card", "blank gift card", "failed", "another benefit"],
)
async def test_event_without_anything_to_mend_leaves_ped_alone(store: Store, raw: dict[str, Any]) -> None:
    load(store, ("p", ped_raw()))
    assert await put(store, raw) is PutOutcome.CREATED
    assert await ped_after(store) == ped_raw()


async def test_window_on_creation_is_half_open(store: Store) -> None:
    rows = [ped_raw(benefitId=f"BEN-{number}", createdAt=day(number)) for number in range(4)]
    load(store, *(("p", row) for row in rows), ("p", ped_raw(benefitId="X", customerId=STRANGER, createdAt=day(2))))
    assert await places_of(store, Window(at(1), at(3))) == [OrderPlace(at(1), ORDER), OrderPlace(at(2), ORDER)]


def load_placed(store: Store) -> None:
    """Load orders with equal and with several instants, ids of which one begins another, and a stranger's."""
    for number, order in enumerate(["A", "A-1", "A.", "B", "A1"]):
        key: dict[str, Any] = {"businessReferenceId": order}
        for benefit in ("BEN-1", "BEN-2"):
            row = ped_raw(benefitId=benefit, createdAt=day(number // 3), reservedAt=day(number // 2), **key)
            load(store, ("p", row))
        for when in {number // 3, 3}:
            issued = event_raw(f"I-{number}-{when}", eventTime=day(when), **key)
            load(store, ("e", issued), ("e", event_raw(f"R-{number}-{when}", "RESERVED", eventTime=day(when), **key)))
    foreign: dict[str, Any] = {"customerId": STRANGER, "businessReferenceId": "C"}
    load(store, ("p", ped_raw(**foreign)), ("e", event_raw("X", **foreign)), ("e", event_raw("F", "EXPIRED")))


def placed(*days: int) -> list[OrderPlace]:
    """Return the places of ``load_placed``, each order on the day given for it."""
    orders = ("A", "A-1", "A.", "B", "A1")
    return sorted(OrderPlace(at(when), order) for when, order in zip(days, orders, strict=False))


PLACES = {
    PlaceIndex.CREATED: placed(0, 0, 0, 1, 1),
    PlaceIndex.RESERVED: placed(0, 0, 1, 1, 2),
    PlaceIndex.EVENT_ISSUED: sorted(placed(0, 0, 0, 1, 1) + placed(3, 3, 3, 3, 3)),
    PlaceIndex.EVENT_RESERVED: sorted(placed(0, 0, 0, 1, 1) + placed(3, 3, 3, 3, 3)),
}


async def test_places_come_in_order_and_go_on_behind_any_of_them(store: Store) -> None:
    load_placed(store)
    for index in PlaceIndex:
        for is_descending in (False, True):
            await check_places(store, index, is_descending=is_descending)


async def check_places(store: Store, index: PlaceIndex, *, is_descending: bool) -> None:
    window, expected = Window(at(0), at(9)), sorted(PLACES[index], reverse=is_descending)
    for limit in (1, 2, 3, 100):
        assert await places_of(store, window, index, limit=limit, is_descending=is_descending) == expected
    for number, after in enumerate(expected):
        rest = await places_of(store, window, index, after=after, is_descending=is_descending)
        assert rest == expected[number + 1 :]
    # A page may have ended at an order that is not in this index, or outside the window.
    ends = [OrderPlace(at(-1), "Z"), OrderPlace(at(99), "A")]
    found = [await places_of(store, window, index, after=end, is_descending=is_descending) for end in ends]
    assert found == ([[], expected] if is_descending else [expected, []])


async def test_undated_orders_are_found_by_their_last_update(store: Store) -> None:
    old, new = {"businessReferenceId": "404-0000001-0000007"}, {"businessReferenceId": "404-0000001-0000008"}
    load(
        store,
        ("p", ped_raw(createdAt=None, lastUpdatedTime=day(1), **old)),
        *(("p", ped_raw(benefitId=name, createdAt=None, lastUpdatedTime=day(2), **new)) for name in ("A", "B")),
        ("p", ped_raw(lastUpdatedTime=day(9))),
    )
    assert await store.undated_orders(CUSTOMER, updated_from=at(2)) == [new["businessReferenceId"]]
    assert set(await store.undated_orders(CUSTOMER, updated_from=at(1))) == {*old.values(), *new.values()}
    assert await store.undated_orders(STRANGER, updated_from=at(0)) == []


async def test_events_by_gift_card(store: Store) -> None:
    load(store, ("e", event_raw("I-1", gcId="GC-1")), ("e", event_raw("I-2", gcId="GC-2")), ("e", event_raw("I-3")))
    assert await store.events_of_gift_card("GC-2") == [event_raw("I-2", gcId="GC-2")]


async def test_load_does_not_mend_ped(store: Store) -> None:
    load(store, ("p", ped_raw(gcId="GC-2")), ("e", event_raw(gcId="GC-1")))
    assert await ped_after(store) == ped_raw(gcId="GC-2")
