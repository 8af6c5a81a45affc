"""A minimal load client: raw HTTP/1.1 over keep-alive connections, so that the server dominates the measurement.

Each connection sends its next request when the previous answer is complete. Answers need a Content-Length.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"


class UnexpectedAnswer(Exception):
    """The answer is neither a 200 nor a 304, or this client cannot read it, so the run would measure nothing."""


@dataclass(frozen=True, slots=True)
class Load:
    """The times of one run of requests, from the first byte sent to the last one received."""

    elapsed_s: float
    latencies_ms: list[float] = field(default_factory=list)
    body_bytes: list[int] = field(default_factory=list)

    @property
    def requests_per_s(self) -> float:
        return len(self.latencies_ms) / self.elapsed_s


def get_request(target: str, *, token: str, held: str | None = None) -> bytes:
    """Return the bytes of a GET, of a client that holds the answer with the tag ``held``."""
    condition = f"If-None-Match: {held}\r\n" if held else ""
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n{condition}\r\n".encode()


async def run_load(port: int, requests: Sequence[bytes], *, concurrency: int) -> Load:
    """Send every request once, ``concurrency`` at a time, to a port of the loopback address.

    Raises:
        UnexpectedAnswer: if an answer is neither a 304 nor a 200 with a length, or the server closes a connection.
        OSError: if the server cannot be reached.
    """
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(_Connection, "127.0.0.1", port) for _ in range(concurrency)]
    waiting = iter(requests)
    load = Load(elapsed_s=0)
    started_s = perf_counter()
    try:
        await asyncio.gather(*(_work(connection, waiting, load) for _, connection in opened))
    finally:
        for transport, _ in opened:
            transport.close()
    return Load(perf_counter() - started_s, load.latencies_ms, load.body_bytes)


async def _work(connection: "_Connection", waiting: Iterator[bytes], load: Load) -> None:
    for request in waiting:
        started_s = perf_counter()
        length = await connection.ask(request)
        load.latencies_ms.append((perf_counter() - started_s) * 1000)
        load.body_bytes.append(length)


class _Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request in flight."""

    _transport: asyncio.Transport
    _answer: asyncio.Future[int]

    def __init__(self) -> None:
        self._received = bytearray()

    def ask(self, request: bytes) -> asyncio.Future[int]:
        """Send a request and return a future with the body length of its answer."""
        self._received.clear()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a TCP connection is a two-way transport")
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        try:
            length = whole_body(self._received)
        except UnexpectedAnswer as error:
            self._fail(error)
            return
        if length is not None and not self._answer.done():
            self._answer.set_result(length)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or UnexpectedAnswer("the server closed the connection"))

    def _fail(self, error: Exception) -> None:
        if hasattr(self, "_answer") and not self._answer.done():
            self._answer.set_exception(error)


def whole_body(received: bytes | bytearray) -> int | None:
    """Return the length of the answer's body once it is complete, None before.

    Raises:
        UnexpectedAnswer: for a status other than 200 and 304, or a 200 without a length.
    """
    head_end = received.find(_HEAD_END)
    if head_end < 0:
        return None
    head = bytes(received[: head_end + 2]).lower()
    if head.startswith(b"http/1.1 304 "):
        return 0
    if not head.startswith(b"http/1.1 200 "):
        raise UnexpectedAnswer(head.split(b"\r\n", 1)[0].decode("latin-1"))
    _, found, rest = head.partition(_LENGTH)
    if not found:
        raise UnexpectedAnswer("an answer without Content-Length")
    length = int(rest.split(b"\r\n", 1)[0])
    return length if len(received) - head_end - len(_HEAD_END) >= length else None
