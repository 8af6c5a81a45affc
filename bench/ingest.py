"""How fast events are made durable, and whether a million of them add up in any order.

``python -m bench.ingest`` stores shuffled batches as the route does, interleaved with a bare ``executemany`` of the
same rows into a table of the same keys and indexes, with the same durability. Then it loads a large log, shuffled and
with duplicates, and compares every position with the independent fold of the oracles (``evals/oracles``).

Another process writes the log to a file, from which it is streamed, so that the memory measured is that of ingest.
"""

import argparse
import asyncio
import json
import resource
import sqlite3
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import track

from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from evals.oracles.positions import order_differences
from evals.oracles.world_rows import WorldRows
from rewards.demo.generator import MOST_ORDERS, generate_lines
from rewards.ingest.event_ingest import store_events
from rewards.ingest.row_files import load_jsonl
from rewards.ledger.fold import fold
from rewards.sources.gathering import Deadline, gather_order
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore

_RESULTS = Path(__file__).with_name("results") / "ingest.json"
_SEED = 7
_BATCH = 500  # the maximum that the route accepts
_REPEATED = 10  # one event in this many is sent twice
_NOW = datetime(2026, 11, 15, tzinfo=UTC)
_BARE = "INSERT OR IGNORE INTO concessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
Event = dict[str, Any]


class _NobodyReads:
    """Changes of a process without a cache and without live streams."""

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        pass

    async def publish_every_order(self) -> None:
        pass


