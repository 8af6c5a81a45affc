"""The sections of the v2 answer: what is left out, and which databases are not read for it."""

from typing import Any

import httpx
import pytest

from core.contract import SourceName
from rewards.demo import STORY_ORDER
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, LEAD, MakeClient, agent_of
from tests.rewards.http.problem_reader import problem
from tests.rewards.world import CUSTOMER, ORDER, STRANGER, day, event_raw, item_raw, load, ped_raw

ONE, LIST = f"/promotion-executions/{ORDER}", f"/customers/{CUSTOMER}/promotion-executions"
OWN = agent_of(CUSTOMER)
FIELDS = {
    "cashback": {"cashback", "issuanceStatus", "reversalStatus", "reasons", "totals"},
    "issuances": {"issuances", "closures", "firstIssuedAt", "lastIssuedAt"},
    "giftCards": {"giftCards", "giftCardHistory"},
    "lineItems": {"lineItems"},
    "conflicts": {"conflicts"},
}


async def one(client: httpx.AsyncClient, path: str = ONE, **query: Any) -> dict[str, Any]:
    """Return an order, by its own route or as the only one of a window."""
    window = {"from": day(-1), "to": day(30)} if path == LIST else {}
    response = await client.get(path, params={"version": 2, **window, **query}, headers=OWN)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    if path == LIST:
        (order,) = body["data"]
        assert {source["source"]: source["status"] for source in body["sources"]} == statuses(order) | {"ped": "ok"}
        body = order
    return body


def statuses(body: dict[str, Any]) -> dict[str, str]:
    return {report["source"]: report["status"] for report in body["sources"]}


def without(value: Any, names: set[str]) -> Any:
    if isinstance(value, list):
        return [without(each, names) for each in value]
    if isinstance(value, dict):
        return {name: without(each, names) for name, each in value.items() if name not in names}
    return value


def load_order(store: SqliteStore) -> None:
    load(store, ("p", ped_raw(gcId="GC-1")), ("l", item_raw()), ("e", event_raw(gcId="GC-1")))


@pytest.mark.parametrize(
    "include", ["cashback", "giftCards", "lineItems,conflicts", "issuances, lineItems ,conflicts", "cashback,giftCards"]
)
@pytest.mark.parametrize("path", [ONE, LIST], ids=["order", "list"])
async def test_sections_that_are_not_included_are_left_out(
    store: SqliteStore, client: httpx.AsyncClient, include: str, path: str
) -> None:
    load_order(store)
    whole, body = await one(client, path), await one(client, path, include=include)
    named = {name.strip() for name in include.split(",")}
    left_out = set().union(*(FIELDS[section] for section in FIELDS.keys() - named))
    per_request = {"requestId", "asOf", "latencyMs"}
    assert without(body, per_request) == without(whole, per_request | left_out)


@pytest.mark.parametrize("path", [ONE, LIST], ids=["order", "list"])
async def test_frame_alone_is_read_from_ped_and_states_no_sum(
    store: SqliteStore, client: httpx.AsyncClient, path: str
) -> None:
    load_order(store)
    body = await one(client, path, include="", fresh="true")
    assert statuses(body) == {"ped": "ok", "lineItems": "notRequested", "concessions": "notRequested"}
    (benefit,) = body["promotions"][0]["benefits"]
    assert benefit == {
        "benefitId": "BEN-1",
        "benefitType": "INSTANT_CASHBACK",
        "createdAt": "2026-11-01T10:00:00Z",
        "createdAtSource": "recorded",
        "reservedAt": None,
        "revealedAt": None,
        "expiresAt": None,
        "lastUpdatedAt": None,  # a source that was not read may know of a later change
    }
    assert (body["partial"], "totals" in body, "conflicts" in body) == (False, False, False)


