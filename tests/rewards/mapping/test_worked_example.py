"""The worked example on a stand-in for DynamoDB: answers are those of the canonical tables, before and after writes."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from core.ids import SITE_IDENTIFIERS
from rewards.app import create_app
from rewards.backfill.table_walk import TableWalk
from rewards.demo import STORY_ORDER
from rewards.ingest.row_files import load_jsonl
from rewards.mapping.mapping_file import load_mapping
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.sampling import check_tables
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import CLOCK, LEAD, TOKENS, WRITER
from tests.rewards.mapping.example import TABLES, example_text, java_item, local, world
from tests.rewards.stores.stand_in import STAND_INS

pytestmark = pytest.mark.slow

WINDOW = {"version": "2", "from": "2026-01-01T00:00:00+05:30", "to": "2027-01-01T00:00:00+05:30"}
# What differs between any two reads.
_VOLATILE = {"requestId", "latencyMs", "asOf"}


@dataclass
class Service:
    """The rewards API over one store."""

    store: Store
    client: httpx.AsyncClient

    async def get(self, path: str, **query: str) -> Any:
        response = await self.client.get(path, params=query, headers=LEAD)
        assert response.status_code == 200, (path, response.text)
        return _stable(response.json())

    async def post(self, event: dict[str, Any]) -> tuple[int, Any]:
        response = await self.client.post("/concession-events", json=event, headers=WRITER)
        return response.status_code, response.json().get("outcome")


# ministack and DynamoDB Local refuse some of what moto accepts; they run at night.
_OTHERS = [pytest.param(name, marks=pytest.mark.nightly) for name in STAND_INS if name != "moto"]


@pytest.fixture(scope="module", params=["moto", *_OTHERS])
def endpoint(request: pytest.FixtureRequest) -> Iterator[str]:
    with STAND_INS[request.param]() as address:
        yield address


@pytest.fixture(autouse=True)
def site_identifiers() -> Iterator[None]:
    with SITE_IDENTIFIERS.accepting("[!-~]+", max_length=200):
        yield


@pytest.fixture
async def mapped(endpoint: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """The service over the tables of the example, filled as their Java writers fill them."""
    prefix = re.sub(r"\W", "_", request.node.name)[:40]
    file = tmp_path / "mapping.yaml"
    file.write_text(re.sub(r"(table: )(\w)", rf"\1{prefix}_\2", example_text()), encoding="utf-8")
    settings = DynamoDbSettings(endpoint=endpoint, region="us-east-1", mapping=load_mapping(file))
    store = DynamoDbStore(settings)
    store.create_tables()
    async with _service(store) as service:
        for name, row in world():
            await store._calls("put_item", TableName=f"{prefix}_{TABLES[name]}", Item=java_item(name, row))
        yield service


@pytest.fixture
async def canonical(tmp_path: Path) -> AsyncIterator[Service]:
    """The service over the embedded store, with the same rows in the canonical form."""
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    load_jsonl((json.dumps({"store": name, "row": row}) for name, row in world()), store)
    async with _service(store) as service:
        yield service
    store.close()


class _service:  # noqa: N801  (used as a function)
    def __init__(self, store: Store) -> None:
        settings = RewardsSettings(source_timeout_ms=20_000, deadline_ms=10_000, cache_rows=0, lazy_backfill=False)
        self._app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=settings)
        self._store = store
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Service:
        await self._stack.enter_async_context(self._app.router.lifespan_context(self._app))
        transport = httpx.ASGITransport(self._app)
        client = httpx.AsyncClient(transport=transport, base_url="http://rewards.test")
        return Service(self._store, await self._stack.enter_async_context(client))

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def _stable(value: Any) -> Any:
    """Return a value without what differs between reads, and with sources in the order of their names."""
    if isinstance(value, dict):
        stable = {name: _stable(part) for name, part in value.items() if name not in _VOLATILE}
        if "sources" in stable:
            stable["sources"].sort(key=lambda report: report["source"])
        return stable
    return [_stable(part) for part in value] if isinstance(value, list) else value


ORDERS = sorted({row["businessReferenceId"] for _, row in world()})
PED_ORDERS = sorted({row["businessReferenceId"] for name, row in world() if name == "ped"})
CUSTOMERS = sorted({row["customerId"] for name, row in world() if name == "ped"})
CARDS = sorted({row["gcId"] for name, row in world() if name == "concessions" and row.get("gcId")})


async def answers(service: Service) -> dict[str, Any]:
    """Return every kind of answer for the whole world."""
    found = {f"v2 {order}": await service.get(f"/promotion-executions/{order}", version="2") for order in ORDERS}
    found |= {f"v1 {order}": await service.get(f"/promotion-executions/{order}", version="1") for order in PED_ORDERS}
    for customer in CUSTOMERS:
        found[f"window {customer}"] = await service.get(f"/customers/{customer}/promotion-executions", **WINDOW)
    for card in CARDS:
        found[f"card {card}"] = await service.get(f"/gift-cards/{card}/issuances")
    return found


def differences(mapped: dict[str, Any], canonical: dict[str, Any]) -> list[str]:
    """Return the names of the answers that differ, and where."""
    return [f"{name}: {place}" for name in canonical for place in _differing(mapped[name], canonical[name])]


def _differing(one: Any, other: Any, place: str = "") -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [found for name in one for found in _differing(one[name], other[name], f"{place}.{name}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            found
            for at, pair in enumerate(zip(one, other, strict=True))
            for found in _differing(*pair, f"{place}[{at}]")
        ]
    if isinstance(one, list) and isinstance(other, list):
        names = [
            [part.get("businessReferenceId", part) for part in parts if isinstance(part, dict)]
            for parts in (one, other)
        ]
        return [f"{place}: {names[0]} != {names[1]}"]
    return [] if one == other else [f"{place}: {one!r} != {other!r}"]


def epochs_as_text(found: dict[str, Any]) -> dict[str, Any]:
    """Return the answers with v1's epoch numbers as text: v1 states a time as PED keeps it."""
    for name, answer in found.items():
        for promotion in answer["promotions"] if name.startswith("v1") else ():
            promotion["lastUpdatedTime"] = local(promotion["lastUpdatedTime"])
    return found


