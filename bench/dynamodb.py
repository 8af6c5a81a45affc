"""What reading an order from DynamoDB costs here, and what it costs as a team would write it first.

``python -m bench.dynamodb`` starts a stand-in for DynamoDB in a process of its own, loads a generated world, and reads
its orders in turn: by plain boto3, three queries one after another; by the store's three reads one after another; and
whole, as the service does it: in parallel, parsed, folded. The stand-in takes some milliseconds for a query and serves
them one at a time, so what the rows share tells more than their sizes.
"""

import argparse
import asyncio
import json
import signal
import socket
import statistics
import subprocess  # the stand-in must not share an interpreter with what is measured
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]  # ships no types
from boto3.dynamodb.conditions import Key  # type: ignore[import-untyped]  # ships no types

from rewards.aggregate import Deadline, gather_order
from rewards.demo import DEMO_NOW
from rewards.demo.generate import generate_lines
from rewards.ledger.fold import fold
from rewards.loader import load_jsonl
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.dynamodb.store import DynamoDbStore

_WARM_UP = 20


def main() -> int:
    """Measure and print a table; ``--json FILE`` keeps the numbers."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--orders", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with _stand_in() as endpoint:
        settings = DynamoDbSettings(endpoint=endpoint, region="us-east-1")
        store = DynamoDbStore(settings)
        store.create_tables()
        lines = list(chain.from_iterable(generate_lines(orders=arguments.orders, seed=1)))
        load_jsonl(lines, store)
        orders = sorted({json.loads(line)["row"]["businessReferenceId"] for line in lines})
        turns = list(islice(cycle(orders), _WARM_UP + arguments.rounds))
        rows = {"plain boto3, in turn": _plain(settings, turns)} | asyncio.run(_ours(store, turns))
    for name, samples in rows.items():
        print(f"{name:<28} p50 {_quantile(samples, 0.5):8.2f} ms   p99 {_quantile(samples, 0.99):8.2f} ms")
    if arguments.json:
        arguments.json.write_text(json.dumps({name: sorted(samples) for name, samples in rows.items()}))
    return 0


def _plain(settings: DynamoDbSettings, orders: Sequence[str]) -> list[float]:
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=settings.endpoint,
        region_name=settings.region,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106  (the stand-in checks none)
    )
    names = (settings.ped.table, settings.line_items.table, settings.concessions.table)
    tables = [resource.Table(name) for name in names]

    def read(order: str) -> list[Any]:
        condition = Key("businessReferenceId").eq(order)
        return [table.query(KeyConditionExpression=condition, ConsistentRead=True)["Items"] for table in tables]

    samples = []
    for order in orders:
        started = time.perf_counter()
        read(order)
        samples.append((time.perf_counter() - started) * 1000)
    return samples[_WARM_UP:]


async def _ours(store: DynamoDbStore, orders: Sequence[str]) -> dict[str, list[float]]:
    sources = tuple(standard_sources(store))

    async def in_turn(order: str) -> None:
        await store.ped_of_order(order)
        await store.line_items_of_order(order)
        await store.events_of_order(order)

    async def whole(order: str) -> None:
        deadline = Deadline.within(deadline_ms=10_000, source_timeout_ms=10_000)
        fold((await gather_order(sources, order, deadline)).evidence, as_of=DEMO_NOW)

    async with store.connected():
        return {
            "store's reads, in turn": await _samples(in_turn, orders),
            "in parallel, parsed, folded": await _samples(whole, orders),
        }


async def _samples(read: Callable[[str], Awaitable[None]], orders: Sequence[str]) -> list[float]:
    samples = []
    for order in orders:
        started = time.perf_counter()
        await read(order)
        samples.append((time.perf_counter() - started) * 1000)
    return samples[_WARM_UP:]


@contextmanager
def _stand_in() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)  # noqa: S603  (our own command)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the stand-in did not start")


def _quantile(samples: list[float], share: float) -> float:
    return statistics.quantiles(samples, n=100, method="inclusive")[round(share * 100) - 1]


if __name__ == "__main__":
    raise SystemExit(main())
