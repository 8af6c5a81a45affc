"""Version 1: the default of every route, the same record alone and in a list, and how its end is announced."""

from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from core.contract import SourceName
from rewards.settings import RewardsSettings
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import MakeClient, agent_of
from tests.rewards.world import CUSTOMER, ORDER, day, event_raw, load, ped_raw

ONE, LIST = f"/promotion-executions/{ORDER}", f"/customers/{CUSTOMER}/promotion-executions"
WINDOW = {"from": day(-1), "to": day(30)}
OWN = agent_of(CUSTOMER)
END = {"v1_deprecated_at": "2026-12-01T00:00:00Z", "v1_sunset_at": "2027-06-30T23:59:59+05:30"}


async def body_of(client: httpx.AsyncClient, path: str, **query: Any) -> dict[str, Any]:
    response = await client.get(path, params=query, headers=OWN)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.mark.parametrize("version", [{}, {"version": "1"}], ids=["default", "asked for"])
@pytest.mark.parametrize("field", ["created", "reserved", "issued"])
async def test_list_has_the_record_of_the_order_itself(
    store: SqliteStore, client: httpx.AsyncClient, version: dict[str, str], field: str
) -> None:
    rows = [ped_raw(benefitId=name, reservedAt=day(0), memo="x") for name in ("BEN-2", "BEN-1")]
    load(store, *(("p", row) for row in rows), ("e", event_raw(amount=10000)))
    listed = await body_of(client, LIST, **WINDOW, **version, timeField=field)
    assert listed["data"] == [await body_of(client, ONE, version="1")]
    assert (listed["hasMore"], listed["nextCursor"], listed["partial"]) == (False, None, False)


async def test_list_reads_ped_alone(store: SqliteStore, make_client: MakeClient) -> None:
    load(store, ("p", ped_raw()))
    sources = with_failure(standard_sources(store), SourceName.LINE_ITEMS)
    listed = await body_of(make_client(with_failure(sources, SourceName.CONCESSIONS)), LIST, **WINDOW)
    assert {report["source"]: report["status"] for report in listed["sources"]} == {
        "ped": "ok",
        "lineItems": "notRequested",
        "concessions": "notRequested",
    }
    assert (len(listed["data"]), listed["partial"]) == (1, False)


async def test_status_is_the_one_that_the_record_shows(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(store, ("p", ped_raw(benefitIssuanceStatus="PENDING")), ("e", event_raw(amount=10000)))
    found = {
        (version, status): len((await body_of(client, LIST, **WINDOW, version=version, status=status))["data"])
        for version in (1, 2)
        for status in ("PENDING", "ISSUED")
    }
    assert found == {(1, "PENDING"): 1, (1, "ISSUED"): 0, (2, "PENDING"): 0, (2, "ISSUED"): 1}


@pytest.mark.parametrize("path", [ONE, LIST], ids=["order", "list"])
async def test_end_of_version_1_is_announced_when_configured(
    store: SqliteStore, make_client: MakeClient, path: str
) -> None:
    load(store, ("p", ped_raw()))

    async def headers_of(client: httpx.AsyncClient, version: int) -> tuple[str | None, str | None]:
        response = await client.get(path, params={**WINDOW, "version": version}, headers=OWN)
        assert response.status_code == 200
        return response.headers.get("deprecation"), response.headers.get("sunset")

    client = make_client(**END)
    assert await headers_of(client, 1) == ("@1796083200", "Wed, 30 Jun 2027 18:29:59 GMT")
    assert await headers_of(client, 2) == (None, None)
    assert await headers_of(make_client(), 1) == (None, None)


def test_version_1_cannot_end_before_it_is_deprecated() -> None:
    with pytest.raises(ValidationError, match="before it is deprecated"):
        RewardsSettings(v1_deprecated_at="2027-01-02T00:00:00Z", v1_sunset_at="2027-01-01T00:00:00Z")