async def test_creation_that_the_events_may_prove_is_unknown_without_them(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    load(store, ("p", ped_raw(createdAt=None)), ("e", event_raw("R-1", "RESERVED", eventTime=day(0))))
    (benefit,) = (await one(client, include="", fresh="true"))["promotions"][0]["benefits"]
    assert (benefit["createdAt"], benefit["createdAtSource"]) == (None, None)


@pytest.mark.parametrize("path", [ONE, LIST], ids=["order", "list"])
async def test_issuances_are_read_without_the_tracker_if_the_events_record_the_money(
    store: SqliteStore, client: httpx.AsyncClient, path: str
) -> None:
    load_order(store)
    body = await one(client, path, include="issuances", fresh="true")
    assert statuses(body) == {"ped": "ok", "concessions": "ok", "lineItems": "notRequested"}
    whole = (await one(client))["promotions"][0]["benefits"][0]["issuances"]
    assert body["promotions"][0]["benefits"][0]["issuances"] == whole


async def test_issuances_that_only_the_tracker_recorded_are_not_lost(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    load(store, ("p", ped_raw()), ("l", item_raw(issuedMinor=2500, status="ISSUED")))
    body = await one(client, include="issuances", fresh="true")
    assert statuses(body) == {"ped": "ok", "concessions": "empty", "lineItems": "ok"}
    whole = (await one(client))["promotions"][0]["benefits"][0]["issuances"]
    assert (len(whole), body["promotions"][0]["benefits"][0]["issuances"]) == (1, whole)


@pytest.mark.parametrize("include", ["", "issuances"])
async def test_database_that_is_not_needed_may_be_down(
    store: SqliteStore, make_client: MakeClient, include: str
) -> None:
    load_order(store)
    client = make_client(with_failure(standard_sources(store), SourceName.LINE_ITEMS))
    body = await one(client, include=include, allowPartial="false")
    assert (body["partial"], statuses(body)["lineItems"]) == (False, "notRequested")
    assert (await one(client, include="cashback"))["partial"]


async def test_what_is_cached_is_not_read_again(demo_store: SqliteStore, client: httpx.AsyncClient) -> None:
    story = f"/promotion-executions/{STORY_ORDER}"
    await client.get(story, params={"version": 2}, headers=ASHA)
    response = await client.get(story, params={"version": 2, "include": ""}, headers=ASHA)
    assert response.headers["server-timing"] == "cache;desc=hit"
    assert set(statuses(response.json()).values()) == {"ok"}


@pytest.mark.parametrize("include", ["", "issuances", "cashback"])
@pytest.mark.parametrize(
    "rows",
    [
        [("p", ped_raw(customerId=STRANGER))],
        [("p", ped_raw(customerId=STRANGER)), ("p", ped_raw(benefitId="BEN-0"))],
        [("e", event_raw(customerId=STRANGER))],
        [("l", item_raw())],
        [],
    ],
    ids=["foreign", "partly foreign", "foreign events", "nobody's", "missing"],
)
async def test_foreign_and_missing_orders_look_alike(
    store: SqliteStore, client: httpx.AsyncClient, include: str, rows: list[tuple[str, dict[str, Any]]]
) -> None:
    load(store, *rows)
    response = await client.get(ONE, params={"version": 2, "include": include}, headers=OWN)
    assert problem(response) == (404, "notFound")


async def test_order_without_a_ped_row_is_shown_to_the_owner_that_its_events_name(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    load(store, ("e", event_raw()))
    body = await one(client, include="")
    assert statuses(body) == {"ped": "empty", "lineItems": "empty", "concessions": "ok"}


@pytest.mark.parametrize("include", ["everything", "issuances,memo", "x" * 101])
@pytest.mark.parametrize("path", [ONE, LIST], ids=["order", "list"])
async def test_unknown_section_is_refused(client: httpx.AsyncClient, include: str, path: str) -> None:
    query = {"version": "2", "include": include, "from": day(0), "to": day(1)}
    assert problem(await client.get(path, params=query, headers=LEAD)) == (400, "invalidParameter")
