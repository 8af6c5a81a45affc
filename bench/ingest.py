"""How fast events are made durable, and whether a million of them add up in any order.

``python -m bench.ingest`` stores shuffled batches as the route does, interleaved with a bare ``executemany`` of the
same rows into a table of the same keys and indexes, with the same durability. Then it loads a large log, shuffled and
with duplicates, and compares every position with sums that are computed without the fold.
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
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import track

from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from rewards.demo.generator import generate_lines
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
Sums = dict[tuple[str, ...], tuple[int, int]]  # issued and reversed of a benefit, in minor units


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
    """Load a shuffled log with duplicates, and compare every position with sums computed without the fold."""
    console = Console(stderr=True)
    promises, log = _world(events=events)
    expected = _expected(log)
    random = Random(_SEED)  # noqa: S311  (as above)
    sent = [*log, *random.sample(log, len(log) // _REPEATED)]
    random.shuffle(sent)
    store = SqliteStore.open(folder / "million.sqlite3")
    try:
        load_jsonl(promises, store)
        started_s = perf_counter()
        memory: list[int] = []
        for start in track(range(0, len(sent), _BATCH), "loading", console=console, disable=not console.is_terminal):
            await store_events(store, sent[start : start + _BATCH], received_at=_NOW, changes=_NobodyReads())
            memory.append(_peak_kib())
        seconds = perf_counter() - started_s
        wrong = await _wrong_positions(store, expected, console)
    finally:
        store.close()
    group = f"{len(log):,} events, shuffled, {len(sent) - len(log):,} of them twice"
    quarter = memory[len(memory) // 4]
    return [
        Row(group, "events sent", len(sent) / seconds, "events/s"),
        Row(group, "positions compared with plain sums", len(expected), "benefits"),
        Row(group, "positions that differ", wrong, "benefits", Goal("at most", 0)),
        Row(group, "memory at the end / after a quarter", memory[-1] / quarter, "x", Goal("at most", 1.05)),
    ]


async def _wrong_positions(
    store: SqliteStore, expected: dict[tuple[str, ...], tuple[int, int]], console: Console
) -> int:
    """Return the number of benefits whose issued or reversed sum differs from the plain sums."""
    sources = tuple(standard_sources(store))
    orders = sorted({key[0] for key in expected})
    seen: dict[tuple[str, ...], tuple[int, int] | None] = {}
    for order in track(orders, "checking", console=console, disable=not console.is_terminal):
        deadline = Deadline.within(deadline_ms=60_000, source_timeout_ms=60_000)
        folded = fold((await gather_order(sources, order, deadline)).evidence, as_of=_NOW)
        for promotion in folded.promotions:
            for benefit in promotion.benefits:
                issued, reversed_ = benefit.cashback.issued, benefit.cashback.reversed
                known = None if issued is None or reversed_ is None else (issued.amount_minor, reversed_.amount_minor)
                seen[order, promotion.promotion_id, benefit.benefit_id] = known
    return sum(seen.get(key) != sums for key, sums in expected.items())


def _expected(log: Sequence[Event]) -> Sums:
    """Return the issued and the reversed sum of each benefit of which anything was issued."""
    sums: Sums = {}
    for event in log:
        key = (event["businessReferenceId"], event["promotionId"], event["benefitId"])
        issued, reversed_ = sums.get(key, (0, 0))
        if event["type"] == "ISSUED":
            sums[key] = (issued + event["amountMinor"], reversed_)
        elif event["type"] == "REVERSED":
            sums[key] = (issued, reversed_ + event["amountMinor"])
    return {key: both for key, both in sums.items() if both[0]}


def _world(*, events: int) -> tuple[list[str], list[Event]]:
    """Return the rows of a generated world other than events as lines, and ``events`` of its events."""
    promises: list[str] = []
    log: list[Event] = []
    for line in _lines():
        loaded = json.loads(line)
        if loaded["store"] == "concessions":
            log.append(loaded["row"])
        else:
            promises.append(line)
        if len(log) >= events:
            break
    return promises, log


def _lines() -> Iterator[str]:
    for lines in generate_lines(orders=10_000_000, seed=_SEED):
        yield from lines


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


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    raise SystemExit(main())
