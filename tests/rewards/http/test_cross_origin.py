"""Pages of other origins may read the API only if an operator names their origin."""

import pytest
from pydantic import ValidationError

from rewards.demo import STORY_ORDER
from rewards.settings import RewardsSettings
from tests.rewards.conftest import ASHA, MakeClient
from tests.rewards.http.problem_reader import problem

pytestmark = pytest.mark.usefixtures("demo_store")
STORY = f"/promotion-executions/{STORY_ORDER}?version=2"
TOOL = "https://tool.example"


def preflight(origin: str, method: str = "GET", headers: str = "authorization, if-none-match") -> dict[str, str]:
    return {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}


def of_cors(headers: object) -> set[str]:
    return {name for name in dict(headers) if name.startswith("access-control")}  # type: ignore[call-overload]


async def test_no_origin_is_allowed_by_default(make_client: MakeClient) -> None:
    client = make_client()
    for response in (
        await client.options(STORY, headers=preflight(TOOL)),
        await client.get(STORY, headers=ASHA | {"Origin": TOOL}),
    ):
        assert response.is_success
        assert of_cors(response.headers) == set()


async def test_a_named_origin_may_read(make_client: MakeClient) -> None:
    client = make_client(cors_origins=f"{TOOL} http://localhost:5173")
    asked = await client.options(STORY, headers=preflight(TOOL))
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, TOOL)
    answer = await client.get(STORY, headers=ASHA | {"Origin": TOOL})
    assert answer.headers["access-control-allow-origin"] == TOOL
    assert "Origin" in answer.headers["vary"]
    assert {"ETag", "Retry-After", "X-Request-Id"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    again = await client.get(STORY, headers=ASHA | {"Origin": TOOL, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.headers["access-control-allow-origin"]) == (304, TOOL)
    refused = await client.get(f"{STORY}&deadlineMs=x", headers=ASHA | {"Origin": TOOL})
    assert (problem(refused)[0], refused.headers["access-control-allow-origin"]) == (400, TOOL)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{TOOL}.evil.example", "null", f"{TOOL}:8443", "http://tool.example"]
)
async def test_another_origin_may_not(make_client: MakeClient, origin: str) -> None:
    client = make_client(cors_origins=TOOL)
    asked = await client.options(STORY, headers=preflight(origin))
    answer = await client.get(STORY, headers=ASHA | {"Origin": origin})
    assert "access-control-allow-origin" not in {**asked.headers, **answer.headers}


@pytest.mark.parametrize(("method", "headers"), [("POST", "authorization"), ("DELETE", ""), ("GET", "x-secret")])
async def test_a_page_may_not_write_or_send_other_headers(make_client: MakeClient, method: str, headers: str) -> None:
    client = make_client(cors_origins=TOOL)
    assert (await client.options(STORY, headers=preflight(TOOL, method, headers))).status_code == 400


async def test_no_credentials_of_the_browser_are_allowed(make_client: MakeClient) -> None:
    client = make_client(cors_origins=TOOL)
    for response in (
        await client.options(STORY, headers=preflight(TOOL)),
        await client.get(STORY, headers=ASHA | {"Origin": TOOL}),
    ):
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    "origins",
    [
        "*",
        "null",
        "https://tool.example/",
        "https://*.example",
        "http://tool.example",
        "tool.example",
        "https://a@b.example",
    ],
)
def test_only_exact_origins_over_tls_or_of_this_machine_are_accepted(origins: str) -> None:
    with pytest.raises(ValidationError):
        RewardsSettings(_env_file=None, cors_origins=origins)
