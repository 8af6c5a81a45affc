"""A response of server-sent events that ends with its reader.

The source is cancelled as soon as the client is gone. A client that is connected and does not read is waited for up to
``SEND_TIMEOUT_S``, and nothing is buffered for it beyond what the connection itself holds.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from core.http.server_stop import server_stops

KEEP_ALIVE = b": keep-alive\n\n"  # a comment, which readers skip
KEEP_ALIVE_S = 15.0
SEND_TIMEOUT_S = 20.0
_LINE_END = re.compile(r"\r\n|\r|\n")  # no other character ends a line of the format
_HEADERS = {"X-Accel-Buffering": "no"}  # a proxy that buffers a response would hold the events back


def format_event(name: str, data: str, event_id: str | None) -> bytes:
    """Return one event as it is sent. Without an id, the reader forgets the last one that it has seen."""
    lines = [f"event: {name}", f"id: {event_id}" if event_id else "id"]
    lines += [f"data: {line}" for line in _LINE_END.split(data)]
    return "\n".join([*lines, "", ""]).encode()


async def _nothing() -> None:
    return


class EventStream(Response):
    """Sends frames as they are produced, with keep-alive comments between them, and calls ``on_end`` at the end.

    A stream with ``stop_frame`` has no end: when the server stops, that is its last frame. Others are given time.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        frames: AsyncGenerator[bytes],
        *,
        on_end: Callable[[], Awaitable[None]] = _nothing,
        stop_frame: bytes | None = None,
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._frames = frames
        self._on_end = on_end
        self._stop_frame = stop_frame
        self._sending = asyncio.Lock()
        self._sent_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stopped = asyncio.ensure_future(server_stops(scope))
        tasks = {
            asyncio.ensure_future(self._send_all(send)),
            asyncio.ensure_future(disconnected(receive)),
            asyncio.ensure_future(self._keep_alive(send)),
        }
        until = tasks if self._stop_frame is None else {*tasks, stopped}
        try:
            ended, _ = await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                _raise_own_error(task)
        finally:
            for task in (*tasks, stopped):
                task.cancel()
            await asyncio.wait({*tasks, stopped})
            await self._on_end()
        if ended == {stopped}:
            await self._send_stop(send)

    async def _send_all(self, send: Send) -> None:
        await self._send(send, {"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async with aclosing(self._frames) as frames:
            async for frame in frames:
                await self._send(send, {"type": "http.response.body", "body": frame, "more_body": True})
        await self._send(send, {"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_stop(self, send: Send) -> None:
        with suppress(OSError):  # a client that does not read, or has gone
            await self._send(send, {"type": "http.response.body", "body": self._stop_frame, "more_body": False})

    async def _keep_alive(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        self._sent_at = loop.time()
        while True:
            await asyncio.sleep(max(self._sent_at + KEEP_ALIVE_S - loop.time(), 0.001))
            if loop.time() - self._sent_at >= KEEP_ALIVE_S:
                await self._send(send, {"type": "http.response.body", "body": KEEP_ALIVE, "more_body": True})

    async def _send(self, send: Send, message: Message) -> None:
        """Hand one message to the server, which waits while the connection's buffer is full."""
        async with self._sending, asyncio.timeout(SEND_TIMEOUT_S):
            await send(message)
        self._sent_at = asyncio.get_running_loop().time()


async def disconnected(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _raise_own_error(task: asyncio.Task[None]) -> None:
    """Raise what a task failed with, unless it only means that the client has stopped reading."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, OSError):  # a TimeoutError is one
        raise error
