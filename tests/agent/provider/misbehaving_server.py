"""A model server on the loopback interface that behaves as a test specifies, request by request."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.scripted_model import reference_in

Writer = asyncio.StreamWriter
Behaviour = Callable[[Writer], Awaitable[None]]


class Choosing:
    """Streams pieces in which ``@words@`` becomes a reference to the menu statement that contains the words."""

    def __init__(self, *pieces: str, ends: bool = True, hangs: bool = False) -> None:
        self._pieces, self._ends, self._hangs = pieces, ends, hangs

    def behaviour(self, body: dict[str, Any]) -> Behaviour:
        """Return the stream for a request."""
        given = "\n".join(str(message.get("content") or "") for message in body["messages"])
        pieces = [re.sub("@([^@]+)@", lambda match: reference_in(given, match[1]), piece) for piece in self._pieces]
        return stream(*pieces, ends=self._ends, hangs=self._hangs)


ByRequest = Callable[[dict[str, Any]], Behaviour | Choosing]


@dataclass
class UnrulyServer:
    """The server: one behaviour per request, the last one repeated; and the bodies that it received.

    With ``by_request`` the behaviour depends on the body.
    """

    port: int = 0
    behaviours: list[Behaviour | Choosing] = field(default_factory=list)
    by_request: ByRequest | None = None
    bodies: list[dict[str, Any]] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)  # a client disconnected mid-stream

    def next(self) -> Behaviour:
        if self.by_request is not None:
            behaviour = self.by_request(self.bodies[-1])
        else:
            behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        return behaviour.behaviour(self.bodies[-1]) if isinstance(behaviour, Choosing) else behaviour

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@asynccontextmanager
async def unruly_server(
    *behaviours: Behaviour | Choosing, by_request: ByRequest | None = None
) -> AsyncIterator[UnrulyServer]:
    state = UnrulyServer(behaviours=list(behaviours), by_request=by_request)

    async def serve(reader: asyncio.StreamReader, writer: Writer) -> None:
        try:
            while head := await _head(reader):
                length = int(head["content-length"])
                state.bodies.append(json.loads(await reader.readexactly(length)))
                act = state.next()
                watch = asyncio.ensure_future(reader.read(1))
                acting = asyncio.ensure_future(act(writer))
                await asyncio.wait({watch, acting}, return_when=asyncio.FIRST_COMPLETED)
                if not acting.done():
                    state.gone.set()
                    acting.cancel()
                watch.cancel()
                await asyncio.wait({watch, acting})
                if writer.is_closing() or state.gone.is_set():
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()


async def _head(reader: asyncio.StreamReader) -> dict[str, str]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}


def status(code: int, **headers: str) -> Behaviour:
    """Answer with a status and an error body that quotes something private."""

    return refusal(code, {"error": {"message": "98450 12345 was refused"}}, **headers)


def refusal(code: int, error_body: object, **headers: str) -> Behaviour:
    """Answer with a status and a JSON body."""

    async def act(writer: Writer) -> None:
        body = json.dumps(error_body).encode()
        lines = [f"HTTP/1.1 {code} X", "content-type: application/json", f"content-length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()

    return act


def refusing(*names: str, answer: Behaviour | Choosing, error_body: Callable[[str], object]) -> ByRequest:
    """Refuse requests with one of these parameters, with the ``error_body`` of the first one found."""

    def by_request(body: dict[str, Any]) -> Behaviour | Choosing:
        refused = next((name for name in names if name in body), None)
        return answer if refused is None else refusal(400, error_body(refused))

    return by_request


def stream(
    *pieces: str, ends: bool = True, hangs: bool = False, kind: str = "text/event-stream", apart_s: float = 0.001
) -> Behaviour:
    """Send pieces of an event stream one by one; then end it, disconnect mid-stream, or stall."""

    async def act(writer: Writer) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n".encode())
        for piece in pieces:
            data = piece.encode()
            writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            await writer.drain()
            await asyncio.sleep(apart_s)
        if hangs:
            await asyncio.Event().wait()
        if ends:
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        else:
            writer.transport.abort()

    return act


async def silence(_: Writer) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def hang_up(writer: Writer) -> None:
    """Close the connection without a response."""
    writer.transport.abort()


def said(text: str, finish: str | None = None) -> str:
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]})


def event(content: object) -> str:
    return f"data: {json.dumps(content)}\n\n"


FINISH = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
DONE = "data: [DONE]\n\n"
