"""Measures how long the command's help and a warm answer of the demo take.

``python -m bench.demo_turn`` starts the demo on a free port, asks the main question repeatedly on one keep-alive
connection, and prints medians and 95th percentiles in milliseconds.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess  # the demo and the help are measured as a user starts them
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

QUESTION = "Customer says order 404-1029384-5566778 was promised 100 rupees cashback but only got 36, what happened?"
_COMMAND = str(Path(sys.executable).with_name("rewards-agent"))


def main() -> int:
    """Measure and print a table; ``--json FILE`` keeps the numbers."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = {"--help": _samples(10, _help)}
    with tempfile.TemporaryDirectory() as data, _demo(Path(data)) as client:
        rows |= _turns(client, arguments.turns)
    for name, samples in rows.items():
        print(f"{name:<28} p50 {_quantile(samples, 0.5):8.1f} ms   p95 {_quantile(samples, 0.95):8.1f} ms")
    if arguments.json:
        arguments.json.write_text(json.dumps({name: sorted(samples) for name, samples in rows.items()}))
    return 0


def _turns(client: httpx.Client, turns: int) -> dict[str, list[float]]:
    def whole() -> None:
        client.post("/v1/chat", json={"message": QUESTION}).raise_for_status()

    def first_fact() -> None:
        headers = {"Accept": "text/event-stream"}
        with client.stream("POST", "/v1/chat", json={"message": QUESTION}, headers=headers) as response:
            for line in response.iter_lines():
                if line == "event: facts":
                    break

    def ready() -> None:
        client.get("/health/live").raise_for_status()

    for warm_up in (whole, first_fact, ready):
        _samples(20, warm_up)
    return {
        "answer (POST, JSON)": _samples(turns, whole),
        "first fact (SSE)": _samples(turns, first_fact),
        "bare request (/health/live)": _samples(turns, ready),
    }


@contextmanager
def _demo(data: Path) -> Iterator[httpx.Client]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [_COMMAND, "demo", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=_environment())  # noqa: S603  (our own command)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            _wait(client)
            case = client.get("/demo/identities").json()["cases"][0]["caseId"]
            token = client.post("/demo/token", json={"role": "support_agent", "caseId": case}).json()["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield client
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(client: httpx.Client) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if client.get("/health/live").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the demo did not start")


def _environment() -> dict[str, str]:
    """Return the environment without a provider, as the offline turn is measured, and with a high rate limit."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    return kept | {"REWARDS_AGENT_CHAT_RATE": "100000/minute"}


def _help() -> None:
    subprocess.run([_COMMAND, "--help"], stdout=subprocess.DEVNULL, check=True)  # noqa: S603  (our own command)


def _samples(count: int, action: Callable[[], None]) -> list[float]:
    samples = []
    for _ in range(count):
        started = time.perf_counter()
        action()
        samples.append((time.perf_counter() - started) * 1000)
    return samples


def _quantile(samples: list[float], share: float) -> float:
    return statistics.quantiles(samples, n=100, method="inclusive")[round(share * 100) - 1]


if __name__ == "__main__":
    raise SystemExit(main())
