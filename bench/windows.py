"""What a page of a customer's window costs, from 10 to 10,000 orders of that customer.

``python -m bench.windows`` loads customers of several sizes into SQLite and into stand-ins for DynamoDB, and asks for
pages of five orders in the middle of their history, by every time field, in both directions. It counts what is read
(rows, index entries and, for DynamoDB, requests, bytes and read units) and measures the time of a page. Moto searches
its whole table for each query of an index, so that its times grow with the table whatever is asked, and at 10,000
orders exceed the client's timeouts: only its counts are compared, up to 1,000 orders. DynamoDB Local has indexes.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.bench_report import Goal, Row, keep, quantile, show
from bench.request_meter import Consumption, RequestMeter
from bench.stand_ins import dynamodb_local, moto
from core.identity.tokens import Principal, Role
from core.windows import TimeField, Window
from rewards.errors import SourceUnavailable
from rewards.order_views import Stamp
from rewards.sources.gathering import Deadline
from rewards.sources.standard import standard_sources
from rewards.stores.base import LoadableRow, Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.item_keys import item_of
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from rewards.window_query import WindowQuery
from rewards.window_search import search
from rewards.window_views import V2View

_RESULTS = Path(__file__).with_name("results") / "windows.json"
_LIMIT = 5
_ROWS_OF_AN_ORDER = 4  # PED, tracker, two events
_START = datetime(2026, 1, 1, tzinfo=UTC)
_ITEMS_PER_BATCH = 25
_ROUNDS = 10
_APART = timedelta(minutes=30)
_LEAD = Principal(role=Role.SUPPORT_LEAD, subject="bench", reason="bench")
_MOST_READ = 2 * _LIMIT * _ROWS_OF_AN_ORDER + 20
_FLAT = 1.5  # p95 of the largest customer, at most so many times that of the smallest


@dataclass
class _Counting:
    """A store that counts the rows and index entries that it returns."""

    store: Store
    read: int = 0

    def __getattr__(self, name: str) -> Any:
        async def call(*arguments: Any, **keywords: Any) -> Any:
            found = await getattr(self.store, name)(*arguments, **keywords)
            self.read += len(found) if isinstance(found, Sequence) else len(found.places)
            return found

        return call


@dataclass
class _CountingClient:
    """A client of DynamoDB that counts the items that DynamoDB evaluated."""

    client: Any
    read: int = 0

    def __getattr__(self, operation: str) -> Any:
        async def call(**request: Any) -> Any:
            answer = await getattr(self.client, operation)(**request)
            gets = sum(len(items) for items in answer.get("Responses", {}).values())
            self.read += answer.get("ScannedCount", gets + ("Item" in answer))
            return answer

        return call


def main() -> int:
    """Measure, print and write the figures of windows."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[10, 100, 1000, 10_000], help="orders of a customer")
    parser.add_argument("--moto-orders", type=int, nargs="+", default=[10, 100, 1000], help="the same in moto")
    parser.add_argument(
        "--pages", type=int, default=300, help="pages of each kind in SQLite, a third of it in DynamoDB Local"
    )
    parser.add_argument("--json", type=Path, default=_RESULTS, help="the file that the figures are written to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows = asyncio.run(_sqlite(Path(name), arguments.orders, pages=arguments.pages))
        rows += asyncio.run(_dynamodb("DynamoDB Local", dynamodb_local(), arguments.orders, pages=arguments.pages // 3))
        rows += asyncio.run(_dynamodb("moto", moto(Path(name)), arguments.moto_orders, pages=0))
    show(rows, title="windows")
    keep(rows, arguments.json, settings={"limit": _LIMIT, "pages": arguments.pages})
    return 0


async def _sqlite(folder: Path, sizes: Sequence[int], *, pages: int) -> list[Row]:
    store = SqliteStore.open(folder / "rewards.sqlite3")
    for size in sizes:
        _load(store, size)
    rows: list[Row] = []
    for field in TimeField:
        times_ms = await _by_turns(store, sizes, field, pages=pages)
        for size, of in times_ms.items():
            counting = _Counting(store)
            await _page(counting, size, field, is_descending=False)
            rows += _rows("SQLite", field, size, read=counting.read, times_ms=of)
        rows.append(_flatness("SQLite", field, times_ms))
    store.close()
    return rows


async def _dynamodb(name: str, stand_in: AbstractContextManager[str], sizes: Sequence[int], *, pages: int) -> list[Row]:
    """Count the requests of a page, and measure so many pages of each kind, if any."""
    rows: list[Row] = []
    with stand_in as endpoint:
        settings = DynamoDbSettings(_env_file=None, endpoint=endpoint, region="us-east-1")
        store = DynamoDbStore(settings)
        store.create_tables()
        async with store.connected():
            meter = RequestMeter(store._calls._client, is_local=True)
            for size in sizes:
                await _load_in_batches(store, settings, size)
            for field in TimeField:
                times_ms = await _by_turns(store, sizes, field, pages=pages)
                for size, of in times_ms.items():
                    await _page(store, size, field, is_descending=False)  # what is kept for a minute is read now
                    meter.total = Consumption()
                    async with _counted(store) as counting:
                        await _page(store, size, field, is_descending=False)
                    rows += _rows(name, field, size, read=counting.read, times_ms=of)
                    rows += _requests(name, field, size, meter.total)
                if pages:
                    rows.append(_flatness(name, field, times_ms))
    return rows


async def _by_turns(store: Any, sizes: Sequence[int], field: TimeField, *, pages: int) -> dict[int, list[float]]:
    """Return the milliseconds of each page, for each size; by turns, so that a busy machine slows all alike."""
    times_ms: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(_ROUNDS):
        for size in sizes:
            times_ms[size] += await _times_ms(store, size, field, pages=pages // _ROUNDS)
    return times_ms


@asynccontextmanager
async def _counted(store: DynamoDbStore) -> AsyncIterator[_CountingClient]:
    calls = store._calls
    counting = _CountingClient(calls._client)
    calls._client = counting
    try:
        yield counting
    finally:
        calls._client = counting.client


def _rows(group: str, field: TimeField, size: int, *, read: int, times_ms: Sequence[float]) -> list[Row]:
    what = f"{field.value}, {size} orders"
    rows = [Row(group, f"{what}: read", read, "rows", Goal("at most", _MOST_READ))]
    for name, share in (("p50", 0.5), ("p95", 0.95)) if times_ms else ():
        rows.append(Row(group, f"{what}: {name}", quantile(times_ms, share), "ms"))
    return rows


def _requests(group: str, field: TimeField, size: int, total: Consumption) -> list[Row]:
    what = f"{field.value}, {size} orders"
    return [
        Row(group, f"{what}: requests", total.requests, "requests"),
        Row(group, f"{what}: received", total.bytes_received, "bytes"),
        Row(group, f"{what}: capacity", total.read_units, "read units"),
    ]


def _flatness(group: str, field: TimeField, times_ms: dict[int, list[float]]) -> Row:
    p95_ms = {size: quantile(of, 0.95) for size, of in times_ms.items()}
    ratio = p95_ms[max(p95_ms)] / p95_ms[min(p95_ms)]
    return Row(group, f"{field.value}, the most orders / the fewest: p95", ratio, "x", Goal("at most", _FLAT))


async def _times_ms(store: Any, size: int, field: TimeField, *, pages: int) -> list[float]:
    found: list[float] = []
    failed = 0
    while len(found) < pages:
        started_s = perf_counter()
        try:
            await _page(store, size, field, is_descending=len(found) % 2 == 1)
        except SourceUnavailable:
            # The stand-in answers one request at a time: on a busy machine some exceed the client's timeouts.
            failed += 1
            if failed > pages:
                raise
            continue
        found.append((perf_counter() - started_s) * 1000)
    return found


async def _page(store: Any, size: int, field: TimeField, *, is_descending: bool) -> None:
    """Ask for a page that begins in the middle of the customer's history, with everything else ahead."""
    window = Window(_START + (size // 2 - _LIMIT) * _APART, _START + (size + 1) * _APART)
    query = WindowQuery(_customer(size), window, field, None, is_descending=is_descending, limit=_LIMIT)
    deadline = Deadline.within(deadline_ms=60_000, source_timeout_ms=60_000)
    found = await search(query, standard_sources(store), _LEAD, deadline, V2View(Stamp("bench", _START)))
    if len(found.executions) != _LIMIT or found.partial:
        raise SystemExit("a page is not whole")


def _customer(size: int) -> str:
    return f"CUST-{size}"


def _load(store: Store, size: int) -> None:
    store.load(row for number in range(size) for row in _order(size, number))


async def _load_in_batches(store: DynamoDbStore, settings: DynamoDbSettings, size: int) -> None:
    """Load a customer without the claims on event ids, which no search reads: they cost a request each."""
    requests: dict[str, list[dict[str, Any]]] = {}
    for number in range(size):
        for row in _order(size, number):
            item, table = item_of(row, settings)
            requests.setdefault(table.table, []).append({"PutRequest": {"Item": item}})
    for table_name, puts in requests.items():
        for start in range(0, len(puts), _ITEMS_PER_BATCH):
            await store._calls.put_many({table_name: puts[start : start + _ITEMS_PER_BATCH]})


def _order(size: int, number: int) -> list[LoadableRow]:
    key = {
        "businessReferenceId": f"B-{size}-{number:06}",
        "promotionId": "PROMO-1",
        "benefitId": "BEN-1",
        "customerId": _customer(size),
        "currency": "INR",
        "eligibleMinor": 10_000,
    }
    when = (_START + number * _APART).isoformat()
    updated = (_START + timedelta(days=400)).isoformat()
    ped = key | {"benefitType": "INSTANT_CASHBACK", "benefitIssuanceStatus": "ISSUED", "promotionName": "Promotion"}
    ped |= {"createdAt": when, "reservedAt": when, "lastUpdatedTime": updated}
    item = key | {"lineItemId": "LI-1", "issuedMinor": 10_000, "status": "ISSUED", "updatedAt": updated}
    events = [
        key | {"eventId": f"{kind}-{size}-{number}", "type": kind, "amountMinor": 10_000, "eventTime": when}
        for kind in ("RESERVED", "ISSUED")
    ]
    return [
        LoadableRow(row=parse_row(PedRow, ped), raw=ped),
        LoadableRow(row=parse_row(LineItemRow, item), raw=item),
        *(LoadableRow(row=parse_row(EventRow, event), raw=event) for event in events),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
