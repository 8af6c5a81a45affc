"""Gift cards, installments and transitions of a benefit: rule 10, and what the log does not tell."""

from typing import Any

import pytest

from core.contract import GiftCard
from rewards.ledger.fold import fold
from rewards.ledger.issuances import build_history
from rewards.stores.rows import EventRow
from tests.rewards.world import CUSTOMER, NOW, STRANGER, at, benefit_of, day, event, evidence, item, ped


def cards(found: list[GiftCard]) -> list[tuple[str, int | None, str]]:
    return [(card.gift_card_id, card.amount.amount_minor if card.amount else None, card.provenance) for card in found]


def test_gift_cards_by_event_time_then_id_then_peds_own_each_once() -> None:
    found = benefit_of(
        evidence(
            event("I-3", amount=30, gcId="GC-C", eventTime=day(2)),
            event("I-2", amount=20, gcId="GC-B", eventTime=day(2)),
            event("I-1", amount=10, gcId="GC-Z", eventTime=day(1)),
            event("F", "ISSUE_FAILED", gcId="GC-NEVER"),
            ped_rows=(ped(gcId="GC-P, GC-B", gcIds=["GC-Q", "GC-C"]),),
            items=(item(gcId="GC-T|GC-Z"),),
        )
    )
    assert cards(found.gift_cards) == [
        ("GC-Z", 10, "concessions"),
        ("GC-B", 20, "concessions"),
        ("GC-C", 30, "concessions"),
        ("GC-Q", None, "ped"),
        ("GC-P", None, "ped"),
        ("GC-T", None, "lineItems"),
    ]
    assert found.gift_card_history == "unknown"


def test_two_issuances_on_one_card_are_one_card_with_their_sum() -> None:
    found = benefit_of(
        evidence(event("I-1", amount=10, gcId="GC-A"), event("I-2", amount=20, gcId="GC-A"), ped_rows=(ped(),))
    )
    assert cards(found.gift_cards) == [("GC-A", 30, "concessions")]


def test_cards_that_share_one_event_have_no_separate_amounts() -> None:
    found = benefit_of(evidence(event("I-1", amount=10, gcId="GC-A GC-B"), ped_rows=(ped(),)))
    assert cards(found.gift_cards) == [("GC-A", None, "concessions"), ("GC-B", None, "concessions")]


@pytest.mark.parametrize(
    ("events", "row", "history"),
    [
        pytest.param((), {}, "complete", id="nothing issued, nothing remembered"),
        pytest.param((event(gcId="GC-A"),), {"gcId": "GC-A"}, "complete", id="the log has PED's card"),
        pytest.param((event(gcId="GC-A"),), {"gcId": "GC-B"}, "unknown", id="the log lacks PED's card"),
        pytest.param((), {"gcId": "GC-A"}, "lastOnly", id="scalar"),
        pytest.param((), {"gcId": "GC-A;GC-B"}, "unknown", id="delimited"),
        pytest.param((), {"gcIds": ["GC-A"]}, "unknown", id="list"),
    ],
)
def test_gift_card_history(events: tuple[EventRow, ...], row: dict[str, Any], history: str) -> None:
    assert benefit_of(evidence(*events, ped_rows=(ped(**row),))).gift_card_history == history


@pytest.mark.parametrize(
    ("row", "dated"),
    [
        pytest.param({"gcId": "GC-2222", "gcIds": ["GC-2222", "GC-1111"]}, ["GC-2222"], id="late issuance appended"),
        pytest.param({"gcId": "GC-1111", "gcIds": ["GC-1111", "GC-2222"]}, ["GC-1111"], id="a sorted set"),
        pytest.param({"gcId": "GC-2222", "gcIds": ["GC-1111"]}, ["GC-2222"], id="overwritten since"),
        pytest.param({"gcId": "GC-2222"}, ["GC-2222"], id="scalar"),
        pytest.param({"gcIds": ["GC-1111"]}, ["GC-1111"], id="the only one"),
        pytest.param({"gcIds": ["GC-1111", "GC-2222"]}, [], id="a list alone"),
        pytest.param({"gcId": "GC-1111;GC-2222"}, [], id="delimited"),
    ],
)
def test_issuance_time_of_ped_belongs_to_its_scalar_card(row: dict[str, Any], dated: list[str]) -> None:
    found = benefit_of(evidence(ped_rows=(ped(**row, benefitIssuanceTime=day(14)),)))
    assert [card.gift_card_id for card in found.gift_cards if card.issued_at] == dated
    assert [one.gift_card_id for one in found.issuances if one.issued_at] == dated
    assert {one.issued_at for one in found.issuances} <= {None, at(14)}


