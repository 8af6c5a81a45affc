"""A fault of a task may lose the acknowledgement of a write, and not the write."""

from pathlib import Path

import pytest

from evals.harness.injected_faults import SourceFault
from evals.steps.breakable_store import BreakableStore
from rewards.errors import StoreUnavailable
from rewards.stores.base import PutOutcome, RawRow
from rewards.stores.rows import EventRow, parse_row

EVENT: RawRow = {
    "eventId": "EV-1",
    "type": "ISSUED",
    "businessReferenceId": "B",
    "promotionId": "P",
    "benefitId": "N",
    "customerId": "C",
    "amountMinor": 5,
    "currency": "INR",
    "eventTime": "2026-11-23T09:00:00+05:30",
}


async def test_an_event_that_is_not_acknowledged_is_stored(tmp_path: Path) -> None:
    store = BreakableStore.open(tmp_path / "of.sqlite3")
    store.switch([SourceFault.model_validate_json('{"source": "concessions", "kind": "unacknowledged", "times": 1}')])

    with pytest.raises(StoreUnavailable):
        await store.put_event(parse_row(EventRow, EVENT), EVENT)

    assert await store.put_event(parse_row(EventRow, EVENT), EVENT) is PutOutcome.REPLAYED
    store.close()


def test_only_the_database_that_is_posted_to_has_this_fault() -> None:
    with pytest.raises(ValueError, match="is of 'concessions'"):
        SourceFault.model_validate_json('{"source": "ped", "kind": "unacknowledged"}')
