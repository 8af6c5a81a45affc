"""Amounts and statuses: rules 1, 2, 3, 6 and 8 of the fold."""

from typing import Any

import pytest

from core.contract import Cashback
from rewards.ledger.fold import fold
from rewards.stores.rows import EventRow
from tests.rewards.world import NOW, benefit_of, day, event, evidence, item, ped

NOTHING_KNOWN = dict.fromkeys(
    ("eligible", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "over_issued")
)


def minor(cashback: Cashback) -> dict[str, int | None]:
    amounts = {name: getattr(cashback, name) for name in NOTHING_KNOWN}
    return {name: None if money is None else money.amount_minor for name, money in amounts.items()}


RESERVED = event("R", "RESERVED", 10000, eventTime=day(0))
ISSUED = event("I-1", "ISSUED", 1500, lineItemId="LI-1", eventTime=day(1))
ISSUED_LATER = event("I-2", "ISSUED", 2100, shipmentId="SHP-2", eventTime=day(2))
ISSUED_WHOLE = event("I-9", "ISSUED", 10000, eventTime=day(3))


@pytest.mark.parametrize(
    ("events", "amounts", "statuses"),
    [
        pytest.param((), {"remaining": 10000}, ("PENDING", "NONE"), id="nothing yet"),
        pytest.param((RESERVED,), {"remaining": 10000, "pending": 10000}, ("RESERVED", "NONE"), id="reserved"),
        pytest.param(
            (RESERVED, ISSUED, ISSUED_LATER),
            {"issued": 3600, "granted": 3600, "remaining": 6400, "pending": 6400},
            ("PARTIALLY_ISSUED", "NONE"),
            id="two installments",
        ),
        pytest.param(
            (ISSUED, event("R", "RESERVED", 4000)),
            {"issued": 1500, "granted": 1500, "remaining": 8500, "pending": 2500},
            ("PARTIALLY_ISSUED", "NONE"),
            id="pending is no more than what was reserved",
        ),
        pytest.param(
            (RESERVED, ISSUED_WHOLE),
            {"issued": 10000, "granted": 10000, "remaining": 0},
            ("ISSUED", "NONE"),
            id="all issued",
        ),
        pytest.param(
            (ISSUED_WHOLE, event("V", "REVERSED", 3000, reversesEventId="I-9", reinstates=False, eventTime=day(4))),
            {"issued": 10000, "reversed": 3000, "granted": 7000, "remaining": 0},
            ("ISSUED", "PARTIAL"),
            id="a reversal that is not due again",
        ),
        pytest.param(
            (ISSUED_WHOLE, event("V", "REVERSED", 10000, reversesEventId="I-9", reinstates=True, eventTime=day(4))),
            {"issued": 10000, "reversed": 10000, "granted": 0, "remaining": 10000},
            ("PARTIALLY_ISSUED", "FULL"),
            id="both axes at once",
        ),
        pytest.param(
            (ISSUED, event("V", "REVERSED", 9999, reversesEventId="I-1", reinstates=True)),
            {"issued": 1500, "reversed": 1500, "granted": 0, "remaining": 10000},
            ("PARTIALLY_ISSUED", "FULL"),
            id="a reversal is capped at what it reverses",
        ),
        pytest.param(
            (event("C", "CANCELLED", 6000), event("X", "EXPIRED", 4000)),
            {"cancelled": 6000, "expired": 4000, "remaining": 0},
            ("CANCELLED", "NONE"),
            id="cancelled for the most part",
        ),
        pytest.param(
            (event("X", "EXPIRED", 10000),), {"expired": 10000, "remaining": 0}, ("EXPIRED", "NONE"), id="expired"
        ),
        pytest.param(
            (RESERVED, event("F", "ISSUE_FAILED", 10000)),
            {"remaining": 10000, "pending": 0},
            ("FAILED", "NONE"),
            id="a failure moves no money",
        ),
        pytest.param(
            (ISSUED_WHOLE, event("I-10", "ISSUED", 500)),
            {"issued": 10500, "granted": 10500, "remaining": 0, "over_issued": 500},
            ("ISSUED", "NONE"),
            id="over-issued",
        ),
    ],
)
def test_position(events: tuple[EventRow, ...], amounts: dict[str, int], statuses: tuple[str, str]) -> None:
    benefit = benefit_of(evidence(*events, ped_rows=(ped(),)))
    zeros = dict.fromkeys(NOTHING_KNOWN, 0) | {"eligible": 10000}
    assert minor(benefit.cashback) == zeros | amounts
    assert (benefit.issuance_status, benefit.reversal_status) == statuses
    assert benefit.cashback.amounts_complete


