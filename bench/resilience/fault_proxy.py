"""A TCP proxy on the loopback that can break what passes through it."""

import asyncio
import contextlib
import random
from enum import StrEnum

SLOW_S = 3.0
CUT_AFTER_BYTES = 64


class Fault(StrEnum):
    """What goes wrong with a dependency."""

    NONE = "none"
    DOWN = "down"  # connections are closed at once
    SLOW = "slow"  # each piece of an answer comes ``SLOW_S`` seconds late
    GARBAGE = "garbage"  # answers are random bytes
    CUT = "cut"  # connections end after the first bytes of an answer
    FULL = "full"  # the dependency refuses writes
    RESTARTED = "restarted"  # stopped, and started again later
    KILLED = "killed"  # kill -9, and started again at once


class FaultProxy:
    """Passes connections on to a port. ``fault`` takes effect for open connections as well."""

    def __init__(self, upstream_port: int, *, seed: int = 7) -> None:
        self.upstream_port = upstream_port
        self._fault = Fault.NONE
        self._random = random.Random(seed)  # noqa: S311  (garbage is not a secret)
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def aclose(self) -> None:
        if self._server is not None:
            self._server.close()
        self._hang_up()

    def set_fault(self, fault: Fault) -> None:
        self._fault = fault
        if fault is Fault.DOWN:
            self._hang_up()

    def _hang_up(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._fault is Fault.DOWN:
            writer.transport.abort()
            return
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, upstream_writer}
        self._writers |= both
        try:
            await asyncio.gather(self._copy(reader, upstream_writer), self._copy_answer(upstream_reader, writer))
        except OSError:
            pass
        finally:
            self._writers -= both
            for each in both:
                each.close()
                with contextlib.suppress(OSError):
                    await each.wait_closed()

    @staticmethod
    async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    async def _copy_answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            match self._fault:
                case Fault.SLOW:
                    await asyncio.sleep(SLOW_S)
                case Fault.GARBAGE:
                    data = self._random.randbytes(min(len(data), 512))
                case Fault.CUT:
                    writer.write(data[:CUT_AFTER_BYTES])
                    await writer.drain()
                    writer.transport.abort()
                    return
                case _:
                    pass
            writer.write(data)
            await writer.drain()
        writer.close()
