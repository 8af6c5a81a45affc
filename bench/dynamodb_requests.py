"""What an operation costs on DynamoDB: requests, bytes and capacity, beside plain boto3 and aiobotocore.

``python -m bench.dynamodb_requests`` loads a generated world into DynamoDB Local (``make standins``), which computes
consumed capacity as DynamoDB does, and runs each operation with the store of the product and with straightforward
code. ``--endpoint`` takes any other DynamoDB; its tables are created.
"""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import aiobotocore.session  # type: ignore[import-untyped]  # ships no types
import boto3  # type: ignore[import-untyped]  # ships no types
from rich.console import Console
from rich.table import Table

from bench.dynamodb_plain import PlainClient, PlainOperations, Rows, customers_of
from bench.request_meter import Consumption, RequestMeter
from bench.stand_ins import dynamodb_local
from core.identity.tokens import Principal, Role
from core.windows import TimeField, Window
from rewards.backfill.table_walk import TableWalk
from rewards.demo import DEMO_NOW
from rewards.demo.generator import generate_lines
from rewards.ingest.row_files import load_jsonl
from rewards.order_views import Stamp
from rewards.sources.gathering import Deadline, gather_order
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import EventRow, parse_row
from rewards.window_query import WindowQuery
from rewards.window_search import search
from rewards.window_views import V2View

_RESULTS = Path(__file__).with_name("results") / "dynamodb.json"
_ORDERS = 200
_LEAD = Principal(role=Role.SUPPORT_LEAD, subject="bench", reason="bench")
_STAMP = Stamp(request_id="bench", as_of=DEMO_NOW)
_EPOCH_YEAR = DEMO_NOW.replace(year=2000)
_PAGE = 5

_Subject = TypeVar("_Subject")
Operation = Callable[[], Awaitable[int]]  # returns how often it did what is measured


