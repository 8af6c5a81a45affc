"""The cost and latency of a turn, compared with the same turn in other agent frameworks.

``python -m bench.turn`` runs in the environment of the extra ``bench``, which ``make bench`` sets up. Everything that
is compared runs interleaved, round by round, over one stub model and one stub rewards API (``bench/turn_stub.py``).
The stub writes 120 tokens of prose for the peers; the product requests references, of which six are 24 tokens. Parts:

cpu      CPU of a whole turn: the product as a service, the peers as a loop in their process. About a minute.
paced    With a model of 300 ms and 50 tokens/s: first fact, first sentence, the whole answer, and the product's own
         time before the model. Half a minute.
streams  Fifty paced streams on one worker: the lag they add to each other, and the memory of an open one. A quarter
         of a minute.
offline  Without a model. A few seconds.
stop     A client that disconnects: how soon the model and the lookups are released, and what is stored. A quarter of
         a minute.
long     20,000 turns: whether memory grows. About ten minutes; ``--long 2000`` for a short run.
"""

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from bench.turn_client import MeasuredTurn, ask, ask_and_leave, kept_conversations
from bench.turn_peers import PEERS
from bench.turn_processes import Worker, worker
from bench.turn_stub import ORDER, OTHER, REFERENCE_TOKENS, SLOW
from bench.turn_worker import SECRET
from core.clock import SystemClock
from core.identity.tokens import AUDIENCE_AGENT, Principal, Role, Tokens

RESULTS = Path(__file__).parent / "results" / "turn.json"
QUESTION = f"What was promised on {ORDER} and {OTHER}?"
_CLOSED_AFTER = 2  # the index of the token that closes a reference
_STREAMS = 50
_RELEASE_WITHIN_S = 0.5
_LINGER_S = 0.1  # so that whatever was started is running


@dataclass(frozen=True, slots=True)
class Bench:
    """The setup that the parts share."""

    stub: int
    token: str
    folder: Path
    rounds: int
    turns: int
    long: int

    def service(self, stack: ExitStack, mode: str) -> Worker:
        """Start the chat service and warm it up."""
        folder = Path(tempfile.mkdtemp(prefix=f"{mode}-", dir=self.folder))
        started = stack.enter_context(worker("bench.turn_worker", self.stub, mode, folder))
        for _ in range(3):
            self.ask(started)
        return started

    def ask(self, service: Worker, mark: str = "") -> MeasuredTurn:
        return asyncio.run(ask(service.port, self.token, f"{QUESTION} {mark}"))

    def ask_in_turn(self, service: Worker, count: int) -> list[MeasuredTurn]:
        async def all_of_them() -> list[MeasuredTurn]:
            return [await ask(service.port, self.token, QUESTION) for _ in range(count)]

        return asyncio.run(all_of_them())

    def times(self) -> dict[str, dict[str, list[float]]]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.stub}/times", timeout=10) as response:
            times: dict[str, dict[str, list[float]]] = json.load(response)
        return times


def cpu(bench: Bench) -> list[Row]:
    """Return the CPU milliseconds of a turn over a model without latency."""
    figures: dict[str, list[float]] = {name: [] for name in ("ours", *installed())}
    with ExitStack() as stack:
        ours = bench.service(stack, "fast")
        peers = {
            name: stack.enter_context(worker("bench.turn_peers", name, bench.stub, "fast")) for name in installed()
        }
        for _ in range(bench.rounds):
            before = ours.ask()["cpu_s"]
            turns = bench.ask_in_turn(ours, bench.turns)
            figures["ours"].append((ours.ask()["cpu_s"] - before) / bench.turns * 1000)
            if not all(turn.is_answered for turn in turns):
                raise RuntimeError("a measured turn was not answered by the model")
            for name, peer in peers.items():
                figures[name].append(peer.ask(str(bench.turns))["cpu_s"] / bench.turns * 1000)
    group = "CPU of a turn, two lookups, six sentences, a model without latency"
    rows = [Row(group, f"{name}, alone", statistics.median(figures[name]), "ms") for name in installed()]
    rows.append(Row(group, "ours: token, guards, facts, statements, SSE, store, audit", _median(figures["ours"]), "ms"))
    goals = {"create_agent": 0.4, "openai-agents": 1.0, "pydantic-ai": 1.0, "raw httpx": 2.0}
    rows += [
        Row(group, f"ours / {name}", median_ratio(figures["ours"], figures[name]), "x", Goal("at most", limit))
        for name, limit in goals.items()
        if name in figures
    ]
    return rows


