"""The service over HTTP: who may ask, what a malformed question gets, and what is never echoed."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from core.contract import ExecutionV2, OrderCashback, SourceName
from core.errors import IdentityUnavailable
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS, SCOPE_INGEST, Principal, Role, Tokens
from rewards.app import create_app
from rewards.demo import DEMO_NOW, LEGACY_ORDER, STORY_ORDER, UNREVEALED_ORDER
from rewards.settings import RewardsSettings
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, CLOCK, LEAD, READER, ROHAN, WRITER, MakeClient, agent_of, bearer
from tests.rewards.http.problem_reader import SECRET, problem
from tests.rewards.world import CUSTOMER, ORDER, STRANGER, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.usefixtures("demo_store")
STORY = f"/promotion-executions/{STORY_ORDER}"
_SUBJECT = Principal(role=Role.SUPPORT_AGENT, subject="a", case_id="c", customer_id="CUST-1001")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "tokenMissing"),
        ({"Authorization": "Basic YTpi"}, "tokenMissing"),
        ({"Authorization": f"Bearer {SECRET}"}, "tokenInvalid"),
        (bearer(_SUBJECT, audience=AUDIENCE_AGENT), "tokenInvalid"),
        (bearer(_SUBJECT, ttl_s=-60), "tokenExpired"),
        (
            {
                "Authorization": "Bearer "
                + Tokens("some other secret, which is also long", clock=CLOCK).mint(
                    _SUBJECT, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(hours=1)
                )
            },
            "tokenInvalid",
        ),
    ],
    ids=["none", "basic", "garbage", "another audience", "expired", "another secret"],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", STORY),
        ("GET", f"{STORY}?version=9&deadlineMs=x"),
        ("GET", f"{STORY}/issuances"),
        ("GET", f"{STORY}/cashback"),
        ("GET", "/customers/CUST-1001/promotion-executions"),
        ("GET", "/gift-cards/GC-7F3K-9Q2M-1111/issuances"),
        ("POST", "/concession-events"),
        ("POST", "/concession-events/batch"),
    ],
)
async def test_no_route_answers_without_a_valid_token(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], code: str
) -> None:
    response = await client.request(method, path, headers=headers, content=b"{not json")
    assert problem(response) == (401, code)
    assert response.headers["www-authenticate"].startswith('Bearer realm="rewards"')


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{STORY}?version=3", "unsupportedVersion"),
        (f"{STORY}?version={SECRET}", "unsupportedVersion"),
        (f"{STORY}?version=", "unsupportedVersion"),
        (f"{STORY}?version=2&deadlineMs=49", "invalidParameter"),
        (f"{STORY}?version=2&deadlineMs=10001", "invalidParameter"),
        (f"{STORY}?version=2&deadlineMs={SECRET}", "invalidParameter"),
        (f"{STORY}?version=2&allowPartial={SECRET}", "invalidParameter"),
        (f"/promotion-executions/{SECRET}'?version=2", "invalidIdentifier"),
        (f"/promotion-executions/{'9' * 300}?version=2", "invalidIdentifier"),
        (f"{STORY}/issuances?limit=0", "invalidParameter"),
        (f"{STORY}/issuances?limit=501", "invalidParameter"),
        (f"{STORY}/issuances?cursor={SECRET}", "invalidCursor"),
        (f"{STORY}/issuances?cursor={'a' * 4001}", "invalidParameter"),
        (f"{STORY}/issuances?promotionId=%22{SECRET}", "invalidIdentifier"),
        (f"{STORY}/issuances?from=2026-11-05T00:00:00", "offsetRequired"),
        (f"{STORY}/issuances?from=2026-11-05T00:00:00Z&to=2026-11-05T00:00:00Z", "emptyWindow"),
        (f"{STORY}/cashback?promotionId=%00", "invalidIdentifier"),
        (f"/gift-cards/{SECRET}%22/issuances", "invalidIdentifier"),
    ],
)
async def test_malformed_question_is_a_400_without_an_echo(client: httpx.AsyncClient, path: str, code: str) -> None:
    assert problem(await client.get(path, headers=ASHA)) == (400, code)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (f"{STORY}?version=2&deadlineMs={SECRET}&allowPartial={SECRET}", ["allowPartial", "deadlineMs"]),
        (f"{STORY}/issuances?limit=0", ["limit"]),
        (f"/customers/CUST-1001/promotion-executions?limit={SECRET}&status=x&from=a&to=b", ["limit", "status"]),
        (f"/gift-cards/GC-1/issuances?cursor={'a' * 4001}", ["cursor"]),
        (f"/promotion-executions/{SECRET}?version=9", None),
    ],
)
async def test_refusal_names_the_wrong_parameters(
    client: httpx.AsyncClient, path: str, fields: list[str] | None
) -> None:
    refused = await client.get(path, headers=ASHA)
    assert problem(refused)[0] == 400
    assert refused.json().get("fields") == fields


@pytest.mark.parametrize(
    "typed", ["404 1029384 5566778", "40410293845566778", "४०४-१०२९३८४-५५६६७७८", "404–1029384–5566778"]
)
async def test_order_is_found_as_people_type_it(client: httpx.AsyncClient, typed: str) -> None:
    response = await client.get(f"/promotion-executions/{typed}", headers=ASHA)
    assert response.json()["businessReferenceId"] == STORY_ORDER


async def test_unexpected_failure_is_a_problem_too(
    store: SqliteStore, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rewards.cache.snapshot.fold", lambda *_, **__: 1 / 0)
    transport = make_client()._transport
    assert isinstance(transport, httpx.ASGITransport)
    transport.raise_app_exceptions = False
    async with httpx.AsyncClient(transport=transport, base_url="http://rewards.test") as client:
        assert problem(await client.get(f"{STORY}?version=2", headers=ASHA)) == (500, "internal")


@pytest.mark.parametrize(
    ("headers", "order", "status"),
    [
        (ASHA, STORY_ORDER, 200),
        (ASHA, UNREVEALED_ORDER, 404),
        (ROHAN, STORY_ORDER, 404),
        (bearer(Principal(role=Role.CUSTOMER, subject="CUST-1001", customer_id="CUST-1001")), STORY_ORDER, 200),
        (bearer(Principal(role=Role.CUSTOMER, subject="CUST-1001", customer_id="CUST-1001")), UNREVEALED_ORDER, 404),
        (LEAD, UNREVEALED_ORDER, 200),
        (LEAD, "404-9999999-9999999", 404),
        (READER, STORY_ORDER, 200),
        (WRITER, STORY_ORDER, 404),
    ],
)
@pytest.mark.parametrize("form", ["", "?version=2", "/cashback", "/issuances"])
async def test_scope_is_enforced_on_every_form(
    client: httpx.AsyncClient, headers: dict[str, str], order: str, status: int, form: str
) -> None:
    response = await client.get(f"/promotion-executions/{order}{form}", headers=headers)
    assert response.status_code == status
    if status == 404:
        assert problem(response) == (404, "notFound")


@pytest.mark.parametrize("form", ["", "?version=2", "/cashback", "/issuances"])
async def test_a_service_without_the_scope_reads_nothing_whatever_else_its_token_claims(
    client: httpx.AsyncClient, form: str
) -> None:
    writer = Principal(
        role=Role.SERVICE,
        subject="writer-1",
        scopes=frozenset({SCOPE_INGEST}),
        case_id="CASE-9001",
        customer_id="CUST-1001",
        reason="escalation",
    )
    assert problem(await client.get(f"{STORY}{form}", headers=bearer(writer))) == (404, "notFound")


@pytest.mark.parametrize(
    "rows",
    [
        [("p", ped_raw()), ("p", ped_raw(benefitId="BEN-2", customerId=STRANGER))],
        [("l", item_raw())],
    ],
    ids=["two owners in PED", "nobody is known to own it"],
)
async def test_order_whose_owner_is_in_doubt_is_for_leads_only(
    store: SqliteStore, client: httpx.AsyncClient, rows: list[Any]
) -> None:
    load(store, *rows)
    path = f"/promotion-executions/{ORDER}?version=2"
    assert problem(await client.get(path, headers=agent_of(CUSTOMER))) == (404, "notFound")
    assert (await client.get(path, headers=LEAD)).status_code == 200


async def test_events_of_another_customer_hide_nothing_and_show_nothing(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    """PED names the owner. One stray event must neither take the order from them nor count, or be seen, as theirs."""
    load(store, ("p", ped_raw()), ("e", event_raw(customerId=STRANGER, gcId="GC-FOREIGN-0001")))
    path = f"/promotion-executions/{ORDER}"
    own = await client.get(f"{path}?version=2", headers=agent_of(CUSTOMER))
    history = await client.get(f"{path}/issuances", headers=agent_of(CUSTOMER))

    [benefit] = own.json()["promotions"][0]["benefits"]
    assert benefit["cashback"]["remaining"] is None
    assert benefit["issuanceStatus"] == "UNKNOWN"
    assert "SOURCE_CONFLICT" in benefit["reasons"]
    assert history.json()["data"] == []
    assert "GC-FOREIGN" not in own.text + history.text
    assert problem(await client.get(f"{path}?version=2", headers=agent_of(STRANGER))) == (404, "notFound")


async def test_events_alone_prove_the_owner(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(store, ("e", event_raw()))
    response = await client.get(f"/promotion-executions/{ORDER}?version=2", headers=agent_of(CUSTOMER))
    assert ExecutionV2.model_validate_json(response.content).customer_id == CUSTOMER


def failing(store: SqliteStore, make_client: MakeClient, *names: SourceName) -> httpx.AsyncClient:
    sources = standard_sources(store)
    for name in names:
        sources = with_failure(sources, name)
    return make_client(sources)


@pytest.mark.parametrize("name", list(SourceName))
async def test_gap_is_refused_to_a_caller_who_allows_none(
    store: SqliteStore, make_client: MakeClient, name: SourceName
) -> None:
    client = failing(store, make_client, name)
    response = await client.get(f"{STORY}?version=2&allowPartial=false", headers=ASHA)
    assert problem(response) == (503, "sourceUnavailable")


async def test_v1_needs_ped_and_nothing_else(store: SqliteStore, make_client: MakeClient) -> None:
    without_ped = failing(store, make_client, SourceName.PED)
    assert problem(await without_ped.get(STORY, headers=ASHA)) == (503, "sourceUnavailable")
    ped_only = failing(store, make_client, SourceName.LINE_ITEMS, SourceName.CONCESSIONS)
    assert (await ped_only.get(STORY, headers=ASHA)).status_code == 200


async def test_all_sources_down_is_no_empty_answer(store: SqliteStore, make_client: MakeClient) -> None:
    client = failing(store, make_client, *SourceName)
    assert problem(await client.get(f"{STORY}?version=2", headers=ASHA)) == (503, "ownershipUnproven")
    assert problem(await client.get(f"{STORY}?version=2", headers=LEAD)) == (503, "sourceUnavailable")


@pytest.mark.parametrize(("field", "status"), [("issuedMinor", "ok"), ("benefitId", "error")])
async def test_malformed_row_is_in_the_report_of_its_source(
    store: SqliteStore, make_client: MakeClient, field: str, status: str
) -> None:
    client = make_client()
    with store._transaction() as connection:
        connection.execute(f"UPDATE line_items SET row = json_set(row, '$.{field}', 'so much')")  # noqa: S608
    response = await client.get(f"{STORY}?version=2", headers=ASHA)
    found = ExecutionV2.model_validate_json(response.content)
    assert [(one.source, one.status, one.code, one.retryable) for one in found.sources if one.code] == [
        ("lineItems", status, "malformedRow", False)
    ]
    assert found.partial
    strict = await client.get(f"{STORY}?version=2&allowPartial=false", headers=ASHA)
    assert (problem(strict), strict.json()["retryable"]) == ((503, "malformedRow"), False)


async def test_cashback_of_one_promotion(client: httpx.AsyncClient) -> None:
    path = "/promotion-executions/171-5550123-9988776/cashback"
    whole = OrderCashback.model_validate_json((await client.get(path, headers=ASHA)).content)
    one = OrderCashback.model_validate_json(
        (await client.get(path, params={"promotionId": "PROMO-SCRATCH-WIN"}, headers=ASHA)).content
    )
    none = await client.get(path, params={"promotionId": "PROMO-NONE"}, headers=ASHA)
    granted = [[total.granted.amount_minor for total in found.totals if total.granted] for found in (whole, one)]
    assert granted == [[9000], [4000]]
    assert {benefit.promotion_id for benefit in one.benefits} == {"PROMO-SCRATCH-WIN"}
    assert (none.json()["benefits"], none.json()["totals"]) == ([], [])
    assert whole.as_of == DEMO_NOW


async def test_personal_data_and_free_text_are_in_no_answer(client: httpx.AsyncClient) -> None:
    window = {"from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}
    orders = [STORY_ORDER, LEGACY_ORDER, "402-3334445-1112223", UNREVEALED_ORDER]
    bodies = [
        (await client.get(f"/promotion-executions/{order}{form}", headers=LEAD)).text
        for order in orders
        for form in ("", "?version=2", "/cashback", "/issuances")
    ]
    bodies += [
        (await client.get(f"/customers/{customer}/promotion-executions", params=window, headers=LEAD)).text
        for customer in ("CUST-1001", "CUST-2002")
    ]
    text = "\n".join(bodies)
    for private in ("Asha", "Verma", "Rohan", "98450", "99860", "90000 11111", "example.in", "SYSTEM", "memo"):
        assert private not in text


async def test_health_needs_no_token(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "live"}
    assert (await client.get("/health/ready")).json() == {"status": "ready"}


async def test_service_is_not_ready_without_its_store(store: SqliteStore, client: httpx.AsyncClient) -> None:
    store._writer.execute("DROP TABLE concessions")
    assert problem(await client.get("/health/ready")) == (503, "storeUnavailable")
    assert (await client.get("/health/live")).status_code == 200


async def test_openapi_names_every_route(client: httpx.AsyncClient) -> None:
    document = json.loads((await client.get("/openapi.json")).content)
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/promotion-executions/{brf}",
        "/promotion-executions/{brf}/cashback",
        "/promotion-executions/{brf}/issuances",
        "/promotion-executions/{brf}/events-stream",
        "/admin/backfill",
        "/customers/{customerId}/promotion-executions",
        "/gift-cards/{gcId}/issuances",
        "/worklist",
        "/concession-events",
        "/concession-events/batch",
        "/health/live",
        "/health/ready",
        "/metrics",
    }


class _Unreachable:
    """Stands for an identity provider whose keys cannot be had."""

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        raise IdentityUnavailable


async def test_without_the_providers_keys_no_token_is_called_invalid(demo_store: SqliteStore) -> None:
    app = create_app(store=demo_store, tokens=_Unreachable(), clock=CLOCK, settings=RewardsSettings())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as http:
        for path in (STORY, f"{STORY}/events-stream"):
            response = await http.get(path, headers=LEAD)
            assert problem(response) == (503, "identityUnavailable")
            assert "www-authenticate" not in response.headers


async def test_order_of_seventeen_bare_digits_is_found_as_it_is_stored(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    bare = "40410293845566779"
    load(store, ("p", ped_raw(businessReferenceId=bare)), ("e", event_raw(businessReferenceId=bare)))
    for path in ("?version=1", "?version=2", "/cashback", "/issuances"):
        assert (await client.get(f"/promotion-executions/{bare}{path}", headers=LEAD)).status_code == 200
        assert problem(await client.get(f"/promotion-executions/{bare}{path}", headers=ROHAN)) == (404, "notFound")


@pytest.mark.parametrize("query", ["version=1&version=2", "version=2&version=2"])
async def test_version_that_is_asked_for_twice_is_no_version(client: httpx.AsyncClient, query: str) -> None:
    response = await client.get(f"/promotion-executions/{STORY_ORDER}?{query}", headers=ASHA)
    assert problem(response) == (400, "unsupportedVersion")
