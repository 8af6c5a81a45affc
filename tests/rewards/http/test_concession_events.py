"""Posting concession events: new, known, contradicting and malformed ones."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import ClientDisconnect

from core.contract import ExecutionV1, ExecutionV2
from rewards.demo import LEGACY_ORDER, STORY_ORDER
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, LEAD, READER, WRITER, MakeClient
from tests.rewards.http.problem_reader import SECRET, problem
from tests.rewards.world import ORDER, event_raw, load, ped_raw

NEW_EVENT = {
    "eventId": "EVT-404-3",
    "type": "ISSUED",
    "businessReferenceId": STORY_ORDER,
    "promotionId": "PROMO-DIWALI-100",
    "benefitId": "BEN-CASHBACK-1",
    "customerId": "CUST-1001",
    "amountMinor": 3400,
    "currency": "INR",
    "eventTime": "2026-11-20T10:00:00+05:30",
    "gcId": "GC-1Q9Z-0X8C-8888",
    "lineItemId": "LI-4",
    "memo": "third installment",
}


async def post(client: httpx.AsyncClient, body: Any, *, headers: dict[str, str] = WRITER) -> httpx.Response:
    return await client.post("/concession-events", json=body, headers=headers)


async def test_new_event_moves_the_position_and_keeps_every_gift_card(
    demo_store: SqliteStore, client: httpx.AsyncClient
) -> None:
    response = await post(client, NEW_EVENT)
    assert (response.status_code, response.json()) == (201, {"eventId": "EVT-404-3", "outcome": "created"})
    path = f"/promotion-executions/{STORY_ORDER}"
    v2 = ExecutionV2.model_validate_json((await client.get(f"{path}?version=2", headers=ASHA)).content)
    benefit = v2.promotions[0].benefits[0]
    assert benefit.cashback.granted is not None
    assert benefit.cashback.granted.amount_minor == 7000
    assert len(benefit.gift_cards) == 3
    v1 = ExecutionV1.model_validate_json((await client.get(path, headers=ASHA)).content)
    assert v1.promotions[0].gc_id == "GC-1Q9Z-0X8C-8888"
    (row,) = await demo_store.ped_of_order(STORY_ORDER)
    assert row["gcIds"] == ["GC-4T8W-6X2P-2222", "GC-1Q9Z-0X8C-8888"]


async def test_type_of_a_newer_writer_is_kept_and_shown_and_no_sum_is_guessed(
    demo_store: SqliteStore, client: httpx.AsyncClient
) -> None:
    assert (await post(client, NEW_EVENT | {"type": "GIFTED"})).status_code == 201
    path = f"/promotion-executions/{STORY_ORDER}"
    v2 = ExecutionV2.model_validate_json((await client.get(f"{path}?version=2", headers=ASHA)).content)
    benefit = v2.promotions[0].benefits[0]
    shown = benefit.issuances[-1]
    assert (shown.event_id, shown.type, shown.status) == ("EVT-404-3", "GIFTED", "UNRECOGNISED")
    cashback = benefit.cashback
    assert (cashback.issued, cashback.granted, cashback.remaining, cashback.reversed) == (None, None, None, None)
    assert (benefit.issuance_status, benefit.reversal_status) == ("UNKNOWN", "UNKNOWN")
    assert [conflict.code for conflict in v2.conflicts] == ["eventTypeUnknown"]
    history = (await client.get(f"{path}/issuances", headers=ASHA)).json()["data"]
    assert history[-1]["type"] == "GIFTED"


async def test_replay_and_contradiction(store: SqliteStore, client: httpx.AsyncClient) -> None:
    assert (await post(client, NEW_EVENT)).status_code == 201
    replay = await post(client, NEW_EVENT | {"eventTime": "2026-11-20T04:30:00Z"})
    assert (replay.status_code, replay.json()["outcome"]) == (200, "replayed")
    assert problem(await post(client, NEW_EVENT | {"amountMinor": 1})) == (409, "eventConflict")
    assert len(await store.events_of_order(STORY_ORDER)) == 1


async def test_event_is_stamped_when_its_writer_did_not(store: SqliteStore, client: httpx.AsyncClient) -> None:
    await post(client, NEW_EVENT)
    await post(client, NEW_EVENT | {"eventId": "E-2", "recordedAt": "2026-11-21T00:00:00Z"})
    stamped = [row["recordedAt"] for row in await store.events_of_order(STORY_ORDER)]
    assert sorted(stamped) == ["2026-11-21T00:00:00Z", "2026-11-23T04:30:00Z"]


async def test_reservation_makes_an_old_order_searchable_by_its_creation(
    demo_store: SqliteStore, client: httpx.AsyncClient
) -> None:
    event = NEW_EVENT | {
        "eventId": "EVT-403-0",
        "type": "RESERVED",
        "businessReferenceId": LEGACY_ORDER,
        "promotionId": "PROMO-FREEDOM-75",
        "eventTime": "2026-08-13T09:00:00+05:30",
    }
    assert (await post(client, event)).status_code == 201
    window = {"version": "2", "from": "2026-08-13T00:00:00+05:30", "to": "2026-08-14T00:00:00+05:30"}
    page = (await client.get("/customers/CUST-1001/promotion-executions", params=window, headers=ASHA)).json()
    (benefit,) = page["data"][0]["promotions"][0]["benefits"]
    assert (benefit["createdAt"], benefit["createdAtSource"]) == ("2026-08-13T03:30:00Z", "derivedFromEvents")


@pytest.mark.parametrize(
    "changes",
    [
        {"amountMinor": 12.5},
        {"amountMinor": 12.0},
        {"amountMinor": "1200"},
        {"amountMinor": True},
        {"amountMinor": -1},
        {"amountMinor": 10**16},
        {"currency": "inr"},
        {"type": "Issued"},
        {"type": ""},
        {"type": "ISSUED; DROP"},
        {"type": 7},
        {"gcId": "GC-AA,GC-BB"},
        {"gcId": "GC AA"},
        {"gcId": "\u0000"},
        {"type": "REVERSED", "reversesEventId": "E-1", "reinstates": "off"},
        {"eventTime": "2026-11-20T10:00:00"},
        {"eventTime": 1786711800},
        {"eventTime": "1786711800"},
        {"eventTime": "0001-01-01T00:00:00+05:30"},
        {"eventId": SECRET + "/../x"},
        {"customerId": "'; DROP TABLE ped; --" + SECRET},
        {"businessReferenceId": "9" * 300},
        {"memo": SECRET * 200},
        {"reasonCode": f"{SECRET} not a code"},
        {"unknownField": SECRET},
        {"type": "REVERSED"},
        {"type": "REVERSED", "reversesEventId": "EVT-404-1"},
        {"type": "REVERSED", "reinstates": False},
    ],
    ids=lambda changes: json.dumps(changes)[:50],
)
async def test_event_that_breaks_the_contract_is_refused(
    store: SqliteStore, client: httpx.AsyncClient, changes: dict[str, Any]
) -> None:
    assert problem(await post(client, NEW_EVENT | changes)) == (422, "invalidEvent")
    assert store.is_empty()


@pytest.mark.parametrize("missing", ["eventId", "type", "customerId", "amountMinor", "currency", "eventTime"])
async def test_event_without_a_required_field_is_refused(client: httpx.AsyncClient, missing: str) -> None:
    event = {name: value for name, value in NEW_EVENT.items() if name != missing}
    assert problem(await post(client, event)) == (422, "invalidEvent")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000], ids=["empty", "cut", "no text", "deep"])
async def test_body_that_is_no_json_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/concession-events", content=body, headers=WRITER)
    assert problem(response) == (422, "invalidBody")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"1"])
async def test_json_that_is_no_event_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/concession-events", content=body, headers=WRITER)
    assert problem(response) == (422, "invalidEvent")


async def test_large_body_is_refused(make_client: MakeClient) -> None:
    client = make_client(max_body_bytes=1000)
    response = await client.post("/concession-events", content=b" " * 1001, headers=WRITER)
    assert problem(response) == (413, "bodyTooLarge")


@pytest.mark.parametrize("headers", [ASHA, LEAD, READER], ids=["agent", "lead", "reader"])
@pytest.mark.parametrize("path", ["/concession-events", "/concession-events/batch"])
async def test_only_writers_may_post(client: httpx.AsyncClient, headers: dict[str, str], path: str) -> None:
    assert problem(await client.post(path, content=b"{", headers=headers)) == (403, "scopeMissing")


async def test_batch_answers_item_by_item(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(store, ("p", ped_raw()), ("e", event_raw("E-0")))
    events = [
        event_raw("E-1"),
        event_raw("E-0"),
        event_raw("E-0", amount=9),
        SECRET,
        event_raw("E-1"),
        event_raw("E-2", gcId="GC-2"),
    ]
    response = await client.post("/concession-events/batch", json={"events": events}, headers=WRITER)
    assert (response.status_code, response.json()) == (
        200,
        {
            "receipts": [
                {"index": 0, "eventId": "E-1", "outcome": "created", "fields": []},
                {"index": 1, "eventId": "E-0", "outcome": "replayed", "fields": []},
                {"index": 2, "eventId": "E-0", "outcome": "conflict", "fields": []},
                {"index": 3, "eventId": None, "outcome": "invalid", "fields": ["row"]},
                {"index": 4, "eventId": "E-1", "outcome": "replayed", "fields": []},
                {"index": 5, "eventId": "E-2", "outcome": "created", "fields": []},
            ]
        },
    )
    assert len(await store.events_of_order(ORDER)) == 3


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"amountMinor": SECRET}, ["amountMinor"]),
        ({"amountMinor": -1, "currency": "inr", "eventTime": None}, ["amountMinor", "currency", "eventTime"]),
        ({"type": "REVERSED"}, ["reversesEventId", "reinstates"]),
        ({SECRET: 1}, ["unknown field"]),
        ({"eventId": f"{SECRET}/../x", "memo": 1}, ["eventId", "memo"]),
    ],
)
async def test_refusal_names_the_fields_and_no_value(
    client: httpx.AsyncClient, changes: dict[str, Any], fields: list[str]
) -> None:
    event = NEW_EVENT | changes
    refused = await post(client, event)
    assert problem(refused) == (422, "invalidEvent")
    batch = await client.post("/concession-events/batch", json={"events": [NEW_EVENT, event]}, headers=WRITER)
    (_, receipt) = batch.json()["receipts"]
    event_id = None if "eventId" in fields else NEW_EVENT["eventId"]
    assert sorted(refused.json()["fields"]) == sorted(fields)
    assert (sorted(receipt.pop("fields")), receipt) == (
        sorted(fields),
        {"index": 1, "eventId": event_id, "outcome": "invalid"},
    )


@pytest.mark.parametrize(
    "body",
    [{}, [], {"events": []}, {"events": {}}, {"events": [{}] * 4}],
    ids=["none", "list", "empty", "object", "many"],
)
async def test_batch_that_is_none_is_refused(make_client: MakeClient, body: Any) -> None:
    client = make_client(max_batch_events=3)
    response = await client.post("/concession-events/batch", json=body, headers=WRITER)
    assert problem(response) == (422, "invalidBody")


async def test_event_that_cannot_be_stored_is_not_acknowledged(store: SqliteStore, client: httpx.AsyncClient) -> None:
    store._writer.execute("PRAGMA query_only = ON")
    assert problem(await post(client, NEW_EVENT)) == (503, "storeUnavailable")


async def test_name_that_comes_twice_is_refused(client: httpx.AsyncClient) -> None:
    text = json.dumps(NEW_EVENT).replace('"amountMinor": 3400', '"amountMinor": 3400, "amountMinor": 3401')
    assert problem(await client.post("/concession-events", content=text, headers=WRITER)) == (422, "invalidBody")


@pytest.mark.parametrize("nothing", [None, ""])
async def test_null_and_empty_fields_are_absent(
    store: SqliteStore, client: httpx.AsyncClient, nothing: str | None
) -> None:
    optional = ["gcId", "shipmentId", "lineItemId", "reversesEventId", "reinstates", "reasonCode", "memo", "recordedAt"]
    event = {name: value for name, value in NEW_EVENT.items() if name not in optional}
    assert (await post(client, event | dict.fromkeys(optional, nothing))).status_code == 201
    assert (await post(client, event)).json()["outcome"] == "replayed"
    (row,) = await store.events_of_order(STORY_ORDER)
    assert set(row) == {*event, "recordedAt"}


@pytest.mark.parametrize("nothing", [None, ""])
async def test_required_field_without_a_value_is_missing(client: httpx.AsyncClient, nothing: str | None) -> None:
    assert problem(await post(client, NEW_EVENT | {"customerId": nothing})) == (422, "invalidEvent")
    reversal = {"type": "REVERSED", "reversesEventId": nothing, "reinstates": False}
    assert problem(await post(client, NEW_EVENT | reversal)) == (422, "invalidEvent")


async def test_sums_of_any_size_are_reported(store: SqliteStore, client: httpx.AsyncClient) -> None:
    load(store, ("p", ped_raw()), *(("e", event_raw(f"E-{number}", amount=10**15)) for number in range(1100)))
    body = (await client.get(f"/promotion-executions/{ORDER}?version=2", headers=LEAD)).json()
    assert body["totals"][0]["issued"] == {"amountMinor": 1100 * 10**15, "currency": "INR"}


async def test_client_that_leaves_in_the_middle_of_a_body_is_no_error_of_the_service(
    store: SqliteStore, make_client: MakeClient
) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield b'{"eventId'
        raise ClientDisconnect

    answer = await make_client().post("/concession-events", content=half(), headers=WRITER)
    assert problem(answer) == (400, "requestRefused")