async def require_equal_answers(mapped: Service, canonical: Service) -> None:
    found = await answers(mapped)
    assert all(isinstance(one["lastUpdatedTime"], int) for o in PED_ORDERS for one in found[f"v1 {o}"]["promotions"])
    assert differences(epochs_as_text(found), await answers(canonical)) == []


async def test_every_answer_is_that_of_the_canonical_tables(mapped: Service, canonical: Service) -> None:
    await require_equal_answers(mapped, canonical)


def event(kind: str, number: int, **changes: Any) -> dict[str, Any]:
    row = {
        "eventId": f"NEW#{number}",
        "type": kind,
        **{name: UNDATED[name] for name in ("businessReferenceId", "promotionId", "benefitId", "customerId")},
        "amountMinor": 1234,
        "currency": "INR",
        "eventTime": f"2026-08-0{number}T11:22:33+05:30",
    }
    return row | changes


UNDATED = next(
    row
    for name, row in world()
    if name == "ped" and "createdAt" not in row and row["businessReferenceId"] != STORY_ORDER
)
EVENTS = [
    event("RESERVED", 1),
    event("ISSUED", 2, gcId="GC-NEW-1", lineItemId="LI/1", shipmentId="S=1"),
    event("ISSUED", 3, gcId="GC-NEW-2", memo="free text"),
    event("REVERSED", 4, reversesEventId="NEW#3", reinstates=True),
    event("ISSUE_FAILED", 5, reasonCode="GIFT_CARD_SERVICE_DOWN"),
]


