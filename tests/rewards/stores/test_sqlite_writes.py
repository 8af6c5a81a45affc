"""A batch of events repairs PED rows as the same events do one by one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.windows import Window
from rewards.stores.base import PutOutcome
from rewards.stores.order_places import OrderPlace, PlaceIndex
from rewards.stores.rows import EventRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.place_reading import places_of
from tests.rewards.world import ORDER, at, day, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

_BEFORE: list[dict[str, Any]] = [
    {},
    {"createdAt": None},
    {"gcId": "GC-1"},
    {"gcId": "GC-1, GC-2", "gcIds": ["GC-3"]},
    {"gcIds": ["GC-2", "GC-1"], "reservedAt": day(3)},
]
_BENEFITS = 20  # enough rows for them to be parsed by columns


def _rows() -> list[dict[str, Any]]:
    return [ped_raw(benefitId=f"BEN-{number}", **_BEFORE[number % len(_BEFORE)]) for number in range(_BENEFITS)]


def _events(random: Random) -> list[dict[str, Any]]:
    events = []
    for number in range(4 * _BENEFITS):
        when: dict[str, Any] = {
            "benefitId": f"BEN-{random.randrange(_BENEFITS)}",
            "eventTime": day(random.randrange(9)),
        }
        is_reservation = random.random() < 0.3
        card: dict[str, Any] = {} if is_reservation else {"gcId": f"GC-{random.randrange(5)}"}
        events.append(event_raw(f"E-{number}", kind="RESERVED" if is_reservation else "ISSUED", **when, **card))
    return events


async def _stored(path: Path, batches: list[list[dict[str, Any]]]) -> tuple[list[Any], list[OrderPlace]]:
    """Return the PED rows and the indexed reservations after these batches."""
    store = SqliteStore.open(path)
    try:
        load(store, *(("p", row) for row in _rows()))
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("UPDATE ped SET row = json_set(row, '$.eligibleMinor', 'a lot') WHERE benefit_id = 'BEN-7'")
        for batch in batches:
            outcomes = await store.put_events([(parse_row(EventRow, raw), raw) for raw in batch])
            assert set(outcomes) == {PutOutcome.CREATED}
        window = Window(at(-1), at(20))
        return list(await store.ped_of_order(ORDER)), await places_of(store, window, PlaceIndex.RESERVED)
    finally:
        store.close()


@pytest.mark.parametrize("seed", range(2))
async def test_batch_repairs_what_its_events_repair_one_by_one(tmp_path: Path, seed: int) -> None:
    events = _events(Random(seed))
    alone = await _stored(tmp_path / "alone.sqlite3", [[event] for event in events])
    assert alone[0] != _rows()
    assert await _stored(tmp_path / "together.sqlite3", [events]) == alone
