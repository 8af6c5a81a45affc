"""Searches by customer in existing DynamoDB tables: undated rows in every stage of the backfill, missing indexes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.windows import Window
from rewards.backfill.table_walk import TableWalk
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.order_places import PlaceIndex, PlaceQuery
from tests.rewards.stores.place_reading import places_of
from tests.rewards.stores.scripted_calls import Tap, tapped
from tests.rewards.stores.stand_in import tables_of
from tests.rewards.world import CUSTOMER, at, day, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

BEGUN_ON = 100  # the day on which the backfill begins


@pytest.fixture
async def store(dynamodb_settings: DynamoDbSettings) -> AsyncIterator[DynamoDbStore]:
    """Return a store over tables whose index by last update holds every row, as an existing table's does."""
    prefix = dynamodb_settings.ped.table + "-old"
    configured = tables_of(
        prefix, endpoint=str(dynamodb_settings.endpoint), updated_key="lastUpdatedTime", updated_form="text"
    )
    opened = DynamoDbStore(configured)
    opened.create_tables()
    opened._notes._now = lambda: at(BEGUN_ON)
    async with opened.connected():
        yield opened


def brf(number: int) -> str:
    return f"404-0000000-{number:07}"


def row(number: int, *, created: float | None, updated: float) -> tuple[str, dict[str, Any]]:
    created_at = None if created is None else day(created)
    return "p", ped_raw(businessReferenceId=brf(number), createdAt=created_at, lastUpdatedTime=day(updated))


async def undated(store: DynamoDbStore, since: float) -> set[int]:
    store._notes._read_at_s = None  # a minute has passed
    return {int(order[-7:]) for order in await store.undated_orders(CUSTOMER, updated_from=at(since))}


async def backfill(store: DynamoDbStore) -> None:
    await TableWalk(store, standard_sources(store)).run()


def updated_ranges(tap: Tap) -> list[str]:
    """Return where the queries of the index by last update begin."""
    requests = [one for one in tap.sent("query") if one.get("IndexName") == "byCustomerUpdated"]
    return [request["ExpressionAttributeValues"][":1"]["S"] for request in requests]


async def test_dated_rows_cost_no_read_of_the_table(store: DynamoDbStore) -> None:
    load(store, *(row(number, created=number, updated=50) for number in range(12)), row(12, created=None, updated=50))
    with tapped(store) as tap:
        assert await undated(store, 40) == {12}
    assert {operation for operation, _ in tap.requests} == {"query", "get_item"}  # keys, and the watermark


async def test_row_in_neither_index_by_creation_nor_dated_is_undated(store: DynamoDbStore) -> None:
    """A row that is being dated has left no index, and may not have reached the other one."""
    load(store, row(1, created=3, updated=50))
    with tapped(store) as tap:
        pages: Any = [None, None, lambda _: {"Items": []}]  # the two ranges of last updates, then the creations
        tap.script["query"] = [page or (lambda _: None) for page in pages]
        assert await undated(store, 40) == {1}


async def test_completed_backfill_leaves_the_index_by_last_update(store: DynamoDbStore) -> None:
    load(store, row(1, created=None, updated=50), row(2, created=None, updated=60), row(3, created=1, updated=70))
    load(store, ("e", event_raw("R-1", "RESERVED", businessReferenceId=brf(1), eventTime=day(1))))
    assert await undated(store, 40) == {1, 2}
    await backfill(store)
    with tapped(store) as tap:
        assert await undated(store, 40) == {2}  # nothing proves when it was created
    assert updated_ranges(tap)[0] >= day(BEGUN_ON - 3)[:10]
    assert await undated(store, 61) == set()


async def test_rows_of_old_writers_after_the_backfill_are_found(store: DynamoDbStore) -> None:
    load(store, row(1, created=1, updated=50))
    await backfill(store)
    table = store._settings.ped.table
    item = await store._ped.get(brf(1), "PROMO-1", "BEN-1")
    overwritten = {name: value for name, value in item.items() if name not in ("createdAt", "createdKey")}
    overwritten["lastUpdatedTime"] = {"S": day(BEGUN_ON + 5)}
    added = overwritten | {"businessReferenceId": {"S": brf(2)}}
    for written in (overwritten, added):
        await store._calls("put_item", TableName=table, Item=written)
    assert await undated(store, 0) == {1, 2}
    assert await undated(store, BEGUN_ON + 1) == {1, 2}


