"""The rewards API follows the streams of its tables: what another service writes is seen although it is cached."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import httpx
import pytest
from fastapi import FastAPI

from core.clock import SystemClock
from rewards.app import create_app
from rewards.consume.metrics import ConsumeMetrics
from rewards.consume.table_changes import SOURCE, TableChanges
from rewards.errors import RecordSourceUnavailable
from rewards.settings import RewardsSettings
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.rewards.conftest import CLOCK, READER, TOKENS
from tests.rewards.consume.aws import enable_stream
from tests.rewards.stores.stand_in import tables_of
from tests.rewards.world import CUSTOMER, ORDER, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

_NUMBERS = count(1)
_HOUR_MS = 3_600_000


@pytest.fixture
def tables(aws_endpoint: str) -> DynamoDbSettings:
    settings = tables_of(f"api{next(_NUMBERS)}", endpoint=aws_endpoint)
    DynamoDbStore(settings).create_tables()
    return settings


def changes_of(tables: DynamoDbSettings) -> TableChanges:
    return TableChanges(tables, ConsumeMetrics(SOURCE, clock=SystemClock()), SystemClock())


@pytest.fixture
async def app(tables: DynamoDbSettings, aws_endpoint: str) -> AsyncIterator[FastAPI]:
    """Return a running service that keeps settled orders for an hour."""
    for table in (tables.ped.table, tables.line_items.table, tables.concessions.table):
        enable_stream(aws_endpoint, table)
    app = create_app(
        store=DynamoDbStore(tables),
        tokens=TOKENS,
        clock=CLOCK,
        settings=RewardsSettings(
            cache_open_ms=60_000,
            cache_settled_ms=_HOUR_MS,
            source_timeout_ms=8_000,  # the stand-in shares this process
            deadline_ms=10_000,
        ),
        table_changes=changes_of(tables),
    )
    async with app.router.lifespan_context(app):
        yield app


async def test_a_row_that_another_service_writes_is_seen_although_the_order_is_cached(
    app: FastAPI, tables: DynamoDbSettings
) -> None:
    other = DynamoDbStore(tables)
    settled = [("p", ped_raw(eligibleMinor=1500)), ("e", event_raw("E-1", amount=1500))]
    await asyncio.to_thread(load, other, *settled)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as client:

        async def issued() -> int:
            path = f"/promotion-executions/{ORDER}?version=2"
            answer = (await client.get(path, headers=READER)).json()
            amount: int = answer["totals"][0]["issued"]["amountMinor"]
            return amount

        assert await issued() == 1500
        await asyncio.to_thread(load, other, ("e", event_raw("E-2", amount=700, customerId=CUSTOMER)))
        while await issued() != 2200:  # noqa: ASYNC110  # a state of the service
            await asyncio.sleep(0.01)
        metrics = (await client.get("/metrics")).text
    assert 'rewards_consume_events_total{result="announced",source="dynamodb-streams"}' in metrics
    assert "rewards_cache_lookups_total" in metrics


async def test_a_table_without_a_stream_is_reported_before_the_service_starts(tables: DynamoDbSettings) -> None:
    with pytest.raises(RecordSourceUnavailable, match=tables.ped.table):
        await changes_of(tables).check()
