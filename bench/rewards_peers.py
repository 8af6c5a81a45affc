"""The servers that the rewards benchmarks compare, each a separate process with one worker.

``python -m bench.rewards_peers embedded|delayed|stalled|ready FOLDER`` prints the port that it listens on.
"""

import argparse
import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from fastapi import FastAPI, Response

from bench.rewards_world import open_store, tokens_of
from core.clock import SystemClock
from core.garbage_collection import collect_rarely
from rewards.app import create_app
from rewards.http.dependencies import AnswerBy, Caller, Parts
from rewards.http.parameters import AllowPartial, BusinessReferenceId, Fresh, Include, Version
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.base import RowReader, Rows
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.sqlite_store import SqliteStore

_STALL_S = 3600.0


@dataclass(frozen=True, slots=True)
class DelayedReader:
    """The rows of a store, returned after the latency of a database on the network."""

    inner: RowReader
    latency_s: float
    line_items_latency_s: float

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        await asyncio.sleep(self.latency_s)
        return await self.inner.ped_of_order(business_reference_id)

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        await asyncio.sleep(self.line_items_latency_s)
        return await self.inner.line_items_of_order(business_reference_id)

    async def events_of_order(self, business_reference_id: str) -> Rows:
        await asyncio.sleep(self.latency_s)
        return await self.inner.events_of_order(business_reference_id)

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        await asyncio.sleep(self.latency_s)
        return await self.inner.ped_owner_of_order(business_reference_id)

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        await asyncio.sleep(self.latency_s)
        return await self.inner.event_owner_of_order(business_reference_id)

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        return await self.inner.events_of_gift_card(gift_card_id)

    async def order_places(self, query: PlaceQuery) -> PlacePage | None:
        return await self.inner.order_places(query)

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        return await self.inner.undated_orders(customer_id, updated_from=updated_from)


def rewards_app(folder: Path, store: SqliteStore, reader: RowReader) -> FastAPI:
    """Return the rewards API as it runs in production after the backfill, over the rows of ``reader``.

    The lazy backfill is off: it would run in the background while the world is new, in an arbitrary round. Cached
    orders stay fresh, so that an answer from the cache is measured and not a mix with reads.
    """
    return create_app(
        store=store,
        sources=standard_sources(reader),
        tokens=tokens_of(folder),
        clock=SystemClock(),
        settings=RewardsSettings(_env_file=None, lazy_backfill=False, cache_open_ms=60_000),
    )


def ready_app(folder: Path, *, body_bytes: int, latency_s: float) -> FastAPI:
    """Return a route with the same signature and token check that returns prepared bytes: the framework's own cost."""
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.service = SimpleNamespace(tokens=tokens_of(folder), settings=RewardsSettings(_env_file=None), limits=None)
    body = b'"' + b"x" * (body_bytes - 2) + b'"'

    @app.get("/promotion-executions/{brf}")
    async def ready(
        brf: BusinessReferenceId,
        service: Parts,
        caller: Caller,
        answer_by: AnswerBy,
        *,
        version: Version = None,
        include: Include = None,
        allow_partial: AllowPartial = True,
        fresh: Fresh = False,
    ) -> Response:
        if latency_s:
            await asyncio.sleep(latency_s)
        return Response(body, media_type="application/json")

    return app


def main() -> int:
    """Serve one of the peers until terminated."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("peer", choices=["embedded", "delayed", "stalled", "ready"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--body-bytes", type=int, default=1000)
    arguments = parser.parse_args()
    store = open_store(arguments.folder)
    try:
        _serve(_peer(arguments, store))
    finally:
        store.close()
    return 0


def _peer(arguments: argparse.Namespace, store: SqliteStore) -> FastAPI:
    folder: Path = arguments.folder
    latency_s = arguments.latency_ms / 1000
    match arguments.peer:
        case "embedded":
            return rewards_app(folder, store, store)
        case "delayed":
            return rewards_app(folder, store, DelayedReader(store, latency_s, latency_s))
        case "stalled":
            return rewards_app(folder, store, DelayedReader(store, latency_s, _STALL_S))
        case _:
            return ready_app(folder, body_bytes=arguments.body_bytes, latency_s=latency_s)


def _serve(app: FastAPI) -> None:
    collect_rarely()  # as the service's command does; the bare route gets the same
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    raise SystemExit(main())
