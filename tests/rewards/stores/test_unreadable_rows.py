"""What can still be read of a malformed row, and what must not be used of it."""

from typing import Any

import pytest

from rewards.stores.rows import LineItemRow, PedRow
from rewards.stores.unreadable_rows import UnreadableRow, read_rows, without_ambiguous
from tests.rewards.world import CUSTOMER, ORDER, STRANGER, at, item, item_raw, ped_raw


def reduced(raw: Any, *, order: str | None = ORDER) -> UnreadableRow:
    read = read_rows(PedRow, [raw], source="ped", order=order)
    (row,) = read.unreadable
    assert read.rows == ()
    return row


def test_all_fields_but_the_invalid_ones_can_be_read() -> None:
    row = reduced(ped_raw() | {"eligibleMinor": "so much", "reservedAt": "yesterday"})
    assert set(row.fields) == {"eligibleMinor", "reservedAt"}
    assert (row.benefit_key, row.customer_id, row.currency) == (("PROMO-1", "BEN-1"), CUSTOMER, "INR")
    assert (row.instant("createdAt"), row.instant("reservedAt"), row.instant("expiresAt")) == (at(0), None, None)
    assert "memo" not in row.readable


@pytest.mark.parametrize("field", ["promotionId", "benefitId"])
def test_row_without_a_readable_key_may_be_of_any_benefit(field: str) -> None:
    row = reduced(ped_raw() | {field: None})
    assert (row.benefit_key, row.is_located, row.customer_id) == (None, False, CUSTOMER)


def test_order_under_whose_key_a_row_was_found_is_its_order() -> None:
    raw = ped_raw() | {"businessReferenceId": None}
    assert reduced(raw).business_reference_id == ORDER
    assert reduced(raw, order=None).business_reference_id is None


@pytest.mark.parametrize("changes", [{}, {"eligibleMinor": None}], ids=["sound", "malformed"])
def test_nothing_is_used_of_a_row_that_names_another_order(changes: dict[str, Any]) -> None:
    row = reduced(ped_raw(businessReferenceId="404-9", customerId=STRANGER) | changes)
    assert (row.fields, row.benefit_key, row.customer_id) == (("businessReferenceId",), None, None)


@pytest.mark.parametrize("raw", [[], "text", 7, None], ids=repr)
def test_row_that_is_no_object_has_nothing(raw: Any) -> None:
    assert (reduced(raw).fields, dict(reduced(raw).readable)) == (("row",), {})


def test_different_rows_with_one_key_are_both_unreadable_and_equal_ones_are_one() -> None:
    raws = [item_raw(), item_raw(), item_raw("LI-2"), item_raw("LI-2", issuedMinor=500)]
    found = without_ambiguous(read_rows(LineItemRow, raws, source="lineItems"), source="lineItems")
    assert found.rows == (item(),)
    assert [(row.fields, row.readable["lineItemId"]) for row in found.unreadable] == [(("lineItemId",), "LI-2")] * 2
