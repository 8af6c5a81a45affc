"""A quarter of all requests to DynamoDB fails: what is acknowledged is stored, and what is answered is right."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from core.identity.tokens import SCOPE_INGEST, Principal, Role
from rewards.app import create_app
from rewards.backfill.table_walk import TableWalk
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.rewards.conftest import CLOCK, LEAD, TOKENS, bearer
from tests.rewards.stores.stand_in import STAND_INS
from tests.rewards.stores.throttling_proxy import ThrottlingProxy, running_proxy
from tests.rewards.world import CUSTOMER, day, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow

ORDERS = [f"404-0000000-{number:07}" for number in range(8)]
INGEST = bearer(Principal(role=Role.SERVICE, subject="writer", scopes=frozenset({SCOPE_INGEST})))
FAULT_CODES = {"storeThrottled", "storeUnreachable", "late", "circuitOpen"}
_OF_THE_REQUEST = {"requestId", "asOf", "sources"}
# The requests of the tests are few: no circuit may open and hide what a failing request does.
SETTINGS = RewardsSettings(source_timeout_ms=9_000, deadline_ms=10_000, cache_rows=0, circuit_open_ms=1)


@pytest.fixture(
    params=["moto", *(pytest.param(name, marks=pytest.mark.nightly) for name in STAND_INS if name != "moto")]
)
def stand_in(request: pytest.FixtureRequest) -> str:
    """Return the name of the stand-in for DynamoDB behind the proxy."""
    return str(request.param)


@pytest.fixture
def proxy(dynamodb_settings: DynamoDbSettings) -> Iterator[tuple[DynamoDbSettings, ThrottlingProxy]]:
    """Yield the settings of tables behind a proxy, and the proxy, which fails nothing yet."""
    DynamoDbStore(dynamodb_settings).create_tables()
    with running_proxy(str(dynamodb_settings.endpoint), share=0.0) as (address, running):
        yield dynamodb_settings.model_copy(update={"endpoint": address}), running


@pytest.fixture
def faults(proxy: tuple[DynamoDbSettings, ThrottlingProxy]) -> ThrottlingProxy:
    return proxy[1]


@pytest.fixture
async def throttled(proxy: tuple[DynamoDbSettings, ThrottlingProxy]) -> AsyncIterator[DynamoDbStore]:
    """Yield a store behind the proxy."""
    store = DynamoDbStore(proxy[0])
    async with store.connected():
        yield store


@pytest.fixture
async def direct(dynamodb_settings: DynamoDbSettings) -> AsyncIterator[DynamoDbStore]:
    """Yield a store on the same tables without the proxy."""
    store = DynamoDbStore(dynamodb_settings)
    async with store.connected():
        yield store


def client_of(store: DynamoDbStore) -> httpx.AsyncClient:
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=SETTINGS)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")


def rows_of(order: str, **ped: Any) -> list[tuple[str, dict[str, Any]]]:
    key: dict[str, Any] = {"businessReferenceId": order}
    issued = event_raw(f"I-{order}", gcId=f"GC-{order}", eventTime=day(2), **key)
    return [
        ("p", ped_raw(**key, lastUpdatedTime=day(9), **ped)),
        ("l", item_raw(**key)),
        ("e", event_raw(f"R-{order}", "RESERVED", **key)),
        ("e", issued),
    ]


async def test_load_waits_and_stores_every_row(
    throttled: DynamoDbStore, direct: DynamoDbStore, faults: ThrottlingProxy
) -> None:
    rows = [row for order in ORDERS for row in rows_of(order)]
    faults.share = 0.25
    load(throttled, *rows)
    assert sum(faults.faults.values()) > 5
    for order in ORDERS:
        of_order = [raw for _, raw in rows if raw["businessReferenceId"] == order]
        found = [*await direct.ped_of_order(order), *await direct.line_items_of_order(order)]
        assert [*found, *await direct.events_of_order(order)] == [*of_order[:2], of_order[3], of_order[2]]


async def test_acknowledged_event_is_stored_once(
    throttled: DynamoDbStore, direct: DynamoDbStore, faults: ThrottlingProxy
) -> None:
    load(direct, *(("p", ped_raw(businessReferenceId=order)) for order in ORDERS))
    events = [
        event_raw(f"E-{number}", gcId=f"GC-{number}", businessReferenceId=ORDERS[number % len(ORDERS)])
        for number in range(48)
    ]
    faults.share = 0.25
    waiting = {event["eventId"]: event for event in events}
    async with client_of(throttled) as client:
        for _ in range(20):
            for event in list(waiting.values()):
                answer = await client.post("/concession-events", json=event, headers=INGEST)
                if answer.status_code in (200, 201):
                    del waiting[event["eventId"]]
                else:
                    assert (answer.status_code, answer.json()["retryable"]) == (503, True), answer.text
            if not waiting:
                break
    assert sum(faults.faults.values()) > 5
    assert not waiting
    stored = [row["eventId"] for order in ORDERS for row in await direct.events_of_order(order)]
    assert sorted(stored) == sorted(event["eventId"] for event in events)
    cards = [card for order in ORDERS for row in await direct.ped_of_order(order) for card in row["gcIds"]]
    assert sorted(cards) == sorted(event["gcId"] for event in events)


async def test_reads_are_right_or_say_what_is_missing(
    throttled: DynamoDbStore, direct: DynamoDbStore, faults: ThrottlingProxy
) -> None:
    load(direct, *(row for order in ORDERS for row in rows_of(order)))
    window: dict[str, Any] = {"version": 2, "from": day(-1), "to": day(3), "limit": 50}
    requests: list[tuple[str, dict[str, Any]]] = [
        (f"/customers/{CUSTOMER}/promotion-executions", window),
        *((f"/promotion-executions/{order}", {"version": version}) for order in ORDERS for version in (1, 2)),
        *((f"/promotion-executions/{order}/cashback", {}) for order in ORDERS[:4]),
        *((f"/gift-cards/GC-{order}/issuances", {}) for order in ORDERS[:4]),
    ]
    async with client_of(throttled) as client:
        truth = [await _answer(client, *request) for request in requests]
        assert {status for status, _ in truth} == {200}
        faults.share = 0.25
        for _ in range(3):
            for request, expected in zip(requests, truth, strict=True):
                await _require_right(client, request, expected)
    assert sum(faults.faults.values()) > 20


async def _answer(client: httpx.AsyncClient, path: str, query: dict[str, Any]) -> tuple[int, Any]:
    response = await client.get(path, params=query, headers=LEAD)
    return response.status_code, _comparable(response.json())


def _comparable(content: Any) -> Any:
    """Return a body without what differs from one request to the next, at any depth."""
    if isinstance(content, dict):
        return {name: _comparable(value) for name, value in content.items() if name not in _OF_THE_REQUEST}
    return [_comparable(part) for part in content] if isinstance(content, list) else content


async def _require_right(
    client: httpx.AsyncClient, request: tuple[str, dict[str, Any]], expected: tuple[int, Any]
) -> None:
    """Fail unless the answer is that of a healthy store, or says that something did not answer."""
    response = await client.get(request[0], params=request[1], headers=LEAD)
    body = response.json()
    if response.status_code == 503:
        assert body["retryable"] is True
        return
    assert response.status_code == 200, response.text
    if body.get("partial"):
        gaps = {source["code"] for source in body["sources"] if source["status"] not in ("ok", "empty")}
        assert gaps <= FAULT_CODES
        return
    assert _comparable(body) == expected[1]


async def test_backfill_finishes(throttled: DynamoDbStore, direct: DynamoDbStore, faults: ThrottlingProxy) -> None:
    load(direct, *(row for order in ORDERS for row in rows_of(order, createdAt=None)))
    faults.share = 0.25
    report = await TableWalk(throttled, standard_sources(throttled), page_rows=5).run(segments=3)
    faults.share = 0.0
    assert (report.is_finished, report.rows_read) == (True, len(ORDERS))
    # A write whose answer is lost is counted once, as unconfirmed.
    assert report.added["createdAt"] + report.unconfirmed["createdAt"] == len(ORDERS)
    assert report.added["createdAt"] > 0
    for order in ORDERS:
        assert [row["createdAt"] for row in await direct.ped_of_order(order)] == [day(1)]
    assert throttled.throttled_requests > 0
