"""Rows of PED whose writers know nothing of the index by creation."""

from typing import Any

import pytest

from core.windows import Window
from rewards.backfill.table_walk import TableWalk
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.order_places import OrderPlace
from tests.rewards.stores.place_reading import places_of
from tests.rewards.stores.scripted_calls import refusal, tapped
from tests.rewards.world import CUSTOMER, KEY, ORDER, at, day, load, ped_raw

pytestmark = pytest.mark.slow


async def overwrite(store: DynamoDbStore, **attributes: Any) -> None:
    """Put attributes into the PED item as another writer would."""
    item = {**await store._ped.get(KEY), **attributes}
    await store._calls("put_item", TableName=store._settings.ped.table, Item=item)


async def test_creation_time_that_its_writer_did_not_index_is_found(dynamodb_store: DynamoDbStore) -> None:
    load(dynamodb_store, ("p", ped_raw(createdAt=None)))
    await overwrite(dynamodb_store, createdAt={"S": day(0)})
    assert await dynamodb_store.undated_orders(CUSTOMER, updated_from=at(0)) == [ORDER]


async def test_backfill_adds_such_a_row_to_the_index_and_leaves_its_form(dynamodb_store: DynamoDbStore) -> None:
    load(dynamodb_store, ("p", ped_raw(createdAt=None)))
    await overwrite(dynamodb_store, createdAt={"N": str(int(at(0).timestamp()))})
    for _ in range(2):
        await TableWalk(dynamodb_store, standard_sources(dynamodb_store)).run()
    item = await dynamodb_store._ped.get(KEY)
    assert item["createdAt"] == {"N": str(int(at(0).timestamp()))}
    assert await places_of(dynamodb_store, Window(at(0), at(1))) == [OrderPlace(at(0), ORDER)]


async def test_null_is_absent_for_the_backfill(dynamodb_store: DynamoDbStore) -> None:
    load(dynamodb_store, ("p", ped_raw(createdAt=None)))
    await overwrite(dynamodb_store, createdAt={"NULL": True}, gcId={"NULL": True})
    assert await dynamodb_store.add_to_ped(KEY, {"createdAt": day(0)})
    assert await places_of(dynamodb_store, Window(at(0), at(1))) == [OrderPlace(at(0), ORDER)]


async def test_number_of_rows_is_unknown_to_a_role_that_may_not_ask(dynamodb_store: DynamoDbStore) -> None:
    load(dynamodb_store, ("p", ped_raw()))
    assert await dynamodb_store.ped_estimate() == 1
    with tapped(dynamodb_store) as tap:
        tap.script["describe_table"] = [lambda _: refusal("AccessDeniedException")]
        assert await dynamodb_store.ped_estimate() is None