def test_early_reversal_is_parked_until_its_issuance_arrives() -> None:
    reversal = event("V", "REVERSED", 1500, reversesEventId="I-1", reinstates=True, eventTime=day(0))
    parked = benefit_of(evidence(reversal, ped_rows=(ped(),)))
    assert (minor(parked.cashback)["reversed"], parked.cashback.pending_reversals) == (0, 1)
    applied = benefit_of(evidence(reversal, ISSUED, ped_rows=(ped(),)))
    assert (minor(applied.cashback)["reversed"], applied.cashback.pending_reversals) == (1500, 0)


WHOLE_AGAIN = event("I-8", "ISSUED", 10000, eventTime=day(4))


def taken_back(name: str, target: str, amount: int, *, reinstates: bool, on: float) -> EventRow:
    return event(name, "REVERSED", amount, reversesEventId=target, reinstates=reinstates, eventTime=day(on))


@pytest.mark.parametrize(
    ("events", "amounts", "conflicts"),
    [
        pytest.param(
            (ISSUED_WHOLE, WHOLE_AGAIN, taken_back("V", "I-8", 10000, reinstates=False, on=5)),
            {"granted": 10000, "remaining": 0, "over_issued": 0},
            [],
            id="a duplicate taken back",
        ),
        pytest.param(
            (ISSUED_WHOLE, WHOLE_AGAIN, taken_back("V", "I-8", 4000, reinstates=False, on=5)),
            {"granted": 16000, "remaining": 0, "over_issued": 6000},
            [],
            id="a part of a duplicate taken back",
        ),
        pytest.param(
            (ISSUED_WHOLE, ISSUED, taken_back("V", "I-9", 4000, reinstates=False, on=5)),
            {"granted": 7500, "remaining": 0, "over_issued": 0},
            [],
            id="an excess and a part of the promise",
        ),
        pytest.param(
            (event("I-8", "ISSUED", 6000), taken_back("V", "I-8", 6000, reinstates=False, on=5)),
            {"granted": 0, "remaining": 4000, "over_issued": 0},
            [],
            id="no excess",
        ),
        pytest.param(
            (ISSUED_WHOLE, WHOLE_AGAIN, taken_back("V", "I-8", 10000, reinstates=True, on=5)),
            {"granted": 10000, "remaining": 0, "over_issued": 0},
            [],
            id="a duplicate that is said to be due again",
        ),
        pytest.param(
            (event("I-8", "ISSUED", 6000), event("X", "EXPIRED", 10000)),
            {"granted": 6000, "remaining": 0, "over_issued": 0},
            ["remainingBelowZero"],
            id="expired beyond the promise",
        ),
        pytest.param(
            (
                event("I-8", "ISSUED", 6000),
                event("X", "EXPIRED", 10000),
                taken_back("V", "I-8", 6000, reinstates=False, on=5),
            ),
            {"granted": 0, "remaining": 0, "over_issued": 0},
            [],
            id="expired beyond the promise, and what was issued taken back",
        ),
    ],
)
def test_reversal_first_takes_back_an_excess(
    events: tuple[EventRow, ...], amounts: dict[str, int], conflicts: list[str]
) -> None:
    found = evidence(*events, ped_rows=(ped(),))
    cashback = minor(benefit_of(found).cashback)
    assert {name: cashback[name] for name in amounts} == amounts
    assert [one.code for one in fold(found, as_of=NOW).conflicts if one.code != "equalIssuances"] == conflicts


@pytest.mark.parametrize("target", [None, "V", "R"], ids=["names none", "names itself", "names a reservation"])
def test_reversal_of_no_issuance_moves_nothing(target: str | None) -> None:
    reversal = event("V", "REVERSED", 1500, reversesEventId=target)
    benefit = benefit_of(evidence(RESERVED, ISSUED, reversal, ped_rows=(ped(),)))
    assert (minor(benefit.cashback)["granted"], benefit.cashback.pending_reversals) == (1500, 1)


