"""The version of a snapshot changes with every answer, and with nothing else."""

import subprocess
import sys
from dataclasses import asdict, fields, replace
from datetime import timedelta
from typing import Any

import pytest

from core.contract import SourceReport, SourceStatus
from rewards.cache.snapshot import Snapshot
from rewards.ledger.evidence import Evidence
from rewards.sources.gathering import Gathered
from rewards.stores.rows import PedRow
from rewards.stores.unreadable_rows import UnreadableRow
from tests.rewards.examples.wallet_credits import WalletEvent
from tests.rewards.world import NOW, at, day, event, evidence, item, ped

_PED = ped(benefitType="SCRATCH_CARD", expiresAt=day(30))
_EVENTS = (event("E-1"), event("E-2", eventTime=day(25)))
_FOUND = evidence(*_EVENTS, ped_rows=(_PED,), items=(item("LI-1"), item("LI-2", shipmentId="S-1")))
_CHANGED: dict[str, Any] = {
    "business_reference_id": "404-0000002-0000002",
    "ped": (_PED, ped(benefitId="BEN-2")),
    "items": (item("LI-1", issuedMinor=1), item("LI-2", shipmentId="S-1")),
    "events": (*_EVENTS, event("E-3")),
    "events_complete": False,
    "unreadable": (UnreadableRow("ped", PedRow, ("eligibleMinor",), {"benefitId": "BEN-2"}),),
}


def _version(found: Evidence = _FOUND, *, days: float = 20, latency_ms: float = 1, code: str | None = None) -> str:
    reports = [SourceReport(source="ped", status=SourceStatus.OK, latency_ms=latency_ms, code=code)]
    return Snapshot(Gathered(found, reports), at(days)).version


def test_another_read_of_the_same_state_has_the_same_version() -> None:
    assert at(20) == NOW
    assert _version(days=20.5, latency_ms=7) == _version()


def test_order_of_the_rows_does_not_matter() -> None:
    assert _FOUND.items is not None
    shuffled = replace(_FOUND, items=_FOUND.items[::-1], events=_FOUND.events[::-1])
    assert _version(shuffled) == _version()


@pytest.mark.parametrize("field", [field.name for field in fields(Evidence) if field.compare])
def test_every_part_of_the_evidence_counts(field: str) -> None:
    changed = replace(_FOUND, **{field: _CHANGED[field]})
    assert _version(changed) != _version()


@pytest.mark.parametrize("field", ["ped", "items"])
def test_source_without_rows_is_not_one_that_did_not_answer(field: str) -> None:
    without: list[dict[str, Any]] = [{field: ()}, {field: None}]
    versions = [_version(replace(_FOUND, **rows)) for rows in without]
    assert versions[0] != versions[1]


def test_source_that_holds_an_event_counts() -> None:
    credit = WalletEvent(**asdict(_EVENTS[0]))
    assert _version(replace(_FOUND, events=(credit, _EVENTS[1]))) != _version()


def test_answer_of_a_source_counts() -> None:
    assert _version(code="revalidating") != _version()


@pytest.mark.parametrize("days", [25, 30], ids=["an event is no longer in the future", "a card expires"])
def test_what_the_clock_decides_counts(days: float) -> None:
    before, after = (_version(days=days + shift / timedelta(days=1)) for shift in _AROUND)
    assert before != after


_AROUND = (timedelta(minutes=-6), timedelta(minutes=1))


def test_version_is_the_same_in_another_process() -> None:
    code = "from tests.rewards.cache.test_snapshot_version import _version; print(_version())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == _version()
