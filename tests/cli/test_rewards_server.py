"""``rewards-agent rewards`` as it runs: one process or several, over real connections, until it is stopped."""

import gzip
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.cli.test_demo import COMMAND, NOW, ORDER, command, environment
from tests.cli.test_killed_rewards import free_port
from tests.redis_server import needs_redis, redis_server, short_folder

pytestmark = pytest.mark.slow

_WORLD = Path(__file__).resolve().parents[2] / "rewards" / "demo" / "world.jsonl"
_PATH = f"/promotion-executions/{ORDER}?version=2"
_STOP_WITHIN_S = 20


@dataclass
class Server:
    process: subprocess.Popen[str]
    http: httpx.Client

    def stop(self) -> float:
        """Ask it to stop, and return how long that took in seconds."""
        started_s = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - started_s


@pytest.fixture
def data(tmp_path: Path) -> Path:
    loaded = command("data", "load", str(_WORLD), "--data", str(tmp_path), cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    return tmp_path


@contextmanager
def running(data: Path, *argv: str, **extra: str) -> Iterator[Server]:
    port = free_port()
    token = command(
        *("token", "--role", "service", "--subject", "tool", "--scope", "rewards:read", "--audience", "rewards-api"),
        *("--data", str(data), "--now", NOW),
        cwd=data,
    ).stdout.strip()
    log = (data / "log.jsonl").open("w")
    process = subprocess.Popen(
        [COMMAND, "rewards", "--port", str(port), "--data", str(data), "--now", NOW, *argv],
        cwd=data,
        env=environment(PYTHONUNBUFFERED="1", **extra),
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=30) as http:
            _wait_until_live(process, http)
            yield Server(process, http)
    finally:
        log.close()
        if process.poll() is None:
            process.kill()
        process.communicate()


def _wait_until_live(process: subprocess.Popen[str], http: httpx.Client) -> None:
    until_s = time.monotonic() + 60
    while time.monotonic() < until_s:
        assert process.poll() is None
        try:
            if http.get("/health/live").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def log_lines(data: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (data / "log.jsonl").read_text().splitlines()]


def test_answers_heads_tags_and_compression_over_a_real_connection(data: Path) -> None:
    with running(data) as server:
        http = server.http
        plain = http.get(_PATH, headers={"Accept-Encoding": "identity"})
        with http.stream("GET", _PATH, headers={"Accept-Encoding": "gzip"}) as packed:
            body = b"".join(packed.iter_raw())
        head = http.head(_PATH, headers={"Accept-Encoding": "identity"})
        held = [http.get(_PATH, headers={"If-None-Match": plain.headers["etag"]}) for _ in range(3)]
        assert json.loads(gzip.decompress(body))["promotions"] == plain.json()["promotions"]
        assert (head.status_code, head.headers["content-length"]) == (200, plain.headers["content-length"])
        assert [(answer.status_code, answer.content) for answer in held] == [(304, b"")] * 3
        assert {answer.headers["etag"] for answer in (plain, packed, head, *held)} == {plain.headers["etag"]}
        assert http.get(_PATH).status_code == 200  # the connection is still in order
        server.stop()
    lines = [line for line in log_lines(data) if line["logger"] == "rewards.access"]
    statuses = [line["status"] for line in lines if line["route"] == "/promotion-executions/{brf}"]
    assert statuses == [200, 200, 200, 304, 304, 304, 200]
    assert ORDER not in (data / "log.jsonl").read_text()


def test_the_access_log_can_be_switched_off(data: Path) -> None:
    with running(data, REWARDS_ACCESS_LOG="false") as server:
        server.http.get(_PATH)
        server.stop()
    assert log_lines(data) == []


def test_a_stream_ends_with_an_event_when_the_server_stops(data: Path) -> None:
    with running(data) as server, server.http.stream("GET", f"/promotion-executions/{ORDER}/events-stream") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: position"
        assert server.stop() < _STOP_WITHIN_S
        rest = [line for line in lines if line]
    assert rest[-3:] == ["event: end", "id", 'data: {"code": "serverStopping"}']


@needs_redis
def test_several_workers_share_a_port_and_stop_together(data: Path) -> None:
    with short_folder() as folder, redis_server(folder) as socket:
        shared = {"REWARDS_REDIS_URL": f"unix://{socket}", "REWARDS_CURSOR_SECRET": "x1" * 20}
        with running(data, "--workers", "2", **shared) as server:
            children = _children(server.process.pid)
            with server.http.stream("GET", f"/promotion-executions/{ORDER}/events-stream") as stream:
                lines = stream.iter_lines()
                assert next(lines) == "event: position"
                assert len(children) >= 2
                assert server.stop() < _STOP_WITHIN_S
                assert [line for line in lines if line][-1] == 'data: {"code": "serverStopping"}'
            with pytest.raises(httpx.ConnectError):  # no worker is left
                server.http.get("/health/live")


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]
