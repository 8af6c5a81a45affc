"""The id of a request: whose it is, and that it says nothing."""

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from core.http.request_id import RequestIdMiddleware, request_id_of


async def _id(request: Request) -> Response:
    return PlainTextResponse(request_id_of(request))


def _app() -> Starlette:
    inner = Starlette(routes=[Route("/id", _id)])
    inner.add_middleware(RequestIdMiddleware)
    app = Starlette(routes=[Route("/id", _id), Mount("/inner", inner)])
    app.add_middleware(RequestIdMiddleware)
    return app


@pytest.fixture
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(_app()), base_url="http://test")


@pytest.mark.parametrize(
    "given",
    ["0191f3c04a5b7c8d9e0f112233445566", "0191f3c0-4a5b-7c8d-9e0f-112233445566", "01ARZ3NDEKTSV4RRFFQ69G5FAV"],
)
async def test_an_id_as_tracing_systems_send_it_is_kept(client: httpx.AsyncClient, given: str) -> None:
    response = await client.get("/id", headers={"X-Request-Id": given})
    assert response.text == response.headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b'a b"<script>',
        b"9845012345",
        b"GC-4T8W-6X2P-2222",
        b"asha-verma",
        b"4111111111111111",
        b"case-9001.turn_3",
        b"0191f3c04a5b7c8d9e0f112233445566 ",
        b"0191F3C04A5B7C8D9E0F11223344556G",
        b"\xff" * 32,
    ],
)
async def test_an_id_that_could_say_something_is_replaced(client: httpx.AsyncClient, given: bytes) -> None:
    response = await client.get("/id", headers=[(b"X-Request-Id", given)])
    assert re.fullmatch("[0-9a-f]{32}", response.text)
    assert response.headers.get_list("x-request-id") == [response.text]
    assert response.text.encode() != given


async def test_requests_without_an_id_get_different_ones(client: httpx.AsyncClient) -> None:
    assert len({(await client.get("/id")).text for _ in range(3)}) == 3


async def test_a_mounted_application_shares_the_id_of_the_one_that_carries_it(client: httpx.AsyncClient) -> None:
    response = await client.get("/inner/id")
    assert response.headers.get_list("x-request-id") == [response.text]
