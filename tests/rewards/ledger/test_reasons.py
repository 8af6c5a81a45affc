"""Why money is missing: rules 3, 4, 7 and 9 of the fold."""

from typing import Any

import pytest

from rewards.ledger.fold import fold
from rewards.stores.rows import EventRow, LineItemRow
from tests.rewards.world import NOW, benefit_of, day, event, evidence, item, ped


def reasons(*events: EventRow, items: tuple[LineItemRow, ...] = (), **row: Any) -> list[str]:
    return [str(reason) for reason in benefit_of(evidence(*events, ped_rows=(ped(**row),), items=items)).reasons]


def issued(amount: int = 10000, **changes: Any) -> EventRow:
    return event("I-1", "ISSUED", amount, **changes)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("PENDING", ["AWAITING_SHIPMENT"]),
        ("SHIPPED", ["ISSUANCE_PENDING"]),
        ("FAILED", ["ISSUANCE_FAILED"]),
        ("CANCELLED", ["CANCELLED", "SOURCE_CONFLICT"]),
        ("RETURNED", ["ITEM_RETURNED", "SOURCE_CONFLICT"]),
        ("PACKED", ["ISSUANCE_PENDING"]),
    ],
)
def test_reason_of_an_open_item(status: str, expected: list[str]) -> None:
    assert reasons(items=(item(status=status),)) == expected


def test_open_sum_without_tracker_row_is_pending() -> None:
    assert reasons() == ["ISSUANCE_PENDING"]


def test_nothing_remains_and_nothing_is_wrong() -> None:
    assert reasons(issued(), items=(item(status="ISSUED", issuedMinor=10000),)) == ["COMPLETE"]


@pytest.mark.parametrize(
    "target", [{"lineItemId": "LI-1"}, {"shipmentId": "SHP-1"}], ids=["for the item", "for its shipment"]
)
def test_events_rank_before_a_tracker_that_still_waits(target: dict[str, str]) -> None:
    tracked = (
        item("LI-1", shipmentId="SHP-1", status="SHIPPED", eligibleMinor=6000),
        item("LI-2", status="PENDING", eligibleMinor=4000),
    )
    found = benefit_of(evidence(issued(6000, **target), ped_rows=(ped(),), items=tracked))
    assert [one.reason for one in found.line_items] == [None, "AWAITING_SHIPMENT"]
    assert found.reasons == ["AWAITING_SHIPMENT", "SOURCE_CONFLICT"]  # the tracker's gross lags behind the log


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("CANCELLED", None, ["CANCELLED"]),
        ("CANCELLED", "CAP_REACHED", ["CAP_REACHED"]),
        ("CANCELLED", "ITEM_RETURNED", ["ITEM_RETURNED"]),
        ("CANCELLED", "SOMETHING_NEW", ["CANCELLED"]),
        ("EXPIRED", "CAP_REACHED", ["EXPIRED"]),
    ],
)
def test_reason_of_a_closing_event(kind: str, code: str | None, expected: list[str]) -> None:
    assert reasons(event("C", kind, 10000, reasonCode=code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [(None, ["REVERSED"]), ("ITEM_RETURNED", ["ITEM_RETURNED", "REVERSED"]), ("OTHER", ["REVERSED"])],
)
def test_reason_of_a_reversal_stands_beside_it(code: str | None, expected: list[str]) -> None:
    reversal = event("V", "REVERSED", 10000, reversesEventId="I-1", reinstates=False, reasonCode=code)
    assert reasons(issued(), reversal) == expected


def test_over_issue_is_a_reason() -> None:
    assert reasons(issued(10001)) == ["OVER_ISSUED"]


def test_failure_is_a_reason_until_it_is_retried() -> None:
    failed = event("F", "ISSUE_FAILED", 10000, eventTime=day(0))
    assert reasons(failed) == ["ISSUANCE_FAILED"]
    assert reasons(failed, issued()) == ["COMPLETE"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["SCRATCH_CARD_UNREVEALED"]),
        ({"expiresAt": day(20)}, ["SCRATCH_CARD_UNREVEALED", "EXPIRED"]),
        ({"expiresAt": day(20.001)}, ["SCRATCH_CARD_UNREVEALED"]),
        ({"revealedAt": day(3)}, ["ISSUANCE_PENDING"]),
    ],
    ids=["unrevealed", "expired at this very instant", "not yet expired", "revealed"],
)
def test_scratch_card_keeps_its_sum(changes: dict[str, Any], expected: list[str]) -> None:
    found = benefit_of(evidence(ped_rows=(ped(benefitType="SCRATCH_CARD", **changes),)))
    assert found.reasons == expected
    assert found.cashback.remaining is not None
    assert found.cashback.remaining.amount_minor == 10000


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["SCRATCH_CARD_UNREVEALED", "SOURCE_UNAVAILABLE"]),
        ({"revealedAt": day(3)}, ["SOURCE_UNAVAILABLE"]),
        ({"gcId": "GC-1"}, ["SOURCE_UNAVAILABLE"]),
    ],
    ids=["unrevealed", "revealed", "issued as PED remembers"],
)
def test_ped_shows_an_unrevealed_card_without_concessions(changes: dict[str, Any], expected: list[str]) -> None:
    row = ped(benefitType="SCRATCH_CARD", **changes)
    assert benefit_of(evidence(ped_rows=(row,), events_complete=False)).reasons == expected


