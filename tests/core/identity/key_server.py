"""An identity provider on the loopback that publishes keys, or fails to in every way a real one can."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tests.core.identity.test_jwks import KEYS


class KeyServer:
    """Writes its answer byte by byte as told; ``requests`` counts who came."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b""
        self.requests = 0
        self.is_silent = False  # takes the request and answers when it is let go
        self.is_endless = False  # repeats the body until the client has gone
        self.is_cut = False  # promises more than it sends
        self.port = 0
        self.was_asked = asyncio.Event()
        self.let_go = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self.publish(*KEYS)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/keys"

    def publish(self, *keys: Mapping[str, Any]) -> None:
        self.body = json.dumps({"keys": keys}).encode()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            self.was_asked.set()
            if self.is_silent:
                await self._released(reader)
            writer.write(self._head())
            writer.write(self.body)
            while self.is_endless:
                writer.write(self.body)
                await writer.drain()
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            self._open.discard(writer)
            writer.close()

    async def _released(self, reader: asyncio.StreamReader) -> None:
        """Wait until the client gives up or the test lets go."""
        ends = {asyncio.ensure_future(reader.read()), asyncio.ensure_future(self.let_go.wait())}
        _, rest = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for each in rest:
            each.cancel()
        await asyncio.wait(ends)

    def _head(self) -> bytes:
        length = len(self.body) + 100 if self.is_cut else len(self.body)
        announced = {} if self.is_endless else {"Content-Length": str(length)}
        fields = {"Connection": "close", "Content-Type": "application/json"} | announced | self.headers
        lines = [f"HTTP/1.1 {self.status} X", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        return "\r\n".join(lines).encode()


@asynccontextmanager
async def running(provider: KeyServer) -> AsyncIterator[None]:
    """Let it listen until the end of the block; the second time at the same port."""
    server = await asyncio.start_server(provider.answer, "127.0.0.1", provider.port)
    provider.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()
        for writer in list(provider._open):
            writer.close()
        await server.wait_closed()
