"""Whether the time of a refusal reveals that an order exists: foreign and missing orders in interleaved pairs.

``python -m bench.timing --pairs 300`` requests pairs of orders that the caller may not see from the rewards API, over
HTTP on the loopback address: a foreign order with up to 500 events and a missing one, in random order. ``--chat`` asks
the chat service about them, over the same rewards API and without a model. The result is the AUC of the times, which is
0.5 if they reveal nothing.
"""

import argparse
import http.client
import json
import random
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Literal

from bench.bench_report import Goal, Row, keep, show
from bench.rank_statistic import auc, auc_error
from bench.rewards import rewards_server
from bench.timing_world import (
    ORDERS_PER_SIZE,
    SIZES,
    build_world,
    foreign_order,
    missing_order,
    owner_token,
    token,
)
from bench.turn_processes import worker
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS

_RESULTS = Path(__file__).with_name("results")
_WARM_UP_PAIRS = 20
_TIMEOUT_S = 30
_GOAL = Goal("at most", 0.05)
Ask = Callable[[str], float]
Surface = Literal["v2", "v2 of cached orders", "v1", "cashback", "issuances", "chat"]
_PATHS: dict[Surface, str] = {
    "v2": "?version=2",
    "v1": "?version=1",
    "cashback": "/cashback",
    "issuances": "/issuances",
    "v2 of cached orders": "?version=2",
}


class Answered(Exception):
    """The service answered where it should have refused: the run would measure nothing."""


@dataclass(slots=True)
class Times:
    """The times of the refusals of one size, in milliseconds, pair by pair."""

    foreign: list[float] = field(default_factory=list)
    missing: list[float] = field(default_factory=list)


def main() -> int:
    """Measure, print and save how well the time of a refusal separates foreign orders from missing ones."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pairs", type=int, default=300, help="for each form of a request, spread over the sizes")
    parser.add_argument("--chat", action="store_true", help="ask the chat service and not the rewards API")
    parser.add_argument("--json", type=Path, help="where the figures are saved")
    arguments = parser.parse_args()
    surfaces: list[Surface] = ["chat"] if arguments.chat else list(_PATHS)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        build_world(folder)
        port = stack.enter_context(rewards_server("embedded", folder))
        if arguments.chat:
            (chat_folder := folder / "chat").mkdir()
            port = stack.enter_context(worker("bench.turn_worker", port, "offline", chat_folder)).port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
        stack.callback(connection.close)
        rows: list[Row] = []
        for surface in surfaces:
            if surface == "v2 of cached orders":
                _fill_cache(connection)
            rows += _rows(surface, measure(_ask(connection, surface), pairs=arguments.pairs))
    show(rows, title="what the time of a refusal reveals")
    kept = arguments.json or _RESULTS / ("timing_chat.json" if arguments.chat else "timing.json")
    keep(rows, kept, settings={"pairs": arguments.pairs})
    return 0


def measure(ask: Ask, *, pairs: int, seed: int = 1) -> dict[int, Times]:
    """Return the times of pairs of refusals, cycling through the sizes; ``ask`` returns the milliseconds of one."""
    chance = random.Random(seed)  # noqa: S311  (an order of requests, not a secret)
    times = {size: Times() for size in SIZES}
    for number in range(-_WARM_UP_PAIRS, pairs):
        size = SIZES[number % len(SIZES)]
        pair = [(foreign_order(size, number), times[size].foreign), (missing_order(size, number), times[size].missing)]
        chance.shuffle(pair)
        for order, taken in pair:
            elapsed_ms = ask(order)
            if number >= 0:
                taken.append(elapsed_ms)
    return times


def _rows(surface: Surface, times: dict[int, Times]) -> list[Row]:
    foreign = [taken for of_size in times.values() for taken in of_size.foreign]
    missing = [taken for of_size in times.values() for taken in of_size.missing]
    group = f"{surface}, {len(foreign)} pairs, standard error {auc_error(len(foreign), len(missing)):.3f}"
    rows = [Row(group, "all sizes: AUC", auc(foreign, missing), "x")]
    rows.append(Row(group, "all sizes: distance of the AUC from 0.5", abs(rows[0].figure - 0.5), "x", _GOAL))
    for size, of_size in times.items():
        rows.append(Row(group, f"{size} events: AUC", auc(of_size.foreign, of_size.missing), "x"))
        rows.append(Row(group, f"{size} events: foreign, median", statistics.median(of_size.foreign), "ms"))
        rows.append(Row(group, f"{size} events: missing, median", statistics.median(of_size.missing), "ms"))
    return rows


def _ask(connection: http.client.HTTPConnection, surface: Surface) -> Ask:
    audience = AUDIENCE_AGENT if surface == "chat" else AUDIENCE_REWARDS
    headers = {"Authorization": f"Bearer {token(audience)}"}
    if surface == "chat":
        return lambda order: _chat_ms(connection, headers, order)
    path = _PATHS[surface]
    return lambda order: _refusal_ms(connection, headers, f"/promotion-executions/{order}{path}")


def _fill_cache(connection: http.client.HTTPConnection) -> None:
    """Read every foreign order for a caller who may see it."""
    headers = {"Authorization": f"Bearer {owner_token()}"}
    for size in SIZES:
        for number in range(ORDERS_PER_SIZE):
            connection.request("GET", f"/promotion-executions/{foreign_order(size, number)}?version=2", headers=headers)
            connection.getresponse().read()


def _refusal_ms(connection: http.client.HTTPConnection, headers: dict[str, str], target: str) -> float:
    started_s = perf_counter()
    connection.request("GET", target, headers=headers)
    response = connection.getresponse()
    response.read()
    elapsed_s = perf_counter() - started_s
    if response.status != http.client.NOT_FOUND:
        raise Answered(f"status {response.status}")
    return elapsed_s * 1000


def _chat_ms(connection: http.client.HTTPConnection, headers: dict[str, str], order: str) -> float:
    body = json.dumps({"message": f"How much cashback remains on {order}?"})
    started_s = perf_counter()
    connection.request("POST", "/v1/chat", body, headers | {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    elapsed_s = perf_counter() - started_s
    if response.status != http.client.OK or b"lookup.nothing_found" not in answer:
        raise Answered(f"status {response.status}")
    return elapsed_s * 1000


if __name__ == "__main__":
    raise SystemExit(main())
