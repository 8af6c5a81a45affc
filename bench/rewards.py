"""The speed of the rewards API: compared with a bare route, under simulated latency, and on DynamoDB.

``python -m bench.rewards`` builds a world of generated orders, starts each server as a separate process, and requests
from them in turn, so that a busy machine slows all of them alike. It prints a table and writes the figures as JSON.
"""

import argparse
import asyncio
import subprocess  # each server is measured as a separate process
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import httpx
from rich.console import Console

from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from bench.dynamodb import dynamodb_rows
from bench.load_client import Load, get_request, run_load
from bench.rewards_world import BenchWorld, build_world

_RESULTS = Path(__file__).with_name("results") / "rewards.json"
_LATENCY_MS = 20
_DEADLINE_MS = 200
_CONCURRENCY = 8
_HOT_ORDERS = 100


@dataclass(frozen=True, slots=True)
class Runner:
    """One kind of request to one server."""

    port: int
    requests: Sequence[bytes]
    concurrency: int

    async def run(self) -> Load:
        return await run_load(self.port, self.requests, concurrency=self.concurrency)


@dataclass(frozen=True, slots=True)
class Measurement:
    """The size of the measurement: rounds, requests of each kind in a round, and orders in the store."""

    rounds: int
    requests: int
    orders: int


def main() -> int:
    """Measure, print and write the figures of the rewards API."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--orders", type=int, default=100_000, help="in the embedded store")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=2000, help="of each kind in each round")
    parser.add_argument("--json", type=Path, default=_RESULTS, help="the file that the figures are written to")
    arguments = parser.parse_args()
    amount = Measurement(rounds=arguments.rounds, requests=arguments.requests, orders=arguments.orders)
    rows = asyncio.run(_measure(amount))
    show(rows, title="rewards API")
    keep(rows, arguments.json, settings={"orders": amount.orders, "rounds": amount.rounds, "requests": amount.requests})
    return 0


async def _measure(amount: Measurement) -> list[Row]:
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as name, console.status("loading generated orders") as status:
        world = build_world(Path(name), orders=amount.orders, sampled=min(amount.orders, amount.requests))
        status.update("the embedded store beside a route with ready bytes")
        rows = await embedded_rows(world, amount)
        status.update(f"sources of {_LATENCY_MS} ms")
        rows += await latency_rows(world, amount)
        status.update("one stalled source")
        rows += await stalled_rows(world, amount)
        status.update("DynamoDB")
        return rows + await dynamodb_rows(Path(name), rounds=amount.rounds)


async def embedded_rows(world: BenchWorld, amount: Measurement) -> list[Row]:
    """Compare v2, fresh and from the cache, with a route that returns prepared bytes."""
    token = world.token()
    fresh = [get_request(_v2(order) + "&fresh=true", token=token) for order in world.orders]
    hot_orders = world.orders[:: len(world.orders) // _HOT_ORDERS or 1]
    hot = [get_request(_v2(order), token=token) for order in hot_orders]
    with ExitStack() as servers:
        embedded = servers.enter_context(rewards_server("embedded", world.folder))
        # This is also the warm-up.
        body_bytes = round(quantile((await run_load(embedded, fresh, concurrency=_CONCURRENCY)).body_bytes, 0.5))
        ready = servers.enter_context(rewards_server("ready", world.folder, "--body-bytes", str(body_bytes)))
        held = await _conditional(embedded, hot_orders, token)
        loads = await interleaved(
            {
                "ready": Runner(ready, list(islice(cycle(hot), amount.requests)), _CONCURRENCY),
                "fresh": Runner(embedded, list(islice(cycle(fresh), amount.requests)), _CONCURRENCY),
                "cached": Runner(embedded, list(islice(cycle(hot), amount.requests)), _CONCURRENCY),
                "not modified": Runner(embedded, list(islice(cycle(held), amount.requests)), _CONCURRENCY),
            },
            rounds=amount.rounds,
        )
    group = f"embedded store, {amount.orders:,} orders, {_CONCURRENCY} at a time"
    speeds = {name: [load.requests_per_s for load in of] for name, of in loads.items()}
    latencies = {name: _latencies(of) for name, of in loads.items()}
    rows = [Row(group, "body of the median order", body_bytes, "bytes")]
    rows += [Row(group, f"{name}: requests", quantile(of, 0.5), "requests/s") for name, of in speeds.items()]
    rows += [
        Row(group, f"{what}: requests", median_ratio(speeds[one], speeds[other]), "x", Goal("at least", least))
        for what, one, other, least in (
            ("fresh / ready", "fresh", "ready", 0.5),
            ("cached / ready", "cached", "ready", 0.9),
            ("304 / cached 200", "not modified", "cached", 3),
        )
    ]
    for name in ("fresh", "cached"):
        p50, p99 = quantile(latencies[name], 0.5), quantile(latencies[name], 0.99)
        rows.append(Row(group, f"{name}: p50", p50, "ms"))
        rows.append(Row(group, f"{name}: p99 / p50", p99 / p50, "x", Goal("at most", 5)))
    return rows


async def _conditional(port: int, orders: Sequence[str], token: str) -> list[bytes]:
    """Return the requests of a client that holds the answers about these orders."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        headers = {"Authorization": f"Bearer {token}"}
        answers = [await client.get(_v2(order) + "&fresh=true", headers=headers) for order in orders]
    return [
        get_request(_v2(order), token=token, held=answer.headers["etag"])
        for order, answer in zip(orders, answers, strict=True)
    ]


