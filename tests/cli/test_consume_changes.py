"""A consumer as a process announces what another service writes to the tables, to every replica of the rewards API."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from rewards.app import create_app
from rewards.settings import RewardsSettings
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.cli.consumer_process import consuming
from tests.redis_server import needs_redis, redis_server, short_folder
from tests.rewards.conftest import CLOCK, READER, TOKENS
from tests.rewards.consume.aws import enable_stream
from tests.rewards.stores.stand_in import mapping_file, running_stand_in, tables_of
from tests.rewards.world import ORDER, event_raw, load, ped_raw

pytestmark = [pytest.mark.slow, needs_redis]

_HOUR_MS = 3_600_000


@pytest.fixture
def redis_url() -> Iterator[str]:
    with short_folder() as folder, redis_server(folder) as socket:
        yield f"unix://{socket}"


@pytest.fixture
def tables() -> Iterator[DynamoDbSettings]:
    """Return settings of tables with streams."""
    with running_stand_in() as endpoint:
        settings = tables_of("announced", endpoint=endpoint)
        DynamoDbStore(settings).create_tables()
        for table in (settings.ped.table, settings.line_items.table, settings.concessions.table):
            enable_stream(endpoint, table)
        yield settings


def replica(tables: DynamoDbSettings, redis_url: str) -> FastAPI:
    """Return a replica that keeps settled orders for an hour."""
    settings = RewardsSettings(
        redis_url=SecretStr(redis_url),
        cache_open_ms=60_000,
        cache_settled_ms=_HOUR_MS,
        cache_shared=False,
        source_timeout_ms=8_000,  # the stand-in shares this process
        deadline_ms=10_000,
    )
    return create_app(store=DynamoDbStore(tables), tokens=TOKENS, clock=CLOCK, settings=settings)


async def issued(client: httpx.AsyncClient) -> int | None:
    """Return what has been issued, None when a source did not answer in time."""
    body = (await client.get(f"/promotion-executions/{ORDER}?version=2", headers=READER)).json()
    amount: dict[str, int] | None = body["totals"][0]["issued"]
    return amount["amountMinor"] if amount else None


async def see(amount: int, clients: Sequence[httpx.AsyncClient]) -> None:
    """Return when every replica says that so much has been issued.

    Raises:
        TimeoutError: if one does not within a minute.
    """
    async with asyncio.timeout(60):
        while [await issued(client) for client in clients] != [amount] * len(clients):  # noqa: ASYNC110  # a state of others
            await asyncio.sleep(0.01)


async def test_a_row_of_another_service_is_seen_by_every_replica_although_the_order_is_cached(
    tmp_path: Path, tables: DynamoDbSettings, redis_url: str
) -> None:
    other = DynamoDbStore(tables)
    await asyncio.to_thread(
        load, other, ("p", ped_raw(eligibleMinor=1500)), ("e", event_raw("E-0", amount=1500, lineItemId="LI-0"))
    )
    environment = {
        "REWARDS_REDIS_URL": redis_url,
        "REWARDS_MAPPING": str(mapping_file(tmp_path, tables)),
    }
    argv = ("--from", "dynamodb-streams", "--store", "dynamodb", "--endpoint", str(tables.endpoint))
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(2):
            app = replica(tables, redis_url)
            await stack.enter_async_context(app.router.lifespan_context(app))
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")
            clients.append(await stack.enter_async_context(client))
        await see(1500, clients)
        # It is older than the first iterator of the consumer, and newer than what the replicas have cached.
        await asyncio.to_thread(load, other, ("e", event_raw("E-1", amount=700, lineItemId="LI-1")))
        process = stack.enter_context(consuming(tmp_path, *argv, **environment))
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == "consuming from dynamodb-streams\n"
        await see(2200, clients)
        await asyncio.to_thread(load, other, ("e", event_raw("E-2", amount=800, lineItemId="LI-2")))
        await see(3000, clients)
        process.terminate()
        _, log = await asyncio.to_thread(process.communicate)
    assert re.search(r'"stopped: announced \d+; 0 in flight', log)
