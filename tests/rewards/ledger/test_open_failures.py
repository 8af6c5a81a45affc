"""Failed attempts are closed by sums: rule 13 of the fold."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.ledger.open_failures import open_failed_minor
from rewards.stores.rows import EventRow
from tests.call_counter import calls_of
from tests.rewards.world import benefit_of, day, event, evidence, item, ped

_CLOSING = ["ISSUED", "CANCELLED", "EXPIRED"]


def about(item_id: str | None = None, shipment: str | None = None, *, on: float) -> dict[str, str | None]:
    return {"lineItemId": item_id, "shipmentId": shipment, "eventTime": day(on)}


RESERVED = event("R", "RESERVED", 10000, eventTime=day(0))
FAILED_ITEM = event("F", "ISSUE_FAILED", 4000, **about("LI-1", "S1", on=1))
OPEN_ITEM = item("LI-2", eligibleMinor=6000)


def test_shipment_that_failed_is_issued_item_by_item() -> None:
    events = [
        event("R", "RESERVED", 15000, eventTime=day(0)),
        event("F", "ISSUE_FAILED", 10000, **about(None, "S1", on=1)),
        event("I-1", "ISSUED", 4000, **about("LI-1", "S1", on=2)),
        event("I-2", "ISSUED", 6000, **about("LI-2", "S1", on=2)),
    ]
    items = (
        item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED", shipmentId="S1"),
        item("LI-2", eligibleMinor=6000, issuedMinor=6000, status="ISSUED", shipmentId="S1"),
        item("LI-3", eligibleMinor=5000),
    )
    benefit = benefit_of(evidence(*events, ped_rows=(ped(eligibleMinor=15000),), items=items))
    assert benefit.reasons == ["AWAITING_SHIPMENT"]
    assert (benefit.cashback.pending, benefit.issuance_status) == (benefit.cashback.remaining, "PARTIALLY_ISSUED")


def test_item_that_failed_is_issued_after_it_was_shipped_again() -> None:
    issued = event("I", "ISSUED", 4000, **about("LI-1", "S2", on=2))
    items = (item("LI-1", eligibleMinor=4000, issuedMinor=4000, status="ISSUED", shipmentId="S2"), OPEN_ITEM)
    benefit = benefit_of(evidence(RESERVED, FAILED_ITEM, issued, ped_rows=(ped(),), items=items))
    assert benefit.reasons == ["AWAITING_SHIPMENT"]
    assert benefit.cashback.pending is not None
    assert benefit.cashback.pending.amount_minor == 6000


@pytest.mark.parametrize(("kind", "reason"), [("CANCELLED", "CANCELLED"), ("EXPIRED", "EXPIRED")])
def test_item_that_failed_and_was_closed_is_not_open(kind: str, reason: str) -> None:
    closed = event("C", kind, 4000, **about("LI-1", "S1", on=2))
    benefit = benefit_of(evidence(RESERVED, FAILED_ITEM, closed, ped_rows=(ped(),), items=(OPEN_ITEM,)))
    assert (benefit.issuance_status, set(benefit.reasons) - {"SOURCE_CONFLICT"}) == (
        "RESERVED",
        {"AWAITING_SHIPMENT", reason},
    )
    assert benefit.cashback.pending is not None
    assert benefit.cashback.pending.amount_minor == 6000


@pytest.mark.parametrize(
    ("failed", "later", "open_minor"),
    [
        pytest.param([("LI-1", "S1", 4000)], [("LI-1", "S1", 4000)], 0, id="the same"),
        pytest.param([("LI-1", "S1", 4000)], [("LI-1", None, 4000)], 0, id="the item of any shipment"),
        pytest.param([("LI-1", "S1", 4000)], [("LI-1", "S2", 4000)], 0, id="the item, shipped again"),
        pytest.param([("LI-1", "S1", 4000)], [(None, "S1", 9000)], 0, id="its shipment"),
        pytest.param([("LI-1", "S1", 4000)], [(None, None, 4000)], 0, id="the benefit"),
        pytest.param([("LI-1", None, 4000)], [("LI-1", "S1", 1500), ("LI-1", "S2", 2500)], 0, id="its units"),
        pytest.param([(None, "S1", 4000)], [("LI-1", "S1", 1500)], 2500, id="a part of the shipment"),
        pytest.param([(None, None, 4000)], [("LI-1", None, 1000), (None, "S2", 2000)], 1000, id="parts of the benefit"),
        pytest.param([(None, "S1", 4000)], [("LI-1", None, 4000)], 0, id="an item of a shipment that is not named"),
        pytest.param([("LI-1", None, 4000)], [(None, "S1", 4000)], 0, id="a shipment of an item, not named"),
        pytest.param([("LI-1", "S1", 4000)], [("LI-2", "S1", 4000)], 4000, id="another item"),
        pytest.param([("LI-1", None, 4000)], [("LI-2", None, 4000)], 4000, id="another item, unshipped"),
        pytest.param([(None, "S1", 4000)], [(None, "S2", 4000)], 4000, id="another shipment"),
        pytest.param([("LI-1", "S1", 4000)], [("LI-2", "S2", 4000)], 4000, id="another item of another shipment"),
        pytest.param([(None, None, 6000), ("LI-1", "S1", 4000)], [("LI-1", "S1", 4000)], 2000, id="the nearest first"),
        pytest.param([("LI-1", "S1", 4000)] * 2, [("LI-1", "S1", 8000)], 0, id="more than is open"),
    ],
)
@pytest.mark.parametrize("kind", _CLOSING)
def test_later_events_use_up_what_failed(
    failed: list[tuple[str | None, str | None, int]],
    later: list[tuple[str | None, str | None, int]],
    open_minor: int,
    kind: str,
) -> None:
    attempts = [
        event(f"F-{n}", "ISSUE_FAILED", sum_, **about(item_id, shipment, on=1))
        for n, (item_id, shipment, sum_) in enumerate(failed)
    ]
    closing = [
        event(f"C-{n}", kind, sum_, **about(item_id, shipment, on=2))
        for n, (item_id, shipment, sum_) in enumerate(later)
    ]
    assert open_failed_minor([*closing, *attempts]) == open_minor


def test_retry_that_fails_counts_once_and_what_failed_before_an_event_only() -> None:
    shipment = event("F-1", "ISSUE_FAILED", 10000, **about(None, "S1", on=1))
    retry = event("F-2", "ISSUE_FAILED", 4000, **about("LI-1", "S1", on=2))
    issued_before = event("I", "ISSUED", 10000, **about(None, "S1", on=0))
    assert open_failed_minor([shipment, retry, issued_before]) == 10000
    assert open_failed_minor([shipment, retry, event("I-2", "ISSUED", 6000, **about("LI-2", "S1", on=3))]) == 4000


def test_success_of_the_same_instant_is_the_retry() -> None:
    assert open_failed_minor([FAILED_ITEM, event("A", "ISSUED", 4000, **about("LI-1", "S1", on=1))]) == 0


_TARGETS = st.tuples(st.sampled_from([None, "LI-1", "LI-2"]), st.sampled_from([None, "S1", "S2"]))


@st.composite
def _events(draw: st.DrawFn) -> list[EventRow]:
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["ISSUE_FAILED", *_CLOSING, "RESERVED"]), _TARGETS, st.integers(0, 9), st.integers(0, 4)
            ),
            max_size=12,
        )
    )
    return [
        event(f"E-{n}", kind, amount, **about(*target, on=on)) for n, (kind, target, amount, on) in enumerate(drawn)
    ]


@given(_events(), st.randoms())
def test_open_sum_is_part_of_what_failed_and_independent_of_order(events: list[EventRow], random: Random) -> None:
    found = open_failed_minor(events)
    assert 0 <= found <= sum(one.amount_minor for one in events if one.type == "ISSUE_FAILED")
    random.shuffle(events)
    assert open_failed_minor(events) == found


@given(_events(), _TARGETS)
def test_event_of_the_whole_benefit_closes_all_that_is_open(events: list[EventRow], target: tuple[str, str]) -> None:
    whole = event("ALL", "ISSUED", open_failed_minor(events), **about(on=9))
    assert open_failed_minor([*events, whole]) == 0
    part = event("PART", "ISSUED", 5, **about(*target, on=9))
    assert open_failed_minor([*events, part]) >= open_failed_minor(events) - 5


def test_cost_grows_with_the_number_of_events_and_no_faster() -> None:
    def cost(count: int) -> int:
        failed = [event(f"F-{n}", "ISSUE_FAILED", 5, **about(f"LI-{n % 7}", "S1", on=n)) for n in range(count)]
        later = [event(f"I-{n}", "ISSUED", 5, **about(f"LI-{n % 5}", None, on=count + n)) for n in range(count)]
        return calls_of(lambda: open_failed_minor([*failed, *later]))

    assert cost(800) < 2.5 * cost(400)
