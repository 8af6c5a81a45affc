"""Rates of reading and writing, by caller: off by default, and refused with the time to retry."""

import httpx
import pytest

from core.identity.tokens import SCOPE_READ, Principal, Role
from rewards.demo import STORY_ORDER
from tests.rewards.conftest import ASHA, READER, WRITER, MakeClient, bearer
from tests.rewards.http.problem_reader import problem

pytestmark = pytest.mark.usefixtures("demo_store")
STORY = f"/promotion-executions/{STORY_ORDER}?version=2"


async def statuses(client: httpx.AsyncClient, paths: list[str], headers: dict[str, str]) -> list[int]:
    return [(await client.get(path, headers=headers)).status_code for path in paths]


async def test_nothing_is_limited_or_announced_by_default(client: httpx.AsyncClient) -> None:
    assert set(await statuses(client, [STORY] * 30, READER)) == {200}
    assert "ratelimit" not in (await client.get(STORY, headers=READER)).headers


async def test_a_caller_who_asks_too_often_is_refused(make_client: MakeClient) -> None:
    client = make_client(read_rate="3/minute")
    assert await statuses(client, [STORY, "/gift-cards/GC-1/issuances", f"{STORY}&limit=x"], READER) == [200, 404, 200]
    refused = await client.get(STORY, headers=READER)
    assert problem(refused) == (429, "rateLimited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-policy"] == '"read";q=3;w=60'
    assert refused.headers["ratelimit"].startswith('"read";r=0;t=')


async def test_what_is_left_is_announced(make_client: MakeClient) -> None:
    client = make_client(read_rate="3/minute")
    answers = [await client.request(method, STORY, headers=READER) for method in ("GET", "HEAD", "GET")]
    left = [answer.headers["ratelimit"].split(";t=")[0] for answer in answers]
    assert left == ['"read";r=2', '"read";r=1', '"read";r=0']


async def test_each_caller_is_counted_separately(make_client: MakeClient) -> None:
    """Several users of one service, too: the token of a turn has its user's subject."""
    client = make_client(read_rate="1/minute")
    users = [
        bearer(Principal(role=Role.SUPPORT_AGENT, subject=f"u-{n}", case_id="C", customer_id="CUST-1001"))
        for n in range(3)
    ]
    for who in (ASHA, READER, *users):
        assert await statuses(client, [STORY] * 2, who) == [200, 429]
    again = bearer(Principal(role=Role.SERVICE, subject="reader-1", scopes=frozenset({SCOPE_READ})), ttl_s=299)
    assert await statuses(client, [STORY], again) == [429]


async def test_writing_has_a_separate_rate(make_client: MakeClient) -> None:
    client = make_client(write_rate="2/minute")
    posted = [await client.post("/concession-events", content=b"{", headers=WRITER) for _ in range(3)]
    assert [response.status_code for response in posted] == [422, 422, 429]
    assert set(await statuses(client, [STORY] * 5, READER)) == {200}


async def test_who_is_not_known_is_not_counted_and_probes_are_not_limited(make_client: MakeClient) -> None:
    client = make_client(read_rate="1/minute")
    assert await statuses(client, [STORY] * 3, {}) == [401] * 3
    assert await statuses(client, ["/health/live", "/metrics"] * 2, READER) == [200] * 4


async def test_a_304_is_counted(make_client: MakeClient) -> None:
    client = make_client(read_rate="4/minute")
    tag = (await client.get(STORY, headers=READER)).headers["etag"]
    answers = [await client.get(STORY, headers=READER | {"If-None-Match": tag}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [304, 304, 304, 429]
    assert [answer.headers["ratelimit"].split(";t=")[0] for answer in answers[1:]] == [
        '"read";r=1',
        '"read";r=0',
        '"read";r=0',
    ]
