"""Event times against the clock and against their targets: rule 17 of the fold."""

from typing import Any

import pytest

from rewards.ledger.fold import fold
from rewards.stores.rows import EventRow
from tests.rewards.world import NOW, at, benefit_of, day, event, evidence, ped

RESERVED = event("R", "RESERVED", 10000, eventTime=day(0))
MINUTE = 1 / 1440


def codes(*events: EventRow, **row: Any) -> list[str]:
    return [one.code for one in fold(evidence(*events, ped_rows=(ped(**row),)), as_of=NOW).conflicts]


@pytest.mark.parametrize(
    ("on", "is_ahead"),
    [(20, False), (20 + 5 * MINUTE, False), (20 + 5.1 * MINUTE, True), (20 + 3 * 365, True)],
    ids=["now", "five minutes", "more than five minutes", "years"],
)
@pytest.mark.parametrize("kind", ["ISSUED", "RESERVED", "CANCELLED", "NEWER"])
def test_event_that_lies_ahead_is_a_conflict(kind: str, on: float, *, is_ahead: bool) -> None:
    amount = 0 if kind == "NEWER" else 1500
    found = codes(RESERVED, event("E", kind, amount, eventTime=day(on)))
    assert [code for code in found if code != "eventTypeUnknown"] == (["eventInFuture"] if is_ahead else [])


def test_event_that_lies_ahead_counts_and_is_no_instant_of_the_past() -> None:
    ahead = event("I-2", amount=500, eventTime=day(400))
    found = evidence(RESERVED, event("I-1", eventTime=day(3)), ahead, ped_rows=(ped(),))
    benefit = benefit_of(found)
    assert benefit.cashback.granted is not None
    assert benefit.cashback.granted.amount_minor == 2000
    assert (benefit.first_issued_at, benefit.last_issued_at, benefit.last_updated_at) == (at(3), at(3), at(3))
    (conflict,) = fold(found, as_of=NOW).conflicts
    assert conflict.values == {"concessions": "I-2", "eventTime": day(400)}
    assert fold(found, as_of=at(400)).conflicts == []


@pytest.mark.parametrize(("on", "is_before"), [(2, True), (3, False), (4, False)])
def test_reversal_from_before_its_issuance_counts_and_is_a_conflict(on: float, *, is_before: bool) -> None:
    reversal = event("V", "REVERSED", 1500, reversesEventId="I", reinstates=True, eventTime=day(on))
    found = evidence(RESERVED, event("I", eventTime=day(3)), reversal, ped_rows=(ped(),))
    assert [one.code for one in fold(found, as_of=NOW).conflicts] == (["reversalBeforeIssuance"] if is_before else [])
    cashback = benefit_of(found).cashback
    assert cashback.reversed is not None
    assert cashback.reversed.amount_minor == 1500


DERIVED = "derivedFromEvents"


@pytest.mark.parametrize(
    ("row", "created", "reserved"),
    [
        pytest.param({"createdAt": day(5), "reservedAt": day(5)}, 5, 5, id="recorded"),
        pytest.param({"createdAt": day(5), "reservedAt": day(5), "reservedAtSource": DERIVED}, 5, 2, id="reservation"),
        pytest.param(
            {"createdAt": day(5), "createdAtSource": DERIVED, "reservedAt": day(5), "reservedAtSource": DERIVED},
            2,
            2,
            id="both derived",
        ),
        pytest.param({"createdAt": day(1), "createdAtSource": DERIVED}, 1, 2, id="earlier than the log"),
        pytest.param({"createdAt": None}, 2, 2, id="neither"),
    ],
)
def test_derived_times_are_the_earliest_known(row: dict[str, Any], created: float, reserved: float) -> None:
    events = (event("R-1", "RESERVED", 10, eventTime=day(4)), event("R-2", "RESERVED", 10, eventTime=day(2)))
    benefit = benefit_of(evidence(*events, ped_rows=(ped(**row),)))
    assert (benefit.created_at, benefit.reserved_at) == (at(created), at(reserved))
