"""Windows over a customer's orders: their edges, old rows, pages, and what happens when a source is down."""

from typing import Any

import httpx
import pytest

from core.contract import ExecutionV2, Page, SourceName
from rewards.demo import LEGACY_ORDER, SCRATCH_CARD_ORDER, STORY_ORDER
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import LEAD, READER, WRITER, MakeClient, agent_of
from tests.rewards.http.problem_reader import problem
from tests.rewards.world import CUSTOMER, STRANGER, day, event_raw, item_raw, load, ped_raw

OWN = agent_of(CUSTOMER)


async def search(
    client: httpx.AsyncClient, start: str, end: str, *, customer: str = CUSTOMER, **query: Any
) -> Page[ExecutionV2]:
    response = await client.get(
        f"/customers/{customer}/promotion-executions",
        params={"version": "2", "from": start, "to": end} | query,
        headers=LEAD,
    )
    assert response.status_code == 200, response.text
    return Page[ExecutionV2].model_validate_json(response.content)


def orders(page: Page[ExecutionV2]) -> list[str]:
    return [execution.business_reference_id for execution in page.data]


def brf(number: int) -> dict[str, Any]:
    return {"businessReferenceId": f"404-0000000-{number:07}"}


async def found(client: httpx.AsyncClient, start: str, end: str, **query: Any) -> list[int]:
    """Return the numbers of the orders found, as ``brf`` numbers them."""
    return [int(order[-7:]) for order in orders(await search(client, start, end, **query))]


async def test_second_story_is_found_by_the_day_of_its_transaction(
    demo_store: SqliteStore, client: httpx.AsyncClient
) -> None:
    page = await search(client, "2026-09-26T00:00:00+05:30", "2026-09-27T00:00:00+05:30", customer="CUST-1001")
    (execution,) = page.data
    assert execution.business_reference_id == SCRATCH_CARD_ORDER
    granted = {
        benefit.benefit_id: benefit.cashback.granted and benefit.cashback.granted.amount_minor
        for promotion in execution.promotions
        for benefit in promotion.benefits
    }
    assert granted == {"BEN-CASHBACK-1": 5000, "BEN-SCRATCH-1": 2500, "BEN-SCRATCH-2": 1500}


async def test_whole_year_newest_first(demo_store: SqliteStore, client: httpx.AsyncClient) -> None:
    page = await search(
        client, "2026-01-01T00:00:00+05:30", "2027-01-01T00:00:00+05:30", customer="CUST-1001", order="desc"
    )
    assert orders(page) == [STORY_ORDER, SCRATCH_CARD_ORDER, LEGACY_ORDER]
    assert (page.has_more, page.next_cursor, page.partial) == (False, None, False)
    assert {report.source for report in page.sources} == {"ped", "lineItems", "concessions"}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-05T00:00:00+05:30", "2026-11-06T00:00:00+05:30", [1, 2]),
        ("2026-11-04T18:30:00Z", "2026-11-05T18:30:00Z", [1, 2]),
        ("2026-11-06T00:00:00+05:30", "2026-11-07T00:00:00+05:30", [3]),
        ("2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z", [2, 3]),
        ("2026-11-06T00:00:00.000001+05:30", "2026-11-07T00:00:00+05:30", []),
    ],
    ids=["an Indian day", "the same in UTC", "the next Indian day", "a day in UTC", "one microsecond late"],
)
async def test_edges_are_half_open_and_days_have_a_zone(
    store: SqliteStore, client: httpx.AsyncClient, start: str, end: str, expected: list[int]
) -> None:
    created = ["2026-11-05T00:00:00+05:30", "2026-11-05T23:59:59.999999+05:30", "2026-11-06T00:00:00+05:30"]
    load(store, *(("p", ped_raw(**brf(number), createdAt=at)) for number, at in enumerate(created, start=1)))
    assert await found(client, start, end) == expected


LEGACY_ROWS = {
    1: ({"lastUpdatedTime": day(5)}, []),
    2: ({"lastUpdatedTime": day(1)}, []),
    3: ({"lastUpdatedTime": day(9)}, [event_raw("R-3", "RESERVED", eventTime=day(3), **brf(3))]),
    4: ({"lastUpdatedTime": day(9)}, [event_raw("R-4", "RESERVED", eventTime=day(1), **brf(4))]),
    5: ({"lastUpdatedTime": day(9)}, [event_raw("I-5", "ISSUED", eventTime=day(9), **brf(5))]),
    6: ({"lastUpdatedTime": day(9)}, [event_raw("I-6", "ISSUED", eventTime=day(1), **brf(6))]),
}


def load_legacy(store: SqliteStore) -> None:
    for number, (changes, events) in LEGACY_ROWS.items():
        load(store, ("p", ped_raw(**brf(number), createdAt=None, **changes)), *(("e", event) for event in events))


