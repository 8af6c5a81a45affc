"""The check of real rows: counts by field and kind of fault, and no value."""

from typing import Any

import pytest

from rewards.mapping.row_check import Fault, TableCheck
from rewards.stores.rows import EventRow, PedRow
from tests.rewards.mapping.tables import table
from tests.rewards.world import event_raw, ped_raw

KEYED = ped_raw() | {"promotionBenefit": "PROMO-1#BEN-1"}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, set()),
        ({"memo": 5, "unknown": b"\x00"}, set()),
        ({"currency": None}, {("currency", Fault.MISSING), ("eligibleMinor", Fault.WRONG_FORM)}),
        ({"customerId": ""}, {("customerId", Fault.MISSING)}),
        ({"eligibleMinor": "100.00"}, set()),
        ({"eligibleMinor": "100.005"}, {("eligibleMinor", Fault.WRONG_FORM)}),
        ({"eligibleMinor": {"amount": 5}}, {("eligibleMinor", Fault.WRONG_TYPE)}),
        ({"eligibleMinor": True}, {("eligibleMinor", Fault.WRONG_TYPE)}),
        ({"eligibleMinor": 10**15}, {("eligibleMinor", Fault.NOT_ACCEPTED)}),
        ({"customerId": 5}, {("customerId", Fault.WRONG_TYPE)}),
        ({"customerId": "a b"}, {("customerId", Fault.NOT_ACCEPTED)}),
        ({"lastUpdatedTime": "2026-11-01T10:00:00"}, {("lastUpdatedTime", Fault.NOT_ACCEPTED)}),
        ({"benefitIssuanceStatus": "SUCCESS"}, {("benefitIssuanceStatus", Fault.UNKNOWN_WORD)}),
        ({"benefitType": "cashback"}, {("benefitType", Fault.UNKNOWN_WORD)}),
        ({"promotionBenefit": "BEN-1#PROMO-1"}, {("sortKey", Fault.OTHER_KEY)}),
    ],
    ids=lambda each: repr(each) if isinstance(each, dict) else str(len(each)),
)
def test_faults_of_a_row(changes: dict[str, Any], faults: set[tuple[str, Fault]]) -> None:
    check = TableCheck(table(money="major"), PedRow)
    check.add(KEYED | changes)
    assert set(check.faults) == faults
    assert (check.rows, check.understood) == (1, int(not faults))


def test_rows_are_counted_by_fault() -> None:
    check = TableCheck(table("concessions"), EventRow)
    for kind in ("ISSUED", "CREDIT", "CREDIT"):
        check.add(event_raw(kind=kind) | {"eventKey": "PROMO-1#BEN-1#E-1"})
    assert (check.rows, check.understood) == (3, 1)
    assert check.faults == {("type", Fault.UNKNOWN_WORD): 2}
