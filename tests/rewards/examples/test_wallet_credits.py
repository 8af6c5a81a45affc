"""A new source is one file and one line: with nothing else changed it stands in every answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from rewards.sources.base import Sources
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import LEAD, MakeClient, agent_of
from tests.rewards.examples.wallet_credits import NAME, WalletCredits
from tests.rewards.world import CUSTOMER, ORDER, STRANGER, at, day, event_raw, load, ped_raw

CREDIT: dict[str, Any] = {
    "movementId": "M-1",
    "kind": "CREDIT",
    "campaign": "PROMO-1",
    "benefit": "BEN-1",
    "owner": CUSTOMER,
    "paise": 2500,
    "bookedAt": day(3),
}


class WalletOf:
    """A wallet with these movements, all of one order; None: it is down."""

    def __init__(self, *movements: dict[str, Any] | None) -> None:
        self._movements = movements

    async def credits_of(self, order: str) -> Sequence[Mapping[str, Any]]:
        if None in self._movements:
            raise ConnectionError("the wallet is down")
        return [movement for movement in self._movements if movement and order == ORDER]


def with_wallet(store: SqliteStore, *movements: dict[str, Any] | None) -> Sources:
    return replace(standard_sources(store), further=(WalletCredits(WalletOf(*movements)),))  # the one line


async def v2(client: httpx.AsyncClient) -> Any:
    response = await client.get(f"/promotion-executions/{ORDER}?version=2", headers=agent_of(CUSTOMER))
    assert response.status_code == 200, response.text
    return response.json()


@pytest.fixture
def order(store: SqliteStore) -> SqliteStore:
    load(store, ("p", ped_raw()), ("e", event_raw("E-1", gcId="GC-1")))
    return store


async def test_wallet_credits_count_and_are_shown_with_their_source(
    order: SqliteStore, make_client: MakeClient
) -> None:
    body = await v2(make_client(with_wallet(order, CREDIT)))
    (benefit,) = body["promotions"][0]["benefits"]
    assert {name: benefit["cashback"][name]["amountMinor"] for name in ("issued", "granted", "remaining")} == {
        "issued": 4000,
        "granted": 4000,
        "remaining": 6000,
    }
    assert [(one["eventId"], one["source"]) for one in benefit["issuances"]] == [
        ("E-1", "concessions"),
        ("wallet:M-1", NAME),
    ]
    assert [report["source"] for report in body["sources"]] == ["ped", "lineItems", "concessions", NAME]


async def test_clawback_reverses_its_credit(order: SqliteStore, make_client: MakeClient) -> None:
    clawback = CREDIT | {"movementId": "M-2", "kind": "CLAWBACK", "undoes": "M-1", "bookedAt": day(4)}
    body = await v2(make_client(with_wallet(order, CREDIT, clawback)))
    cashback = body["promotions"][0]["benefits"][0]["cashback"]
    assert (cashback["reversed"]["amountMinor"], cashback["granted"]["amountMinor"]) == (2500, 1500)


@pytest.mark.parametrize("movement", [None, CREDIT | {"paise": "a lot"}, {}], ids=["down", "garbage", "empty"])
async def test_wallet_that_does_not_answer_leaves_no_amount_standing(
    order: SqliteStore, make_client: MakeClient, movement: dict[str, Any] | None
) -> None:
    wallet = WalletCredits(_Garbled()) if movement == {} else WalletCredits(WalletOf(movement))
    body = await v2(make_client(replace(standard_sources(order), further=(wallet,))))
    assert body["partial"]
    assert body["promotions"][0]["benefits"][0]["cashback"]["remaining"] is None
    assert [report["source"] for report in body["sources"] if report["status"] == "error"] == [NAME]


class _Garbled:
    """A wallet whose movements lack what the source needs."""

    async def credits_of(self, order: str) -> Sequence[Mapping[str, Any]]:
        return [{}]


async def test_movement_of_another_customer_is_set_aside(order: SqliteStore, make_client: MakeClient) -> None:
    client = make_client(with_wallet(order, CREDIT | {"owner": STRANGER}))
    response = await client.get(f"/promotion-executions/{ORDER}?version=2", headers=agent_of(CUSTOMER))
    assert [conflict["code"] for conflict in response.json()["conflicts"]] == ["ownerDiffers"]
    assert response.json()["promotions"][0]["benefits"][0]["cashback"]["remaining"] is None


async def test_search_by_issuance_finds_the_day_of_a_wallet_credit(order: SqliteStore, make_client: MakeClient) -> None:
    query = {"from": day(3), "to": day(4), "timeField": "issued"}
    path = f"/customers/{CUSTOMER}/promotion-executions"
    found = await make_client(with_wallet(order, CREDIT)).get(path, params=query, headers=LEAD)
    without = await make_client().get(path, params=query, headers=LEAD)
    assert [len(page.json()["data"]) for page in (found, without)] == [1, 0]


async def test_row_is_parsed_by_the_contract_of_events(order: SqliteStore) -> None:
    (event,) = (await WalletCredits(WalletOf(CREDIT)).of_order(ORDER)).events
    assert (event.source, event.event_time, event.amount.amount_minor) == (NAME, at(3), 2500)
    assert (event.benefit_key, event.type) == (("PROMO-1", "BEN-1"), "ISSUED")