def test_conflicts_name_both_values_and_the_rule() -> None:
    tracked = (item(eligibleMinor=9000, issuedMinor=400),)
    (promise, gross) = fold(evidence(issued(500), ped_rows=(ped(),), items=tracked), as_of=NOW).conflicts
    assert (promise.code, promise.field, promise.values, promise.chosen) == (
        "eligibleDiffers",
        "eligible",
        {"ped": 10000, "lineItems": 9000},
        "ped",
    )
    assert (gross.code, gross.field, gross.values, gross.chosen) == (
        "issuedDiffers",
        "issued",
        {"concessions": 500, "lineItems": 400},
        "concessions",
    )


def codes(*events: EventRow, **rows: Any) -> list[str]:
    return [conflict.code for conflict in fold(evidence(*events, **{"ped_rows": (ped(),)} | rows), as_of=NOW).conflicts]


@pytest.mark.parametrize(
    ("second", "is_suspicious"),
    [
        ({"lineItemId": "LI-1"}, True),
        ({"lineItemId": "LI-1", "shipmentId": "SHP-1"}, True),
        ({"lineItemId": "LI-2"}, False),
        ({"lineItemId": "LI-1", "amount": 1400}, False),
        ({}, False),
    ],
    ids=["same item", "same item, shipment named", "another item", "another amount", "one without a target"],
)
def test_equal_issuance_counts_and_is_reported(second: dict[str, Any], *, is_suspicious: bool) -> None:
    repeated = event("I-2", eventTime=day(2), **second)
    events = (issued(1500, lineItemId="LI-1"), repeated)
    found = benefit_of(evidence(*events, ped_rows=(ped(),)))
    assert found.cashback.granted is not None
    assert found.cashback.granted.amount_minor == 1500 + repeated.amount_minor
    assert ("DUPLICATE_ISSUANCE" in found.reasons) == is_suspicious
    assert ("equalIssuances" in codes(*events)) == is_suspicious


def test_reissue_after_a_full_reversal_is_no_duplicate() -> None:
    events = (
        issued(1500, lineItemId="LI-1"),
        event("V", "REVERSED", 1500, reversesEventId="I-1", reinstates=True, eventTime=day(2)),
        event("I-2", "ISSUED", 1500, lineItemId="LI-1", eventTime=day(3)),
    )
    assert codes(*events) == []


@pytest.mark.parametrize(
    ("events", "rows", "expected"),
    [
        pytest.param((event("V", "REVERSED", 1, reversesEventId="X"),), {}, "reversalWithoutIssuance", id="parked"),
        pytest.param(
            (issued(10), event("V", "REVERSED", 11, reversesEventId="I-1")), {}, "reversalAboveIssuance", id="capped"
        ),
        pytest.param((issued(10), event("C", "CANCELLED", 10000)), {}, "remainingBelowZero", id="below zero"),
        pytest.param((), {"ped_rows": (), "items": (item(),)}, "pedRowMissing", id="no PED row"),
        pytest.param((issued(10, currency="USD"),), {}, "currencyDiffers", id="currency"),
        pytest.param((issued(10), issued(20)), {}, "eventContentDiffers", id="one id, two contents"),
        pytest.param((issued(10, customerId="CUST-9"),), {}, "ownerDiffers", id="owner"),
        pytest.param((issued(10, type="NEW"),), {}, "eventTypeUnknown", id="unknown type"),
        pytest.param((), {"ped_rows": (ped(gcId="GC-1"),)}, "issuedWithoutEvents", id="older than the log"),
        pytest.param(
            (event("R", "RESERVED", 10000),), {"ped_rows": (ped(gcId="GC-1"),)}, "issuedEventMissing", id="not arrived"
        ),
        pytest.param(
            (event("I-0", amount=0),), {"ped_rows": (ped(gcId="GC-1"),)}, "issuedEventMissing", id="issued nothing"
        ),
    ],
)
def test_conflict(events: tuple[EventRow, ...], rows: dict[str, Any], expected: str) -> None:
    assert codes(*events, **rows) == [expected]


