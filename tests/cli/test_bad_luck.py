"""Bad luck, on the real process: readers that do not read, a body without end."""

import json
import socket
from pathlib import Path

import pytest

from tests.cli.test_demo import QUESTION, Demo, running

_CLIENTS = 200


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


def test_clients_that_never_read_keep_nobody_else_from_an_answer(tmp_path: Path) -> None:
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
def test_a_body_of_a_megabyte_is_refused_and_the_service_goes_on(tmp_path: Path, size: int) -> None:
    with running(tmp_path) as demo:
        headers = demo.agent_headers()
        response = demo.http.post("/v1/chat", json={"message": "x" * size}, headers=headers)
        assert (response.status_code, response.json()["code"]) == (413, "tooLarge")
        assert demo.http.post("/v1/chat", json={"message": "hi"}, headers=headers).status_code == 200
