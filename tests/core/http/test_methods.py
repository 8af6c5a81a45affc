"""HEAD and OPTIONS of every route."""

import asyncio
from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Message

from core.http.event_stream import EventStream
from core.http.methods import HeadAndOptions


async def _endless() -> AsyncGenerator[bytes]:
    while True:
        yield b": x\n\n"
        await asyncio.sleep(0)


def _app() -> FastAPI:
    inner = FastAPI()
    inner.get("/thing")(lambda: "inner")
    app = FastAPI()
    app.add_middleware(HeadAndOptions)

    @app.get("/things/{name}")
    async def read(name: str) -> str:
        return name

    @app.delete("/things/{name}", status_code=204)
    async def delete(name: str) -> None:
        return None

    @app.post("/things")
    async def create() -> None:
        return None

    @app.get("/stream")
    async def stream() -> Response:
        return EventStream(_endless())

    app.mount("/inner", inner)
    return app


@pytest.fixture
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(_app()), base_url="http://test")


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    got, head = await client.get("/things/a"), await client.head("/things/a")
    assert (head.status_code, head.headers, head.content) == (200, got.headers, b"")
    assert got.content == b'"a"'


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("HEAD", "/things", 405, "OPTIONS, POST"),
        ("HEAD", "/nowhere", 404, None),
        ("PUT", "/things/a", 405, "DELETE, GET, HEAD, OPTIONS"),
        ("OPTIONS", "/things/a", 204, "DELETE, GET, HEAD, OPTIONS"),
        ("OPTIONS", "/things", 204, "OPTIONS, POST"),
        ("OPTIONS", "/nowhere", 404, None),
        ("OPTIONS", "/inner/thing", 405, "GET, HEAD, OPTIONS"),
    ],
)
async def test_each_method_of_a_path_is_named(
    client: httpx.AsyncClient, method: str, path: str, status: int, allow: str | None
) -> None:
    response = await client.request(method, path)
    assert (response.status_code, response.headers.get("allow")) == (status, allow)
    assert not any(name.startswith("access-control") for name in response.headers)


async def test_head_of_a_stream_ends() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        if len(sent) == 0:
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    scope = {
        "type": "http",
        "method": "HEAD",
        "path": "/stream",
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
    }
    async with asyncio.timeout(5):
        await _app()(scope, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert not sent[1]["body"]