def paced(bench: Bench) -> list[Row]:
    """Return the latencies of a turn over a model of realistic speed."""
    facts: list[float] = []
    sentences: list[float] = []
    before: list[float] = []
    behind: list[float] = []
    whole: list[float] = []
    peer_sentences: list[float] = []
    with ExitStack() as stack:
        ours = bench.service(stack, "paced")
        peer = stack.enter_context(worker("bench.turn_peers", "create_agent", bench.stub, "paced"))
        for number in range(bench.rounds):
            mark = f"q{number + 1000}"
            turn = bench.ask(ours, mark)
            times = bench.times()
            facts.append(turn.first("facts") * 1000)
            sentences.append(turn.first("answer.delta") * 1000)
            before.append((times["arrived"][mark][0] - turn.asked_at) * 1000)
            closed = times["written"][mark][_CLOSED_AFTER]
            behind.append((turn.deltas()[0].at - closed) * 1000)
            whole.append((turn.deltas()[-1].at - turn.asked_at) * 1000)
            peer_sentences += [first * 1000 for first in peer.ask("1")["first_s"]]
    group = "a model with 300 ms to its first token and 50 tokens/s"
    return [
        Row(group, "first fact", _median(facts), "ms", Goal("at most", 60)),
        Row(group, "from the question to the request to the model", _median(before), "ms", Goal("at most", 15)),
        Row(group, "first sentence after the model's reference to it", _median(behind), "ms", Goal("at most", 20)),
        Row(group, "first sentence", _median(sentences), "ms"),
        Row(group, "the whole text", _median(whole), "ms"),
        Row(group, "first sentence of create_agent, two calls", _median(peer_sentences), "ms"),
        Row(group, "ours / create_agent", median_ratio(sentences, peer_sentences), "x", Goal("at most", 0.5)),
    ]


def streams(bench: Bench) -> list[Row]:
    """Return the added lag of sentences in concurrent paced streams, and the memory of an open stream."""

    async def together(service: Worker, marks: list[str]) -> tuple[list[MeasuredTurn], int]:
        asking = [asyncio.ensure_future(ask(service.port, bench.token, f"{QUESTION} {mark}")) for mark in marks]
        await asyncio.sleep(1.5)
        resident = await asyncio.to_thread(service.ask)
        return list(await asyncio.gather(*asking)), int(resident["rss"])

    lags: list[float] = []
    with ExitStack() as stack:
        service = bench.service(stack, "paced")
        asyncio.run(together(service, [f"q{number}" for number in range(2000, 2000 + _STREAMS)]))
        alone = bench.ask(service, "q2999")
        idle = int(service.ask()["rss"])
        marks = [f"q{number}" for number in range(3000, 3000 + _STREAMS)]
        turns, resident = asyncio.run(together(service, marks))
        times = bench.times()["written"]
        base = _median(_lags(alone, times["q2999"]))
        for mark, turn in zip(marks, turns, strict=True):
            lags += [lag - base for lag in _lags(turn, times[mark])]
    group = f"{_STREAMS} paced streams on one worker"
    return [
        Row(group, "added lag of a sentence: p50", quantile(lags, 0.5), "ms"),
        Row(group, "added lag of a sentence: p99", quantile(lags, 0.99), "ms", Goal("at most", 50)),
        Row(group, "memory of an open stream", (resident - idle) / _STREAMS, "bytes", Goal("at most", 200_000)),
    ]


def offline(bench: Bench) -> list[Row]:
    """Return the latencies of a warm turn without a model."""
    with ExitStack() as stack:
        service = bench.service(stack, "offline")
        bench.ask_in_turn(service, 30)
        turns = bench.ask_in_turn(service, bench.rounds * bench.turns)
    whole = [(turn.events[-1].at - turn.asked_at) * 1000 for turn in turns]
    first = [turn.first("facts") * 1000 for turn in turns]
    group = "without a model, warm, two orders"
    return [
        Row(group, "whole answer: p50", quantile(whole, 0.5), "ms", Goal("at most", 15)),
        Row(group, "whole answer: p95", quantile(whole, 0.95), "ms"),
        Row(group, "first fact: p50", quantile(first, 0.5), "ms"),
    ]


