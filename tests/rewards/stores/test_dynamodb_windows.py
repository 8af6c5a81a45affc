"""Windows over DynamoDB against the naive search, in new and in existing tables, before and after a backfill."""

from typing import Any

import httpx
import pytest

from rewards.app import create_app
from rewards.backfill.table_walk import TableWalk
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.rewards.conftest import CLOCK, TOKENS
from tests.rewards.naive_windows import FIELDS, Asked, Field, large_world
from tests.rewards.stores.stand_in import tables_of
from tests.rewards.world import load

pytestmark = pytest.mark.slow

NEW: dict[str, Any] = {}
EXISTING: dict[str, Any] = {"updated_key": "lastUpdatedTime", "updated_form": "text", "reserved_index": None}
# The stand-in answers one request at a time.
SLOWLY: dict[str, Any] = {"deadline_ms": 10_000, "source_timeout_ms": 10_000}


async def found(store: DynamoDbStore, asked: Asked) -> list[str]:
    configured = RewardsSettings(lazy_backfill=False, **SLOWLY)
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=configured)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as client:
        return [order async for page in asked.pages(client) for order in page]


@pytest.mark.parametrize("table", [NEW, pytest.param(EXISTING, marks=pytest.mark.nightly)], ids=["new", "existing"])
async def test_pages_join_to_what_a_naive_search_finds(
    dynamodb_settings: DynamoDbSettings, table: dict[str, Any]
) -> None:
    world = large_world(4, orders=24)
    prefix = dynamodb_settings.ped.table + "-windows"
    store = DynamoDbStore(tables_of(prefix, endpoint=str(dynamodb_settings.endpoint), **table))
    store.create_tables()
    load(store, *world.rows)
    asked = [_asked(kind, descending=descending) for kind in FIELDS for descending in (False, True)]
    expected = [world.search(one.kind, *one.ends, descending=one.descending) for one in asked]
    assert min(len(orders) for orders in expected) > 3
    async with store.connected():
        assert [await found(store, one) for one in asked] == expected
        await TableWalk(store, standard_sources(store)).run()
        store._notes._read_at_s = None  # a minute has passed
        assert [await found(store, one) for one in asked] == expected


def _asked(kind: Field, *, descending: bool) -> Asked:
    return Asked(kind, 5, 30, descending, limit=4, version=1)
