"""v1 of rows that the mapping does not understand: each value as the table holds it."""

from decimal import Decimal
from typing import Any

import pytest

from rewards.stores.ped_records import read_record
from tests.rewards.mapping.tables import table
from tests.rewards.world import ORDER, ped_raw


@pytest.mark.parametrize(
    ("field", "stored", "name", "shown"),
    [
        ("eligibleMinor", "15.005", "benefitValue", "15.005"),
        ("eligibleMinor", Decimal("15.005"), "benefitValue", 15.005),
        ("eligibleMinor", {"amount": 5}, "benefitValue", {"amount": 5}),
        ("lastUpdatedTime", "yesterday", "lastUpdatedTime", "yesterday"),
        ("benefitIssuanceStatus", 7, "benefitIssuanceStatus", 7),
        ("gcId", [1, 2], "gcId", [1, 2]),
    ],
)
def test_value_is_shown_as_stored(field: str, stored: Any, name: str, shown: Any) -> None:
    mapping = table(money="major", times="auto", fields={"benefitIssuanceStatus": {"words": {"SUCCESS": "ISSUED"}}})
    row = mapping.translate(ped_raw() | {"eligibleMinor": "100.00"} | {field: stored})
    assert read_record(row, order=ORDER).fields[name] == shown