async def latency_rows(world: BenchWorld, amount: Measurement) -> list[Row]:
    """Compare v2 over three sources of equal latency with v1 over one, and with a bare route of the same latency."""
    token = world.token()
    orders = world.orders[:100]
    latency = ("--latency-ms", str(_LATENCY_MS))
    with ExitStack() as servers:
        delayed = servers.enter_context(rewards_server("delayed", world.folder, *latency))
        ready = servers.enter_context(rewards_server("ready", world.folder, *latency))
        v2 = [get_request(_v2(order) + "&fresh=true", token=token) for order in orders]
        v1 = [get_request(f"/promotion-executions/{order}?version=1", token=token) for order in orders]
        await run_load(delayed, [*v1, *v2], concurrency=_CONCURRENCY)
        loads = await interleaved(
            {"bare": Runner(ready, v2, 1), "v1": Runner(delayed, v1, 1), "v2": Runner(delayed, v2, 1)},
            rounds=amount.rounds,
        )
    group = f"three sources of {_LATENCY_MS} ms each"
    medians = {name: [quantile(load.latencies_ms, 0.5) for load in of] for name, of in loads.items()}
    bare, v1_ms, v2_ms = (quantile(medians[name], 0.5) for name in ("bare", "v1", "v2"))
    return [
        Row(group, "bare route with the same latency: p50", bare, "ms"),
        Row(group, "v1: p50", v1_ms, "ms"),
        Row(group, "v2: p50", v2_ms, "ms", Goal("at most", bare + 1.5)),
        Row(group, "v2 / v1: p50", median_ratio(medians["v2"], medians["v1"]), "x", Goal("at most", 1.15)),
    ]


async def stalled_rows(world: BenchWorld, amount: Measurement) -> list[Row]:
    """Time v2 while one source never answers: its caller gets the rest by the deadline."""
    token = world.token()
    target = f"&fresh=true&deadlineMs={_DEADLINE_MS}"
    requests = [get_request(_v2(order) + target, token=token) for order in world.orders[:100]]
    with rewards_server("stalled", world.folder, "--latency-ms", str(_LATENCY_MS)) as port:
        await run_load(port, requests[:10], concurrency=_CONCURRENCY)
        loads = [await run_load(port, requests, concurrency=_CONCURRENCY) for _ in range(amount.rounds)]
    group = f"one source stalled, deadline {_DEADLINE_MS} ms"
    latencies = _latencies(loads)
    return [
        Row(group, "v2: p50", quantile(latencies, 0.5), "ms"),
        Row(group, "v2: p99", quantile(latencies, 0.99), "ms", Goal("at most", _DEADLINE_MS + 5)),
    ]


async def interleaved(runners: dict[str, Runner], *, rounds: int) -> dict[str, list[Load]]:
    """Run all of them in every round, starting each round with the next one."""
    names = list(runners)
    loads: dict[str, list[Load]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            loads[name].append(await runners[name].run())
    return loads


def _latencies(loads: Sequence[Load]) -> list[float]:
    return [latency for load in loads for latency in load.latencies_ms]


def _v2(order: str) -> str:
    return f"/promotion-executions/{order}?version=2"


@contextmanager
def rewards_server(peer: str, folder: Path, *options: str) -> Iterator[int]:
    """Run a peer over the store of a folder, and yield its port."""
    command = [sys.executable, "-m", "bench.rewards_peers", peer, str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  (our own command)
    try:
        announced = process.stdout.readline() if process.stdout else ""
        if not announced:
            raise SystemExit(f"the server {peer!r} did not start")
        yield int(announced)
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout:
            process.stdout.close()


if __name__ == "__main__":
    raise SystemExit(main())
