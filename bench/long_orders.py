"""The CPU time of an answer about an order of many equal issuances, and how long it occupies the event loop.

``python -m bench.long_orders`` prints, for each number of events, the CPU time of reading the rows from the embedded
store, folding them and writing the answer, and the longest time that the thread of the event loop computes without a
pause while the service answers a request.
"""

import argparse
import asyncio
import json
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time, thread_time

import httpx

from bench.bench_report import Goal, Row, keep, show
from bench.rewards_peers import rewards_app
from bench.rewards_world import KEY_FILE, BenchWorld, open_store
from core.garbage_collection import collect_rarely
from rewards.cache.snapshot import Snapshot
from rewards.ingest.row_files import load_jsonl
from rewards.sources.gathering import Deadline, gather_order
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore

_ORDER = "404-1029384-5566778"
_START = datetime(2026, 9, 1, tzinfo=UTC)
_RESULTS = Path(__file__).with_name("results") / "long_orders.json"
_OF_EVENTS, _MOST_MS = 10_000, 150  # the goal of an answer
_LONGEST_MS = 250
_ROUNDS = 5
_PAUSE_S = 0.001
_KEY = {"businessReferenceId": _ORDER, "promotionId": "PROMO-1", "benefitId": "BEN-1", "customerId": "CUST-1"}


@dataclass(frozen=True, slots=True)
class _Cost:
    """CPU milliseconds of one answer."""

    read: float
    fold: float
    text: float

    @property
    def total(self) -> float:
        return self.read + self.fold + self.text


def main() -> int:
    """Measure and print the figures of orders of so many events."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[100, 1000, 10_000, 50_000])
    arguments = parser.parse_args()
    collect_rarely()  # as the service's command does
    rows = [row for number in arguments.events for row in rows_for(number)]
    show(rows, title="Answers about long orders")
    keep(rows, _RESULTS, settings={"rounds": _ROUNDS})
    return 0


def rows_for(events: int) -> list[Row]:
    """Return the figures of an order of so many equal issuances."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / KEY_FILE).write_text(secrets.token_urlsafe(48))
        store = open_store(folder)
        try:
            load_jsonl(_lines(events), store)
            costs = [asyncio.run(_measure(store)) for _ in range(_ROUNDS)]
            longest_ms = asyncio.run(_longest_ms(folder, store))
        finally:
            store.close()
    best = min(costs, key=lambda cost: cost.total)
    group = f"{events:,} equal issuances"
    parts = {"read": best.read, "fold": best.fold, "text": best.text}
    return [
        *(Row(group, f"{name}: CPU", value, "ms") for name, value in parts.items()),
        Row(group, "in all: CPU", best.total, "ms", Goal("at most", _MOST_MS) if events == _OF_EVENTS else None),
        Row(group, "longest time on the event loop: CPU", longest_ms, "ms", Goal("at most", _LONGEST_MS)),
    ]


def _lines(events: int) -> Iterator[str]:
    first = _START.isoformat()
    ped = {"promotionName": "Cashback", "benefitType": "INSTANT_CASHBACK", "eligibleMinor": 100 * events}
    ped |= {"currency": "INR", "benefitIssuanceStatus": "ISSUED", "lastUpdatedTime": first, "createdAt": first}
    yield json.dumps({"store": "ped", "row": _KEY | ped})
    for number in range(events):
        event = {"eventId": f"E-{number:06}", "type": "ISSUED", "amountMinor": 100, "currency": "INR"}
        at = (_START + timedelta(minutes=number)).isoformat()
        yield json.dumps({"store": "concessions", "row": _KEY | event | {"eventTime": at, "gcId": f"GC-{number:08}"}})


async def _measure(store: SqliteStore) -> _Cost:
    started_s = process_time()
    deadline = Deadline.within(deadline_ms=600_000, source_timeout_ms=600_000)
    snapshot = Snapshot(await gather_order(tuple(standard_sources(store)), _ORDER, deadline), datetime.now(UTC))
    read_s = process_time()
    snapshot.folded  # noqa: B018  (derived and kept)
    folded_s = process_time()
    snapshot.content()
    return _Cost(*(1000 * took for took in (read_s - started_s, folded_s - read_s, process_time() - folded_s)))


async def _longest_ms(folder: Path, store: SqliteStore) -> float:
    """Return the most CPU milliseconds that the loop's thread took between two pauses, the median of some requests."""
    transport = httpx.ASGITransport(rewards_app(folder, store, store))
    token = BenchWorld(folder, (_ORDER,)).token()
    path = f"/promotion-executions/{_ORDER}?version=2&fresh=true&deadlineMs=10000"
    longest: list[float] = []
    async with httpx.AsyncClient(transport=transport, base_url="http://bench.test") as client:
        for _ in range(_ROUNDS):
            taken: list[float] = []
            watch = asyncio.create_task(_watch(taken))
            await asyncio.sleep(_PAUSE_S)
            await client.get(path, headers={"Authorization": f"Bearer {token}"})
            await asyncio.sleep(2 * _PAUSE_S)
            watch.cancel()
            longest.append(1000 * max(taken))
    return _median(longest)


async def _watch(taken: list[float]) -> None:
    while True:
        before_s = thread_time()
        await asyncio.sleep(_PAUSE_S)
        taken.append(thread_time() - before_s)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    raise SystemExit(main())
