"""Answers have an entity tag, and a caller who holds the current one gets a 304, after the same checks as for a 200."""

from datetime import datetime, timedelta

import httpx
import pytest

from core.contract import SourceName
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_READ, Principal, Role, Tokens
from rewards.app import create_app
from rewards.demo import STORY_ORDER
from rewards.settings import RewardsSettings
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, CLOCK, LEAD, READER, ROHAN, WRITER, MakeClient
from tests.rewards.http.problem_reader import problem
from tests.rewards.world import ORDER, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.usefixtures("demo_store")
STORY = f"/promotion-executions/{STORY_ORDER}"
FORMS = ["", "?version=2", "?version=2&fresh=true", "/cashback", "/issuances", "/issuances?limit=1"]
REQUEST_ID = {"X-Request-Id": "0191f3c04a5b7c8d9e0f112233445566"}


def held(response: httpx.Response) -> dict[str, str]:
    return {"If-None-Match": response.headers["etag"]}


@pytest.mark.parametrize("form", FORMS)
async def test_a_caller_who_holds_the_answer_gets_a_304(client: httpx.AsyncClient, form: str) -> None:
    first = await client.get(STORY + form, headers=READER)
    for _ in range(3):
        again = await client.get(STORY + form, headers=READER | held(first) | REQUEST_ID)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == first.headers["cache-control"] == "private, no-cache"
        assert again.headers["x-request-id"] == REQUEST_ID["X-Request-Id"]
        assert not {"content-type", "content-length"} & again.headers.keys()


@pytest.mark.parametrize("form", FORMS)
async def test_head_is_answered_in_the_same_way(client: httpx.AsyncClient, form: str) -> None:
    first = await client.head(STORY + form, headers=READER)
    again = await client.head(STORY + form, headers=READER | held(first))
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize("who", [ASHA, LEAD])
async def test_what_a_person_reads_is_stored_nowhere_and_has_a_tag(
    client: httpx.AsyncClient, who: dict[str, str]
) -> None:
    first = await client.get(f"{STORY}?version=2", headers=who)
    again = await client.get(f"{STORY}?version=2", headers=who | held(first))
    assert [response.headers["cache-control"] for response in (first, again)] == ["no-store", "no-store"]
    assert again.status_code == 304


async def test_each_version_form_and_selection_has_its_own_tag(client: httpx.AsyncClient) -> None:
    forms = [*FORMS[:2], "?version=2&include=", "?version=2&include=issuances", *FORMS[3:]]
    forms += ["/cashback?promotionId=PROMO-DIWALI-100", "/issuances?from=2026-11-05T00:00:00Z"]
    tags = [(await client.get(STORY + form, headers=READER)).headers["etag"] for form in forms]
    assert len(set(tags)) == len(forms)


@pytest.mark.parametrize("query", ["include=conflicts,issuances", "include=issuances,%20conflicts", "deadlineMs=900"])
async def test_spellings_of_one_question_share_a_tag(client: httpx.AsyncClient, query: str) -> None:
    plain = "include=issuances,conflicts" if "include" in query else ""
    tags = {(await client.get(f"{STORY}?version=2&{one}", headers=READER)).headers["etag"] for one in (plain, query)}
    assert len(tags) == 1


