"""The entries of an order: one per benefit and kind, equal to what the fold says at any instant."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from core.contract import Reason
from core.money import money
from core.worklist_contract import WorklistEntry, WorklistKind
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import fold
from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row
from rewards.worklist.derivation import build_entries
from tests.rewards.ledger.histories import make_sources
from tests.rewards.world import CUSTOMER, NOW, ORDER, STRANGER, at, day, event, evidence, item, ped

Due = set[tuple[str, str, WorklistKind]]


def entries_of(found: Evidence) -> list[WorklistEntry]:
    return [one.entry for one in build_entries(found, fold(found, as_of=NOW))]


def entry(kind: WorklistKind, since: float, amount: int | None, *codes: str) -> WorklistEntry:
    return WorklistEntry(
        kind=kind,
        business_reference_id=ORDER,
        promotion_id="PROMO-1",
        benefit_id="BEN-1",
        customer_id=CUSTOMER,
        since=at(since),
        amount=None if amount is None else money(amount, "INR"),
        codes=list(codes),
    )


def test_order_in_which_nothing_is_wrong_has_no_entry() -> None:
    assert entries_of(evidence(event("E-1", amount=10000), ped_rows=(ped(),), items=(item(issuedMinor=10000),))) == []


def test_failed_issuance_is_an_entry_until_it_is_retried() -> None:
    failed = event("E-1", "ISSUE_FAILED", 10000, eventTime=day(2))
    assert entries_of(evidence(failed, ped_rows=(ped(),))) == [entry(WorklistKind.ISSUANCE_FAILED, 2, 10000)]
    retried = event("E-2", amount=10000, eventTime=day(3))
    assert entries_of(evidence(failed, retried, ped_rows=(ped(),))) == []


def test_equal_issuances_are_a_duplicate_and_an_over_issue_and_no_conflict() -> None:
    twice = (event("E-1", amount=10000), event("E-2", amount=10000, eventTime=day(1.01)))
    assert entries_of(evidence(*twice, ped_rows=(ped(),))) == [
        entry(WorklistKind.DUPLICATE_SUSPECTED, 1.01, 10000),
        entry(WorklistKind.OVER_ISSUED, 1.01, 10000),
    ]


def test_conflict_names_its_codes_and_the_latest_row() -> None:
    tracked = item(eligibleMinor=9000, updatedAt=day(4))
    assert entries_of(evidence(ped_rows=(ped(),), items=(tracked,))) == [
        entry(WorklistKind.CONFLICT, 4, None, "eligibleDiffers")
    ]


def test_benefit_that_only_another_customer_s_event_names_is_a_conflict_of_the_order() -> None:
    foreign = event("E-9", benefitId="BEN-9", customerId=STRANGER)
    (found,) = entries_of(evidence(foreign, ped_rows=(ped(),)))
    assert (found.benefit_id, found.customer_id, found.codes) == ("BEN-9", CUSTOMER, ["ownerDiffers"])


def test_unrevealed_card_is_an_entry_from_its_expiry_on_without_a_write() -> None:
    card = ped(benefitType="SCRATCH_CARD", expiresAt=day(100))
    (one,) = build_entries(evidence(ped_rows=(card,)), fold(evidence(ped_rows=(card,)), as_of=NOW))
    assert one.entry == entry(WorklistKind.UNREVEALED_EXPIRED, 100, 10000)
    assert entries_of(evidence(event("E-1", "EXPIRED", 10000), ped_rows=(card,))) == []
    assert entries_of(evidence(event("E-1", amount=10000), ped_rows=(card,))) == []


def test_event_in_the_future_is_a_conflict_until_its_time_and_dated_by_its_arrival() -> None:
    ahead = event("E-1", amount=10000, eventTime=day(50), recordedAt=day(3))
    found = evidence(ahead, ped_rows=(ped(),))
    (one,) = build_entries(found, fold(found, as_of=NOW))
    assert one.entry == entry(WorklistKind.CONFLICT, 3, None, "eventInFuture")
    assert one.until == at(50) - timedelta(minutes=5)
    for now in (NOW, at(49), one.until - timedelta(microseconds=1), one.until, at(51)):
        assert one.holds_at(now) is bool(fold(found, as_of=now).conflicts)


@pytest.mark.parametrize("seed", range(60))
def test_entries_are_what_the_answer_says_at_any_later_instant(seed: int) -> None:
    rng = Random(seed)
    for _ in range(8):
        found = _random_order(rng)
        if found.has_silent_source:
            continue
        entries = build_entries(found, fold(found, as_of=NOW))
        for now in (NOW, at(25), at(30), at(45)):
            due = [one.entry for one in entries if one.holds_at(now) and _has_begun(one.entry, now)]
            keys: Due = {(one.promotion_id, one.benefit_id, one.kind) for one in due}
            assert len(keys) == len(due)
            assert keys == _said_by_the_fold(found, now), (seed, now)


def _has_begun(one: WorklistEntry, now: Any) -> bool:
    return one.kind is not WorklistKind.UNREVEALED_EXPIRED or (one.since is not None and one.since <= now)


def _said_by_the_fold(found: Evidence, now: Any) -> Due:
    """Return what needs attention according to the answer alone: its reasons, conflicts and expiries."""
    folded = fold(found, as_of=now)
    by_reason = {
        Reason.ISSUANCE_FAILED: WorklistKind.ISSUANCE_FAILED,
        Reason.DUPLICATE_ISSUANCE: WorklistKind.DUPLICATE_SUSPECTED,
        Reason.OVER_ISSUED: WorklistKind.OVER_ISSUED,
    }
    due: Due = set()
    for promotion in folded.promotions:
        for benefit in promotion.benefits:
            kinds = {by_reason[reason] for reason in benefit.reasons if reason in by_reason}
            is_hidden = Reason.SCRATCH_CARD_UNREVEALED in benefit.reasons
            if is_hidden and benefit.expires_at is not None and benefit.expires_at <= now:
                kinds.add(WorklistKind.UNREVEALED_EXPIRED)
            due |= {(promotion.promotion_id, benefit.benefit_id, kind) for kind in kinds}
    others = [conflict for conflict in folded.conflicts if conflict.code != "equalIssuances"]
    return due | {(one.promotion_id, one.benefit_id, WorklistKind.CONFLICT) for one in others}


def _random_order(rng: Random) -> Evidence:
    """Return a generated order; some of its benefits are scratch cards, some of its events are in the future."""
    sources = make_sources(rng)
    cards: dict[str, Any] = {"benefitType": "SCRATCH_CARD", "benefitIssuanceStatus": "RESERVED", "gcId": None}
    rows = [
        {**row, **cards, "gcIds": None, "expiresAt": day(rng.choice([5, 25, 40]))} if rng.random() < 0.3 else row
        for row in sources.ped or ()
    ]
    events = [
        {**row, "eventTime": day(rng.choice([24, 30, 44]))} if rng.random() < 0.1 else row
        for row in sources.events or ()
    ]
    return Evidence(
        ORDER,
        ped=None if sources.ped is None else tuple(parse_row(PedRow, row) for row in rows),
        items=None if sources.items is None else tuple(parse_row(LineItemRow, row) for row in sources.items),
        events=tuple(parse_row(EventRow, row) for row in events),
        events_complete=sources.events is not None,
    )
