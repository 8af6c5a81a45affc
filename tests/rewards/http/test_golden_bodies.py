"""Whole bodies of the story order and its neighbours, as callers have come to rely on them."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.contract import SourceName
from rewards.demo import LEGACY_ORDER, RETURNED_ITEM_ORDER, SCRATCH_CARD_ORDER, STORY_ORDER, UNREVEALED_ORDER
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, ROHAN, MakeClient

GOLDEN = Path(__file__).parent / "golden"
REQUEST_ID = {"X-Request-Id": "0191f3c04a5b7c8d9e0f112233445566"}


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def timeless(body: Any) -> Any:
    """Leave out the one thing that differs from run to run: how long a source took."""
    for source in body.get("sources", ()):
        assert source.pop("latencyMs") >= 0
    return body


@pytest.mark.parametrize(
    ("name", "order", "version", "failing"),
    [
        ("story_v1", STORY_ORDER, 1, None),
        ("story_v2", STORY_ORDER, 2, None),
        ("story_v2_ped_down", STORY_ORDER, 2, SourceName.PED),
        ("story_v2_line_items_down", STORY_ORDER, 2, SourceName.LINE_ITEMS),
        ("story_v2_concessions_down", STORY_ORDER, 2, SourceName.CONCESSIONS),
        ("scratch_cards_v2", SCRATCH_CARD_ORDER, 2, None),
        ("legacy_v1", LEGACY_ORDER, 1, None),
        ("legacy_v2", LEGACY_ORDER, 2, None),
    ],
)
async def test_body_of_an_own_order(
    name: str, order: str, version: int, failing: SourceName | None, demo_store: SqliteStore, make_client: MakeClient
) -> None:
    sources = standard_sources(demo_store)
    client = make_client(sources if failing is None else with_failure(sources, failing))
    response = await client.get(
        f"/promotion-executions/{order}", params={"version": version}, headers=ASHA | REQUEST_ID
    )
    assert response.status_code == 200
    assert timeless(response.json()) == golden(name)


@pytest.mark.parametrize(
    ("name", "order"), [("returned_item_v2", RETURNED_ITEM_ORDER), ("unrevealed_v2", UNREVEALED_ORDER)]
)
async def test_body_of_the_other_customers_order(
    name: str, order: str, demo_store: SqliteStore, make_client: MakeClient
) -> None:
    client = make_client(standard_sources(demo_store))
    response = await client.get(f"/promotion-executions/{order}?version=2", headers=ROHAN | REQUEST_ID)
    assert response.status_code == 200
    assert timeless(response.json()) == golden(name)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("order", [STORY_ORDER, "404-9999999-9999999"])
async def test_foreign_and_missing_are_the_same_bytes(
    version: int, order: str, demo_store: SqliteStore, make_client: MakeClient
) -> None:
    client = make_client(standard_sources(demo_store))
    response = await client.get(
        f"/promotion-executions/{order}", params={"version": version}, headers=ROHAN | REQUEST_ID
    )
    assert (response.status_code, response.json()) == (404, golden("not_found"))


@pytest.mark.parametrize("failing", [SourceName.PED, SourceName.CONCESSIONS])
@pytest.mark.parametrize("order", [STORY_ORDER, "404-9999999-9999999"])
async def test_foreign_and_missing_are_alike_with_a_source_down(
    failing: SourceName, order: str, demo_store: SqliteStore, make_client: MakeClient
) -> None:
    client = make_client(with_failure(standard_sources(demo_store), failing))
    response = await client.get(f"/promotion-executions/{order}?version=2", headers=ROHAN | REQUEST_ID)
    assert (response.status_code, response.json()) == (503, golden("ownership_unproven"))


async def test_v1_is_byte_for_byte_the_minimal_record(demo_store: SqliteStore, make_client: MakeClient) -> None:
    client = make_client(standard_sources(demo_store))
    response = await client.get(f"/promotion-executions/{LEGACY_ORDER}", headers=ASHA)
    assert response.text == (
        '{"businessReferenceId":"403-7700112-3344556","customerId":"CUST-1001","promotions":['
        '{"promotionId":"PROMO-FREEDOM-75","benefitId":"BEN-CASHBACK-1","benefitType":"INSTANT_CASHBACK",'
        '"benefitValue":7500,"currency":"INR","benefitIssuanceStatus":"ISSUED",'
        '"benefitIssuanceTime":1786711800000,"gcId":"GC-8Y4Q-1Z3F-6666","lastUpdatedTime":1786711800000}]}'
    )
