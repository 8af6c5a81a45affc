"""What the size of the store costs: a read, a window, a batch of events and a backfilled row, over SQLite.

``python -m bench.scale`` loads a generated world of each size and asks all of them by turns, so that each ratio is of
figures from the same minutes. What is compared is CPU time, of all threads; the ratio of the elapsed times, which hold
the waits for the disk and for other processes, stands beside it. A world of two million orders takes 12 GB; with
``--folder`` the files are kept, and used by the next run.
"""

import argparse
import asyncio
import json
import secrets
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

import httpx
from rich.console import Console

from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from bench.bulk_load import load_world, sample_issuances
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_INGEST, SCOPE_READ, Principal, Role, Tokens
from rewards.app import create_app
from rewards.backfill.row_completer import RowCompleter
from rewards.demo import DEMO_NOW
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore

_RESULTS = Path(__file__).with_name("results") / "scale.json"
_SAMPLED = 10_000  # orders and customers that are asked for: more than the page cache holds
_BATCH = 500
_PAGE = 100  # rows that a backfill reads at once
_AT_MOST = 1.2
# The upkeep of the worklist goes on after the answer to a post, and would be counted for the next world.
_SETTINGS = RewardsSettings(cache_rows=0, deadline_ms=10_000, source_timeout_ms=9_000, worklist=False)


@dataclass(slots=True)
class World:
    """A loaded store behind its service, and what is asked of it."""

    store: SqliteStore
    client: httpx.AsyncClient
    completer: RowCompleter
    events: list[dict[str, Any]]  # one of each sampled order, to be posted again under new ids
    headers: dict[str, str]
    run: str  # in the ids of events: a file that was kept holds those of earlier runs
    backfilled: str | None  # how far a backfill came
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
        events = [event | {"eventId": f"{self.run}-{self.posted + number}"} for number, event in enumerate(chosen)]
        self.posted += _BATCH
        answer = await self.client.post("/concession-events/batch", json={"events": events}, headers=self.headers)
        answer.raise_for_status()
        if (checkpoint := self.store._checkpoints._last) is not None:  # goes on beside the next world's turn otherwise
            await asyncio.wrap_future(checkpoint)

    async def backfill(self, random: Random) -> None:
        """Complete a page of rows, as a scan of the whole table does."""
        page = await self.store.ped_segment(0, segments=1, after=self.backfilled, limit=_PAGE)
        for scanned in page.rows:
            await self.completer.complete(scanned.row, is_unindexed=scanned.is_unindexed)
        self.backfilled = page.after

    async def _get(self, path: str, **parameters: str) -> None:
        (await self.client.get(path, params=parameters, headers=self.headers)).raise_for_status()


@dataclass(frozen=True, slots=True)
class _Round:
    """The milliseconds of one call, on average over a round."""

    cpu: float
    elapsed: float


_WORK: tuple[tuple[str, int, Callable[[World, Random], Awaitable[None]]], ...] = (
    ("a fresh read of one order", 200, World.read),
    ("a page of five orders of a customer", 100, World.search),
    (f"a batch of {_BATCH} events", 2, World.ingest),
    (f"{_PAGE} rows of the backfill", 3, World.backfill),
)


def main() -> int:
    """Load the worlds, measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[20_000, 200_000, 2_000_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where the loaded worlds are kept; nowhere if omitted")
    parser.add_argument("--json", type=Path, default=_RESULTS, help="the file that the figures are written to")
    arguments = parser.parse_args()
    sizes = sorted(arguments.orders)
    with nullcontext(arguments.folder) if arguments.folder else tempfile.TemporaryDirectory() as folder:
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
            worlds.append(await _opened(load_world(folder, orders=orders), stack))
        rows = []
        for what, calls, work in _WORK:
            console.print(f"{what} ...")
            rows += _rows_of(what, sizes, await _by_turns(worlds, work, calls=calls, rounds=rounds))
    return rows


async def _by_turns(
    worlds: list[World], work: Callable[[World, Random], Awaitable[None]], *, calls: int, rounds: int
) -> list[list[_Round]]:
    """Return the times of each round, for each world."""
    figures: list[list[_Round]] = [[] for _ in worlds]
    for number in range(rounds + 1):
        for world, times in zip(worlds, figures, strict=True):
            random = Random(number)  # noqa: S311  (the same choices for every world)
            started_s, cpu_s = perf_counter(), process_time()
            for _ in range(calls):
                await work(world, random)
            per_call = 1000 / calls
            if number:  # the first round warms up
                times.append(_Round((process_time() - cpu_s) * per_call, (perf_counter() - started_s) * per_call))
    return figures


def _rows_of(what: str, sizes: list[int], figures: list[list[_Round]]) -> list[Row]:
    rows = [
        Row(what, f"{size:,} orders: CPU", quantile([one.cpu for one in of], 0.5), "ms")
        for size, of in zip(sizes, figures, strict=True)
    ]
    for (small, few), (large, many) in zip(
        list(zip(sizes, figures, strict=True))[:-1], list(zip(sizes, figures, strict=True))[1:], strict=True
    ):
        cpu = median_ratio([one.cpu for one in many], [one.cpu for one in few])
        elapsed = median_ratio([one.elapsed for one in many], [one.elapsed for one in few])
        rows.append(Row(what, f"{large:,} / {small:,} orders: CPU", cpu, "x", Goal("at most", _AT_MOST)))
        rows.append(Row(what, f"{large:,} / {small:,} orders: elapsed", elapsed, "x"))
    return rows


async def _opened(path: Path, stack: AsyncExitStack) -> World:
    events = sample_issuances(path, count=_SAMPLED)
    store = SqliteStore.open(path)
    stack.callback(store.close)
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
    completer = RowCompleter(store, standard_sources(store))
    # Somewhere in the table, as a file that was kept holds rows that earlier runs completed.
    begin = json.dumps([secrets.choice(events)["businessReferenceId"], "", ""])
    return World(store, client, completer, events, {"Authorization": f"Bearer {token}"}, secrets.token_hex(4), begin)


if __name__ == "__main__":
    raise SystemExit(main())
