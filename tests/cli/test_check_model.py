"""What ``rewards-agent check-model`` reports about a server, and how it fails."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from cli.main import main

pytestmark = pytest.mark.slow

CALL = {"index": 0, "id": "c", "type": "function", "function": {"name": "look_up", "arguments": '{"id": 7}'}}


@contextmanager
def model_server(*, refuses: tuple[str, ...] = (), status: int = 400, code: str = "unsupported") -> Iterator[str]:
    """Serve a model that rejects some parameters, and yield its base URL."""

    class Model(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            refused = next((name for name in refuses if name in body), None)
            if refused is None:
                self._send(200, "text/event-stream", _stream(body))
            else:
                rejection = {"error": {"message": "98450 12345", "param": refused, "code": code}}
                self._send(status, "application/json", json.dumps(rejection))

        def _send(self, status: int, kind: str, text: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _stream(body: dict[str, Any]) -> str:
    delta = (
        {"tool_calls": [CALL]} if "tools" in body else {"content": '{"id": 7}' if "response_format" in body else "7"}
    )
    frames: list[dict[str, Any]] = [{"choices": [{"delta": delta, "finish_reason": "stop"}]}]
    if "stream_options" in body:
        frames.append({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}})
    return "".join(f"data: {json.dumps(frame)}\n\n" for frame in frames) + "data: [DONE]\n\n"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "REWARDS_AGENT_SECOND_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logging.root, "handlers", [])


def check(monkeypatch: pytest.MonkeyPatch, base_url: str, **environment: str) -> int:
    settings = {"OPENAI_API_KEY": "key", "OPENAI_BASE_URL": base_url, "REWARDS_AGENT_MODEL": "m1", **environment}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return main(["check-model"])


def rows(text: str) -> dict[str, str]:
    lines = [line.split("  ", 1) for line in text.splitlines()[1:]]
    return {name.strip(): value.strip() for name, value in lines}


@pytest.mark.parametrize(
    ("refuses", "differs"),
    [
        ((), {}),
        (("temperature", "max_tokens"), {"temperature": "rejected", "output limit": "max_completion_tokens"}),
        (("response_format", "stream_options"), {"JSON schema": "rejected", "reports usage": "no"}),
        (("max_tokens", "max_completion_tokens"), {"output limit": "none accepted"}),
    ],
)
def test_the_table_lists_what_the_server_supports(
    refuses: tuple[str, ...],
    differs: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with model_server(refuses=refuses) as base_url:
        assert check(monkeypatch, base_url) == 0

    captured = capsys.readouterr()
    table = rows(captured.out)
    assert table.pop("first token").endswith(" ms")
    assert (
        table
        == {
            "reachable": "yes",
            "tool calls": "yes",
            "reports usage": "yes",
            "temperature": "accepted",
            "JSON schema": "accepted",
            "output limit": "max_tokens",
        }
        | differs
    )
    assert captured.err == ""


def test_a_refusing_server_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with model_server(refuses=("model",), status=401, code="invalid_api_key") as base_url:
        assert check(monkeypatch, base_url) == 1

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "rewards-agent: the model m1 does not answer: rejected (status 401, invalid_api_key)\n"


def test_an_unreachable_and_an_unconfigured_model_are_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-model"]) == 1
    assert "no model is configured" in capsys.readouterr().err
    with model_server() as base_url:
        pass
    assert check(monkeypatch, base_url) == 1
    assert capsys.readouterr().err == "rewards-agent: the model m1 does not answer: unreachable\n"


def test_the_second_model_is_checked_beside_the_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with model_server() as base_url:
        assert check(monkeypatch, base_url, REWARDS_AGENT_SECOND_MODEL="m2") == 0

    assert capsys.readouterr().out.splitlines()[0].split() == ["m1", "m2"]