def test_reversal_is_folded_onto_the_issuance_it_reverses() -> None:
    found = benefit_of(
        evidence(
            event("I-1", amount=1500, lineItemId="LI-1"),
            event("I-2", amount=900),
            event("V-1", "REVERSED", 500, reversesEventId="I-1", eventTime=day(3)),
            event("V-2", "REVERSED", 900, reversesEventId="I-2", eventTime=day(4)),
            event("V-3", "REVERSED", 200, reversesEventId="I-1", eventTime=day(5)),
            ped_rows=(ped(),),
        )
    )
    folded = [
        (one.event_id, one.status, one.reversed_amount and one.reversed_amount.amount_minor, one.reversed_at)
        for one in found.issuances
    ]
    assert folded == [("I-1", "PARTIALLY_REVERSED", 700, at(5)), ("I-2", "REVERSED", 900, at(4))]
    assert [[(r.event_id, r.amount.amount_minor, r.reversed_at) for r in one.reversals] for one in found.issuances] == [
        [("V-1", 500, at(3)), ("V-3", 200, at(5))],
        [("V-2", 900, at(4))],
    ]


def test_reversal_states_whether_it_is_due_again_and_why() -> None:
    found = benefit_of(
        evidence(
            event("I-1", amount=6000, lineItemId="LI-1"),
            event("V-1", "REVERSED", 1000, reversesEventId="I-1", reinstates=True, eventTime=day(2)),
            event(
                "V-2",
                "REVERSED",
                2000,
                reversesEventId="I-1",
                reinstates=False,
                reasonCode="DUPLICATE_ISSUANCE",
                eventTime=day(3),
            ),
            event("V-3", "REVERSED", 500, reversesEventId="I-1", eventTime=day(4)),
            ped_rows=(ped(),),
        )
    )
    (issuance,) = found.issuances
    assert [(one.event_id, one.reinstates, one.reason_code) for one in issuance.reversals] == [
        ("V-1", True, None),
        ("V-2", False, "DUPLICATE_ISSUANCE"),
        ("V-3", None, None),
    ]


def test_failed_attempt_states_why() -> None:
    failed = event("F", "ISSUE_FAILED", 12000, lineItemId="LI-1", reasonCode="GIFT_CARD_SERVICE_DOWN")
    (issuance,) = benefit_of(evidence(failed, ped_rows=(ped(),))).issuances
    assert (issuance.status, issuance.reason_code, issuance.line_item_id) == (
        "FAILED",
        "GIFT_CARD_SERVICE_DOWN",
        "LI-1",
    )


def test_closures_are_the_cancellations_and_expiries_with_item_and_reason() -> None:
    found = benefit_of(
        evidence(
            event("X", "EXPIRED", 700, eventTime=day(5)),
            event(
                "C", "CANCELLED", 300, lineItemId="LI-1", shipmentId="S1", reasonCode="OUT_OF_STOCK", eventTime=day(4)
            ),
            event("R", "RESERVED", 10000, eventTime=day(0)),
            ped_rows=(ped(),),
        )
    )
    assert [one.model_dump(mode="json", by_alias=True) for one in found.closures] == [
        {
            "eventId": "C",
            "type": "CANCELLED",
            "amount": {"amountMinor": 300, "currency": "INR"},
            "closedAt": "2026-11-05T10:00:00Z",
            "lineItemId": "LI-1",
            "shipmentId": "S1",
            "reasonCode": "OUT_OF_STOCK",
        },
        {
            "eventId": "X",
            "type": "EXPIRED",
            "amount": {"amountMinor": 700, "currency": "INR"},
            "closedAt": "2026-11-06T10:00:00Z",
            "lineItemId": None,
            "shipmentId": None,
            "reasonCode": None,
        },
    ]


def test_a_reversal_that_finds_nothing_left_is_none_of_the_issuance() -> None:
    found = benefit_of(
        evidence(
            event("I-1", amount=1500),
            event("V-1", "REVERSED", 1500, reversesEventId="I-1", eventTime=day(3)),
            event("V-2", "REVERSED", 700, reversesEventId="I-1", eventTime=day(4)),
            ped_rows=(ped(),),
        )
    )
    [issuance] = found.issuances
    assert (issuance.status, issuance.reversed_at) == ("REVERSED", at(3))
    assert [(r.event_id, r.amount.amount_minor) for r in issuance.reversals] == [("V-1", 1500)]


