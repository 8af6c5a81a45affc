import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bench.load_client import Load, UnexpectedAnswer, get_request, run_load, whole_body

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nserver: x\r\n\r\nok"


@pytest.mark.parametrize("received", [ANSWER[:cut] for cut in (0, 10, 40, len(ANSWER) - 1)])
def test_an_incomplete_answer_has_no_length_yet(received: bytes) -> None:
    assert whole_body(received) is None


def test_a_whole_answer_has_the_length_of_its_body() -> None:
    assert whole_body(ANSWER) == 2


@pytest.mark.parametrize(
    "received",
    [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
)
def test_other_answers_end_the_run(received: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        whole_body(received)


def test_requests_per_second_count_the_answers() -> None:
    assert Load(elapsed_s=0.5, latencies_ms=[1.0, 2.0, 3.0]).requests_per_s == 6


class Server:
    """Returns the same answer to every request, or disconnects, and records the targets."""

    def __init__(self, answer: bytes | None) -> None:
        self._answer = answer
        self.connections: list[asyncio.Task[None]] = []
        self.targets: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.targets.append(head.split()[1].decode())
                if self._answer is None:
                    break
                writer.write(self._answer)
        writer.close()
        await writer.wait_closed()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections.append(asyncio.create_task(self.serve(reader, writer)))

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]
            await asyncio.gather(*self.connections)


async def test_every_request_is_sent_once_over_kept_alive_connections() -> None:
    server = Server(ANSWER)
    async with server.running() as port:
        load = await run_load(port, [get_request(f"/{number}", token="t") for number in range(10)], concurrency=2)

    assert sorted(server.targets) == sorted(f"/{number}" for number in range(10))
    assert len(server.connections) == 2
    assert load.body_bytes == [2] * 10
    assert len(load.latencies_ms) == 10


async def test_a_server_that_disconnects_ends_the_run() -> None:
    async with Server(None).running() as port:
        with pytest.raises(UnexpectedAnswer):
            await run_load(port, [get_request("/", token="t")], concurrency=1)
