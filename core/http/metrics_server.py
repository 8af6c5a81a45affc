"""``GET /metrics`` and ``GET /health/live`` on a separate address: a port of the loopback address, or a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from core.metrics import CONTENT_TYPE

_HEAD_WITHIN_S = 5.0
_LONGEST_HEAD = 8_192


@asynccontextmanager
async def serving_metrics(at: int | socket.socket, exposition: Callable[[], bytes]) -> AsyncIterator[int]:
    """Serve on a port or a listening socket while the block runs, and yield the port; 0 takes a free one.

    Raises:
        OSError: if the port cannot be used.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_HEAD_WITHIN_S):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_response(head, exposition))
                await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    if isinstance(at, socket.socket):
        server = await asyncio.start_server(answer, sock=at, limit=_LONGEST_HEAD)
    else:
        server = await asyncio.start_server(answer, "127.0.0.1", at, limit=_LONGEST_HEAD)
    async with server:
        yield server.sockets[0].getsockname()[1]


def _response(head: bytes, exposition: Callable[[], bytes]) -> bytes:
    method, _, rest = head.partition(b" ")
    path = rest.partition(b" ")[0].partition(b"?")[0]
    if method not in (b"GET", b"HEAD"):
        return _message("405 Method Not Allowed", "text/plain", b"", head_only=False)
    head_only = method == b"HEAD"
    if path == b"/metrics":
        return _message("200 OK", CONTENT_TYPE, exposition(), head_only=head_only)
    if path == b"/health/live":
        return _message("200 OK", "application/json", b'{"status":"live"}', head_only=head_only)
    return _message("404 Not Found", "text/plain", b"", head_only=head_only)


def _message(status: str, content_type: str, body: bytes, *, head_only: bool) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    return f"{head}Cache-Control: no-store\r\n\r\n".encode() + (b"" if head_only else body)
