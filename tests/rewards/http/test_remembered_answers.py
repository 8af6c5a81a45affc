"""A repeated request that is answered without routing: under the same conditions as the first, and measured alike."""

import httpx
import pytest
from fastapi import FastAPI

from rewards.app import create_app
from rewards.demo import STORY_ORDER
from rewards.http import remembered_answers
from rewards.http.dependencies import RewardsService
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, CLOCK, LEAD, READER, ROHAN, TOKENS, WRITER, agent_of
from tests.rewards.http.problem_reader import problem
from tests.rewards.world import CUSTOMER, ORDER, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.usefixtures("demo_store")
STORY = f"/promotion-executions/{STORY_ORDER}?version=2"
ORDER_PATH = f"/promotion-executions/{ORDER}"


class _Service:
    """The application, its client, and whether the last request reached the routes."""

    def __init__(self, app: FastAPI) -> None:
        self.parts: RewardsService = app.state.service
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")
        self._verified = 0

    async def repeat(self, path: str, headers: dict[str, str], tag: str) -> tuple[int, bool]:
        """Return the status of a conditional request, and whether its token was verified for it."""
        before = self._verified
        response = await self.client.get(path, headers=headers | {"If-None-Match": tag})
        return response.status_code, self._verified > before

    def count_verifications(self, monkeypatch: pytest.MonkeyPatch) -> None:
        verify = TOKENS.verify

        def counted(token: str, *, audience: str) -> object:
            self._verified += 1
            return verify(token, audience=audience)

        monkeypatch.setattr(TOKENS, "verify", counted)


@pytest.fixture
def service(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> _Service:
    load(store, ("p", ped_raw()))
    service = _Service(create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings()))
    service.count_verifications(monkeypatch)
    return service


async def tag_at(service: _Service, path: str, headers: dict[str, str]) -> str:
    tag: str = (await service.client.get(path, headers=headers)).headers["etag"]
    return tag


@pytest.mark.parametrize("form", ["?version=2", "/cashback", "/issuances"])
async def test_the_second_304_needs_no_verification(service: _Service, form: str) -> None:
    path = ORDER_PATH + form
    tag = await tag_at(service, path, READER)
    assert [await service.repeat(path, READER, tag) for _ in range(3)] == [(304, True), (304, False), (304, False)]


async def test_both_304s_have_the_same_headers(service: _Service) -> None:
    tag = await tag_at(service, STORY, ASHA)
    headers = ASHA | {"If-None-Match": tag, "X-Request-Id": "0191f3c04a5b7c8d9e0f112233445566"}
    first, second = [await service.client.get(STORY, headers=headers) for _ in range(2)]
    assert (first.headers, first.status_code) == (second.headers, second.status_code)
    assert first.headers["cache-control"] == "no-store"
    metrics = (await service.client.get("/metrics")).text
    line = 'rewards_http_request_seconds_count{method="GET",route="/promotion-executions/{brf}",status="304"} 2.0'
    assert line in metrics


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (ROHAN, (404, "notFound")),
        (WRITER, (404, "notFound")),
        ({}, (401, "tokenMissing")),
        ({"Authorization": "Bearer x"}, (401, "tokenInvalid")),
    ],
)
async def test_another_caller_is_refused_as_ever(
    service: _Service, other: dict[str, str], expected: tuple[int, str]
) -> None:
    tag = await tag_at(service, STORY, ASHA)
    for _ in range(2):
        await service.repeat(STORY, ASHA, tag)
    assert problem(await service.client.get(STORY, headers=other | {"If-None-Match": tag})) == expected


@pytest.mark.parametrize("other", [agent_of("CUST-1001", case_id="CASE-2"), LEAD])
async def test_each_token_is_verified(service: _Service, other: dict[str, str]) -> None:
    tag = await tag_at(service, STORY, ASHA)
    for _ in range(2):
        await service.repeat(STORY, ASHA, tag)
    assert await service.repeat(STORY, other, tag) == (304, True)


@pytest.mark.parametrize("query", ["&fresh=true", "&version=2", "&include=issuances", "&deadlineMs=1"])
async def test_it_is_for_the_same_question_only(service: _Service, query: str) -> None:
    tag = await tag_at(service, STORY, ASHA)
    for _ in range(2):
        await service.repeat(STORY, ASHA, tag)
    status, was_verified = await service.repeat(STORY + query, ASHA, tag)
    assert was_verified
    assert status in (200, 304, 400)


async def test_fresh_reads_the_databases_every_time(service: _Service, store: SqliteStore) -> None:
    path = f"{ORDER_PATH}?version=2&fresh=true"
    tag = await tag_at(service, path, READER)
    assert [await service.repeat(path, READER, tag) for _ in range(2)] == [(304, True)] * 2
    load(store, ("e", event_raw()))  # past the service, as another system would
    assert await service.repeat(path, READER, tag) == (200, True)


async def test_a_changed_order_is_answered(service: _Service) -> None:
    path = f"{ORDER_PATH}?version=2"
    tag = await tag_at(service, path, agent_of(CUSTOMER))
    for _ in range(2):
        await service.repeat(path, agent_of(CUSTOMER), tag)
    assert (await service.client.post("/concession-events", json=event_raw(), headers=WRITER)).status_code == 201
    assert await service.repeat(path, agent_of(CUSTOMER), tag) == (200, True)


async def test_another_tag_is_answered(service: _Service) -> None:
    tag = await tag_at(service, STORY, READER)
    for _ in range(2):
        await service.repeat(STORY, READER, tag)
    assert await service.repeat(STORY, READER, '"x"') == (200, True)


async def test_the_token_is_verified_again_after_a_minute(service: _Service, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr(remembered_answers, "monotonic", lambda: now_s)
    tag = await tag_at(service, STORY, READER)
    assert [await service.repeat(STORY, READER, tag) for _ in range(2)] == [(304, True), (304, False)]
    now_s += 60
    assert await service.repeat(STORY, READER, tag) == (304, True)


async def test_the_number_of_remembered_answers_is_limited(service: _Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered_answers, "_MAX_ANSWERS", 3)
    tag = await tag_at(service, STORY, READER)
    for number in range(5):
        await service.repeat(f"{STORY}&n={number}", READER, tag)
    assert len(service.parts.remembered) == 3
    assert await service.repeat(f"{STORY}&n=4", READER, tag) == (304, False)
    assert await service.repeat(f"{STORY}&n=0", READER, tag) == (304, True)


async def test_it_is_not_used_while_changes_of_other_replicas_may_be_missing(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A settled order is fresh for minutes, and for a moment only while its changes may not arrive."""
    item = item_raw(eligibleMinor=1500, issuedMinor=1500, status="ISSUED")
    load(store, ("p", ped_raw(eligibleMinor=1500)), ("l", item), ("e", event_raw(lineItemId="LI-1")))
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(cache_open_ms=0))
    service = _Service(app)
    service.count_verifications(monkeypatch)
    path = f"{ORDER_PATH}?version=2"
    tag = await tag_at(service, path, READER)
    assert [await service.repeat(path, READER, tag) for _ in range(2)] == [(304, True), (304, False)]
    service.parts.orders.knows_all_changes = lambda: False
    assert await service.repeat(path, READER, tag) == (304, True)