def test_reversal_is_counted_as_parked_even_where_amounts_are_unknown() -> None:
    reversal = event("V", "REVERSED", 1500, reversesEventId="I-1")
    benefit = benefit_of(evidence(reversal, ped_rows=(ped(gcId="GC-1"),)))
    assert (minor(benefit.cashback)["reversed"], benefit.cashback.pending_reversals) == (None, 1)


def test_log_with_gaps_states_no_first_and_last_issuance() -> None:
    reversal = event("V", "REVERSED", 1500, reversesEventId="I-0")
    benefit = benefit_of(evidence(ISSUED, reversal, ped_rows=(ped(),), events_complete=False))
    assert (benefit.first_issued_at, benefit.last_issued_at, benefit.cashback.pending_reversals) == (None, None, 0)
    assert [one.event_id for one in benefit.issuances] == ["I-1"]


@pytest.mark.parametrize(
    ("retry", "pending"),
    [
        pytest.param(event("T", "ISSUED", 3000, lineItemId="LI-1", eventTime=day(3)), 7000, id="retried"),
        pytest.param(event("T", "ISSUED", 3000, lineItemId="LI-2", eventTime=day(3)), 4000, id="another item"),
        pytest.param(event("T", "ISSUE_FAILED", 3000, lineItemId="LI-1", eventTime=day(3)), 7000, id="failed again"),
        pytest.param(event("T", "ISSUED", 3000, lineItemId="LI-1", eventTime=day(1)), 4000, id="issued before"),
    ],
)
def test_pending_leaves_out_what_failed_and_was_not_retried(retry: EventRow, pending: int) -> None:
    failed = event("F", "ISSUE_FAILED", 3000, lineItemId="LI-1", eventTime=day(2))
    benefit = benefit_of(evidence(RESERVED, failed, retry, ped_rows=(ped(),)))
    assert minor(benefit.cashback)["pending"] == pending


@pytest.mark.parametrize(
    "changes",
    [{"benefitIssuanceStatus": "ISSUED"}, {"gcId": "GC-1"}, {"gcIds": ["GC-1", "GC-2"]}],
    ids=["status", "scalar gift card", "list of gift cards"],
)
@pytest.mark.parametrize("events", [(), (RESERVED,)], ids=["empty log", "log without an issuance"])
def test_issued_before_the_log_began_states_no_amount(changes: dict[str, Any], events: tuple[EventRow, ...]) -> None:
    benefit = benefit_of(evidence(*events, ped_rows=(ped(**changes),)))
    assert minor(benefit.cashback) == NOTHING_KNOWN | {"eligible": 10000}
    assert not benefit.cashback.amounts_complete
    assert (benefit.issuance_status, benefit.reversal_status) == ("UNKNOWN", "UNKNOWN")
    assert benefit.reasons == ["SOURCE_CONFLICT"]


def test_tracker_alone_can_tell_that_the_log_is_too_young() -> None:
    benefit = benefit_of(evidence(ped_rows=(ped(),), items=(item(issuedMinor=10000, status="ISSUED", gcId="GC-1"),)))
    assert minor(benefit.cashback)["remaining"] is None
    assert [(one.event_id, one.status, one.source) for one in benefit.issuances] == [(None, "RECORDED", "lineItems")]


def test_nothing_is_known_of_amounts_without_concessions() -> None:
    benefit = benefit_of(evidence(ped_rows=(ped(),), items=(item(),), events_complete=False))
    assert minor(benefit.cashback) == NOTHING_KNOWN | {"eligible": 10000}
    assert (benefit.issuance_status, benefit.reasons) == ("UNKNOWN", ["SOURCE_UNAVAILABLE"])


def test_promise_is_unknown_without_ped_even_if_the_tracker_answers() -> None:
    benefit = benefit_of(evidence(RESERVED, ISSUED, ped_rows=None, items=(item(),)))
    known = {"issued": 1500, "granted": 1500, "reversed": 0, "cancelled": 0, "expired": 0}
    assert minor(benefit.cashback) == NOTHING_KNOWN | known
    assert benefit.issuance_status == "UNKNOWN"