def test_history_lists_every_event_as_a_separate_entry() -> None:
    found = evidence(
        event("V", "REVERSED", 1500, reversesEventId="I", reinstates=True, reasonCode="CAP_REACHED", eventTime=day(2)),
        event("N", "NEWER", 1, eventTime=day(9)),
        event("X", "EXPIRED", 1, eventTime=day(5)),
        event("C", "CANCELLED", 1, eventTime=day(5)),
        event("F", "ISSUE_FAILED", 1, eventTime=day(0.5)),
        event("R", "RESERVED", 10000, eventTime=day(0)),
        event("I", "ISSUED", 1500, eventTime=day(1)),
        event("O", "ISSUED", 7, eventTime=day(1), benefitId="BEN-0"),
        ped_rows=None,
    )
    history = build_history(found)
    assert [(one.event_id, one.status) for one in history] == [
        ("R", "RESERVED"),
        ("F", "FAILED"),
        ("I", "REVERSED"),
        ("O", "ISSUED"),
        ("V", "REVERSAL"),
        ("C", "CANCELLED"),
        ("X", "EXPIRED"),
        ("N", "UNRECOGNISED"),
    ]
    reversal = history[4]
    assert (reversal.reverses_event_id, reversal.reinstates, reversal.reason_code) == ("I", True, "CAP_REACHED")


def test_recorded_issuances_name_a_gift_card_once() -> None:
    tracked = (
        item("LI-1", issuedMinor=100, status="ISSUED", gcId="GC-A"),
        item("LI-2", issuedMinor=0, status="PENDING"),
    )
    row = ped(gcId="GC-B", gcIds=["GC-A", "GC-B"], benefitIssuanceTime=day(2))
    recorded = [
        (one.source, one.gift_card_id, one.amount and one.amount.amount_minor, one.issued_at, one.status)
        for one in benefit_of(evidence(ped_rows=(row,), items=tracked)).issuances
    ]
    assert recorded == [
        ("lineItems", "GC-A", 100, None, "RECORDED"),
        ("ped", "GC-B", None, at(2), "RECORDED"),
    ]


def test_ped_that_kept_no_gift_card_is_still_shown_as_recorded() -> None:
    row = ped(benefitIssuanceStatus="ISSUED", benefitIssuanceTime=day(2))
    (recorded,) = benefit_of(evidence(ped_rows=(row,))).issuances
    assert (recorded.event_id, recorded.amount, recorded.gift_card_id, recorded.issued_at) == (None, None, None, at(2))


@pytest.mark.parametrize(
    ("events", "row", "expected"),
    [
        pytest.param((event("R", "RESERVED", eventTime=day(2)),), {}, (at(0), "recorded"), id="recorded"),
        pytest.param(
            (event("I", eventTime=day(1)), event("R", "RESERVED", eventTime=day(2))),
            {"createdAt": None},
            (at(2), "derivedFromEvents"),
            id="reserved",
        ),
        pytest.param(
            (event("I", eventTime=day(1)),), {"createdAt": None}, (at(1), "derivedFromEvents"), id="earliest event"
        ),
        pytest.param(
            (), {"createdAt": None, "lastUpdatedTime": day(3)}, (at(3), "lastUpdatedFallback"), id="last update"
        ),
    ],
)
def test_creation_and_where_it_is_known_from(
    events: tuple[EventRow, ...], row: dict[str, Any], expected: tuple[Any, str]
) -> None:
    found = benefit_of(evidence(*events, ped_rows=(ped(**row),)))
    assert (found.created_at, found.created_at_source) == expected


def test_creation_is_unknown_when_only_the_tracker_knows_the_benefit() -> None:
    found = benefit_of(evidence(items=(item(updatedAt=day(4)),)))
    assert (found.created_at, found.created_at_source, found.last_updated_at) == (None, None, at(4))


def test_transitions_are_distinguished() -> None:
    row = ped(benefitType="SCRATCH_CARD", revealedAt=day(2), expiresAt=day(30), lastUpdatedTime=day(2))
    events = (
        event("R", "RESERVED", eventTime=day(0.5)),
        event("I-1", eventTime=day(3)),
        event("I-2", eventTime=day(5), amount=7),
    )
    found = benefit_of(evidence(*events, ped_rows=(row,)))
    assert (found.created_at, found.reserved_at, found.revealed_at) == (at(0), at(0.5), at(2))
    assert (found.first_issued_at, found.last_issued_at, found.last_updated_at) == (at(3), at(5), at(5))
    assert found.expires_at == at(30)


def test_other_customer_is_not_named_in_a_conflict() -> None:
    found = fold(evidence(event("X", customerId=STRANGER), ped_rows=(ped(),)), as_of=NOW)
    (conflict,) = [one for one in found.conflicts if one.code == "ownerDiffers"]
    assert conflict.values == {"order": CUSTOMER, "concessions": None}
    assert STRANGER not in repr(found)
