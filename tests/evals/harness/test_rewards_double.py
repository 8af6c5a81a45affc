"""The double forwards known requests, injects the faults of its task, and records every request."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.clock import FixedClock
from core.errors import TokenError
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Role, Tokens
from evals.harness.injected_faults import RouteFault, RouteFaultKind
from evals.harness.rewards_double import RewardsDouble
from tests.evals.checks.transcripts import AGENT, NOW

PATH = "/promotion-executions/O-1"
TOKENS = Tokens("a secret of this test, long enough", clock=FixedClock(NOW))
TOKEN = TOKENS.mint(AGENT, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(seconds=60))


async def _who(request: Request) -> JSONResponse:
    """A service whose answer names the caller."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    try:
        role = TOKENS.verify(token, audience=AUDIENCE_REWARDS).role.value
    except TokenError as error:
        return JSONResponse({"code": error.code}, 401)
    return JSONResponse({"role": role, "path": request.url.path, "query": dict(request.query_params)})


SERVICE = Starlette(routes=[Route("/{path:path}", _who)])


class Called:
    """A double and its client."""

    def __init__(self, *faults: RouteFault) -> None:
        self.double = RewardsDouble(SERVICE, tokens=TOKENS, faults=faults)
        self.client = self.double.client()

    async def get(self, path: str, *, token: str = TOKEN, **options: Any) -> httpx.Response:
        return await self.client.get(path, headers={"Authorization": f"Bearer {token}"}, **options)


@pytest.fixture
async def called() -> AsyncIterator[Called]:
    called = Called()
    yield called
    await called.client.aclose()


@pytest.mark.parametrize(
    "path",
    [
        PATH,
        f"{PATH}/issuances",
        f"{PATH}/cashback",
        "/customers/C-1/promotion-executions",
        "/gift-cards/GC-1/issuances",
    ],
)
async def test_known_paths_reach_the_service_and_are_recorded(called: Called, path: str) -> None:
    response = await called.get(path, params={"version": "2"})

    assert response.json() == {"role": "support_agent", "path": path, "query": {"version": "2"}}
    [request] = called.double.requests
    assert str(request) == f"GET {path}?version=2"
    assert (request.bearer, request.token_ttl, request.status) == (AGENT, timedelta(seconds=60), 200)
    assert called.double.unexpected_requests == []


@pytest.mark.parametrize(
    ("method", "url", "request_line"),
    [
        ("GET", "/refunds", "GET rewards.eval/refunds"),
        ("POST", PATH, f"POST rewards.eval{PATH}"),
        ("POST", "/concession-events", "POST rewards.eval/concession-events"),
        ("GET", f"{PATH}/cashback/all", f"GET rewards.eval{PATH}/cashback/all"),
        ("GET", f"http://elsewhere.test{PATH}", f"GET elsewhere.test{PATH}"),
        ("GET", "https://api.openai.com/v1/models", "GET api.openai.com/v1/models"),
    ],
)
async def test_any_other_request_is_unexpected(called: Called, method: str, url: str, request_line: str) -> None:
    response = await called.client.request(method, url)

    assert response.status_code == 501
    assert called.double.unexpected_requests == [request_line]
    assert called.double.requests == []


async def test_an_invalid_token_is_recorded_as_none(called: Called) -> None:
    response = await called.get(PATH, token="forged")

    assert response.status_code == 401
    assert [(request.bearer, request.token_ttl) for request in called.double.requests] == [(None, None)]


async def test_a_status_fault_replaces_the_answer_on_its_route_only() -> None:
    called = Called(RouteFault(route="/promotion-executions/*/cashback", kind=RouteFaultKind.STATUS, status=429))

    assert (await called.get(f"{PATH}/cashback")).status_code == 429
    assert (await called.get(PATH)).status_code == 200
    assert [request.status for request in called.double.requests] == [429, 200]


async def test_a_fault_ends_after_its_times() -> None:
    called = Called(RouteFault(route="/*", kind=RouteFaultKind.STATUS, status=503, times=2))

    assert [(await called.get(PATH)).status_code for _ in range(4)] == [503, 503, 200, 200]


@pytest.mark.parametrize(
    ("kind", "error"),
    [(RouteFaultKind.TIMEOUT, httpx.ReadTimeout), (RouteFaultKind.DISCONNECT, httpx.ConnectError)],
)
async def test_a_failed_connection_is_recorded_without_a_status(kind: RouteFaultKind, error: type[Exception]) -> None:
    called = Called(RouteFault(route="/*", kind=kind))

    with pytest.raises(error):
        await called.get(PATH)

    assert [request.status for request in called.double.requests] == [None]


async def test_garbage_is_not_json() -> None:
    called = Called(RouteFault(route="/*", kind=RouteFaultKind.GARBAGE))

    response = await called.get(PATH)

    assert response.status_code == 200
    with pytest.raises(ValueError, match="Expecting"):
        response.json()


async def test_an_unscoped_service_answers_any_caller_and_the_caller_is_recorded() -> None:
    called = Called(RouteFault(route="/*", kind=RouteFaultKind.UNSCOPED))

    response = await called.get(PATH)

    assert response.json()["role"] == Role.SERVICE.value
    assert [request.bearer for request in called.double.requests] == [AGENT]


async def test_two_doubles_are_independent() -> None:
    first, second = Called(), Called()

    await first.get(PATH)

    assert (len(first.double.requests), len(second.double.requests)) == (1, 0)
    assert isinstance(first.double.requests[0].bearer, Principal)