async def test_rows_without_creation_time_are_kept_whenever_they_could_belong(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    load_legacy(store)
    # 1: updated after the window, created at some time before that. 2: updated before it. 3 and 4: reserved inside and
    # before it. 5 and 6: the first issuance bounds the creation, after the window and before it.
    assert await found(client, day(2), day(4)) == [3, 1, 5]


async def test_order_is_not_placed_by_the_events_of_a_benefit_that_was_created_elsewhen(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    load(
        store,
        ("p", ped_raw(createdAt=day(5))),
        ("e", event_raw("I-1", eventTime=day(6))),
        ("p", ped_raw(benefitId="BEN-2", createdAt=None, lastUpdatedTime=day(9))),
        ("e", event_raw("R-2", "RESERVED", benefitId="BEN-2", eventTime=day(5))),
    )
    assert orders(await search(client, day(2), day(4))) == []
    assert len(orders(await search(client, day(5), day(6)))) == 1


async def test_rows_without_creation_time_are_kept_when_their_events_are_unknown(
    store: SqliteStore, make_client: MakeClient
) -> None:
    load_legacy(store)
    client = make_client(with_failure(standard_sources(store), SourceName.CONCESSIONS))
    page = await search(client, day(2), day(4))
    assert sorted(int(order[-7:]) for order in orders(page)) == [1, 3, 4, 5, 6]
    assert page.partial


async def test_order_with_one_benefit_in_the_window_is_given_whole(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    load(store, ("p", ped_raw(createdAt=day(1))), ("p", ped_raw(benefitId="BEN-2", createdAt=day(8))))
    page = await search(client, day(7), day(9))
    (execution,) = page.data
    assert [benefit.benefit_id for benefit in execution.promotions[0].benefits] == ["BEN-1", "BEN-2"]


@pytest.mark.parametrize(
    ("field", "window", "expected"),
    [
        ("created", (0, 1), [1]),
        ("created", (4, 5), [2]),
        ("reserved", (2, 3), [1]),
        ("reserved", (4, 5), [2]),
        ("issued", (6, 7), [1]),
        ("issued", (7, 8), []),
        ("issued", (8, 9), [1, 2]),
    ],
)
async def test_window_on_each_transition(
    store: SqliteStore, client: httpx.AsyncClient, field: str, window: tuple[int, int], expected: list[int]
) -> None:
    load(
        store,
        ("p", ped_raw(**brf(1), createdAt=day(0), reservedAt=day(2))),
        ("p", ped_raw(**brf(2), createdAt=None, lastUpdatedTime=day(8.5))),
        ("e", event_raw("R-2", "RESERVED", eventTime=day(4), **brf(2))),
        ("e", event_raw("I-1", "ISSUED", eventTime=day(6), **brf(1))),
        ("e", event_raw("I-2", "ISSUED", eventTime=day(8), **brf(1))),
        ("e", event_raw("I-3", "ISSUED", eventTime=day(8.5), **brf(2))),
    )
    start, end = window
    assert await found(client, day(start), day(end), timeField=field) == expected


async def test_status_keeps_orders_with_such_a_benefit(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(
        store,
        ("p", ped_raw(**brf(1))),
        ("p", ped_raw(**brf(2))),
        ("p", ped_raw(**brf(2), benefitId="BEN-2")),
        ("e", event_raw(**brf(2), amount=10000)),
    )
    assert await found(client, day(0), day(1), status="ISSUED") == [2]
    assert await found(client, day(0), day(1), status="PENDING") == [1, 2]
    assert await found(client, day(0), day(1), status="FAILED") == []


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 3, 7, 100])
@pytest.mark.parametrize("query", [{}, {"status": "PENDING"}], ids=["all", "by status"])
async def test_pages_join_to_the_whole_under_equal_times(
    store: SqliteStore, client: httpx.AsyncClient, order: str, limit: int, query: dict[str, str]
) -> None:
    load(store, *(("p", ped_raw(**brf(number), createdAt=day(number // 4))) for number in range(12)))
    seen: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = await search(client, day(0), day(9), order=order, limit=limit, **query, **cursor)
        seen += [int(one[-7:]) for one in orders(page)]
        assert page.has_more == (page.next_cursor is not None)
        if page.next_cursor is None:
            break
        cursor = {"cursor": page.next_cursor}
    assert seen == sorted(range(12), reverse=order == "desc")


@pytest.mark.parametrize(
    "changes",
    [{"to": day(8)}, {"order": "desc"}, {"status": "ISSUED"}, {"timeField": "issued"}, {"version": "1"}],
    ids=str,
)
async def test_cursor_is_bound_to_the_filters(
    store: SqliteStore, client: httpx.AsyncClient, changes: dict[str, str]
) -> None:
    load(store, ("p", ped_raw(**brf(1))), ("p", ped_raw(**brf(2))))
    cursor = (await search(client, day(0), day(9), limit=1)).next_cursor
    query = {"version": "2", "from": day(0), "to": day(9), "cursor": cursor or ""} | changes
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=query, headers=LEAD)
    assert problem(response) == (400, "invalidCursor")


async def test_cursor_may_be_used_with_another_limit(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(store, *(("p", ped_raw(**brf(number))) for number in range(4)))
    cursor = (await search(client, day(0), day(9), limit=1)).next_cursor
    assert await found(client, day(0), day(9), limit=50, cursor=cursor) == [1, 2, 3]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "windowRequired"),
        ({"from": day(0)}, "windowRequired"),
        ({"from": "2026-11-05T00:00:00", "to": day(9)}, "offsetRequired"),
        ({"from": "2026-11-05", "to": day(9)}, "offsetRequired"),
        ({"from": "last week", "to": day(9)}, "invalidTime"),
        ({"from": "0001-01-01T00:00:00+05:30", "to": day(9)}, "invalidTime"),
        ({"from": day(2), "to": day(2)}, "emptyWindow"),
        ({"from": day(2), "to": day(1)}, "emptyWindow"),
        ({"from": day(0), "to": day(400)}, "windowTooLong"),
        ({"from": day(0), "to": day(1), "version": "3"}, "unsupportedVersion"),
        ({"from": day(0), "to": day(1), "include": "cards"}, "invalidParameter"),
        ({"from": day(0), "to": day(1), "timeField": "revealed"}, "invalidParameter"),
        ({"from": day(0), "to": day(1), "status": "LOST"}, "invalidParameter"),
        ({"from": day(0), "to": day(1), "order": "random"}, "invalidParameter"),
        ({"from": day(0), "to": day(1), "limit": "101"}, "invalidParameter"),
        ({"from": day(0), "to": day(1), "cursor": "forged.cursor"}, "invalidCursor"),
    ],
)
async def test_unusable_search_is_a_400(client: httpx.AsyncClient, query: dict[str, str], code: str) -> None:
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=query, headers=OWN)
    assert problem(response) == (400, code)


async def test_offset_whose_plus_was_not_encoded_is_understood(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(store, ("p", ped_raw(**brf(1), createdAt="2026-11-05T12:00:00+05:30")))
    query = "from=2026-11-05T00:00:00+05:30&to=2026-11-06T00:00:00+05:30"  # as typed into a shell
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions?{query}", headers=OWN)
    assert len(response.json()["data"]) == 1


WINDOW = {"from": day(0), "to": day(9)}


@pytest.mark.parametrize("customer", [STRANGER, "CUST-NOBODY"], ids=["foreign", "missing"])
@pytest.mark.parametrize("headers", [OWN, WRITER], ids=["agent", "writer"])
async def test_another_customers_window_is_not_found(
    store: SqliteStore, client: httpx.AsyncClient, headers: dict[str, str], customer: str
) -> None:
    load(store, ("p", ped_raw(customerId=STRANGER)))
    response = await client.get(f"/customers/{customer}/promotion-executions", params=WINDOW, headers=headers)
    assert problem(response) == (404, "notFound")


@pytest.mark.parametrize("headers", [OWN, LEAD, READER], ids=["agent", "lead", "reader"])
async def test_customer_without_orders_has_an_empty_page(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=WINDOW, headers=headers)
    assert (response.status_code, response.json()["data"], response.json()["partial"]) == (200, [], False)


async def test_order_whose_owner_is_in_doubt_is_left_out_for_agents(
    store: SqliteStore, client: httpx.AsyncClient
) -> None:
    other_owner = ped_raw(**brf(2), benefitId="BEN-2", customerId=STRANGER)
    load(store, ("p", ped_raw(**brf(1))), ("p", ped_raw(**brf(2))), ("p", other_owner))
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=WINDOW, headers=OWN)
    assert [one["businessReferenceId"] for one in response.json()["data"]] == [brf(1)["businessReferenceId"]]
    assert await found(client, day(0), day(9)) == [1, 2]


async def test_search_needs_ped(store: SqliteStore, make_client: MakeClient) -> None:
    client = make_client(with_failure(standard_sources(store), SourceName.PED))
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=WINDOW, headers=OWN)
    assert problem(response) == (503, "sourceUnavailable")


@pytest.mark.parametrize("field", ["issued", "reserved"])
async def test_search_by_events_needs_concessions(store: SqliteStore, make_client: MakeClient, field: str) -> None:
    load(store, ("p", ped_raw()))
    client = make_client(with_failure(standard_sources(store), SourceName.CONCESSIONS))
    query = WINDOW | {"timeField": field}
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=query, headers=OWN)
    assert problem(response) == (503, "sourceUnavailable")


@pytest.mark.parametrize("name", [SourceName.LINE_ITEMS, SourceName.CONCESSIONS])
async def test_page_reports_which_source_is_missing(
    store: SqliteStore, make_client: MakeClient, name: SourceName
) -> None:
    load(store, ("p", ped_raw()), ("l", item_raw()))
    client = make_client(with_failure(standard_sources(store), name))
    page = await search(client, day(0), day(9))
    assert page.partial
    assert [report.source for report in page.sources if report.status == "error"] == [name]
    assert page.data[0].partial
