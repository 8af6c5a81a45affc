"""The limits of a request, over real connections of the loopback interface."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from cli import http_protocol
from cli.http_protocol import LONGEST_HEAD_BYTES, BoundedHttpProtocol
from cli.server import listen

pytestmark = pytest.mark.slow

_PATIENCE_S = 20
_SOON_S = 0.05
_HEAD = b"POST /echo HTTP/1.1\r\nHost: test\r\n"


async def _echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def _slow(_: Request) -> Response:
    """Answer over a longer time than any limit of a request in these tests."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(4):
            await asyncio.sleep(_SOON_S)
            yield b"part"

    return StreamingResponse(parts())


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/echo", _echo, methods=["POST"]), Route("/slow", _slow)])
    config = uvicorn.Config(app, log_config=None, http=BoundedHttpProtocol, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    with listen(0) as listener:
        running = asyncio.create_task(server.serve(sockets=[listener]))
        yield listener.getsockname()[1]
        server.should_exit = True
        await running


async def _answer(port: int, *pieces: bytes) -> bytes:
    """Send pieces, and return all that the server sends until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(_PATIENCE_S):
            return await reader.read()
    except ConnectionResetError:
        return b"reset"
    finally:
        writer.close()


def _status(answer: bytes) -> bytes:
    return answer.split(b" ", 2)[1]


async def test_a_request_within_the_limits_is_answered(port: int) -> None:
    body = b"x" * 100_000
    head = _HEAD + b"Connection: close\r\nX-Long: " + b"y" * 20_000 + b"\r\nContent-Length: 100000\r\n\r\n"
    answer = await _answer(port, head[:30], head[30:10_000], head[10_000:], body[:1], body[1:])
    assert _status(answer) == b"200"
    assert answer.endswith(body)


@pytest.mark.parametrize(
    "pieces",
    [
        (_HEAD + b"X-Long: " + b"y" * LONGEST_HEAD_BYTES,),
        (_HEAD + b"X-Long: " + b"y" * LONGEST_HEAD_BYTES + b"\r\n\r\n",),
        (_HEAD, *[b"X-Short: y\r\n"] * (LONGEST_HEAD_BYTES // 10)),
        (b"GET /" + b"y" * LONGEST_HEAD_BYTES,),
        (b"GET /" + b"y" * LONGEST_HEAD_BYTES + b" HTTP/1.1\r\nHost: test\r\n\r\n",),
    ],
    ids=["a header without end", "one header", "many headers", "a path without end", "a path"],
)
async def test_a_head_that_is_too_large_is_refused(port: int, pieces: tuple[bytes, ...]) -> None:
    answer = await _answer(port, *pieces)
    assert answer == b"reset" or _status(answer) == b"431"


@pytest.mark.parametrize(
    "sent",
    [b"", b"P", _HEAD, _HEAD + b"Content-Len", b"\r\n"],
    ids=["nothing", "a byte", "no end", "half a header", "a blank line"],
)
async def test_half_a_head_does_not_hold_a_connection(port: int, sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", _SOON_S)
    assert _status(await _answer(port, sent)) == b"408"


async def test_a_head_that_drips_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time; the head as a whole does not."""
    monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", _SOON_S)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_HEAD + b"X-Drip: ")

    async def drip() -> None:
        while True:
            writer.write(b"y")
            await asyncio.sleep(_SOON_S / 10)

    dripping = asyncio.create_task(drip())
    async with asyncio.timeout(_PATIENCE_S):
        assert _status(await reader.read(12) + b" ") == b"408"
    dripping.cancel()
    writer.close()


async def test_half_a_body_does_not_hold_a_connection(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "BODY_TIMEOUT_S", _SOON_S)
    assert _status(await _answer(port, _HEAD + b"Content-Length: 10\r\n\r\n12345")) == b"408"


async def test_a_further_request_on_a_connection_has_the_same_limits(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _HEAD + b"Content-Length: 2\r\n\r\nok"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(whole)
    async with asyncio.timeout(_PATIENCE_S):
        await reader.readuntil(b"ok")
        monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", _SOON_S)
        writer.write(_HEAD)
        assert _status(await reader.read()) == b"408"
    writer.close()


async def test_a_response_may_take_longer_than_a_request(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", _SOON_S)
    monkeypatch.setattr(http_protocol, "BODY_TIMEOUT_S", _SOON_S)
    answer = await _answer(port, b"GET /slow HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
    assert _status(answer) == b"200"
    assert answer.count(b"part") == 4


async def test_six_hundred_half_sent_requests_are_gone_and_the_next_is_answered(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", 1.0)
    held = await asyncio.gather(*(_answer(port, _HEAD) for _ in range(600)))
    assert {_status(answer) for answer in held} == {b"408"}
    whole = _HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\nok"
    assert (await _answer(port, whole)).endswith(b"ok")
