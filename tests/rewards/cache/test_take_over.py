"""A read that finds what the one before found derives nothing again, and its answers are the same as if it did."""

from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.contract import SourceReport, SourceStatus
from rewards.cache.snapshot import LONG_ORDER, Snapshot
from rewards.http.execution_body import execution_body
from rewards.ledger.evidence import Evidence
from rewards.sections import EVERY_SECTION, Section
from rewards.sources.gathering import Gathered
from rewards.stores.rows import PedRow
from rewards.stores.unreadable_rows import UnreadableRow
from tests.rewards.examples.wallet_credits import WalletEvent
from tests.rewards.world import NOW, at, day, event, evidence, item, ped

_PED = ped(benefitType="SCRATCH_CARD", expiresAt=day(30))
_EVENTS = (event("E-1"), event("E-2", eventTime=day(25)))
_FOUND = evidence(*_EVENTS, ped_rows=(_PED,), items=(item("LI-1"), item("LI-2", shipmentId="S-1")))
_MOMENT = timedelta(minutes=1)
_SKEW = timedelta(minutes=5)
_CHANGED: dict[str, Any] = {
    "business_reference_id": "404-0000002-0000002",
    "ped": (ped(benefitType="SCRATCH_CARD", expiresAt=day(29)),),
    "items": (item("LI-1", issuedMinor=1), item("LI-2", shipmentId="S-1")),
    "events": (WalletEvent(**asdict(_EVENTS[0])), _EVENTS[1]),
    "events_complete": False,
    "unreadable": (UnreadableRow("ped", PedRow, ("eligibleMinor",), {"benefitId": "BEN-2"}),),
}


def _read(
    found: Evidence = _FOUND, *, as_of: datetime = NOW, latency_ms: float = 1, code: str | None = None
) -> Snapshot:
    return Snapshot(
        Gathered(found, [SourceReport(source="ped", status=SourceStatus.OK, latency_ms=latency_ms, code=code)]), as_of
    )


def _answers(snapshot: Snapshot) -> list[object]:
    """Return everything that routes answer from a snapshot."""
    bodies = [execution_body(snapshot, sections, request_id="r") for sections in (EVERY_SECTION, frozenset[Section]())]
    return [
        *bodies,
        snapshot.position_parts,
        snapshot.position_id,
        snapshot.history,
        snapshot.version,
        snapshot.is_settled,
    ]


def _derived(found: Evidence = _FOUND, **how: Any) -> Snapshot:
    snapshot = _read(found, **how)
    _answers(snapshot)
    return snapshot


def test_another_read_of_the_same_state_takes_over_and_says_when_it_was_read() -> None:
    earlier, later = _derived(), _read(as_of=NOW + timedelta(hours=1), latency_ms=7)
    later.take_over(earlier)
    assert later.folded is earlier.folded
    assert later.content() is earlier.content()
    assert _answers(later) == _answers(_read(as_of=NOW + timedelta(hours=1), latency_ms=7)) != _answers(earlier)


@pytest.mark.parametrize("field", [field.name for field in fields(Evidence) if field.compare])
def test_nothing_is_taken_over_from_other_rows(field: str) -> None:
    changed = replace(_FOUND, **{field: _CHANGED[field]})
    later = _read(changed)
    later.take_over(_derived())
    assert "folded" not in vars(later)
    assert _answers(later) == _answers(_read(changed))


def test_nothing_is_taken_over_from_another_outcome() -> None:
    later = _read(code="malformedRow")
    later.take_over(_derived())
    assert "folded" not in vars(later)


@pytest.mark.parametrize(
    "instant", [at(25) - _SKEW, at(30)], ids=["an event is no longer in the future", "a card expires"]
)
def test_nothing_is_taken_over_once_the_clock_decides_otherwise(instant: datetime) -> None:
    before, after = _derived(as_of=instant - _MOMENT), _read(as_of=instant + _MOMENT)
    after.take_over(before)
    assert _answers(after) == _answers(_read(as_of=instant + _MOMENT)) != _answers(before)
    assert after.folded is not before.folded


def test_stale_snapshot_differs_in_its_sources_only() -> None:
    kept = _derived()
    assert kept.marked_revalidating.content() is kept.content()
    assert b'"status":"stale"' in execution_body(kept.marked_revalidating, EVERY_SECTION, request_id="r")


def test_long_order_takes_over_nothing() -> None:
    found = evidence(*(event(f"E-{number}") for number in range(LONG_ORDER + 1)), ped_rows=(_PED,), items=())
    later = _read(found)
    later.take_over(_derived(found))
    assert "folded" not in vars(later)
