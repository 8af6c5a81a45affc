"""The rewards API over the embedded store, each of whose three databases can be broken while it runs.

``python -m bench.resilience.rewards_process FOLDER PORT``; ``FOLDER/faults.json`` names the fault of each database.
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import uvicorn

from bench.resilience.fault_proxy import SLOW_S, Fault
from bench.rewards_world import open_store
from core.clock import SystemClock
from core.identity.tokens import Tokens
from rewards.app import create_app
from rewards.errors import StoreUnavailable
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.base import RowReader, Rows
from rewards.stores.order_places import PlaceIndex, PlacePage, PlaceQuery

FAULTS_FILE = "faults.json"
_Answer = TypeVar("_Answer")
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

    async def order_places(self, query: PlaceQuery) -> PlacePage | None:
        database = "ped" if query.index in (PlaceIndex.CREATED, PlaceIndex.RESERVED) else "concessions"
        return await self._keys(database, lambda: self._inner.order_places(query))

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        return await self._keys("ped", lambda: self._inner.undated_orders(customer_id, updated_from=updated_from))

    async def _keys(self, database: str, read: Callable[[], Awaitable[_Answer]]) -> _Answer:
        match self._fault(database):
            case Fault.NONE | Fault.GARBAGE:  # an index holds keys only
                return await read()
            case Fault.SLOW:
                await asyncio.sleep(SLOW_S)
                return await read()
            case _:
                raise StoreUnavailable("storeUnreadable", database)

    async def _read(self, database: str, read: Callable[[], Awaitable[Rows]]) -> Rows:
        found = await self._keys(database, read)
        return [{"garbage": "\ufffd" * 20} for _ in found] if self._fault(database) is Fault.GARBAGE else found

    def _fault(self, database: str) -> Fault:
        return Fault(json.loads((self._folder / FAULTS_FILE).read_text()).get(database, Fault.NONE))


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
