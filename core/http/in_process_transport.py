"""A transport of httpx to an ASGI application in this process that passes a body on as it is sent.

httpx's own waits for the end of a response, which a live stream does not have.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
from starlette.types import ASGIApp, Message, Scope

_END_WITHIN_S = 5.0  # the application has so long to end after its response was read or left


class InProcessTransport(httpx.AsyncBaseTransport):
    """Calls the application, each request in a task. Whoever closes a response early disconnects."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        call = _Call(self._app, _scope(request), await request.aread())
        try:
            await call.started()
        except BaseException:
            await call.cancel()
            raise
        return httpx.Response(call.status, headers=call.headers, stream=call)


class _Call(httpx.AsyncByteStream):
    """One request, and the body of its response as it arrives."""

    def __init__(self, app: ASGIApp, scope: Scope, body: bytes) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._body: bytes | None = body
        self._is_whole = False
        self._has_started, self._has_left = asyncio.Event(), asyncio.Event()
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue()  # None: there are no more
        self._task = asyncio.ensure_future(app(scope, self._receive, self._send))
        self._task.add_done_callback(self._ended)

    async def started(self) -> None:
        """Return when status and headers are there.

        Raises:
            httpx.RemoteProtocolError: if the application ended without a response.
        """
        await self._has_started.wait()
        if not self.status:
            raise httpx.RemoteProtocolError("no response") from _error_of(self._task)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await self._chunks.get()) is not None:
            yield chunk
        if not self._is_whole:
            raise httpx.RemoteProtocolError("the response broke off") from _error_of(self._task)

    async def aclose(self) -> None:
        self._has_left.set()
        _, running = await asyncio.wait({self._task}, timeout=_END_WITHIN_S)
        if running:
            await self.cancel()

    async def cancel(self) -> None:
        """End the application's work on the request at once."""
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _receive(self) -> Message:
        body, self._body = self._body, None
        if body is not None:
            return {"type": "http.request", "body": body, "more_body": False}
        await self._has_left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
            self._has_started.set()
            return
        if message["type"] != "http.response.body":
            return
        if message.get("body"):
            self._chunks.put_nowait(message["body"])
        if not message.get("more_body"):
            self._is_whole = True
            self._chunks.put_nowait(None)

    def _ended(self, task: asyncio.Future[None]) -> None:
        _error_of(task)  # an error after a whole response is the application's to report; here it counts as retrieved
        self._has_started.set()
        self._chunks.put_nowait(None)


def _scope(request: httpx.Request) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.split(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": (url.host, url.port),
    }


def _error_of(task: asyncio.Future[None]) -> BaseException | None:
    return None if not task.done() or task.cancelled() else task.exception()
