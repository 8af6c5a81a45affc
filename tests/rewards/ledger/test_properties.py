"""What must hold for every log, however its events come."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import Cashback, EventType
from core.money import Money
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import FoldedOrder, fold
from rewards.stores.rows import EventRow, LineItemRow, PedRow
from tests.rewards.world import NOW, day, event, evidence, item, ped

pytestmark = pytest.mark.slow

_IDS = [f"E-{number}" for number in range(8)]
_ITEMS = [None, "LI-1", "LI-2"]


@st.composite
def _events(draw: st.DrawFn, *, benefits: tuple[str, ...] = ("BEN-1",)) -> list[EventRow]:
    """Return events with distinct ids; the types, sums, targets and times may be as odd as they like."""
    names = draw(st.lists(st.sampled_from(_IDS), unique=True, max_size=len(_IDS)))
    return [
        event(
            name,
            draw(st.sampled_from([*EventType, "NEWER_TYPE"])),
            draw(st.integers(0, 12000)),
            benefitId=draw(st.sampled_from(benefits)),
            eventTime=day(draw(st.integers(0, 5))),
            lineItemId=draw(st.sampled_from(_ITEMS)),
            reversesEventId=draw(st.sampled_from([None, *_IDS])),
            reinstates=draw(st.sampled_from([None, True, False])),
            currency=draw(st.sampled_from(["INR"] * 9 + ["USD"])),
        )
        for name in names
    ]


_PEDS = st.sampled_from([None, (), (ped(),), (ped(eligibleMinor=0, gcId="GC-1"),)])
_TRACKERS = st.sampled_from([None, (), (item(issuedMinor=400, status="ISSUED"), item("LI-2"))])


@st.composite
def _evidences(draw: st.DrawFn) -> Evidence:
    return evidence(*draw(_events()), ped_rows=draw(_PEDS), items=draw(_TRACKERS), events_complete=draw(st.booleans()))


def _positions(folded: FoldedOrder) -> list[Cashback]:
    return [benefit.cashback for promotion in folded.promotions for benefit in promotion.benefits]


@given(_events(), st.data(), _PEDS, _TRACKERS)
def test_order_and_duplication_change_nothing(
    events: list[EventRow],
    data: st.DataObject,
    ped_rows: tuple[PedRow, ...] | None,
    items: tuple[LineItemRow, ...] | None,
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=8)) if events else []
    shuffled = data.draw(st.permutations([*events, *repeats]))
    folded = fold(evidence(*events, ped_rows=ped_rows, items=items), as_of=NOW)
    again = fold(evidence(*shuffled, ped_rows=ped_rows, items=items), as_of=NOW)
    assert (again.promotions, again.totals, again.conflicts) == (folded.promotions, folded.totals, folded.conflicts)


@given(_evidences())
def test_granted_is_issued_less_reversed(found: Evidence) -> None:
    folded = fold(found, as_of=NOW)
    for cashback in [*_positions(folded), *folded.totals]:
        if cashback.granted is None:
            assert cashback.issued is None or cashback.reversed is None
            continue
        assert cashback.issued is not None
        assert cashback.reversed is not None
        assert cashback.granted == cashback.issued - cashback.reversed
        assert 0 <= cashback.reversed.amount_minor <= cashback.issued.amount_minor


@given(_evidences())
def test_no_amount_is_negative_and_pending_is_part_of_remaining(found: Evidence) -> None:
    for cashback in _positions(fold(found, as_of=NOW)):
        amounts = [cashback.remaining, cashback.pending, cashback.over_issued, cashback.granted]
        assert all(amount is None or amount.amount_minor >= 0 for amount in amounts)
        if cashback.remaining is not None and cashback.pending is not None:
            assert cashback.pending.amount_minor <= cashback.remaining.amount_minor
        assert cashback.amounts_complete == (cashback.remaining is not None)


@given(_evidences())
def test_what_was_promised_is_stated_once(found: Evidence) -> None:
    for cashback in _positions(fold(found, as_of=NOW)):
        if cashback.remaining is None or not cashback.remaining.amount_minor:
            continue
        parts = (cashback.granted, cashback.cancelled, cashback.expired, cashback.remaining)
        total = sum(part.amount_minor for part in parts if part is not None)
        assert cashback.eligible is not None
        assert total <= cashback.eligible.amount_minor


@given(
    first=st.integers(0, 5000),
    second=st.integers(0, 20000),
    eligible=st.integers(0, 20000),
    reinstates=st.booleans(),
)
def test_taking_back_a_duplicate_leaves_what_was_there(
    *, first: int, second: int, eligible: int, reinstates: bool
) -> None:
    row = ped(eligibleMinor=eligible)
    before = _positions(fold(evidence(event("I-1", amount=first), ped_rows=(row,)), as_of=NOW))[0]
    duplicate = event("I-2", amount=second)
    reversal = event("V", "REVERSED", second, reversesEventId="I-2", reinstates=reinstates, eventTime=day(2))
    after = _positions(fold(evidence(event("I-1", amount=first), duplicate, reversal, ped_rows=(row,)), as_of=NOW))[0]
    assert (after.granted, after.over_issued) == (before.granted, before.over_issued)
    excess = max(0, first + second - eligible)
    lost = 0 if reinstates else max(0, second - excess)
    assert before.remaining is not None
    assert after.remaining is not None
    assert after.remaining.amount_minor == max(0, before.remaining.amount_minor - lost)


@given(_evidences())
def test_remaining_is_unknown_whenever_a_source_it_needs_is_silent(found: Evidence) -> None:
    for cashback in _positions(fold(found, as_of=NOW)):
        if not found.events_complete:
            assert (cashback.issued, cashback.granted, cashback.remaining) == (None, None, None)
        if found.ped is None:
            assert (cashback.eligible, cashback.remaining) == (None, None)


@given(_evidences())
def test_every_benefit_has_a_reason_and_complete_stands_alone(found: Evidence) -> None:
    for promotion in fold(found, as_of=NOW).promotions:
        for benefit in promotion.benefits:
            assert benefit.reasons
            assert "COMPLETE" not in benefit.reasons or benefit.reasons == ["COMPLETE"]
            assert ("SOURCE_UNAVAILABLE" in benefit.reasons) == found.is_partial


@given(_events(benefits=("BEN-1", "BEN-2")), st.integers(0, 20000), st.integers(0, 20000))
def test_total_is_the_sum_of_its_benefits(events: list[EventRow], first: int, second: int) -> None:
    rows = (ped(eligibleMinor=first), ped(benefitId="BEN-2", eligibleMinor=second))
    folded = fold(evidence(*events, ped_rows=rows), as_of=NOW)
    (total,) = folded.totals
    picks: list[Callable[[Cashback], Money | None]] = [lambda c: c.issued, lambda c: c.granted, lambda c: c.remaining]
    for pick in picks:
        parts = [pick(cashback) for cashback in _positions(folded)]
        known = [part for part in parts if part is not None]
        assert pick(total) == (known[0] + known[1] if len(known) == len(parts) else None)


@given(
    st.lists(st.tuples(st.sampled_from(["LI-1", "LI-2", "LI-3"]), st.integers(1, 3000)), min_size=1, max_size=6),
)
def test_sums_by_item_and_of_the_benefit_agree(installments: list[tuple[str, int]]) -> None:
    events = [
        event(f"E-{number}", "ISSUED", amount, lineItemId=line_item, eventTime=day(number))
        for number, (line_item, amount) in enumerate(installments)
    ]
    by_item = {name: sum(amount for other, amount in installments if other == name) for name, _ in installments}
    items = tuple(
        item(name, eligibleMinor=total, issuedMinor=total, status="ISSUED") for name, total in by_item.items()
    )
    folded = fold(evidence(*events, ped_rows=(ped(eligibleMinor=sum(by_item.values())),), items=items), as_of=NOW)
    (cashback,) = _positions(folded)
    assert cashback.granted is not None
    assert cashback.granted.amount_minor == sum(by_item.values())
    assert [conflict.code for conflict in folded.conflicts if conflict.code != "equalIssuances"] == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["BEN-1", "BEN-2"]),
            st.sampled_from(["SHP-1", "SHP-2"]),
            st.sampled_from(["LI-1", "LI-2", "LI-3"]),
            st.integers(1, 3000),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_sums_by_shipment_item_and_promotion_agree(installments: list[tuple[str, str, str, int]]) -> None:
    events = [
        event(f"E-{n}", "ISSUED", amount, benefitId=benefit, shipmentId=shipment, lineItemId=line_item)
        for n, (benefit, shipment, line_item, amount) in enumerate(installments)
    ]
    rows = tuple(ped(benefitId=benefit) for benefit in ("BEN-1", "BEN-2"))
    folded = fold(evidence(*events, ped_rows=rows), as_of=NOW)
    (promotion,) = folded.promotions
    shown = [issuance for benefit in promotion.benefits for issuance in benefit.issuances]
    by_shipment, by_item = Counter[str | None](), Counter[str | None]()
    for issuance in shown:
        assert issuance.amount is not None
        by_shipment[issuance.shipment_id] += issuance.amount.amount_minor
        by_item[issuance.line_item_id] += issuance.amount.amount_minor
    by_benefit = [cashback.granted.amount_minor for cashback in _positions(folded) if cashback.granted]
    (total,) = folded.totals
    assert total.granted is not None
    whole = sum(amount for *_, amount in installments)
    assert by_shipment.total() == by_item.total() == sum(by_benefit) == total.granted.amount_minor == whole
    for shipment in ("SHP-1", "SHP-2"):
        assert by_shipment[shipment] == sum(amount for _, at, _, amount in installments if at == shipment)
