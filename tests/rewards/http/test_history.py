"""The history of an order and of a gift card over HTTP: pages, windows, cursors, and who sees it."""

from typing import Any

import httpx
import pytest

from core.contract import HistoryEntry, Page, SourceName
from rewards.demo import LEGACY_ORDER, STORY_ORDER
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, LEAD, MakeClient
from tests.rewards.http.problem_reader import problem
from tests.rewards.http.test_access_and_refusals import STORY, failing

pytestmark = pytest.mark.usefixtures("demo_store")


async def history(client: httpx.AsyncClient, path: str, **query: Any) -> Page[HistoryEntry]:
    response = await client.get(path, params=query, headers=ASHA)
    assert response.status_code == 200
    return Page[HistoryEntry].model_validate_json(response.content)


async def test_history_is_paged_without_gap_or_repeat(client: httpx.AsyncClient) -> None:
    path = "/promotion-executions/171-5550123-9988776/issuances"
    whole = await history(client, path)
    seen: list[HistoryEntry] = []
    cursor: dict[str, str] = {}
    while True:
        page = await history(client, path, limit=2, **cursor)
        seen += page.data
        if page.next_cursor is None:
            break
        cursor = {"cursor": page.next_cursor}
    assert (seen, whole.has_more) == (whole.data, False)
    assert [entry.event_id for entry in whole.data] == [
        "EVT-171-0",
        "EVT-171-2",
        "EVT-171-4",
        "EVT-171-1",
        "EVT-171-3",
        "EVT-171-5",
    ]


async def test_history_by_promotion_and_window(client: httpx.AsyncClient) -> None:
    path = "/promotion-executions/171-5550123-9988776/issuances"
    window = {"from": "2026-09-27T10:31:20+05:30", "to": "2026-10-02T20:14:25+05:30"}
    page = await history(client, path, promotionId="PROMO-SCRATCH-WIN", **window)
    assert [entry.event_id for entry in page.data] == ["EVT-171-3"]


@pytest.mark.parametrize(
    "changes",
    [{"promotionId": "PROMO-SCRATCH-WIN"}, {"from": "2026-01-01T00:00:00Z"}],
    ids=["another promotion", "another window"],
)
async def test_cursor_is_bound_to_its_list(client: httpx.AsyncClient, changes: dict[str, str]) -> None:
    path = "/promotion-executions/171-5550123-9988776/issuances"
    cursor = (await history(client, path, limit=1)).next_cursor
    assert cursor is not None
    response = await client.get(path, params={"cursor": cursor} | changes, headers=ASHA)
    assert problem(response) == (400, "invalidCursor")


async def test_cursor_is_bound_to_its_caller(client: httpx.AsyncClient) -> None:
    path = "/promotion-executions/171-5550123-9988776/issuances"
    cursor = (await history(client, path, limit=1)).next_cursor
    assert problem(await client.get(path, params={"cursor": cursor or ""}, headers=LEAD)) == (400, "invalidCursor")


async def test_history_without_concessions_is_partial(store: SqliteStore, make_client: MakeClient) -> None:
    page = await history(failing(store, make_client, SourceName.CONCESSIONS), f"{STORY}/issuances")
    assert (page.data, page.partial) == ([], True)


async def test_history_of_a_legacy_order_is_empty_and_whole(client: httpx.AsyncClient) -> None:
    page = await history(client, f"/promotion-executions/{LEGACY_ORDER}/issuances")
    assert (page.data, page.partial) == ([], False)


async def test_gift_card_leads_to_its_issuances(client: httpx.AsyncClient) -> None:
    page = await history(client, "/gift-cards/GC-4T8W-6X2P-2222/issuances")
    assert [(entry.event_id, entry.business_reference_id) for entry in page.data] == [("EVT-404-2", STORY_ORDER)]


@pytest.mark.parametrize("down", [(), (SourceName.PED,), (SourceName.LINE_ITEMS,)], ids=str)
@pytest.mark.parametrize("gift_card", ["GC-3W7D-5S8G-7777", "GC-NO-SUCH"], ids=["foreign", "missing"])
async def test_foreign_and_missing_gift_cards_are_alike(
    store: SqliteStore, make_client: MakeClient, gift_card: str, down: tuple[SourceName, ...]
) -> None:
    client = failing(store, make_client, *down)
    response = await client.get(f"/gift-cards/{gift_card}/issuances", headers=ASHA)
    assert problem(response) == (404, "notFound")


async def test_own_gift_card_is_found_without_ped(store: SqliteStore, make_client: MakeClient) -> None:
    page = await history(failing(store, make_client, SourceName.PED), "/gift-cards/GC-4T8W-6X2P-2222/issuances")
    assert ([entry.event_id for entry in page.data], page.partial) == (["EVT-404-2"], True)


@pytest.mark.parametrize("gift_card", ["GC-4T8W-6X2P-2222", "GC-NO-SUCH"])
async def test_gift_card_needs_concessions(store: SqliteStore, make_client: MakeClient, gift_card: str) -> None:
    client = failing(store, make_client, SourceName.CONCESSIONS)
    response = await client.get(f"/gift-cards/{gift_card}/issuances", headers=ASHA)
    assert problem(response) == (503, "sourceUnavailable")