@pytest.mark.parametrize("form", FORMS)
async def test_foreign_and_missing_are_alike_whatever_the_caller_holds(client: httpx.AsyncClient, form: str) -> None:
    own = await client.get(STORY + form, headers=ASHA)
    for holds in (held(own), {"If-None-Match": "*"}, {"If-None-Match": '"x'}):
        foreign = await client.get(STORY + form, headers=ROHAN | holds | REQUEST_ID)
        missing = await client.get(
            f"/promotion-executions/404-0000009-0000009{form}", headers=ROHAN | holds | REQUEST_ID
        )
        assert problem(foreign) == (404, "notFound")
        assert (foreign.content, foreign.headers) == (missing.content, missing.headers)
        assert "etag" not in foreign.headers


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, (401, "tokenMissing")), ({"Authorization": "Bearer x"}, (401, "tokenInvalid")), (WRITER, (404, "notFound"))],
)
async def test_the_token_is_checked_first(
    client: httpx.AsyncClient, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    first = await client.get(f"{STORY}?version=2", headers=READER)
    await client.get(f"{STORY}?version=2", headers=READER | held(first))
    assert problem(await client.get(f"{STORY}?version=2", headers=headers | held(first))) == expected


@pytest.mark.parametrize("form", FORMS)
async def test_a_tag_of_another_state_or_none_gets_the_answer(client: httpx.AsyncClient, form: str) -> None:
    for holds in ('"x"', "W/", "", '"' * 9):
        response = await client.get(STORY + form, headers=READER | {"If-None-Match": holds})
        assert response.status_code == 200
    assert (await client.get(STORY + form, headers=READER | {"If-None-Match": "*"})).status_code == 304


@pytest.mark.parametrize("form", ["?version=2", "/cashback", "/issuances"])
async def test_the_tag_changes_with_the_order(store: SqliteStore, client: httpx.AsyncClient, form: str) -> None:
    load(store, ("p", ped_raw()), ("l", item_raw()))
    path = f"/promotion-executions/{ORDER}{form}"
    first = await client.get(path, headers=READER)
    assert (await client.get(path, headers=READER | held(first))).status_code == 304
    assert (await client.post("/concession-events", json=event_raw("E-9"), headers=WRITER)).status_code == 201
    changed = await client.get(path, headers=READER | held(first))
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_the_tag_of_v1_changes_with_the_record(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(store, ("p", ped_raw()))
    path = f"/promotion-executions/{ORDER}"
    first = await client.get(path, headers=READER)
    load(store, ("p", ped_raw(benefitIssuanceStatus="ISSUED")))
    assert (await client.get(path, headers=READER | held(first))).status_code == 200


class _MovedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = CLOCK.now()

    def now(self) -> datetime:
        return self.at


class _Timed:
    """The service with a clock that a test moves, and a reader whose token is valid for an hour."""

    def __init__(self, store: SqliteStore) -> None:
        self.clock = _MovedClock()
        self._tokens = Tokens("a secret for tests, long enough for HS256", clock=self.clock)
        app = create_app(store=store, tokens=self._tokens, clock=self.clock, settings=RewardsSettings())
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")

    def reader(self) -> dict[str, str]:
        principal = Principal(role=Role.SERVICE, subject="reader", scopes=frozenset({SCOPE_READ}))
        token = self._tokens.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(hours=1))
        return {"Authorization": f"Bearer {token}"}


async def test_the_tag_changes_when_time_alone_changes_the_answer(store: SqliteStore) -> None:
    """An unrevealed scratch card past its expiry has one more reason, with the same rows."""
    load(store, ("p", ped_raw(benefitType="SCRATCH_CARD", expiresAt="2026-11-24T00:00:00Z")))
    service = _Timed(store)
    path = f"/promotion-executions/{ORDER}?version=2&fresh=true"
    first = await service.client.get(path, headers=service.reader())
    service.clock.at += timedelta(days=2)
    later = await service.client.get(path, headers=service.reader() | held(first))
    assert later.status_code == 200
    assert "EXPIRED" in later.text
    assert "EXPIRED" not in first.text


async def test_a_token_that_has_expired_since_gets_no_304(store: SqliteStore) -> None:
    service = _Timed(store)
    reader, path = service.reader(), f"{STORY}?version=2"
    first = await service.client.get(path, headers=reader)
    assert (await service.client.get(path, headers=reader | held(first))).status_code == 304
    service.clock.at += timedelta(hours=1, seconds=6)
    assert problem(await service.client.get(path, headers=reader | held(first))) == (401, "tokenExpired")


@pytest.mark.parametrize("form", ["?version=2", "/cashback", "/issuances"])
async def test_a_partial_answer_has_no_tag_and_is_not_stored(
    store: SqliteStore, make_client: MakeClient, form: str
) -> None:
    whole = await make_client().get(STORY + form, headers=READER)
    client = make_client(with_failure(standard_sources(store), SourceName.LINE_ITEMS))
    for holds in (held(whole), {"If-None-Match": "*"}):
        partial = await client.get(STORY + form, headers=READER | holds)
        assert (partial.status_code, partial.json()["partial"]) == (200, True)
        assert "etag" not in partial.headers
        assert partial.headers["cache-control"] == "no-store"


async def test_a_stale_answer_is_sent_whole(store: SqliteStore, make_client: MakeClient) -> None:
    """It says that it is stale, which a 304 could not."""
    client = make_client(cache_open_ms=0, cache_settled_ms=0, cache_revalidate_ms=60_000)
    path = f"{STORY}?version=2"
    first = await client.get(path, headers=READER)
    stale = await client.get(path, headers=READER | held(first))
    assert (stale.status_code, stale.json()["sources"][0]["status"]) == (200, "stale")
    assert "etag" not in stale.headers


async def test_nothing_is_folded_for_a_304(
    store: SqliteStore, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await client.get(f"{STORY}?version=2", headers=READER)
    monkeypatch.setattr("rewards.cache.snapshot.fold", lambda *_, **__: 1 / 0)
    for query in ("?version=2", "?version=2&fresh=true"):
        again = await client.get(STORY + query, headers=READER | held(first))
        assert again.status_code == 304


async def test_searches_streams_and_problems_have_no_tag(client: httpx.AsyncClient) -> None:
    window = {"from": "2026-10-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"}
    search = await client.get("/customers/CUST-1001/promotion-executions", params=window, headers=READER)
    card = await client.get("/gift-cards/GC-7F3K-9Q2M-1111/issuances", headers=READER)
    refused = await client.get(f"{STORY}?version=9", headers=READER | {"If-None-Match": "*"})
    assert [response.status_code for response in (search, card, refused)] == [200, 200, 400]
    for response in (search, card, refused):
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"
