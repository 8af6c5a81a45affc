"""What every request and response has in common: methods, paths, headers and ids."""

import socket

import httpx
import pytest

from rewards.app import create_app
from rewards.demo import STORY_ORDER
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, CLOCK, TOKENS
from tests.rewards.http.problem_reader import SECRET, problem
from tests.rewards.http.test_access_and_refusals import STORY

pytestmark = pytest.mark.usefixtures("demo_store")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", f"/{SECRET}", (404, "notFound")),
        ("GET", f"/promotion-executions/a%2F{SECRET}", (404, "notFound")),
        ("DELETE", STORY, (405, "methodNotAllowed")),
        ("GET", "/concession-events", (405, "methodNotAllowed")),
    ],
)
async def test_unknown_paths_and_methods_are_problems(
    client: httpx.AsyncClient, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert problem(await client.request(method, path, headers=ASHA)) == expected


async def test_every_response_has_a_request_id_and_is_not_stored(client: httpx.AsyncClient) -> None:
    own = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    kept = await client.get(STORY, headers=ASHA | {"X-Request-Id": own})
    replaced = await client.get(STORY, headers=ASHA | {"X-Request-Id": "asha-verma"})
    made = await client.get(STORY, headers=ASHA)
    assert kept.headers["x-request-id"] == own
    assert len({response.headers["x-request-id"] for response in (kept, replaced, made)}) == 3
    assert replaced.headers["x-request-id"] != "asha-verma"
    for response in (kept, replaced, made):
        assert response.headers.get_list("cache-control") == ["no-store"]
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_two_tokens_in_one_request_are_refused(client: httpx.AsyncClient) -> None:
    own = ASHA["Authorization"]
    response = await client.get(STORY, headers=[("Authorization", own), ("Authorization", own)])
    assert problem(response) == (401, "tokenInvalid")


async def test_slash_at_the_end_is_another_path_and_no_redirect(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/promotion-executions/{STORY_ORDER}/", headers=ASHA | {"Host": "evil.example"})
    assert problem(response) == (404, "notFound")


async def test_head_and_options_are_answered(client: httpx.AsyncClient) -> None:
    asked = await client.options(STORY)
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    got, head = await client.get(STORY, headers=ASHA), await client.head(STORY, headers=ASHA)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, got.headers["content-length"], b"")
    stream = await client.head(f"{STORY}/events-stream", headers=ASHA)
    assert (stream.status_code, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert (await client.head(STORY)).status_code == 401
    metrics = (await client.get("/metrics")).text
    assert 'method="HEAD",route="/promotion-executions/{brf}",status="200"' in metrics


async def test_metrics_that_are_off_are_a_missing_route(demo_store: SqliteStore) -> None:
    app = create_app(store=demo_store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(), metrics_at="off")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as http:
        assert problem(await http.get("/metrics")) == (404, "notFound")


async def test_metrics_on_a_separate_address_are_not_public(demo_store: SqliteStore) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/metrics"
    app = create_app(store=demo_store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(), metrics_at=listener)
    async with app.router.lifespan_context(app), httpx.AsyncClient() as monitoring:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as http:
            assert problem(await http.get("/metrics")) == (404, "notFound")
        assert "rewards_worklist_waiting" in (await monitoring.get(url)).text