def main() -> int:
    """Measure, print and write the figures of ingest."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="events in the log that is checked")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batches", type=int, default=20, help="batches of each kind in each round")
    parser.add_argument("--json", type=Path, default=_RESULTS, help="the file that the figures are written to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows = asyncio.run(_speed(Path(name), rounds=arguments.rounds, batches=arguments.batches))
        rows += asyncio.run(_exactness(Path(name), events=arguments.events))
    show(rows, title="ingest")
    keep(rows, arguments.json, settings={"events": arguments.events, "rounds": arguments.rounds, "batch": _BATCH})
    return 0


async def _speed(folder: Path, *, rounds: int, batches: int) -> list[Row]:
    """Compare batches through the ingest with bare inserts of the same rows."""
    needed = rounds * batches * _BATCH
    promises, events = _world(events=needed)
    Random(_SEED).shuffle(events)  # noqa: S311  (the same order every time)
    speeds: dict[str, list[float]] = {"bare": [], "ingest": [], "ingestAlone": []}
    stores = {name: SqliteStore.open(folder / f"{name}.sqlite3") for name in speeds}
    try:
        load_jsonl(promises, stores["ingest"])  # the other stores hold no PED rows that an event would update
        for number in range(rounds):
            share = events[number * batches * _BATCH :][: batches * _BATCH]
            with closing(_bare_connection(folder / "bare.sqlite3")) as connection:
                speeds["bare"].append(_bare_round(connection, share))
            for name in ("ingest", "ingestAlone"):
                speeds[name].append(await _ingest_round(stores[name], share))
    finally:
        for store in stores.values():
            store.close()
    group = f"batches of {_BATCH} events into SQLite, synced once a batch"
    rows = [Row(group, f"{name}: events", quantile(of, 0.5), "events/s") for name, of in speeds.items()]
    for name, what, least in (
        ("ingestAlone", "events alone", 0.7),
        ("ingest", "with the PED rows that they update", 0.4),
    ):
        ratio = median_ratio(speeds[name], speeds["bare"])
        rows.append(Row(group, f"ingest, {what} / bare executemany", ratio, "x", Goal("at least", least)))
    return rows


async def _exactness(folder: Path, *, events: int) -> list[Row]:
    """Load a shuffled log with duplicates, and compare every position with the independent fold."""
    console = Console(stderr=True)
    promises, log = folder / "promises.jsonl", folder / "log.jsonl"
    writer = get_context("spawn").Process(target=_write_world, args=(promises, log, events))
    writer.start()
    writer.join()
    store = SqliteStore.open(folder / "million.sqlite3")
    try:
        load_jsonl(promises, store)
        started_s = perf_counter()
        memory: list[int] = []
        for batch in track(_batches(log), "loading", console=console, disable=not console.is_terminal):
            await store_events(store, batch, received_at=_NOW, changes=_NobodyReads())
            memory.append(_resident_kib())
        seconds = perf_counter() - started_s
        compared, wrong = await _wrong_positions(store, events)
    finally:
        store.close()
    repeated = events // _REPEATED
    group = f"{events:,} events, shuffled, {repeated:,} of them twice"
    quarter = memory[len(memory) // 4 :]
    return [
        Row(group, "events sent", (events + repeated) / seconds, "events/s"),
        Row(group, "positions compared with the independent fold", compared, "benefits"),
        Row(group, "differences", wrong, "", Goal("at most", 0)),
        Row(group, "memory at the end", memory[-1] / 1024, "MiB"),
        Row(group, "memory at its peak / after a quarter", max(quarter) / quarter[0], "x", Goal("at most", 1.05)),
    ]


def _write_world(promises: Path, log: Path, events: int) -> None:
    """Write the rows other than events, and the events in the order in which they are sent."""
    lines, sent = _world(events=events)
    random = Random(_SEED)  # noqa: S311  (the same order every time)
    sent += random.sample(sent, len(sent) // _REPEATED)
    random.shuffle(sent)
    promises.write_text("\n".join(lines), encoding="utf-8")
    with log.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in sent)


def _batches(log: Path) -> Iterator[list[Event]]:
    with log.open(encoding="utf-8") as lines:
        while batch := [json.loads(line) for line in islice(lines, _BATCH)]:
            yield batch


async def _wrong_positions(store: SqliteStore, events: int) -> tuple[int, int]:
    """Return the number of benefits, and of the differences between their positions and the independent fold."""
    sources = tuple(standard_sources(store))
    compared = wrong = 0
    for rows in _orders(events):
        of_order = WorldRows([row for _, row in rows]).orders
        for order, written in of_order.items():
            deadline = Deadline.within(deadline_ms=60_000, source_timeout_ms=60_000)
            folded = fold((await gather_order(sources, order, deadline)).evidence, as_of=_NOW)
            stated = {"promotions": [promotion.model_dump(mode="json") for promotion in folded.promotions]}
            compared += len(written.benefit_keys())
            wrong += len(order_differences(stated, written))
    return compared, wrong


def _world(*, events: int) -> tuple[list[str], list[Event]]:
    """Return the rows of a generated world other than events as lines, and ``events`` of its events."""
    promises: list[str] = []
    log: list[Event] = []
    for rows in _orders(events):
        for line, row in rows:
            if "eventId" in row:
                log.append(row)
            else:
                promises.append(line)
    return promises, log


def _orders(events: int) -> Iterator[list[tuple[str, Event]]]:
    """Yield the rows of each order, each with its line, until there were so many events; the last order is cut."""
    left = events
    for lines in generate_lines(orders=MOST_ORDERS, seed=_SEED):
        rows = [(line, json.loads(line)["row"]) for line in lines]
        promises = [each for each in rows if "eventId" not in each[1]]
        log = [each for each in rows if "eventId" in each[1]][:left]
        left -= len(log)
        yield [*promises, *log]
        if not left:
            return


def _bare_connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("synchronous = FULL", "cache_size = -65536"):  # as the store has them
        connection.execute(f"PRAGMA {setting}")
    return connection


def _bare_round(connection: sqlite3.Connection, events: Sequence[Event]) -> float:
    """Insert prepared rows, one transaction a batch, and return the events per second."""
    rows = [_bare_row(event) for event in events]
    batches = iter(rows)
    started_s = perf_counter()
    while batch := list(islice(batches, _BATCH)):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_BARE, batch)
        connection.execute("COMMIT")
    return len(events) / (perf_counter() - started_s)


def _bare_row(event: Event) -> tuple[Any, ...]:
    key = (event["eventId"], event["businessReferenceId"], event["promotionId"], event["benefitId"], event["type"])
    instant = datetime.fromisoformat(event["eventTime"])
    micros = int(instant.timestamp() * 1_000_000)
    row = json.dumps(event, separators=(",", ":"))
    return (*key, micros, event.get("gcId"), "0" * 64, row, event["customerId"])


async def _ingest_round(store: SqliteStore, events: Sequence[Event]) -> float:
    started_s = perf_counter()
    for start in range(0, len(events), _BATCH):
        await store_events(store, events[start : start + _BATCH], received_at=_NOW, changes=_NobodyReads())
    return len(events) / (perf_counter() - started_s)


def _resident_kib() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024


if __name__ == "__main__":
    raise SystemExit(main())
