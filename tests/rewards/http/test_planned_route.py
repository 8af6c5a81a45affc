"""A planned route answers as FastAPI's own would, and what cannot be planned ends the start."""

from collections.abc import Callable
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Body, Depends, FastAPI, Header, Path, Query, Request, Response, params
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic.fields import FieldInfo

from rewards.http.planned_route import PlannedRoute

_BEARER = HTTPBearer(auto_error=False)
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


async def _caller(request: Request, credentials: _Credentials) -> str:
    request.state.calls = [*getattr(request.state, "calls", []), "caller"]
    if credentials is None:
        raise HTTPException(401)
    return credentials.credentials


Caller = Annotated[str, Depends(_caller)]


async def _deadline(_: Caller, ms: Annotated[int | None, Query(alias="deadlineMs", ge=1, le=9)] = None) -> int:
    return ms or 5


async def endpoint(
    request: Request,
    key: str,
    caller: Caller,
    deadline: Annotated[int, Depends(_deadline)],
    *,
    needed: Annotated[str, Query(max_length=5)],
    fresh: bool = False,
    share: float = 0.5,
) -> Response:
    """Answer with all that was solved."""
    return Response(repr((key, caller, deadline, needed, fresh, share, request.state.calls)))


def app_with(route_class: type[APIRoute], call: Callable[..., Any] = endpoint) -> FastAPI:
    app = FastAPI()

    async def refuse(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return Response(repr(sorted({place["loc"][-1] for place in error.errors()})), status_code=400)

    app.add_exception_handler(RequestValidationError, refuse)
    app.router.route_class = route_class
    app.get("/things/{key}")(call)
    return app


@pytest.mark.parametrize(
    "query",
    [
        "needed=a",
        "needed=a&fresh=true&share=0.25&deadlineMs=9",
        "needed=a&needed=b",
        "needed=",
        "needed=%C3%A9+x",
        "needed=a&unknown=1",
        "needed=a&fresh=",
        "needed=a&fresh=maybe",
        "needed=a&deadlineMs=0",
        "needed=a&deadlineMs=x&deadlineMs=3",
        "needed=a&share=NaN",
        "needed=toolong",
        "",
        "&&==&needed",
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer t"}, {"Authorization": "Basic t"}])
@pytest.mark.parametrize("path", ["/things/one", "/things/a%2Fb", "/things/%E0%A4%85%20x"])
async def test_answers_as_the_framework_does(path: str, query: str, headers: dict[str, str]) -> None:
    answers = []
    for route_class in (APIRoute, PlannedRoute):
        transport = httpx.ASGITransport(app=app_with(route_class))
        async with httpx.AsyncClient(base_url="http://test", transport=transport, headers=headers) as client:
            answer = await client.get(f"{path}?{query}")
        answers.append((answer.status_code, answer.text))
    assert answers[0] == answers[1]


def test_the_document_is_the_same() -> None:
    assert app_with(PlannedRoute).openapi() == app_with(APIRoute).openapi()


async def _with_header(name: Annotated[str, Header()]) -> Response:
    return Response(name)


async def _with_body(name: Annotated[str, Body()]) -> Response:
    return Response(name)


async def _with_list(names: Annotated[list[str], Query()]) -> Response:
    return Response(str(names))


def _blocking() -> str:
    return "x"


async def _with_blocking(name: Annotated[str, Depends(_blocking)]) -> Response:
    return Response(name)


@pytest.mark.parametrize("call", [_with_header, _with_body, _with_list, _with_blocking])
def test_what_cannot_be_planned_is_refused_at_the_start(call: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="cannot be planned"):
        app_with(PlannedRoute, call)


def test_an_endpoint_whose_answer_the_framework_makes_stays_the_frameworks() -> None:
    async def plain(names: Annotated[list[str] | None, Query()] = None) -> list[str]:
        return names or []

    assert app_with(PlannedRoute, plain).routes


_WHY = "FastAPI changed what rewards/http/planned_route.py relies on; see docs/adr/0032-planned-route.md: {}"


def test_fastapi_still_is_what_a_plan_relies_on() -> None:
    """The few names outside FastAPI's documentation that a plan uses. Fails on an upgrade before a request does."""
    for kind in (params.Query, params.Path):
        declared = kind(alias="other", max_length=5)
        assert isinstance(declared, FieldInfo), _WHY.format(f"{kind.__name__} is no field of pydantic")
        assert declared.alias == "other", _WHY.format(f"{kind.__name__} has no alias")
    assert type(Query()) is params.Query, _WHY.format("Query() makes another class")
    assert type(Path()) is params.Path, _WHY.format("Path() makes another class")
    assert type(Depends(_caller)) is params.Depends, _WHY.format("Depends() makes another class")
    assert Depends(_caller).dependency is _caller, _WHY.format("Depends keeps its callable elsewhere")
    made = [route for route in app_with(PlannedRoute).routes if isinstance(route, PlannedRoute)]
    assert made, _WHY.format("route_class is not used")
