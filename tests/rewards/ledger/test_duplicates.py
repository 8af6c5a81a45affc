"""Issuances that look like one made twice: rule 16 of the fold."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.ledger.fold import fold
from rewards.stores.rows import EventRow, LineItemRow
from tests.call_counter import calls_of
from tests.rewards.world import NOW, benefit_of, day, event, evidence, item, ped

_SECOND = 1 / 86400


def pairs(
    *events: EventRow, items: tuple[LineItemRow, ...] | None = (), eligible: int = 10000
) -> list[tuple[Any, Any]]:
    found = fold(evidence(*events, ped_rows=(ped(eligibleMinor=eligible),), items=items), as_of=NOW)
    return [(one.values["earlier"], one.values["later"]) for one in found.conflicts if one.code == "equalIssuances"]


def issued(name: str, amount: int = 5000, *, on: float = 1, **changes: Any) -> EventRow:
    return event(name, "ISSUED", amount, eventTime=day(on), **changes)


def test_scratch_card_issued_twice_within_seconds() -> None:
    card = ped(benefitType="SCRATCH_CARD", eligibleMinor=5000, revealedAt=day(1))
    benefit = benefit_of(evidence(issued("I-1"), issued("I-2", on=1 + 7 * _SECOND), ped_rows=(card,)))
    assert {"OVER_ISSUED", "DUPLICATE_ISSUANCE", "SOURCE_CONFLICT"} == set(benefit.reasons)


@pytest.mark.parametrize(
    ("second", "eligible", "is_suspected"),
    [
        pytest.param({"on": 1 + 7 * _SECOND}, 10000, True, id="seconds apart"),
        pytest.param({"on": 1.04}, 10000, True, id="minutes apart"),
        pytest.param({"on": 4, "gcId": "GC-1"}, 10000, True, id="on the same card"),
        pytest.param({"on": 4}, 5000, True, id="more than was promised"),
        pytest.param({"on": 4, "gcId": "GC-2"}, 10000, False, id="an installment of another day"),
        pytest.param({"on": 1, "amount": 4999}, 10000, False, id="another amount"),
        pytest.param({"on": 1, "lineItemId": "LI-1"}, 10000, False, id="one of them with a target"),
    ],
)
def test_two_that_name_no_target(second: dict[str, Any], eligible: int, *, is_suspected: bool) -> None:
    found = pairs(issued("I-1", gcId="GC-1"), issued("I-2", **{"gcId": "GC-3"} | second), eligible=eligible)
    assert found == ([("I-1", "I-2")] if is_suspected else [])


def units(*shipments: str, each: int = 5000, item_id: str = "LI-1") -> tuple[LineItemRow, ...]:
    return tuple(
        item(item_id, shipmentId=one, eligibleMinor=each, issuedMinor=each, status="ISSUED") for one in shipments
    )


@pytest.mark.parametrize(
    ("targets", "items", "is_suspected"),
    [
        pytest.param([{"lineItemId": "LI-1"}] * 2, units("S1", "S2"), False, id="two units of one item"),
        pytest.param([{"shipmentId": "S1"}] * 2, units("S1") + units("S1", item_id="LI-2"), False, id="two items"),
        pytest.param([{}] * 2, units("S1", "S2"), False, id="two units, nothing named"),
        pytest.param([{"lineItemId": "LI-1"}] * 2, units("S1", each=10000), False, id="two installments of one item"),
        pytest.param([{"lineItemId": "LI-1"}] * 2, units("S1"), True, id="one unit"),
        pytest.param([{"lineItemId": "LI-1", "shipmentId": "S1"}] * 2, units("S1", "S2"), True, id="one unit twice"),
        pytest.param([{"lineItemId": "LI-1"}] * 3, units("S1", "S2"), True, id="three of two units"),
        pytest.param([{"lineItemId": "LI-1"}] * 2, None, True, id="a tracker that did not answer"),
        pytest.param([{"lineItemId": "LI-1"}] * 2, (), True, id="a tracker without rows"),
    ],
)
def test_what_the_tracker_proves_is_no_duplicate(
    targets: list[dict[str, Any]], items: tuple[LineItemRow, ...] | None, *, is_suspected: bool
) -> None:
    events = [issued(f"I-{n}", on=n + 1, **target) for n, target in enumerate(targets)]
    assert bool(pairs(*events, items=items, eligible=5000 * len(targets))) == is_suspected


@pytest.mark.parametrize("undone", ["I-1", "I-2"])
def test_suspicion_ends_when_one_of_them_is_reversed(undone: str) -> None:
    events = (issued("I-1"), issued("I-2", on=1.001))
    reversal = event("V", "REVERSED", 5000, reversesEventId=undone, reinstates=False, eventTime=day(3))
    assert pairs(*events, eligible=5000) == [("I-1", "I-2")]
    assert pairs(*events, reversal, eligible=5000) == []


_TARGETS = st.fixed_dictionaries(
    {"lineItemId": st.sampled_from([None, "LI-1", "LI-2"]), "shipmentId": st.sampled_from([None, "S1", "S2"])}
)


@given(st.lists(st.tuples(_TARGETS, st.sampled_from([100, 200])), max_size=8))
def test_a_pair_has_one_amount_and_no_differing_target(drawn: list[tuple[dict[str, Any], int]]) -> None:
    events = {f"I-{n}": issued(f"I-{n}", amount, on=n, **target) for n, (target, amount) in enumerate(drawn)}
    found = pairs(*events.values(), eligible=100)
    assert len({later for _, later in found}) == len(found)
    for names in found:
        one, other = (events[name] for name in names)
        assert one.amount_minor == other.amount_minor
        named = [(one.line_item_id, other.line_item_id), (one.shipment_id, other.shipment_id)]
        both = [(a, b) for a, b in named if a is not None and b is not None]
        assert all(a == b for a, b in both)
        assert both or named == [(None, None)] * 2


@pytest.mark.parametrize(
    "target", [{"lineItemId": "LI-1"}, {"shipmentId": "S1"}, {}, {"lineItemId": "LI-1", "shipmentId": "S1"}]
)
def test_cost_of_many_equal_issuances_grows_with_their_number_and_no_faster(target: dict[str, Any]) -> None:
    def cost(count: int) -> int:
        events = [issued(f"I-{n:05}", 1, on=n / 1000, **target) for n in range(count)]
        found = evidence(*events, ped_rows=(ped(),))
        return calls_of(lambda: fold(found, as_of=NOW))

    assert cost(800) < 2.5 * cost(400)
