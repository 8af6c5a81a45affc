"""The rewards API over the embedded store, each of whose three databases can be broken while it runs.

``python -m bench.resilience.rewards_process FOLDER PORT``; ``FOLDER/faults.json`` names the fault of each database.
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import uvicorn

from bench.resilience.fault_proxy import SLOW_S, Fault
from bench.rewards_world import open_store
from core.clock import SystemClock
from core.identity.tokens import Tokens
from core.windows import Window
from rewards.app import create_app
from rewards.errors import StoreUnavailable
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.base import RowReader, Rows

FAULTS_FILE = "faults.json"
DATABASES = ("ped", "lineItems", "concessions")


class BreakableReader:
    """Reads a store, or fails as the faults file says."""

    def __init__(self, inner: RowReader, folder: Path) -> None:
        self._inner = inner
        self._folder = folder

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return await self._read("ped", lambda: self._inner.ped_of_order(business_reference_id))

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return await self._read("lineItems", lambda: self._inner.line_items_of_order(business_reference_id))

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return await self._read("concessions", lambda: self._inner.events_of_order(business_reference_id))

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        return await self._read("ped", lambda: self._inner.ped_owner_of_order(business_reference_id))

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        return await self._read("concessions", lambda: self._inner.event_owner_of_order(business_reference_id))

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        return await self._read("concessions", lambda: self._inner.events_of_gift_card(gift_card_id))

    async def ped_created_in(self, customer_id: str, window: Window) -> Rows:
        return await self._read("ped", lambda: self._inner.ped_created_in(customer_id, window))

    async def ped_undated(self, customer_id: str, *, updated_from: datetime) -> Rows:
        return await self._read("ped", lambda: self._inner.ped_undated(customer_id, updated_from=updated_from))

    async def _read(self, database: str, read: Callable[[], Awaitable[Rows]]) -> Rows:
        match Fault(json.loads((self._folder / FAULTS_FILE).read_text()).get(database, Fault.NONE)):
            case Fault.NONE:
                return await read()
            case Fault.SLOW:
                await asyncio.sleep(SLOW_S)
                return await read()
            case Fault.GARBAGE:
                return [{"garbage": "\ufffd" * 20} for _ in await read()]
            case _:
                raise StoreUnavailable("storeUnreachable", database)


def main(folder: Path, port: int) -> None:
    """Serve until stopped."""
    store = open_store(folder)
    app = create_app(
        store=store,
        sources=standard_sources(BreakableReader(store, folder)),
        tokens=Tokens(os.environ["REWARDS_TOKEN_SECRET"], clock=SystemClock()),
        clock=SystemClock(),
        settings=RewardsSettings(),
    )
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
