"""The transport to an application in the process: bodies as they are sent, and no request outlives its reader."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.http.in_process_transport import InProcessTransport


class Server:
    """An application, and what happened in it."""

    def __init__(self) -> None:
        self.go_on, self.has_ended = asyncio.Event(), asyncio.Event()
        self.app = Starlette(
            routes=[
                Route("/echo/{part}", self.echo, methods=["POST"]),
                Route("/stream", self.stream),
                Route("/broken", self.broken),
                Route("/half", self.half),
            ]
        )

    async def echo(self, request: Request) -> Response:
        body = (await request.body()).decode()
        raw = request.scope["raw_path"].decode()
        return JSONResponse({"body": body, "raw": raw, "query": request.url.query, "x": request.headers["x-one"]})

    async def stream(self, _: Request) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            try:
                yield b"first"
                await self.go_on.wait()
                yield b"second"
                await asyncio.Event().wait()
            finally:
                self.has_ended.set()

        return StreamingResponse(chunks())

    async def broken(self, _: Request) -> Response:
        raise ZeroDivisionError

    async def half(self, _: Request) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"half"
            raise ZeroDivisionError

        return StreamingResponse(chunks())


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=InProcessTransport(server.app), base_url="http://inside.test") as client:
        yield client


async def test_a_request_arrives_whole(http: httpx.AsyncClient) -> None:
    response = await http.post("/echo/a%20b?q=1", content="body", headers={"X-One": "1"})

    assert response.json() == {"body": "body", "raw": "/echo/a%20b", "query": "q=1", "x": "1"}


async def test_a_body_is_passed_on_as_it_is_sent_and_its_reader_may_leave(
    server: Server, http: httpx.AsyncClient
) -> None:
    async with http.stream("GET", "/stream") as response:
        chunks = response.aiter_raw()
        assert await anext(chunks) == b"first"
        server.go_on.set()
        assert await anext(chunks) == b"second"
        assert not server.has_ended.is_set()

    assert server.has_ended.is_set()


async def test_a_request_that_is_cancelled_before_its_response_ends(server: Server) -> None:
    has_begun = asyncio.Event()

    async def waiting(*_: Any) -> None:
        has_begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            server.has_ended.set()

    async with httpx.AsyncClient(transport=InProcessTransport(waiting), base_url="http://inside.test") as http:
        asking = asyncio.create_task(http.get("/"))
        await has_begun.wait()
        asking.cancel()
        await asyncio.wait({asking})

    assert asking.cancelled()
    assert server.has_ended.is_set()


async def test_a_failure_before_the_response_is_a_500_and_one_within_it_is_an_error(http: httpx.AsyncClient) -> None:
    assert (await http.get("/broken")).status_code == 500
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get("/half")


async def test_an_application_without_a_response_is_an_error() -> None:
    async def silent(*_: Any) -> None:
        return

    async with httpx.AsyncClient(transport=InProcessTransport(silent), base_url="http://inside.test") as http:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get("/")