@pytest.mark.parametrize(
    "events",
    [
        (event("C", "CANCELLED", 10000, lineItemId="LI-1"),),
        (event("C", "CANCELLED", 10000),),
        (
            event("I-2", amount=10000, lineItemId="LI-1"),
            event("V", "REVERSED", 10000, reversesEventId="I-2", reinstates=False),
        ),
    ],
    ids=["for the item", "for the benefit", "of the item's issuance"],
)
def test_closed_item_with_its_event_is_no_conflict(events: tuple[EventRow, ...]) -> None:
    gross = sum(one.amount_minor for one in events if one.type == "ISSUED")
    tracked = (item("LI-1", issuedMinor=gross, status="RETURNED"),)
    assert codes(*events, items=tracked) == []


def test_ped_lagging_behind_the_log_is_no_conflict() -> None:
    assert codes(issued(1500), ped_rows=(ped(benefitIssuanceStatus="PENDING", lastUpdatedTime=day(0)),)) == []


def test_issuance_whose_event_has_not_arrived_is_not_older_than_the_log() -> None:
    row = ped(benefitIssuanceStatus="ISSUED", benefitIssuanceTime=day(0.02), lastUpdatedTime=day(0.02), gcId="GC-1")
    tracked = (item(issuedMinor=10000, status="ISSUED", gcId="GC-1"),)
    found = evidence(event("R", "RESERVED", 10000, eventTime=day(0)), ped_rows=(row,), items=tracked)
    (conflict,) = fold(found, as_of=NOW).conflicts
    assert (conflict.code, conflict.values) == (
        "issuedEventMissing",
        {"concessions": None, "ped": "ISSUED", "lineItems": 10000},
    )
    benefit = benefit_of(found)
    assert (benefit.issuance_status, benefit.reasons) == ("UNKNOWN", ["SOURCE_CONFLICT"])
    assert (benefit.cashback.issued, benefit.cashback.remaining, benefit.cashback.amounts_complete) == (
        None,
        None,
        False,
    )
    assert [(one.status, one.source) for one in benefit.issuances] == [("RECORDED", "lineItems")]


_ENDINGS = [("CANCELLED", "CANCELLED"), ("EXPIRED", "EXPIRED"), ("FAILED", "ISSUANCE_FAILED")]


@pytest.mark.parametrize(("word", "reason"), _ENDINGS)
@pytest.mark.parametrize("items", [(), (item(),)], ids=["not tracked", "tracked"])
def test_end_that_only_ped_records_states_no_amount(word: str, reason: str, items: tuple[LineItemRow, ...]) -> None:
    found = evidence(ped_rows=(ped(benefitIssuanceStatus=word),), items=items)
    benefit = benefit_of(found)
    cashback = benefit.cashback
    amounts = (cashback.issued, cashback.granted, cashback.remaining, cashback.pending, cashback.cancelled)
    assert (amounts, cashback.amounts_complete) == ((None,) * 5, False)
    assert (benefit.issuance_status, benefit.reasons) == ("UNKNOWN", [reason, "SOURCE_CONFLICT"])
    assert [(one.code, one.values["ped"]) for one in fold(found, as_of=NOW).conflicts] == [
        ("statusWithoutEvents", word)
    ]
    assert benefit.issuances == []


@pytest.mark.parametrize(("word", "reason"), _ENDINGS)
def test_end_that_ped_records_beside_a_reservation_takes_nothing_away(word: str, reason: str) -> None:
    events = (event("R", "RESERVED", 10000, eventTime=day(0)),)
    benefit = benefit_of(evidence(*events, ped_rows=(ped(benefitIssuanceStatus=word),)))
    assert benefit.cashback.remaining == benefit.cashback.eligible
    assert {reason, "SOURCE_CONFLICT"} <= set(benefit.reasons)
    assert codes(*events, ped_rows=(ped(benefitIssuanceStatus=word),)) == ["statusEventMissing"]


@pytest.mark.parametrize(
    ("word", "events"),
    [
        ("CANCELLED", (event("C", "CANCELLED", 10000),)),
        ("EXPIRED", (event("X", "EXPIRED", 10000),)),
        ("FAILED", (event("F", "ISSUE_FAILED", 10000),)),
        ("FAILED", (event("F", "ISSUE_FAILED", 10000, eventTime=day(0)), issued())),
        ("CANCELLED", (issued(),)),
        ("PENDING", ()),
        ("RESERVED", ()),
    ],
)
def test_word_of_ped_that_the_events_bear_out_or_have_left_behind_is_no_conflict(
    word: str, events: tuple[EventRow, ...]
) -> None:
    assert codes(*events, ped_rows=(ped(benefitIssuanceStatus=word),)) == []


@pytest.mark.parametrize(("word", "reason"), _ENDINGS)
def test_end_is_not_stated_while_the_log_does_not_answer(word: str, reason: str) -> None:
    found = benefit_of(evidence(ped_rows=(ped(benefitIssuanceStatus=word),), events_complete=False))
    assert (found.reasons, reason in found.reasons) == (["SOURCE_UNAVAILABLE"], False)
