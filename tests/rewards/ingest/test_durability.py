"""What was acknowledged is never lost and never counted twice: a real process, killed in the middle of a load."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.options import development_secret
from core.clock import SystemClock
from core.identity.tokens import (
    AUDIENCE_REWARDS,
    SCOPE_INGEST,
    SCOPE_READ,
    Principal,
    Role,
    Tokens,
)
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.world import event_raw, load, ped_raw

pytestmark = pytest.mark.slow

ORDERS = 10
EVENTS_EACH = 60
AMOUNT = 7
_START_S = 40.0


def order_id(number: int) -> str:
    return f"404-0000000-{number:07}"


def events_of(number: int) -> list[dict[str, Any]]:
    return [
        event_raw(
            f"E-{number}-{serial}", amount=AMOUNT, businessReferenceId=order_id(number), gcId=f"GC-{number}-{serial}"
        )
        for serial in range(EVENTS_EACH)
    ]


@contextmanager
def rewards_process(data: Path, port: int, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `rewards-agent rewards` until the context ends; killed, if it has not ended by then."""
    command = [
        str(Path(sys.executable).with_name("rewards-agent")),
        "rewards",
        "--port",
        str(port),
        "--data",
        str(data),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REWARDS_")} | settings
    process = subprocess.Popen(command, cwd=data, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, port)
        yield process
    finally:
        process.kill()
        process.wait(timeout=20)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).raise_for_status()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
            break
    raise AssertionError("the service did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    load(store, *(("p", ped_raw(businessReferenceId=order_id(number))) for number in range(ORDERS)))
    store.close()
    return tmp_path


def headers(data: Path) -> dict[str, str]:
    scopes = frozenset({SCOPE_INGEST, SCOPE_READ})
    principal = Principal(role=Role.SERVICE, subject="writer", scopes=scopes)
    tokens = Tokens(development_secret(data), clock=SystemClock())
    token = tokens.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(minutes=10))
    return {"Authorization": f"Bearer {token}"}


class Load:
    """Several writers that send at the same time, and remember what was acknowledged to them."""

    def __init__(self, client: httpx.AsyncClient, *, milestone: int = ORDERS * EVENTS_EACH) -> None:
        self._client = client
        self._milestone = milestone
        self.is_at_milestone = asyncio.Event()
        self.outcomes: dict[str, list[str]] = {}

    async def send_all(self) -> None:
        """Send all events, those of even orders one by one and those of odd ones in batches; stop at a broken line."""
        await asyncio.gather(*(self._writer(number) for number in range(ORDERS)))

    async def _writer(self, number: int) -> None:
        events = events_of(number)
        with suppress(httpx.TransportError):
            if number % 2:
                for start in range(0, len(events), 7):
                    await self._batch(events[start : start + 7])
            else:
                for event in events:
                    await self._single(event)

    async def _single(self, event: dict[str, Any]) -> None:
        response = await self._client.post("/concession-events", json=event)
        assert response.status_code in (200, 201), response.text
        self._note(response.json())

    async def _batch(self, events: list[dict[str, Any]]) -> None:
        response = await self._client.post("/concession-events/batch", json={"events": events})
        assert response.status_code == 200, response.text
        for receipt in response.json()["receipts"]:
            self._note(receipt)

    def _note(self, receipt: dict[str, str]) -> None:
        self.outcomes.setdefault(receipt["eventId"], []).append(receipt["outcome"])
        if len(self.outcomes) >= self._milestone:
            self.is_at_milestone.set()


def connection(data: Path, port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers(data), timeout=30)


async def stored_ids(client: httpx.AsyncClient, number: int) -> list[str]:
    path = f"/promotion-executions/{order_id(number)}/issuances"
    page = (await client.get(path, params={"limit": 500})).raise_for_status().json()
    return [entry["eventId"] for entry in page["data"]]


async def granted(client: httpx.AsyncClient, number: int) -> int:
    cashback = (await client.get(f"/promotion-executions/{order_id(number)}/cashback")).raise_for_status().json()
    amount: int = cashback["totals"][0]["granted"]["amountMinor"]
    return amount


async def test_killed_in_the_middle_of_a_load_nothing_is_lost_or_counted_twice(data: Path, port: int) -> None:
    with rewards_process(data, port) as process:
        async with connection(data, port) as client:
            first = Load(client, milestone=ORDERS * EVENTS_EACH // 4)
            sending = asyncio.create_task(first.send_all())
            await first.is_at_milestone.wait()
            process.send_signal(signal.SIGKILL)
            await sending
    assert ORDERS * EVENTS_EACH // 4 <= len(first.outcomes) < ORDERS * EVENTS_EACH, "it was to be killed in the middle"
    with rewards_process(data, port):
        async with connection(data, port) as client:
            stored = {event for number in range(ORDERS) for event in await stored_ids(client, number)}
            assert first.outcomes.keys() <= stored, "what was acknowledged before the kill is there"
            again = Load(client)
            await again.send_all()
            for number in range(ORDERS):
                assert sorted(await stored_ids(client, number)) == sorted(e["eventId"] for e in events_of(number))
                assert await granted(client, number) == EVENTS_EACH * AMOUNT
                cards = (await client.get(f"/promotion-executions/{order_id(number)}?version=2")).json()
                assert len(cards["promotions"][0]["benefits"][0]["giftCards"]) == EVENTS_EACH
    assert again.outcomes.keys() == {event["eventId"] for number in range(ORDERS) for event in events_of(number)}
    assert {event for event, outcomes in again.outcomes.items() if outcomes == ["replayed"]} == stored


async def test_one_event_from_many_connections_is_created_once(data: Path, port: int) -> None:
    event = events_of(0)[0]
    with rewards_process(data, port):
        clients = [connection(data, port) for _ in range(12)]
        answers = await asyncio.gather(*(client.post("/concession-events", json=event) for client in clients))
        assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
        batches = await asyncio.gather(
            *(client.post("/concession-events/batch", json={"events": events_of(1)}) for client in clients)
        )
        receipts = [receipt for answer in batches for receipt in answer.json()["receipts"]]
        created = [receipt["eventId"] for receipt in receipts if receipt["outcome"] == "created"]
        assert sorted(created) == sorted(one["eventId"] for one in events_of(1))
        assert await granted(clients[0], 0) == AMOUNT
        assert await granted(clients[0], 1) == EVENTS_EACH * AMOUNT
        for client in clients:
            await client.aclose()
