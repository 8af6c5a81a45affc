"""Failures of the real process: clients that do not read, an oversized body, a kill in the middle of a turn."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.test_demo import ORDER, QUESTION, Demo, running

pytestmark = pytest.mark.slow

_CLIENTS = 200
# A model in a separate process: it starts a sentence about a figure and then waits to be killed.
_MODEL = """
import json, socket, sys, time
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    client, _ = server.accept()
    client.recv(65536)
    texts = ("Here is what the records say. ", "Nothing of the seven")
    said = [{"index": 0, "delta": {"content": text}} for text in texts]
    frames = "".join("data: " + json.dumps({"choices": [choice]}) + "\\n\\n" for choice in said).encode()
    head = b"HTTP/1.1 200 OK\\r\\ncontent-type: text/event-stream\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n"
    client.sendall(head + b"%x\\r\\n" % len(frames) + frames + b"\\r\\n")
    print("speaking", flush=True)
    time.sleep(60)
"""


def _post(headers: dict[str, str], body: bytes) -> bytes:
    lines = ["POST /v1/chat HTTP/1.1", "Host: chat", "Content-Type: application/json", "Accept: text/event-stream"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def _silent_client(demo: Demo, request: bytes) -> socket.socket:
    """Connect with a small buffer, ask, and never read."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.connect(("127.0.0.1", demo.http.base_url.port or 80))
    client.sendall(request)
    return client


def test_clients_that_never_read_do_not_block_other_answers(tmp_path: Path) -> None:
    with running(tmp_path) as demo:
        headers = demo.agent_headers()
        request = _post(headers, json.dumps({"message": QUESTION}).encode())
        silent = [_silent_client(demo, request) for _ in range(_CLIENTS)]
        try:
            answer = demo.http.post("/v1/chat", json={"message": QUESTION}, headers=headers, timeout=90).json()
        finally:
            for client in silent:
                client.close()

        assert answer["outcome"] == "answered"
        assert demo.http.get("/health/live").status_code == 200


@pytest.mark.parametrize("size", [1_000_000])
def test_a_body_of_a_megabyte_is_refused_and_the_service_continues(tmp_path: Path, size: int) -> None:
    with running(tmp_path) as demo:
        headers = demo.agent_headers()
        response = demo.http.post("/v1/chat", json={"message": "x" * size}, headers=headers)
        assert (response.status_code, response.json()["code"]) == (413, "tooLarge")
        assert demo.http.post("/v1/chat", json={"message": "hi"}, headers=headers).status_code == 200


def test_a_process_killed_during_a_turn_leaves_nothing_partial_and_nothing_locked(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hung_model:  # it takes connections and never answers
        url = f"http://127.0.0.1:{hung_model.getsockname()[1]}/v1"
        with running(tmp_path) as demo:
            headers = demo.agent_headers()
            begun = demo.http.post("/v1/chat", json={"message": QUESTION}, headers=headers).json()
        again = {"message": f"and {ORDER}?", "conversationId": begun["conversationId"]}
        with running(tmp_path, OPENAI_API_KEY="key", OPENAI_BASE_URL=url) as demo:
            client = _silent_client(demo, _post(demo.agent_headers(), json.dumps(again).encode()))
            _read_until(client, b"event: facts")
            demo.process.send_signal(signal.SIGKILL)
            demo.process.wait(10)
            client.close()
    with running(tmp_path) as demo:  # the clock of the demo stands still: the claim of the dead process still holds
        assert demo.http.post("/v1/chat", json=again, headers=headers).json()["code"] == "turnInProgress"
        stored = demo.http.get(f"/v1/conversations/{begun['conversationId']}", headers=headers).json()
        assert [turn["turn"] for turn in stored["turns"]] == [1]
    later = "2026-11-23T10:04:00+05:30"
    with running(tmp_path, "--now", later) as demo:
        answer = demo.http.post("/v1/chat", json=again, headers=demo.agent_headers()).json()
        assert (answer["turn"], answer["outcome"]) == (2, "answered")


@contextmanager
def _model_process() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", _MODEL], stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_model_server_that_is_killed_in_mid_sentence_is_finished_from_the_facts(tmp_path: Path) -> None:
    with _model_process() as model:
        assert model.stdout is not None
        url = f"http://127.0.0.1:{model.stdout.readline().strip()}/v1"
        with running(tmp_path, OPENAI_API_KEY="key", OPENAI_BASE_URL=url) as demo:
            headers = demo.agent_headers()
            client = _silent_client(demo, _post(headers, json.dumps({"message": QUESTION}).encode()))
            assert model.stdout.readline().strip() == "speaking"
            model.send_signal(signal.SIGKILL)
            stream = _read_until(client, b"event: answer.completed")
            client.close()
            listed = demo.http.get("/v1/conversations", headers=headers).json()["data"]
            stored = demo.http.get(f"/v1/conversations/{listed[0]['conversationId']}", headers=headers).json()

    [turn] = stored["turns"]
    assert (turn["answer"]["outcome"], turn["answer"]["degraded"]) == ("answered", True)
    assert "₹64.00" in turn["answer"]["text"]
    assert "the seven" not in turn["answer"]["text"]
    assert b"run.failed" not in stream


def _read_until(client: socket.socket, mark: bytes) -> bytes:
    """Read until a mark, and return what was read."""
    client.settimeout(30)
    seen = b""
    while mark not in seen:
        piece = client.recv(256)
        assert piece, seen
        seen += piece
    return seen
