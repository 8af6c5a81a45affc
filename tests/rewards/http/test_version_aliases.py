"""The version in the path is the version in the query."""

import httpx
import pytest
from fastapi import FastAPI

from rewards.app import create_app
from rewards.demo import STORY_ORDER
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, CLOCK, TOKENS
from tests.rewards.http.problem_reader import problem

PATH = f"promotion-executions/{STORY_ORDER}"


@pytest.fixture
def http(demo_store: SqliteStore) -> httpx.AsyncClient:
    rewards = create_app(store=demo_store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings())
    outer = FastAPI()
    outer.mount("/rewards", rewards)
    outer.mount("/", rewards)
    return httpx.AsyncClient(transport=httpx.ASGITransport(outer), base_url="http://rewards.test", headers=ASHA)


@pytest.mark.parametrize("root", ["", "/rewards"])
@pytest.mark.parametrize("version", ["1", "2"])
async def test_an_alias_gives_what_the_parameter_gives(http: httpx.AsyncClient, root: str, version: str) -> None:
    request_id = {"X-Request-Id": "0191f3c04a5b7c8d9e0f112233445566"}
    async with http:
        by_path = await http.get(f"{root}/v{version}/{PATH}", headers=request_id)
        by_query = await http.get(f"{root}/{PATH}", params={"version": version}, headers=request_id)
        both = await http.get(f"{root}/v{version}/{PATH}", params={"version": version})

    assert by_path.status_code == by_query.status_code == both.status_code == 200
    assert ("apiVersion" in by_path.json()) is (version == "2")
    timeless = [{k: v for k, v in body.json().items() if k != "sources"} for body in (by_path, by_query)]
    assert timeless[0] == timeless[1]


async def test_other_parameters_of_an_alias_are_kept(http: httpx.AsyncClient) -> None:
    query = {"from": "2026-11-01T00:00:00+05:30", "to": "2026-12-01T00:00:00+05:30", "limit": "1"}
    async with http:
        found = await http.get("/v2/customers/CUST-1001/promotion-executions", params=query)
    assert [order["businessReferenceId"] for order in found.json()["data"]] == [STORY_ORDER]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"/v1/{PATH}?version=2", 400, "unsupportedVersion"),
        (f"/v2/{PATH}?version=3", 400, "unsupportedVersion"),
        (f"/v3/{PATH}", 404, "notFound"),
        (f"/v1{PATH}", 404, "notFound"),
        ("/v1/v2/health/live", 404, "notFound"),
    ],
)
async def test_what_is_no_version_is_refused(http: httpx.AsyncClient, path: str, status: int, code: str) -> None:
    async with http:
        response = await http.get(path)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_unforeseen_error_under_an_alias_is_a_problem_too(demo_store: SqliteStore) -> None:
    app = create_app(store=demo_store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings())

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    app.state.service.orders.read = broken
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(base_url="http://rewards.test", transport=transport, headers=ASHA) as client:
        response = await client.get(f"/v2/{PATH}")
    assert problem(response) == (500, "internal")
    assert response.headers["cache-control"] == "no-store"
