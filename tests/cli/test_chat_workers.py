"""Several processes of the chat service: one conversation, one chain of audit records."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.agent.conversations.conftest import postgres
from tests.cli.test_demo import COMMAND, NOW, ORDER, command, environment
from tests.cli.test_killed_rewards import free_port
from tests.postgres_server import postgres_server
from tests.redis_server import needs_redis, redis_server, short_folder

pytestmark = [pytest.mark.nightly, needs_redis, *postgres.marks]

_READS = 12


@contextmanager
def shared_services() -> Iterator[dict[str, str]]:
    """Yield the settings of what the workers share: a database, and the counts of the limits."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with postgres_server(Path(folder) / "server") as url, short_folder() as other, redis_server(other) as redis:
            yield {"REWARDS_AGENT_DATABASE_URL": url, "REWARDS_AGENT_LIMITS_URL": f"redis+unix://{redis}"}


def wait_until_live(process: subprocess.Popen[str], base: str) -> None:
    until_s = time.monotonic() + 60
    while time.monotonic() < until_s:
        assert process.poll() is None
        try:
            if httpx.get(f"{base}/health/live").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service did not start")


def test_workers_share_conversations_and_continue_one_audit_log(tmp_path: Path) -> None:
    where = ("--data", str(tmp_path), "--now", NOW)
    person = ("--role", "support_agent", "--subject", "ravi", "--case", "CASE-9001", "--customer", "CUST-1001")
    token = command("token", *person, *where, cwd=tmp_path).stdout.strip()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    arguments = ("serve", "--workers", "2", "--port", str(port), "--rewards-url", "http://127.0.0.1:9", *where)
    with shared_services() as shared:
        process = subprocess.Popen([COMMAND, *arguments], cwd=tmp_path, env=environment(**shared), text=True)
        try:
            wait_until_live(process, base)

            def post(path: str, **body: object) -> httpx.Response:
                """Ask on a new connection, which either worker may accept."""
                bearer = {"Authorization": f"Bearer {token}"}
                return httpx.post(base + path, json=body, headers=bearer, timeout=30)

            def turn(conversation_id: str | None) -> dict[str, object]:
                response = post("/v1/chat", message=f"What is left on order {ORDER}?", conversationId=conversation_id)
                return dict(response.json())

            first = turn(None)
            turns = [turn(str(first["conversationId"])) for _ in range(5)]
            with ThreadPoolExecutor(_READS) as threads:
                others = list(threads.map(lambda _: turn(None), range(_READS)))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    assert [each["turn"] for each in turns] == [2, 3, 4, 5, 6]
    assert len({each["conversationId"] for each in others}) == _READS
    verified = command("audit", "verify", "--data", str(tmp_path), cwd=tmp_path)
    assert verified.returncode == 0, verified.stdout
    assert len((tmp_path / "audit.jsonl").read_text().splitlines()) >= 1 + len(turns) + len(others)
