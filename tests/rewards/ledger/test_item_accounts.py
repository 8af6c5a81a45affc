"""What the events say of each item beside the tracker: rule 15 of the fold."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import Conflict
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import fold
from rewards.stores.rows import EventRow, LineItemRow
from tests.call_counter import calls_of
from tests.rewards.world import NOW, benefit_of, day, event, evidence, item, ped


def conflicts(found: Evidence) -> list[Conflict]:
    return fold(found, as_of=NOW).conflicts


def said(found: Evidence) -> list[tuple[str, dict[str, Any]]]:
    return [(one.code, one.values) for one in conflicts(found)]


def order(*events: EventRow, items: tuple[LineItemRow, ...], eligible: int = 10000) -> Evidence:
    return evidence(*events, ped_rows=(ped(eligibleMinor=eligible),), items=items)


def issued(name: str, amount: int, item_id: str | None = None, **changes: Any) -> EventRow:
    return event(name, "ISSUED", amount, lineItemId=item_id, **changes)


def taken_back(name: str, target: str, amount: int, *, reinstates: bool = False) -> EventRow:
    return event(name, "REVERSED", amount, reversesEventId=target, reinstates=reinstates, eventTime=day(5))


def test_item_that_is_reversed_and_cancelled_is_closed_twice() -> None:
    found = order(
        issued("I", 3000, "LI-1"),
        taken_back("V", "I", 3000),
        event("C", "CANCELLED", 3000, lineItemId="LI-1", eventTime=day(6)),
        items=(
            item("LI-1", eligibleMinor=3000, issuedMinor=3000, status="CANCELLED"),
            item("LI-2", eligibleMinor=7000),
        ),
    )
    assert said(found) == [
        ("itemClosedTwice", {"concessions": 6000, "lineItems": 3000, "lineItemId": "LI-1"}),
        ("remainingDiffers", {"concessions": 4000, "lineItems": 7000}),
    ]
    assert benefit_of(found).reasons == ["AWAITING_SHIPMENT", "CANCELLED", "REVERSED", "SOURCE_CONFLICT"]


def test_item_that_got_more_than_its_due_is_over_issued() -> None:
    found = order(
        issued("I", 6000, "LI-1"),
        items=(item("LI-1", eligibleMinor=4000, issuedMinor=6000, status="ISSUED"), item("LI-2", eligibleMinor=6000)),
    )
    assert said(found) == [
        ("itemOverIssued", {"concessions": 6000, "lineItems": 4000, "lineItemId": "LI-1"}),
        ("remainingDiffers", {"concessions": 4000, "lineItems": 6000}),
    ]


def test_over_issue_of_an_item_that_the_benefit_states_is_stated_once() -> None:
    items = (
        item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED"),
        item("LI-2", eligibleMinor=6000, issuedMinor=7000, status="ISSUED"),
    )
    found = order(issued("I-1", 4000, "LI-1"), issued("I-2", 7000, "LI-2", eventTime=day(2)), items=items)
    assert (said(found), benefit_of(found).reasons) == ([], ["OVER_ISSUED"])


def test_shipment_that_got_more_than_its_items_were_due_is_over_issued() -> None:
    found = order(
        event("I", "ISSUED", 7000, shipmentId="S1"),
        items=(
            item("LI-1", eligibleMinor=4000, issuedMinor=7000, status="ISSUED", shipmentId="S1"),
            item("LI-2", eligibleMinor=6000, shipmentId="S2"),
        ),
    )
    assert said(found)[0] == ("itemOverIssued", {"concessions": 7000, "lineItems": 4000, "shipmentId": "S1"})


def test_item_that_was_issued_and_cancelled_is_closed_beyond_its_due() -> None:
    found = order(
        issued("I", 4000, "LI-1"),
        event("C", "CANCELLED", 4000, lineItemId="LI-1"),
        items=(item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED"), item("LI-2", eligibleMinor=6000)),
    )
    assert [one.code for one in conflicts(found)] == ["itemClosedTwice", "remainingDiffers"]


def test_duplicate_of_an_item_that_was_taken_back_leaves_the_others_their_due() -> None:
    found = order(
        issued("I-1", 4000, "LI-1"),
        issued("I-2", 4000, "LI-1", eventTime=day(2)),
        taken_back("V", "I-2", 4000),
        items=(item("LI-1", eligibleMinor=4000, issuedMinor=8000, status="ISSUED"), item("LI-2", eligibleMinor=6000)),
    )
    assert said(found) == []
    cashback = benefit_of(found).cashback
    assert cashback.remaining is not None
    assert (cashback.remaining.amount_minor, benefit_of(found).reasons) == (6000, ["AWAITING_SHIPMENT", "REVERSED"])


OPEN = [item("LI-1", eligibleMinor=4000), item("LI-2", eligibleMinor=6000)]


@pytest.mark.parametrize(
    ("events", "items", "codes"),
    [
        pytest.param(
            (issued("I", 4000),), tuple(OPEN), ["issuedDiffers"], id="issued to one of two, nobody says which"
        ),
        pytest.param(
            (issued("I", 4000),),
            (item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED"), OPEN[1]),
            [],
            id="issued to the one that the tracker names",
        ),
        pytest.param(
            (issued("I", 4000, "LI-9"),), tuple(OPEN), ["issuedDiffers"], id="an item that the tracker does not know"
        ),
        pytest.param(
            (issued("I", 4000, "LI-1"), taken_back("V", "I", 4000, reinstates=True)),
            (item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED"), OPEN[1]),
            [],
            id="reversed and due again",
        ),
        pytest.param(
            (issued("I", 4000, "LI-1"),),
            (item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED"),),
            ["eligibleDiffers"],
            id="a promise that differs is told once",
        ),
        pytest.param(
            (issued("I", 1000, "LI-1"),),
            (item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED"), OPEN[1]),
            ["issuedDiffers"],
            id="an issuance that differs is told once",
        ),
        pytest.param(
            (),
            (item("LI-1", eligibleMinor=4000, status="RETURNED"), OPEN[1]),
            ["itemClosedWithoutEvent"],
            id="an item without its event is told once",
        ),
        pytest.param(
            (issued("I", 3000, "LI-1"),),
            (item("LI-1", eligibleMinor=4000, issuedMinor=3000, status="ISSUED"), OPEN[1]),
            ["remainingDiffers"],
            id="issued for less than it was due, and done",
        ),
        pytest.param(
            (event("C", "CANCELLED", 3000, lineItemId="LI-1"),),
            (item("LI-1", eligibleMinor=4000, status="CANCELLED"), OPEN[1]),
            ["remainingDiffers"],
            id="cancelled for less than it was due",
        ),
        pytest.param(
            (issued("I", 3000, "LI-1"),),
            (
                item("LI-1", eligibleMinor=4000, issuedMinor=3000, status="ISSUED"),
                item("LI-2", eligibleMinor=7000),
            ),
            ["eligibleDiffers"],
            id="both remainders equal, though the promises differ",
        ),
        pytest.param((issued("I", 4000, "LI-1"),), (), [], id="no tracker rows"),
    ],
)
def test_what_remains_is_what_the_open_items_are_due(
    events: tuple[EventRow, ...], items: tuple[LineItemRow, ...], codes: list[str]
) -> None:
    reserved = event("R", "RESERVED", 10000, eventTime=day(0))
    assert [one.code for one in conflicts(order(reserved, *events, items=items))] == codes


def test_item_is_not_stated_as_waiting_once_an_event_closed_it() -> None:
    found = order(
        event("C", "CANCELLED", 4000, lineItemId="LI-1"),
        items=(item("LI-1", eligibleMinor=4000), item("LI-2", eligibleMinor=6000, status="SHIPPED")),
    )
    benefit = benefit_of(found)
    assert [one.reason for one in benefit.line_items] == [None, "ISSUANCE_PENDING"]
    assert benefit.reasons == ["ISSUANCE_PENDING", "CANCELLED"]


def shares(*dues: int, status: str = "ISSUED", got: int | None = None) -> tuple[LineItemRow, ...]:
    return tuple(
        item(f"LI-{n}", eligibleMinor=due, issuedMinor=(got or due) if status == "ISSUED" else 0, status=status)
        for n, due in enumerate(dues)
    )


def issued_all(*amounts: int) -> list[EventRow]:
    return [issued(f"I-{n}", amount, f"LI-{n}", eventTime=day(n + 1)) for n, amount in enumerate(amounts)]


@pytest.mark.parametrize(
    ("events", "items", "remaining", "status", "reasons"),
    [
        pytest.param(issued_all(3333, 3333, 3333), shares(3333, 3333, 3333), 0, "ISSUED", ["ROUNDING"], id="shares"),
        pytest.param(
            issued_all(3333, 3333, 3333),
            shares(3334, 3333, 3333, got=3333),
            0,
            "ISSUED",
            ["ROUNDING"],
            id="rounded when issued",
        ),
        pytest.param(
            issued_all(3333),
            (*shares(3333), *shares(0, 3333, 3333, status="PENDING")[1:]),
            6666,
            "PARTIALLY_ISSUED",
            ["AWAITING_SHIPMENT", "ROUNDING"],
            id="not all shipped",
        ),
        pytest.param(
            issued_all(3334, 3334, 3334), shares(3334, 3334, 3334), 0, "ISSUED", ["ROUNDING"], id="rounded up"
        ),
        pytest.param(issued_all(5000, 5000), shares(5000, 5000), 0, "ISSUED", ["COMPLETE"], id="without a rest"),
        pytest.param(
            issued_all(3332, 3333, 3332),
            shares(3332, 3333, 3332),
            3,
            "PARTIALLY_ISSUED",
            ["SOURCE_CONFLICT"],
            id="a whole minor unit an item",
        ),
    ],
)
def test_rest_of_rounding_is_due_to_nobody(
    events: list[EventRow], items: tuple[LineItemRow, ...], remaining: int, status: str, reasons: list[str]
) -> None:
    benefit = benefit_of(order(event("R", "RESERVED", 10000, eventTime=day(0)), *events, items=items))
    assert benefit.cashback.remaining is not None
    assert benefit.cashback.pending is not None
    found = (
        benefit.cashback.remaining.amount_minor,
        benefit.issuance_status,
        set(benefit.reasons) - {"SOURCE_CONFLICT"},
    )
    assert found == (remaining, status, set(reasons) - {"SOURCE_CONFLICT"})
    assert ("SOURCE_CONFLICT" in benefit.reasons) == ("SOURCE_CONFLICT" in reasons)
    assert benefit.cashback.pending.amount_minor <= remaining


_SHARES = st.lists(st.tuples(st.integers(1, 5000), st.booleans()), min_size=1, max_size=6)


@given(_SHARES, st.sampled_from(["item", "shipment", "both"]))
def test_order_without_a_fault_has_no_conflict_at_any_grain(shared: list[tuple[int, bool]], grain: str) -> None:
    events, items = [], []
    for n, (due, is_issued) in enumerate(shared):
        about = {
            "lineItemId": f"LI-{n}" if grain != "shipment" else None,
            "shipmentId": f"S{n}" if grain != "item" else None,
        }
        if is_issued:
            events.append(event(f"I-{n}", "ISSUED", due, **about))
        got = {"issuedMinor": due, "status": "ISSUED"} if is_issued else {}
        items.append(item(f"LI-{n}", eligibleMinor=due, shipmentId=f"S{n}", **got))
    found = order(*events, items=tuple(items), eligible=sum(due for due, _ in shared))
    assert said(found) == []
    cashback = benefit_of(found).cashback
    assert cashback.remaining is not None
    assert cashback.remaining.amount_minor == sum(due for due, is_issued in shared if not is_issued)


def test_cost_grows_with_the_number_of_events_and_items_and_no_faster() -> None:
    def cost(count: int) -> int:
        events = [
            event(
                f"I-{n}", "ISSUED", 5, lineItemId=f"LI-{n}" if n % 2 else None, shipmentId=f"S{n % 9}", eventTime=day(n)
            )
            for n in range(count)
        ]
        items = tuple(item(f"LI-{n}", eligibleMinor=5, status="PENDING", shipmentId=f"S{n % 9}") for n in range(count))
        found = order(*events, items=items, eligible=5 * count)
        return calls_of(lambda: fold(found, as_of=NOW))

    assert cost(400) < 2.5 * cost(200)


def test_reversed_excess_of_no_item_is_measured_by_the_promise_of_ped() -> None:
    """The tracker's items add up to 6000 of the 6500 that PED promised: the rest is not an excess of the issuances."""
    found = order(
        issued("I", 3000, "LI-1"),
        issued("WRONG", 10000),
        taken_back("V", "WRONG", 10000),
        items=(item("LI-1", eligibleMinor=6000),),
        eligible=6500,
    )
    remaining = benefit_of(found).cashback.remaining
    assert remaining is not None
    assert remaining.amount_minor == 6500 - 13000 + (13000 - 6500)
