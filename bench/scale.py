"""What the size of the store costs: a read, a window, a batch of events and a backfilled row, over SQLite.

``python -m bench.scale --orders 20000 200000`` loads a generated world of each size and asks all of them by turns, so
that each ratio is of figures from the same minutes. A world of two million orders takes about 12 GB and half an hour
to load.
"""

import argparse
import asyncio
import json
import secrets
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import httpx
from rich.console import Console

from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_INGEST, SCOPE_READ, Principal, Role, Tokens
from rewards.app import create_app
from rewards.backfill.table_walk import TableWalk
from rewards.demo import DEMO_NOW
from rewards.demo.generator import generate_lines
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore

_RESULTS = Path(__file__).with_name("results") / "scale.json"
_SEED = 11
_SAMPLED = 2_000  # orders and customers that are asked for
_BATCH = 500
_AT_MOST = 1.2
_SETTINGS = RewardsSettings(cache_rows=0, deadline_ms=10_000, source_timeout_ms=9_000)


@dataclass(slots=True)
class World:
    """A loaded store behind its service, and what is asked of it."""

    orders: int
    store: SqliteStore
    client: httpx.AsyncClient
    events: list[dict[str, Any]]  # one of each sampled order, to be posted again under new ids
    headers: dict[str, str]
    posted: int = 0

    async def read(self, random: Random) -> None:
        event = random.choice(self.events)
        await self._get(f"/promotion-executions/{event['businessReferenceId']}", version="2")

    async def search(self, random: Random) -> None:
        event = random.choice(self.events)
        path = f"/customers/{event['customerId']}/promotion-executions"
        await self._get(path, version="2", limit="5", **{"from": "2026-01-01T00:00:00Z", "to": "2026-11-23T00:00:00Z"})

    async def ingest(self, random: Random) -> None:
        chosen = [random.choice(self.events) for _ in range(_BATCH)]
        events = [event | {"eventId": f"scale-{self.posted + number}"} for number, event in enumerate(chosen)]
        self.posted += _BATCH
        answer = await self.client.post("/concession-events/batch", json={"events": events}, headers=self.headers)
        answer.raise_for_status()

    async def _get(self, path: str, **parameters: str) -> None:
        (await self.client.get(path, params=parameters, headers=self.headers)).raise_for_status()


def main() -> int:
    """Load the worlds, measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[20_000, 200_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path, default=_RESULTS, help="the file that the figures are written to")
    arguments = parser.parse_args()
    sizes = sorted(arguments.orders)
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(_measured(Path(folder), sizes, rounds=arguments.rounds))
    show(rows, title="the size of the store")
    keep(rows, arguments.json, settings={"rounds": arguments.rounds, "largest": sizes[-1]})
    return 0


async def _measured(folder: Path, sizes: list[int], *, rounds: int) -> list[Row]:
    console = Console(stderr=True)
    async with AsyncExitStack() as stack:
        worlds = []
        for orders in sizes:
            console.print(f"loading {orders:,} orders ...")
            worlds.append(await _opened(folder / f"{orders}.sqlite3", orders, stack))
        rows = []
        for what, calls, work in (
            ("a fresh read of one order", 200, World.read),
            ("a page of five orders of a customer", 100, World.search),
            (f"a batch of {_BATCH} events", 2, World.ingest),
        ):
            rows += _rows_of(what, sizes, await _by_turns(worlds, work, calls=calls, rounds=rounds))
        console.print("backfilling ...")
        rows += _rows_of("a row of the backfill", sizes, [[await _backfilled(world)] for world in worlds])
    return rows


async def _by_turns(
    worlds: list[World], work: Callable[[World, Random], Awaitable[None]], *, calls: int, rounds: int
) -> list[list[float]]:
    """Return the milliseconds of a call in each round, for each world."""
    figures: list[list[float]] = [[] for _ in worlds]
    for number in range(rounds + 1):
        for world, times in zip(worlds, figures, strict=True):
            random = Random(number)  # noqa: S311  (the same choices for every world)
            started_s = perf_counter()
            for _ in range(calls):
                await work(world, random)
            if number:  # the first round warms up
                times.append((perf_counter() - started_s) / calls * 1000)
    return figures


async def _backfilled(world: World) -> float:
    """Return the milliseconds of a row in a backfill of the whole table."""
    rows = await world.store.ped_estimate()
    started_s = perf_counter()
    await TableWalk(world.store, standard_sources(world.store)).run()
    return (perf_counter() - started_s) / max(1, rows or 1) * 1000


def _rows_of(what: str, sizes: list[int], figures: list[list[float]]) -> list[Row]:
    rows = [
        Row(what, f"{size:,} orders", quantile(times, 0.5), "ms") for size, times in zip(sizes, figures, strict=True)
    ]
    for (small, few), (large, many) in zip(
        list(zip(sizes, figures, strict=True))[:-1], list(zip(sizes, figures, strict=True))[1:], strict=True
    ):
        rows.append(Row(what, f"{large:,} / {small:,} orders", median_ratio(many, few), "x", Goal("at most", _AT_MOST)))
    return rows


async def _opened(path: Path, orders: int, stack: AsyncExitStack) -> World:
    events: list[dict[str, Any]] = []
    store = SqliteStore.open(path)
    stack.callback(store.close)
    load_jsonl(_lines(orders, events), store)
    tokens = Tokens(secrets.token_urlsafe(48), clock=FixedClock(DEMO_NOW))
    scopes = frozenset({SCOPE_READ, SCOPE_INGEST})
    token = tokens.mint(
        Principal(role=Role.SERVICE, subject="bench", scopes=scopes),
        audiences=(AUDIENCE_REWARDS,),
        ttl=timedelta(hours=9),
    )
    app = create_app(store=store, tokens=tokens, clock=FixedClock(DEMO_NOW), settings=_SETTINGS)
    await stack.enter_async_context(app.router.lifespan_context(app))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards", timeout=60)
    await stack.enter_async_context(client)
    return World(orders, store, client, events, {"Authorization": f"Bearer {token}"})


def _lines(orders: int, events: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of a world, and put one issuance of about every n-th order into ``events``."""
    every = max(1, orders // _SAMPLED)
    for number, lines in enumerate(generate_lines(orders=orders, seed=_SEED)):
        if number % every == 0:
            rows = (json.loads(line) for line in lines)
            issued = (
                each["row"] for each in rows if each["store"] == "concessions" and each["row"]["type"] == "ISSUED"
            )
            events.extend(list(issued)[:1])
        yield from lines


if __name__ == "__main__":
    raise SystemExit(main())
