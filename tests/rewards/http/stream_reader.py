"""Reads a stream of the service event by event; the in-process transport would wait for an end that never comes."""

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp

_PATIENCE_S = 20.0  # a busy machine is not a stream that ended


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as it was sent; a comment has no name."""

    name: str | None
    event_id: str | None
    data: Any


@dataclass
class StreamReader:
    """One connection to the service."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    _chunks: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    _left: asyncio.Event = field(default_factory=asyncio.Event)
    _has_asked: bool = False
    finished: asyncio.Event = field(default_factory=asyncio.Event)  # the service is done with the request

    async def frame(self) -> Frame:
        """Return the next event or comment."""
        async with asyncio.timeout(_PATIENCE_S):
            chunk = await self._chunks.get()
        assert chunk is not None, "the stream has ended"
        return _parsed(chunk.decode())

    async def body(self) -> Any:
        """Return the body of an answer that is no stream."""
        async with asyncio.timeout(_PATIENCE_S):
            return json.loads(await self._chunks.get() or b"null")

    async def ended(self) -> bool:
        async with asyncio.timeout(_PATIENCE_S):
            return await self._chunks.get() is None

    def leave(self) -> None:
        self._left.set()

    async def receive(self) -> dict[str, Any]:
        if not self._has_asked:
            self._has_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            return
        if message["body"]:
            self._chunks.put_nowait(message["body"])
        if not message.get("more_body"):
            self._chunks.put_nowait(None)


@asynccontextmanager
async def reading(
    app: ASGIApp, path: str, headers: dict[str, str], *, reader: StreamReader | None = None
) -> AsyncIterator[StreamReader]:
    """Connect; the reader leaves at the end of the context at the latest, and the service has let go of it then."""
    reader = reader or StreamReader()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("rewards.test", 80),
    }
    exchange = asyncio.ensure_future(app(scope, reader.receive, reader.send))
    exchange.add_done_callback(lambda _: reader.finished.set())
    try:
        yield reader
    finally:
        reader.leave()
        async with asyncio.timeout(_PATIENCE_S):
            await exchange


def _parsed(text: str) -> Frame:
    fields = dict(
        line.split(": ", 1) for line in text.strip().splitlines() if not line.startswith(":") and ": " in line
    )
    data = fields.get("data")
    return Frame(fields.get("event"), fields.get("id"), None if data is None else json.loads(data))