def test_log_without_an_issuance_proves_nothing_while_ped_is_silent() -> None:
    benefit = benefit_of(evidence(RESERVED, ped_rows=None, items=(item(),)))
    assert minor(benefit.cashback) == NOTHING_KNOWN


def test_tracker_down_leaves_the_money_standing() -> None:
    benefit = benefit_of(evidence(RESERVED, ISSUED, ped_rows=(ped(),), items=None))
    assert minor(benefit.cashback)["remaining"] == 8500
    assert benefit.reasons == ["SOURCE_UNAVAILABLE"]


def test_ped_row_missing_takes_the_promise_from_the_tracker() -> None:
    benefit = benefit_of(evidence(ISSUED, items=(item("LI-1", eligibleMinor=1500), item("LI-2", eligibleMinor=500))))
    assert (minor(benefit.cashback)["eligible"], minor(benefit.cashback)["remaining"]) == (2000, 500)


def test_ped_row_missing_and_tracker_empty_leaves_the_promise_unknown() -> None:
    benefit = benefit_of(evidence(ISSUED))
    assert (minor(benefit.cashback)["eligible"], minor(benefit.cashback)["remaining"]) == (None, None)
    assert minor(benefit.cashback)["granted"] == 1500


def test_event_of_another_currency_makes_the_amounts_unknown() -> None:
    benefit = benefit_of(evidence(ISSUED, event("U", "ISSUED", 100, currency="USD"), ped_rows=(ped(),)))
    assert minor(benefit.cashback) == NOTHING_KNOWN | {"eligible": 10000}
    assert [one.amount.currency for one in benefit.issuances if one.amount] == ["INR", "USD"]


@pytest.mark.parametrize(("amount", "remaining"), [(0, 8500), (700, None)], ids=["without a sum", "with a sum"])
def test_event_of_unknown_type_is_shown_and_its_sum_not_guessed_at(amount: int, remaining: int | None) -> None:
    unknown = event("N", "CLAWED_BACK", amount, eventTime=day(5))
    benefit = benefit_of(evidence(ISSUED, unknown, ped_rows=(ped(),)))
    assert minor(benefit.cashback)["remaining"] == remaining
    assert [(one.type, one.status) for one in benefit.issuances] == [
        ("ISSUED", "ISSUED"),
        ("CLAWED_BACK", "UNRECOGNISED"),
    ]
    assert "SOURCE_CONFLICT" in benefit.reasons


def test_totals_are_per_currency_and_unknown_with_an_unknown_addend() -> None:
    rows = (ped(), ped(benefitId="BEN-2", eligibleMinor=500), ped(benefitId="BEN-3", currency="USD"))
    whole = fold(evidence(ISSUED, ped_rows=rows), as_of=NOW).totals
    assert [(one.remaining.currency, one.remaining.amount_minor) for one in whole if one.remaining] == [
        ("INR", 9000),
        ("USD", 10000),
    ]
    legacy = ped(benefitId="BEN-4", benefitIssuanceStatus="ISSUED", eligibleMinor=1)
    inr, usd = fold(evidence(ISSUED, ped_rows=(*rows, legacy)), as_of=NOW).totals
    assert (minor(inr)["eligible"], minor(inr)["granted"], inr.amounts_complete) == (10501, None, False)
    assert (minor(usd)["remaining"], usd.amounts_complete) == (10000, True)


@pytest.mark.parametrize("status", ["SETTLED", "issued", "ISSUED", "REVERSED"])
def test_word_of_ped_that_may_mean_issued_leaves_nothing_to_remain(status: str) -> None:
    found = benefit_of(evidence(ped_rows=(ped(benefitIssuanceStatus=status),)))
    assert (found.cashback.remaining, found.issuance_status) == (None, "UNKNOWN")


def test_issuance_of_nothing_does_not_prove_that_the_log_knows_of_what_ped_issued() -> None:
    row = ped(benefitIssuanceStatus="ISSUED", gcId="GC-1")
    assert benefit_of(evidence(event("I-0", amount=0), ped_rows=(row,))).cashback.remaining is None
