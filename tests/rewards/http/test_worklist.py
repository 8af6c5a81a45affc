"""The route of the worklist: leads and services only, paged, and following every change that is posted."""

from typing import Any

import httpx
import pytest

from core.worklist_contract import WorklistKind, WorklistPage
from rewards.http.dependencies import RewardsService
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from rewards.worklist.refresh import WorklistRefresh
from tests.rewards.conftest import ASHA, CLOCK, LEAD, READER, WRITER, MakeClient
from tests.rewards.http.problem_reader import problem
from tests.rewards.world import CUSTOMER, ORDER, at, day, event_raw, load, ped_raw


async def page(client: httpx.AsyncClient, headers: dict[str, str] = LEAD, **parameters: Any) -> WorklistPage:
    response = await client.get("/worklist", params=parameters, headers=headers)
    assert response.status_code == 200, response.text
    return WorklistPage.model_validate_json(response.content)


async def fail_orders(store: SqliteStore, count: int) -> None:
    """Load orders with a failed issuance each, a day apart, and index them."""
    refresh = WorklistRefresh(store, standard_sources(store), CLOCK)
    for number in range(count):
        key = {"businessReferenceId": f"404-0000000-{number:07}"}
        failed = event_raw(f"F-{number}", "ISSUE_FAILED", 1000 + number, eventTime=day(number), **key)
        load(store, ("p", ped_raw(**key)), ("e", failed))
        await refresh(key["businessReferenceId"])


@pytest.mark.parametrize("headers", [LEAD, READER])
async def test_leads_and_readers_page_through_what_failed(
    store: SqliteStore, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    await fail_orders(store, 5)
    seen: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        found = await page(client, headers, kind="issuanceFailed", limit=2, **cursor)
        seen += [one.amount.amount_minor for one in found.data if one.amount]
        assert found.has_more is (found.next_cursor is not None)
        if found.next_cursor is None:
            break
        cursor = {"cursor": found.next_cursor}
    assert seen == [1004, 1003, 1002, 1001, 1000]
    windowed = await page(client, headers, **{"from": day(1), "to": day(3), "order": "asc"})
    assert [one.since for one in windowed.data] == [at(1), at(2)]


async def test_agents_customers_and_other_services_are_refused(client: httpx.AsyncClient) -> None:
    for headers in (ASHA, WRITER):
        assert problem(await client.get("/worklist", headers=headers))[1] == "scopeMissing"
    assert problem(await client.get("/worklist"))[1] == "tokenMissing"


async def test_cursor_is_bound_to_the_search_and_the_caller(store: SqliteStore, client: httpx.AsyncClient) -> None:
    await fail_orders(store, 3)
    cursor = (await page(client, limit=1)).next_cursor
    for headers, changed in ((READER, {}), (LEAD, {"kind": "conflict"}), (LEAD, {"order": "asc"})):
        refused = await client.get("/worklist", params={"limit": 1, "cursor": cursor, **changed}, headers=headers)
        assert problem(refused)[1] == "invalidCursor"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"kind": "everything"}, "invalidParameter"),
        ({"limit": 0}, "invalidParameter"),
        ({"limit": 101}, "invalidParameter"),
        ({"from": "2026-11-01T00:00:00"}, "offsetRequired"),
        ({"from": day(2), "to": day(1)}, "emptyWindow"),
        ({"cursor": "forged.cursor"}, "invalidCursor"),
    ],
)
async def test_what_cannot_be_read_is_refused(client: httpx.AsyncClient, parameters: Any, code: str) -> None:
    assert problem(await client.get("/worklist", params=parameters, headers=LEAD))[1] == code


async def test_posted_events_enter_and_leave_the_list(make_client: MakeClient, store: SqliteStore) -> None:
    load(store, ("p", ped_raw()))
    client = make_client()
    app = client._transport.app  # type: ignore[attr-defined]
    service: RewardsService = app.state.service
    async with app.router.lifespan_context(app):
        failed = event_raw("F-1", "ISSUE_FAILED", 10000, eventTime=day(2))
        assert (await client.post("/concession-events", json=failed, headers=WRITER)).status_code == 201
    (one,) = (await page(client)).data
    assert (one.kind, one.business_reference_id, one.customer_id) == (WorklistKind.ISSUANCE_FAILED, ORDER, CUSTOMER)
    async with app.router.lifespan_context(app):
        retried = {"events": [event_raw("I-1", amount=10000, eventTime=day(3))]}
        assert (await client.post("/concession-events/batch", json=retried, headers=WRITER)).status_code == 200
    assert (await page(client)).data == []
    assert b'rewards_worklist_refreshes_total{outcome="replaced"} 2.0' in service.metrics.exposition()


@pytest.mark.parametrize("settings", [{"read_only": True}, {"worklist": False}])
async def test_process_that_does_not_keep_the_list_still_answers(make_client: MakeClient, settings: Any) -> None:
    assert (await page(make_client(**settings))).data == []