def stop(bench: Bench) -> list[Row]:
    """Return how soon a turn's work is released after its client disconnects, during an answer and during a lookup."""

    async def leave(service: Worker, message: str, after: str) -> float:
        left = await ask_and_leave(service.port, bench.token, message, after=after, linger_s=_LINGER_S)
        await asyncio.sleep(_RELEASE_WITHIN_S)
        return left

    group = "a client that disconnects"
    rows: list[Row] = []
    with ExitStack() as stack:
        service = bench.service(stack, "paced")
        before = asyncio.run(kept_conversations(service.port, bench.token))
        for name, message, after in (
            ("the model's connection is released", QUESTION, "answer.delta"),
            ("a lookup's connection is released", f"What was promised on {SLOW}?", "tool.started"),
        ):
            waits = [_release_ms(bench, asyncio.run(leave(service, message, after))) for _ in range(bench.rounds * 3)]
            rows += [
                Row(group, f"{name}: p50", quantile(waits, 0.5), "ms"),
                Row(group, f"{name}: longest", max(waits), "ms", Goal("at most", 100)),
            ]
        stored = asyncio.run(kept_conversations(service.port, bench.token)) - before
    return [*rows, Row(group, "conversations that were stored nevertheless", float(stored), "", Goal("at most", 0))]


def _release_ms(bench: Bench, left: float) -> float:
    """Return the milliseconds from a client's disconnection to that of the service from the stub."""
    after = [at for at in bench.times()["left"]["all"] if at >= left]
    return (min(after) - left) * 1000 if after else _RELEASE_WITHIN_S * 1000


def long(bench: Bench) -> list[Row]:
    """Return the memory after many turns, and its growth."""
    if bench.long < 10:
        return []
    resident: list[int] = []
    with ExitStack() as stack:
        service = bench.service(stack, "fast")
        for _ in range(10):
            bench.ask_in_turn(service, bench.long // 10)
            resident.append(int(service.ask()["rss"]))
    group = f"{bench.long:,} turns on one worker"
    grown = (resident[-1] - resident[4]) / (bench.long / 2)
    return [
        Row(group, "memory after a tenth of them", resident[0] / 1e6, "MB"),
        Row(group, "memory after all of them", resident[-1] / 1e6, "MB"),
        Row(group, "growth in the second half, a turn", grown, "bytes", Goal("at most", 100)),
    ]


PARTS: dict[str, Callable[[Bench], list[Row]]] = {
    "cpu": cpu,
    "paced": paced,
    "streams": streams,
    "offline": offline,
    "stop": stop,
    "long": long,
}


def main() -> int:
    """Measure the parts and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--turns", type=int, default=30, help="turns of each candidate in a round")
    parser.add_argument("--long", type=int, default=20_000)
    parser.add_argument("--json", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, worker("bench.turn_stub") as stub:
        bench = Bench(stub.port, _token(), Path(folder), arguments.rounds, arguments.turns, arguments.long)
        for part in arguments.parts:
            started = time.monotonic()
            rows += PARTS[part](bench)
            print(f"{part}: {time.monotonic() - started:.0f} s", flush=True)
    show(rows, title="A turn")
    settings = {"rounds": arguments.rounds, "turns": arguments.turns, "long": arguments.long}
    keep(rows, arguments.json, settings=settings)
    return 0


def installed() -> list[str]:
    """Return the peers of this environment; ``make bench`` has all of them."""
    modules = {"openai-agents": "agents", "pydantic-ai": "pydantic_ai"}
    return [name for name in PEERS if find_spec(modules.get(name, "httpx"))]


def _lags(turn: MeasuredTurn, written: list[float]) -> list[float]:
    """Return the milliseconds from the token that closed each reference to the arrival of its sentence."""
    ends = written[_CLOSED_AFTER::REFERENCE_TOKENS]
    return [(delta.at - end) * 1000 for delta, end in zip(turn.deltas(), ends, strict=False)]


def _median(samples: list[float]) -> float:
    return statistics.median(samples)


def _token() -> str:
    principal = Principal(role=Role.SUPPORT_AGENT, subject="bench", case_id="CASE-9001", customer_id="CUST-1001")
    tokens = Tokens(SECRET, clock=SystemClock())
    return tokens.mint(principal, audiences=(AUDIENCE_AGENT,), ttl=timedelta(hours=6))


if __name__ == "__main__":
    raise SystemExit(main())