def main() -> int:
    """Measure, print and write the cost of each operation."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--endpoint", help="a DynamoDB; DynamoDB Local is started if omitted")
    parser.add_argument("--json", type=Path, default=_RESULTS, help="the file that the figures are written to")
    arguments = parser.parse_args()
    with nullcontext(arguments.endpoint) if arguments.endpoint else dynamodb_local() as endpoint:
        figures = asyncio.run(_measure(endpoint))
    _show(figures)
    content = [
        {"operation": operation, "client": client} | {name: round(getattr(cost, name), 2) for name in cost.__slots__}
        for (operation, client), cost in figures.items()
    ]
    arguments.json.write_text(json.dumps({"orders": _ORDERS, "rows": content}, indent=2) + "\n", encoding="utf-8")
    return 0


async def _measure(endpoint: str) -> dict[tuple[str, str], Consumption]:
    settings = DynamoDbSettings(_env_file=None, endpoint=endpoint, region="us-east-1")
    store = DynamoDbStore(settings)
    store.create_tables()
    world = list(generate_lines(orders=_ORDERS, seed=1))
    load_jsonl(chain.from_iterable(world), store)
    rows = [[json.loads(line) for line in lines] for lines in world]
    figures: dict[tuple[str, str], Consumption] = {}
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"} if settings.is_local else {}
    where = {"region_name": settings.region, "endpoint_url": endpoint, **keys}
    blocking = boto3.client("dynamodb", **where)
    async with (
        store.connected(),
        aiobotocore.session.get_session().create_client("dynamodb", **where) as client,
    ):
        ways = {
            "the store": (store._calls._client, _StoreOperations(store, rows).by_name()),
            "plain boto3": (blocking, PlainOperations(PlainClient(blocking), settings, rows).by_name()),
            "plain aiobotocore": (client, PlainOperations(PlainClient(client), settings, rows).by_name()),
        }
        meters = {name: RequestMeter(measured, is_local=settings.is_local) for name, (measured, _) in ways.items()}
        for operation in ways["the store"][1]:  # all ways of one operation, so that all find the same rows
            for name, (_, operations) in ways.items():
                if operation in operations:
                    meters[name].total = Consumption()
                    times = await operations[operation]()
                    figures[operation, name] = meters[name].total.per(times)
    return figures


class _StoreOperations:
    """The operations of the product, each over many orders or customers of the world."""

    def __init__(self, store: DynamoDbStore, world: Sequence[Rows]) -> None:
        self._store = store
        self._sources = standard_sources(store)
        self._world = world
        self._orders = [rows[0]["row"]["businessReferenceId"] for rows in world]

    def by_name(self) -> dict[str, Operation]:
        return {
            "an order, v2": self._read_whole,
            "an order, v1": lambda: _each(self._orders, self._store.ped_of_order),
            "an order refused to a stranger": self._refuse,
            "the issuances of a gift card": self._read_cards,
            "a page of five orders of a customer": self._read_windows,
            "an event stored": lambda: self._put("bench-new", ped=False),
            "an event stored, its PED row repaired": lambda: self._put("bench-repair", ped=True),
            "a PED row examined by the backfill": self._backfill,
        }

    async def _read_whole(self) -> int:
        return await _each(self._orders, lambda order: gather_order(tuple(self._sources), order, _deadline()))

    async def _refuse(self) -> int:
        await _each(self._orders, self._store.ped_owner_of_order)
        return await _each(self._orders, self._store.event_owner_of_order)

    async def _read_cards(self) -> int:
        events = [row["row"] for rows in self._world for row in rows if row["store"] == "concessions"]
        cards = [event["gcId"] for event in events if "gcId" in event]
        return await _each(cards[:100], self._store.events_of_gift_card)

    async def _read_windows(self) -> int:
        return await _each(
            customers_of(self._world),
            lambda customer: search(_window_of(customer), self._sources, _LEAD, _deadline(), V2View(_STAMP)),
        )

    async def _put(self, name: str, *, ped: bool) -> int:
        events = [_event_for(rows, name, ped=ped) for rows in self._world]
        return await _each(events, lambda event: self._store.put_event(parse_row(EventRow, event), event))

    async def _backfill(self) -> int:
        return (await TableWalk(self._store, self._sources).run()).rows_read


async def _each(subjects: Sequence[_Subject], run: Callable[[_Subject], Awaitable[object]]) -> int:
    for subject in subjects:
        await run(subject)
    return len(subjects)


def _event_for(rows: Rows, name: str, *, ped: bool) -> dict[str, Any]:
    """Return a further issuance of the order, of its first benefit or of one that PED does not have."""
    first = rows[0]["row"]
    return {
        "eventId": f"{name}-{first['businessReferenceId']}",
        "type": "ISSUED",
        "businessReferenceId": first["businessReferenceId"],
        "promotionId": first["promotionId"],
        "benefitId": first["benefitId"] if ped else "BENCH",
        "customerId": first["customerId"],
        "amountMinor": 100,
        "currency": "INR",
        "eventTime": DEMO_NOW.isoformat(),
        "gcId": f"GC-{name}-{first['businessReferenceId']}",
    }


def _window_of(customer: str) -> WindowQuery:
    return WindowQuery(
        customer_id=customer,
        window=Window(_EPOCH_YEAR, DEMO_NOW),
        field=TimeField.CREATED,
        status=None,
        is_descending=True,
        limit=_PAGE,
    )


def _deadline() -> Deadline:
    return Deadline.within(deadline_ms=60_000, source_timeout_ms=60_000)


def _show(figures: dict[tuple[str, str], Consumption]) -> None:
    table = Table("operation", "client", "requests", "bytes sent", "received", "read units", "write units")
    for (operation, client), cost in figures.items():
        numbers = [f"{getattr(cost, name):.1f}" for name in cost.__slots__]
        table.add_row(operation, client, *numbers)
    Console(width=140).print(table)


if __name__ == "__main__":
    raise SystemExit(main())