async def test_events_are_stored_and_repair_ped_in_the_form_of_the_tables(mapped: Service, canonical: Service) -> None:
    assert isinstance(mapped.store, DynamoDbStore)
    before = await mapped.store._ped.get(UNDATED)
    for each in EVENTS:
        assert await mapped.post(each) == await canonical.post(each) == (201, "created")
        assert await mapped.post(each) == (200, "replayed")
        assert await mapped.post(each | {"amountMinor": 1}) == await canonical.post(each | {"amountMinor": 1})
    await require_equal_answers(mapped, canonical)
    after = await mapped.store._ped.get(UNDATED)
    assert after["giftCardIds"]["SS"] == sorted({UNDATED["gcId"], "GC-NEW-1", "GC-NEW-2"})
    assert after["giftCardId"] == {"S": "GC-NEW-2"}
    assert after["createdOn"] == {"S": "2026-08-01T11:22:33+05:30[Asia/Kolkata]"}
    assert after["reservedAt"] == {"S": "2026-08-01T11:22:33"}
    added = {
        "createdOn",
        "reservedAt",
        "giftCardIds",
        "giftCardId",
        "createdKey",
        "reservedKey",
        "createdAtSource",
        "reservedAtSource",
    }
    assert {name: value for name, value in after.items() if name not in added} == {
        name: value for name, value in before.items() if name not in added
    }


async def test_events_go_out_as_the_java_writer_writes_them(mapped: Service) -> None:
    assert isinstance(mapped.store, DynamoDbStore)
    for each in EVENTS:
        await mapped.post(each)
    table = mapped.store._settings.concessions
    items = await mapped.store._calls.get_many(
        table.table,
        [{"orderId": {"S": each["businessReferenceId"]}, "eventId": {"S": each["eventId"]}} for each in EVENTS],
    )
    received = CLOCK.now().isoformat()
    expected = [java_item("concessions", each | {"recordedAt": received}) for each in EVENTS]
    for item in expected:
        item["amount"] = {"S": item["amount"]["S"].replace("₹", "INR ")}
    own = {"customerEventKey"}  # the key of an index of this service
    written = [{name: value for name, value in item.items() if name not in own} for item in items]
    assert sorted(written, key=lambda item: str(item["eventId"])) == expected


async def test_event_that_the_tables_cannot_say_is_refused(mapped: Service, canonical: Service) -> None:
    other_benefit = event("ISSUED", 6, benefitId="BEN-9")
    assert (await mapped.client.post("/concession-events", json=other_benefit, headers=WRITER)).status_code == 422
    other_currency = event("ISSUED", 6, currency="USD")
    assert (await mapped.client.post("/concession-events", json=other_currency, headers=WRITER)).status_code == 422


async def test_backfill_completes_the_rows_that_it_completes_in_the_canonical_tables(
    mapped: Service, canonical: Service
) -> None:
    ours, canonicals = [await TableWalk(one.store, standard_sources(one.store)).run() for one in (mapped, canonical)]
    assert (ours.rows_read, ours.findings, ours.still_undated) == (
        canonicals.rows_read,
        canonicals.findings,
        canonicals.still_undated,
    )
    # The Java writers dated rows without the key of the index by creation; the embedded store has no such key.
    assert ours.added.pop("createdIndex") > 0
    assert ours.added == {name: rows for name, rows in canonicals.added.items() if name in ours.added}
    assert {"createdAt", "reservedAt", "gcIds"} <= {name for name, rows in ours.added.items() if rows}
    await require_equal_answers(mapped, canonical)


async def test_identifiers_with_any_character_are_found_by_path(mapped: Service) -> None:
    odd = event("ISSUED", 7, businessReferenceId="ORD/7=#|?%2F&", gcId="GC#7/7")
    assert (await mapped.post(odd))[0] == 201
    found = await mapped.get(f"/promotion-executions/{quote(odd['businessReferenceId'], safe='')}", version="2")
    assert found["businessReferenceId"] == odd["businessReferenceId"]
    card = await mapped.get(f"/gift-cards/{quote('GC#7/7', safe='')}/issuances")
    assert [one["eventId"] for one in card["data"]] == ["NEW#7"]


async def test_check_understands_every_row(mapped: Service) -> None:
    assert isinstance(mapped.store, DynamoDbStore)
    for check in (await check_tables(mapped.store._settings, rows=1000)).values():
        assert (check.understood, check.faults) == (check.rows, {})
        assert check.rows > 0
