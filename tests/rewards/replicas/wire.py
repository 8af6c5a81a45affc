"""The network between one replica and Redis: a proxy that can be cut in several ways."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum, auto
from pathlib import Path

_SLOW_S = 3.0
_GARBAGE_BYTES = 200


class Fault(Enum):
    """What happens to the connections of one replica."""

    NONE = auto()
    CUT = auto()  # connections are closed, and new ones refused
    SILENT = auto()  # nothing arrives, in either direction, and nothing is closed
    SLOW = auto()  # answers arrive three seconds late
    GARBAGE = auto()  # answers are random bytes


class Wire:
    """A port that leads to the socket of a Redis server."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._fault = Fault.NONE
        self._mended = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._random = random.Random(3)
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def set_fault(self, fault: Fault) -> None:
        """Close all connections if they are to be cut; otherwise the fault takes effect in those that are open."""
        self._fault = fault
        if fault is Fault.CUT:
            self._close_all()
        if fault is Fault.NONE:
            self._mended.set()
            self._mended = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Wire"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.set_fault(Fault.NONE)
            self._close_all()

    def _close_all(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._fault is Fault.CUT:
            writer.transport.abort()
            return
        upstream_reader, upstream_writer = await asyncio.open_unix_connection(self._socket)
        both = {writer, upstream_writer}
        self._writers |= both
        copies = [self._copy(reader, upstream_writer), self._copy(upstream_reader, writer, is_answer=True)]
        tasks = [asyncio.create_task(copy) for copy in copies]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            self._writers -= both
            for each in both:
                each.transport.abort()

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool = False
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if self._fault is Fault.SILENT:
                    await self._mended.wait()
                if self._fault is Fault.SLOW and is_answer:
                    await asyncio.sleep(_SLOW_S)
                if self._fault is Fault.GARBAGE and is_answer:
                    data = self._random.randbytes(_GARBAGE_BYTES)
                writer.write(data)
                await writer.drain()
