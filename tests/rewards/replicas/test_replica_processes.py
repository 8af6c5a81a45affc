"""Three replicas as a deployment has them: processes over one store and one Redis, one of which is killed."""

import json
import signal
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from rewards.stores.sqlite_store import SqliteStore
from tests.redis_server import needs_redis, redis_server, short_folder
from tests.rewards.ingest.test_durability import free_port, headers, rewards_process
from tests.rewards.replicas.cluster import PROMISED, SETTLED, STREAM, eventually
from tests.rewards.world import ORDER, event_raw, load

pytestmark = [pytest.mark.slow, needs_redis]


@pytest.fixture
def redis_socket() -> Iterator[Path]:
    with short_folder() as folder, redis_server(folder) as socket:
        yield socket


async def post(client: httpx.AsyncClient, number: int) -> None:
    event = event_raw(f"E-{number}", amount=100, lineItemId=f"LI-{number}")
    (await client.post("/concession-events", json=event)).raise_for_status()


async def shows(client: httpx.AsyncClient, amount: int) -> bool:
    body = (await client.get(f"/promotion-executions/{ORDER}/cashback")).json()
    return bool(body["totals"][0]["issued"]["amountMinor"] == amount)


async def has_metric(client: httpx.AsyncClient, line: str) -> bool:
    return line in (await client.get("/metrics")).text.splitlines()


async def positions(client: httpx.AsyncClient) -> AsyncGenerator[int]:
    """Yield what each position of the live stream says has been issued."""
    async with client.stream("GET", STREAM) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))["totals"][0]["issued"]["amountMinor"]


async def test_processes_share_changes_and_one_that_is_killed_leaves_nothing_stale(
    tmp_path: Path, redis_socket: Path
) -> None:
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    load(store, *SETTLED)
    store.close()
    settings = {"REWARDS_REDIS_URL": f"unix://{redis_socket}", "REWARDS_CACHE_SETTLED_MS": "300000"}
    async with AsyncExitStack() as stack:
        processes, clients = [], []
        for _ in range(3):
            port = free_port()
            processes.append(stack.enter_context(rewards_process(tmp_path, port, **settings)))
            client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers(tmp_path), timeout=20)
            clients.append(await stack.enter_async_context(client))
        first, second, third = clients
        for client in clients:
            await eventually(partial(has_metric, client, "rewards_change_channel_up 1.0"))
            await eventually(partial(has_metric, client, "rewards_silent_replicas 0.0"))
            assert await shows(client, PROMISED)
        stream = positions(second)
        assert await anext(stream) == PROMISED
        await post(first, 1)
        assert await anext(stream) == PROMISED + 100
        for client in clients:
            await eventually(partial(shows, client, PROMISED + 100))
        processes[0].send_signal(signal.SIGKILL)
        await eventually(partial(has_metric, second, "rewards_silent_replicas 1.0"))
        await post(third, 2)
        assert await anext(stream) == PROMISED + 200
        await eventually(partial(shows, second, PROMISED + 200))
        await stream.aclose()
