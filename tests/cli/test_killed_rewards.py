"""The rewards API process is killed between two tool calls of one turn, and restarted."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.test_demo import COMMAND, NOW, ORDER, QUESTION, command, environment

pytestmark = pytest.mark.slow

_WORLD = Path(__file__).resolve().parents[2] / "rewards" / "demo" / "world.jsonl"
# A model that waits for the test, then requests the history, then writes a short text.
_MODEL = """
import json, socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
call = {"name": "get_issuance_history", "arguments": json.dumps({"businessReferenceId": sys.argv[1]})}
calling = {"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": call}]}
client, _ = server.accept()
for delta, reason in ((calling, "tool_calls"), ({"content": "Let me see. "}, "stop")):
    head, _, body = client.recv(65536).partition(b"\\r\\n\\r\\n")
    length = next(int(l.split(b":")[1]) for l in head.split(b"\\r\\n") if l.lower().startswith(b"content-length"))
    while len(body) < length:
        body += client.recv(65536)
    print("asked", flush=True)
    sys.stdin.readline()
    choices = ({"index": 0, "delta": delta}, {"index": 0, "delta": {}, "finish_reason": reason})
    frames = "".join("data: " + json.dumps({"choices": [c]}) + "\\n\\n" for c in choices) + "data: [DONE]\\n\\n"
    head = b"HTTP/1.1 200 OK\\r\\ncontent-type: text/event-stream\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n"
    client.sendall(head + b"%x\\r\\n" % len(frames) + frames.encode() + b"\\r\\n0\\r\\n\\r\\n")
sys.stdin.readline()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _started(data: Path, name: str, port: int, *argv: str, **extra: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command until the block ends; it is ready when it says so."""
    process = subprocess.Popen(
        [COMMAND, name, "--port", str(port), "--data", str(data), "--now", NOW, *argv],
        cwd=data,
        env=environment(PYTHONUNBUFFERED="1", **extra),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        _wait(process, port)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def _wait(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("a process did not start")


@contextmanager
def _model() -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", _MODEL, ORDER], stdin=pipe, stdout=pipe, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _send_line(model: subprocess.Popen[str], word: str = "") -> None:
    assert model.stdin is not None
    model.stdin.write(f"{word}\n")
    model.stdin.flush()


def _read_line(model: subprocess.Popen[str]) -> str:
    assert model.stdout is not None
    return model.stdout.readline().strip()


def test_what_was_found_is_reported_and_the_next_turn_is_complete_again(tmp_path: Path) -> None:
    loaded = command("data", "load", str(_WORLD), "--data", str(tmp_path), cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    who = ("--role", "support_agent", "--subject", "ravi", "--case", "CASE-9001", "--customer", "CUST-1001")
    token = command("token", *who, "--data", str(tmp_path), "--now", NOW, cwd=tmp_path).stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    rewards_port, chat_port = free_port(), free_port()
    url = f"http://127.0.0.1:{rewards_port}"
    with ExitStack() as stack:
        model = stack.enter_context(_model())
        provider = {"OPENAI_API_KEY": "key", "OPENAI_BASE_URL": f"http://127.0.0.1:{_read_line(model)}/v1"}
        rewards = stack.enter_context(_started(tmp_path, "rewards", rewards_port))
        stack.enter_context(_started(tmp_path, "serve", chat_port, "--rewards-url", url, **provider))
        http = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{chat_port}", timeout=60))
        streamed = headers | {"Accept": "text/event-stream"}
        with http.stream("POST", "/v1/chat", json={"message": QUESTION}, headers=streamed) as response:
            assert _read_line(model) == "asked"  # the first tool has been answered, its facts are with the model
            rewards.send_signal(signal.SIGKILL)
            rewards.wait(10)
            _send_line(model)
            assert _read_line(model) == "asked"  # the second one has failed
            _send_line(model)
            data = [line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data: ")]
        answer = json.loads(data[-1])["answer"]

        assert (answer["outcome"], answer["kept"]) == ("partial", True)
        assert "₹64.00" in answer["text"]
        stack.enter_context(_started(tmp_path, "rewards", rewards_port))
        model.kill()
        body = {"message": "and what is left?", "conversationId": answer["conversationId"]}
        again = http.post("/v1/chat", json=body, headers=headers).json()

    assert (again["turn"], again["outcome"], again["degraded"]) == (2, "answered", True)
    assert "₹64.00" in again["text"]
