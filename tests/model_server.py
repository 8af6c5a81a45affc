"""A loopback server that imitates an OpenAI-compatible model with tool calls, and records its requests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.scripted_model import reference_in


@dataclass
class ModelServer:
    """The recorded requests, and how the model behaves."""

    base_url: str = ""
    bodies: list[str] = field(default_factory=list)
    is_down: bool = False


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """Serve until the block ends. The model looks the named order up, then chooses two statements."""
    state = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            state.bodies.append(body)
            if state.is_down:
                self._send(500, b'{"error": {"message": "down"}}', "application/json")
                return
            lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in _reply(json.loads(body))]
            self._send(200, "".join([*lines, "data: [DONE]\n\n"]).encode(), "text/event-stream")

        def _send(self, status: int, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _reply(request: dict[str, Any]) -> list[dict[str, Any]]:
    results = "\n".join(m["content"] for m in request["messages"] if m["role"] == "tool")
    if not results:
        arguments = json.dumps({"businessReferenceId": "404-1029384-5566778"})
        function = {"name": "get_promotion_execution_details", "arguments": arguments}
        call = {"index": 0, "id": "call_1", "type": "function", "function": function}
        return [_chunk({"role": "assistant", "tool_calls": [call]}), _chunk({}, "tool_calls")]
    text = f"The model says: {reference_in(results, '(promised)')} and {reference_in(results, '(remaining)')}. "
    pieces = [text[i : i + 7] for i in range(0, len(text), 7)]
    return [*(_chunk({"content": piece}) for piece in pieces), _chunk({}, "stop")]


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "played", "choices": [choice]}