async def test_old_row_that_is_loaded_after_the_backfill_is_found(store: DynamoDbStore) -> None:
    await backfill(store)
    load(store, row(1, created=None, updated=50))
    assert (await undated(store, 40), await undated(store, 55)) == ({1}, set())


async def test_backfill_that_did_not_reach_every_row_changes_nothing(store: DynamoDbStore) -> None:
    load(store, *(row(number, created=None, updated=50) for number in range(3)))
    await store.clear_backfill_progress()
    await store.note_undated(row(0, created=None, updated=50)[1])
    assert await undated(store, 40) == {0, 1, 2}
    await TableWalk(store, standard_sources(store), is_dry_run=True).run()
    assert await store._notes.searched_from(at(40)) is None


async def test_row_without_a_readable_update_is_in_every_window(store: DynamoDbStore) -> None:
    await store.note_undated(row(1, created=None, updated=50)[1] | {"lastUpdatedTime": "yesterday"})
    await store.note_undated({"customerId": CUSTOMER, "businessReferenceId": brf(2)})  # not a key
    await store.clear_backfill_progress()
    await store.complete_backfill()
    assert await undated(store, 90) == {1}


async def test_events_may_be_indexed_by_the_time_that_their_writers_wrote(dynamodb_settings: DynamoDbSettings) -> None:
    prefix = dynamodb_settings.ped.table + "-text"
    configured = tables_of(prefix, endpoint=str(dynamodb_settings.endpoint))
    concessions = configured.concessions.model_copy(update={"customer_key": "eventTime", "customer_form": "text"})
    opened = DynamoDbStore(configured.model_copy(update={"concessions": concessions}))
    opened.create_tables()
    written = ["2026-11-02T01:00:00+05:30", "2026-11-01T20:00:00Z", "2026-11-01T19:30:00.5Z", "2026-11-04T00:00:00Z"]
    for number, when in enumerate(written):
        load(opened, ("e", event_raw(f"I-{number}", eventTime=when, businessReferenceId=brf(number))))
    load(opened, ("e", event_raw("R", "RESERVED", eventTime=written[0], businessReferenceId=brf(9))))
    async with opened.connected():
        # Without a projected type any event may be one; the rows decide.
        found = await places_of(opened, Window(at(0.3), at(1)), PlaceIndex.EVENT_ISSUED, limit=2)
        newest = await places_of(opened, Window(at(0.3), at(1)), PlaceIndex.EVENT_ISSUED, limit=1, is_descending=True)
    assert [int(place.business_reference_id[-7:]) for place in found] == [0, 9, 2, 1]
    assert newest == list(reversed(found))
    assert found == sorted(found)


async def test_table_without_the_optional_indexes_says_so(dynamodb_settings: DynamoDbSettings) -> None:
    prefix = dynamodb_settings.ped.table + "-bare"
    bare = {"reserved_index": None}
    configured = tables_of(prefix, endpoint=str(dynamodb_settings.endpoint), **bare)
    concessions = configured.concessions.model_copy(update={"customer_index": None})
    DynamoDbStore(configured.model_copy(update={"concessions": concessions})).create_tables()
    named = DynamoDbStore(tables_of(prefix, endpoint=str(dynamodb_settings.endpoint)))  # names what does not exist
    async with named.connected():
        with tapped(named) as tap:
            for index in (PlaceIndex.RESERVED, PlaceIndex.EVENT_ISSUED, PlaceIndex.EVENT_RESERVED):
                query = PlaceQuery(CUSTOMER, index, Window(at(0), at(1)), is_descending=False, limit=1)
                assert await named.order_places(query) is None
                assert await named.order_places(query) is None
        assert len(tap.requests) == 2  # each index was asked for once
        named.verify()
