"""The cost of reading an order from DynamoDB with the store, and with a straightforward boto3 client.

The stand-in for DynamoDB runs as a separate process on this machine. A query takes it milliseconds of one core, and it
answers one query at a time, where DynamoDB answers concurrently. So this compares the cost of the clients, and shows
less benefit of parallel reads than a network would.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import boto3  # type: ignore[import-untyped]  # ships no types
from boto3.dynamodb.conditions import Key  # type: ignore[import-untyped]  # ships no types

from bench.bench_report import Row, median_ratio, quantile
from bench.stand_ins import moto
from rewards.demo import DEMO_NOW
from rewards.demo.generator import generate_lines
from rewards.ingest.row_files import load_jsonl
from rewards.ledger.fold import fold
from rewards.sources.gathering import Deadline, gather_order
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings

_ORDERS = 50
_GROUP = "one order from DynamoDB (moto, on this machine)"
_PLAIN = "plain boto3, three queries one after another"
_IN_TURN = "the store's three reads, one after another"
_WHOLE = "the store's three reads at once, parsed and folded"


async def dynamodb_rows(folder: Path, *, rounds: int) -> list[Row]:
    """Read the same orders in each way, interleaved. The stand-in logs to ``folder``."""
    with moto(folder) as endpoint:
        settings = DynamoDbSettings(_env_file=None, endpoint=endpoint, region="us-east-1")
        store = DynamoDbStore(settings)
        store.create_tables()
        orders = _load(store)
        async with store.connected():
            ways = {_PLAIN: _plain(settings), _IN_TURN: _in_turn(store), _WHOLE: _whole(store)}
            for read in ways.values():
                await _median_ms(read, orders[:10])  # to warm up
            rounds_ms: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(rounds):
                for name, read in ways.items():
                    rounds_ms[name].append(await _median_ms(read, orders))
    rows = [Row(_GROUP, f"{name}: p50", quantile(medians, 0.5), "ms") for name, medians in rounds_ms.items()]
    return [
        *rows,
        Row(_GROUP, "in turn / plain boto3: p50", median_ratio(rounds_ms[_IN_TURN], rounds_ms[_PLAIN]), "x"),
        Row(_GROUP, "at once / plain boto3: p50", median_ratio(rounds_ms[_WHOLE], rounds_ms[_PLAIN]), "x"),
    ]


_Read = Callable[[str], Awaitable[None]]


def _plain(settings: DynamoDbSettings) -> _Read:
    """Return the straightforward client: a resource, three tables, one query after another."""
    resource: Any = boto3.resource(
        "dynamodb",
        region_name=settings.region,
        endpoint_url=settings.endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106  (the stand-in takes anything)
    )
    names = (settings.ped.table, settings.line_items.table, settings.concessions.table)
    tables = [resource.Table(name) for name in names]

    async def read(order: str) -> None:
        for table in tables:
            table.query(KeyConditionExpression=Key("businessReferenceId").eq(order), ConsistentRead=True)

    return read


def _in_turn(store: DynamoDbStore) -> _Read:
    async def read(order: str) -> None:
        await store.ped_of_order(order)
        await store.line_items_of_order(order)
        await store.events_of_order(order)

    return read


def _whole(store: DynamoDbStore) -> _Read:
    sources = tuple(standard_sources(store))

    async def read(order: str) -> None:
        gathered = await gather_order(sources, order, Deadline.within(deadline_ms=10_000, source_timeout_ms=10_000))
        if gathered.evidence.is_partial:
            raise SystemExit("the stand-in for DynamoDB did not answer")
        fold(gathered.evidence, as_of=DEMO_NOW)

    return read


async def _median_ms(read: _Read, orders: Sequence[str]) -> float:
    samples_ms = []
    for order in orders:
        started_s = perf_counter()
        await read(order)
        samples_ms.append((perf_counter() - started_s) * 1000)
    return quantile(samples_ms, 0.5)


def _load(store: DynamoDbStore) -> list[str]:
    world = list(generate_lines(orders=_ORDERS, seed=1))
    load_jsonl(chain.from_iterable(world), store)
    return [json.loads(lines[0])["row"]["businessReferenceId"] for lines in world]
