"""Rows as old and new writers leave them."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from core.gift_cards import split_gift_cards
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_owner, parse_row
from tests.rewards.world import event_raw, item_raw, ped, ped_raw

pytestmark = pytest.mark.slow

INSTANT = datetime(2026, 8, 14, 12, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        1786711800,
        1786711800000,
        "1786711800",
        "1786711800000",
        "2026-08-14T18:20:00+05:30",
        "2026-08-14T12:50:00Z",
    ],
)
def test_ped_time_in_every_form_keeps_its_raw_form(raw: str | int) -> None:
    row = ped(lastUpdatedTime=raw)
    assert (row.last_updated_time.at, row.last_updated_time.raw) == (INSTANT, raw)


@pytest.mark.parametrize(
    "raw",
    ["2026-08-14T18:20:00", "yesterday", "", True, 1.5, None, 10**30, "9" * 5000, [1], "0001-01-01T00:00:00+05:30"],
    ids=str,
)
def test_ped_time_that_is_none_is_refused(raw: object) -> None:
    with pytest.raises(MalformedRow) as caught:
        parse_row(PedRow, ped_raw() | {"lastUpdatedTime": raw})
    assert caught.value.fields == ("lastUpdatedTime",)


@pytest.mark.parametrize(
    ("raw", "cards"),
    [
        (None, []),
        ("", []),
        ("GC-1", ["GC-1"]),
        ("GC-1,GC-2", ["GC-1", "GC-2"]),
        ("GC-1; GC-2 | GC-3", ["GC-1", "GC-2", "GC-3"]),
        (" GC-1\tGC-2\n", ["GC-1", "GC-2"]),
    ],
)
def test_gift_cards_delimited_in_any_way(raw: str | None, cards: list[str]) -> None:
    assert split_gift_cards(raw) == cards


def test_gift_cards_of_list_and_scalar_are_one_list() -> None:
    assert ped(gcIds=["GC-1", "GC-2"], gcId="GC-2").gift_card_ids == ("GC-1", "GC-2")


def test_gift_cards_that_are_nothing_are_left_out_of_the_list() -> None:
    assert ped(gcIds=[None, "GC-1", "", "GC-2"]).gift_card_ids == ("GC-1", "GC-2")


def test_empty_scalar_of_ped_is_kept_as_v1_shows_it() -> None:
    assert (ped(gcId="").gc_id, ped(gcId="").gift_card_ids) == ("", ())


@pytest.mark.parametrize(
    ("model", "raw", "field"),
    [
        (PedRow, ped_raw(eligibleMinor=-1), "eligibleMinor"),
        (PedRow, ped_raw(eligibleMinor=1.0), "eligibleMinor"),
        (PedRow, ped_raw(eligibleMinor="100"), "eligibleMinor"),
        (PedRow, ped_raw(currency="rupees"), "currency"),
        (PedRow, ped_raw(businessReferenceId="a#b"), "businessReferenceId"),
        (LineItemRow, item_raw(updatedAt=1786711800), "updatedAt"),
        (LineItemRow, item_raw(issuedMinor=True), "issuedMinor"),
        (EventRow, event_raw(eventTime="2026-08-14T18:20:00"), "eventTime"),
        (EventRow, event_raw(eventTime="1786711800"), "eventTime"),
        (EventRow, event_raw(customerId="x" * 81), "customerId"),
    ],
)
def test_wrong_field_is_named_and_its_value_is_not(
    model: type[PedRow | LineItemRow | EventRow], raw: dict[str, Any], field: str
) -> None:
    with pytest.raises(MalformedRow) as caught:
        parse_row(model, raw)
    assert str(caught.value) == f"malformed row: {field}"
    assert caught.value.__cause__ is None


def test_newer_writers_words_are_kept_and_unknown_fields_ignored() -> None:
    assert parse_row(EventRow, event_raw(type="CLAWED_BACK", somethingNew=1)).type == "CLAWED_BACK"
    assert parse_row(LineItemRow, item_raw(status="PACKED")).status == "PACKED"


def test_personal_data_and_free_text_have_no_field() -> None:
    private = {"memo", "customer_name", "customer_phone", "customer_email"}
    assert not private & {field.name for model in (PedRow, LineItemRow, EventRow) for field in fields(model)}


@pytest.mark.parametrize(("rows", "owner"), [([], None), ([{"customerId": "CUST-1"}, {}], "CUST-1")])
def test_owner_is_that_of_the_first_row(rows: list[dict[str, Any]], owner: str | None) -> None:
    assert parse_owner(rows) == owner


@pytest.mark.parametrize("owner", [None, 7, "two words", "", b"CUST-1", ["CUST-1"], "CUST-1 "], ids=repr)
def test_owner_that_is_no_identifier_is_none(owner: object) -> None:
    assert parse_owner([{"customerId": owner}]) is None
    assert parse_owner([{}]) is None
