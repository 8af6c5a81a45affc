"""Every error is a problem of the service's table, whoever raised it."""

import httpx
import pytest
from fastapi import FastAPI

from core.errors import IdentityUnavailable, TokenError
from core.http.problem import ApiProblem, FrameworkCodes, Problems, ProblemType
from core.http.request_id import RequestIdMiddleware
from core.http.response_headers import API_HEADERS, DefaultHeaders

_TYPES = {
    "tokenMissing": ProblemType(401, "A token is required."),
    "tokenExpired": ProblemType(401, "The token has expired."),
    "identityUnavailable": ProblemType(503, "Not now.", retryable=True),
    "missing": ProblemType(404, "Nothing was found."),
    "wrongMethod": ProblemType(405, "Not this way."),
    "invalid": ProblemType(422, "The request is invalid."),
    "refused": ProblemType(400, "The request is invalid."),
    "unexpected": ProblemType(500, "An internal error occurred."),
    "busy": ProblemType(429, "Too many requests.", retryable=True),
}
_CODES = FrameworkCodes(
    invalid="invalid", unexpected="unexpected", refused="refused", by_status={404: "missing", 405: "wrongMethod"}
)
_RAISED: dict[str, Exception] = {
    "busy": ApiProblem("busy", headers={"Retry-After": "7"}),
    "expired": TokenError("tokenExpired"),
    "missing": TokenError("tokenMissing"),
    "identity": IdentityUnavailable(),
    "timeout": TimeoutError(),
    "broken": RuntimeError("98450 12345"),
}


def _app() -> FastAPI:
    app = FastAPI()
    app.add_middleware(DefaultHeaders, headers=API_HEADERS)
    app.add_middleware(RequestIdMiddleware)
    Problems(_TYPES, realm="test").install(app, _CODES, {TimeoutError: lambda _: ApiProblem("busy")})

    @app.get("/raise/{name}")
    async def fail(name: str) -> None:
        raise _RAISED[name]

    @app.get("/number/{number}")
    async def number(number: int) -> int:
        return number

    return app


@pytest.fixture
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(_app(), raise_app_exceptions=False), base_url="http://test")


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/raise/busy", "busy"),
        ("GET", "/raise/expired", "tokenExpired"),
        ("GET", "/raise/missing", "tokenMissing"),
        ("GET", "/raise/identity", "identityUnavailable"),
        ("GET", "/raise/timeout", "busy"),
        ("GET", "/raise/broken", "unexpected"),
        ("GET", "/nowhere", "missing"),
        ("DELETE", "/number/1", "wrongMethod"),
        ("GET", "/number/98450x", "invalid"),
    ],
)
async def test_every_error_is_a_problem(client: httpx.AsyncClient, method: str, path: str, code: str) -> None:
    response = await client.request(method, path)
    kind = _TYPES[code]
    assert response.status_code == kind.status
    assert response.json() == {
        "type": "about:blank",
        "title": kind.title,
        "status": kind.status,
        "code": code,
        "requestId": response.headers["x-request-id"],
        "retryable": kind.retryable,
        **({"fields": ["number"]} if code == "invalid" else {}),
    }
    assert response.headers["content-type"] == "application/problem+json"
    for name, value in API_HEADERS.items():
        assert response.headers.get_list(name) == [value]


async def test_headers_of_the_refusal_are_sent(client: httpx.AsyncClient) -> None:
    assert (await client.get("/raise/busy")).headers["retry-after"] == "7"
    assert (await client.delete("/number/1")).headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("path", "challenge"),
    [
        ("/raise/missing", 'Bearer realm="test"'),
        ("/raise/expired", 'Bearer realm="test", error="invalid_token"'),
        ("/raise/identity", None),
    ],
)
async def test_a_401_says_what_is_asked_for(client: httpx.AsyncClient, path: str, challenge: str | None) -> None:
    assert (await client.get(path)).headers.get("www-authenticate") == challenge
