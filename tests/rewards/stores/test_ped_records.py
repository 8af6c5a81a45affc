"""What v1 returns of a stored row: PED's values, whatever their types are, and nothing else of the row."""

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from rewards.stores.ped_records import as_json, read_record
from tests.rewards.world import CUSTOMER, ORDER, STRANGER, ped_raw


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (None, None),
        ("ISSUED ", "ISSUED "),
        (True, True),
        (10**37, 10**37),
        (Decimal("10.5"), 10.5),
        (Decimal("0.1000000000000000055511151231257827"), "0.1000000000000000055511151231257827"),
        (float("nan"), "nan"),
        (b"\x00\xff", "AP8="),
        ("half of a pair: \ud83c", "half of a pair: ?"),
        ({"value": [1, Decimal(2)]}, {"value": [1, 2.0]}),
        (("a", None), ["a", None]),
        (SimpleNamespace(stored="15.00"), "15.00"),
    ],
    ids=repr,
)
def test_value_is_shown_as_it_is_stored_or_in_its_usual_text(stored: Any, shown: Any) -> None:
    assert as_json(stored) == shown
    json.dumps(as_json(stored), allow_nan=False).encode()


def test_record_has_the_fields_of_v1_and_no_personal_data() -> None:
    private = {"memo": "SYSTEM", "customerName": "Asha", "customerPhone": "98450"}
    record = read_record(ped_raw() | private, order=ORDER)
    assert set(record.fields) == {
        "promotionId",
        "benefitId",
        "benefitType",
        "benefitValue",
        "currency",
        "benefitIssuanceStatus",
        "benefitIssuanceTime",
        "gcId",
        "lastUpdatedTime",
    }
    assert not {*private.values()} & {str(value) for value in record.fields.values()}


@pytest.mark.parametrize(
    ("changes", "card"),
    [
        ({"gcId": "GC-1", "gcIds": ["GC-2"]}, "GC-1"),
        ({"gcId": "", "gcIds": ["GC-2"]}, ""),
        ({"gcIds": ["GC-1", "GC-2", None]}, "GC-2"),
        ({"gcIds": [None]}, None),
        ({"gcIds": {"a": 1}}, None),
        ({}, None),
    ],
    ids=str,
)
def test_gift_card_is_the_scalar_or_the_last_of_the_list(changes: dict[str, Any], card: str | None) -> None:
    assert read_record(ped_raw() | changes, order=ORDER).fields["gcId"] == card


@pytest.mark.parametrize(
    ("changes", "owner"),
    [
        ({}, CUSTOMER),
        ({"eligibleMinor": "so much"}, CUSTOMER),
        ({"businessReferenceId": None}, CUSTOMER),
        ({"customerId": "two words"}, None),
        ({"customerId": None}, None),
        ({"businessReferenceId": "404-9", "customerId": STRANGER}, None),
    ],
    ids=str,
)
def test_owner_is_read_unless_the_row_is_of_another_order(changes: dict[str, Any], owner: str | None) -> None:
    assert read_record(ped_raw() | changes, order=ORDER).customer_id == owner


def test_row_that_is_no_object_has_only_nulls() -> None:
    raw: Any = ["not", "a", "row"]
    assert {*read_record(raw, order=ORDER).fields.values()} == {None}
