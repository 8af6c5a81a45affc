"""Several replicas of the service in one process: each its own application, over one store and one Redis."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from rewards.app import create_app
from rewards.http.dependencies import RewardsService
from rewards.settings import RewardsSettings
from rewards.stores.base import Store
from tests.rewards.conftest import CLOCK, TOKENS, WRITER, agent_of
from tests.rewards.replicas.wire import Wire
from tests.rewards.world import CUSTOMER, ORDER, event_raw, item_raw, ped_raw

WITHIN_S = 20.0
OWNER = agent_of(CUSTOMER)
STREAM = f"/promotion-executions/{ORDER}/events-stream"
PROMISED = 10_000
# A settled order, which is cached for minutes: what it shows after a change has been published, or is stale.
SETTLED = (
    ("p", ped_raw()),
    ("l", item_raw(status="ISSUED", issuedMinor=PROMISED)),
    ("e", event_raw("E-0", amount=PROMISED, lineItemId="LI-1")),
)


@dataclass(frozen=True)
class Replica:
    """One replica, and its network to Redis."""

    app: FastAPI
    client: httpx.AsyncClient
    wire: Wire

    @property
    def service(self) -> RewardsService:
        service: RewardsService = self.app.state.service
        return service

    def knows_all_changes(self) -> bool:
        return self.service.orders.knows_all_changes()

    async def post(self, number: int, *, amount: int = 100) -> None:
        """Issue an amount beyond what was promised."""
        event = event_raw(f"E-{number}", amount=amount, lineItemId=f"LI-{number}")
        response = await self.client.post("/concession-events", json=event, headers=WRITER)
        assert response.status_code == 201, response.text

    async def sums(self) -> tuple[int, int, int]:
        """Return what each of the three cached reads says has been issued."""
        base = f"/promotion-executions/{ORDER}"
        execution = await self._get(f"{base}?version=2")
        position = await self._get(f"{base}/cashback")
        history = await self._get(f"{base}/issuances?limit=100")
        return (
            execution["totals"][0]["issued"]["amountMinor"],
            position["totals"][0]["issued"]["amountMinor"],
            sum(each["amount"]["amountMinor"] for each in history["data"]),
        )

    async def shows(self, amount: int) -> bool:
        return await self.sums() == (amount, amount, amount)

    async def metric(self, name: str) -> float:
        text = (await self.client.get("/metrics")).text
        (value,) = [line.split()[1] for line in text.splitlines() if line.startswith(f"{name} ")]
        return float(value)

    async def _get(self, path: str) -> Any:
        response = await self.client.get(path, headers=OWNER)
        assert response.status_code == 200, response.text
        return response.json()


@asynccontextmanager
async def cluster(
    open_store: Callable[[], Store], socket: Path, *, size: int = 3, is_shared: bool = True, **settings: Any
) -> AsyncIterator[list[Replica]]:
    """Run replicas that know each other, with a shared cache or one in memory each."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(size):
            wire = await stack.enter_async_context(Wire(socket).listening())
            found.append(await stack.enter_async_context(replica(open_store(), wire, is_shared=is_shared, **settings)))
        await eventually(lambda: all(each.knows_all_changes() for each in found))
        yield found


@asynccontextmanager
async def replica(store: Store, wire: Wire, *, is_shared: bool, **settings: Any) -> AsyncIterator[Replica]:
    quiet: dict[str, Any] = {
        "redis_url": wire.url,
        "cache_shared": is_shared,
        "cache_settled_ms": 300_000,
        "stream_recheck_s": 60,
        "source_timeout_ms": 5000,
        "deadline_ms": 6000,
    }
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(**quiet | settings))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")
    async with app.router.lifespan_context(app), client:
        yield Replica(app, client, wire)


async def eventually(holds: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    """Return when this holds."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            result = holds()
            if result if isinstance(result, bool) else await result:
                return
            await asyncio.sleep(0.01)
