"""Many rows are read in slices, between which the event loop gets its turn, with the result of one reading."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from rewards.stores import sqlite_store, unreadable_rows
from rewards.stores.rows import EventRow
from rewards.stores.sqlite_store import SqliteStore
from rewards.stores.unreadable_rows import ReadRows, read_many, read_rows
from tests.rewards.world import ORDER, event_raw, load

_SLICE = 20


@pytest.fixture(autouse=True)
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (unreadable_rows, sqlite_store):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", _SLICE)


def _raws(number: int) -> list[dict[str, Any]]:
    """Return events of which some are malformed, and some of another order."""
    odd: dict[int, dict[str, Any]] = {
        7: {"amountMinor": -1},
        31: {"businessReferenceId": "OTHER-1"},
        45: {"eventTime": "today"},
    }
    return [event_raw(f"E-{each}") | odd.get(each, {}) for each in range(number)]


async def _turns_during(reading: Any) -> tuple[Any, int]:
    """Return the result, and how many turns another task had meanwhile."""
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    try:
        return await reading, turns
    finally:
        task.cancel()


@pytest.mark.parametrize("number", [0, 1, _SLICE, _SLICE + 1, 3 * _SLICE])
async def test_slices_give_what_one_reading_gives(number: int) -> None:
    raws = _raws(number)
    found: ReadRows[EventRow] = await read_many(EventRow, raws, source="concessions", order=ORDER)
    assert found == read_rows(EventRow, raws, source="concessions", order=ORDER)


@pytest.mark.parametrize(("number", "least"), [(_SLICE, 0), (3 * _SLICE, 2)])
async def test_others_get_their_turn_between_slices(tmp_path: Path, number: int, least: int) -> None:
    embedded = SqliteStore.open(tmp_path / "rewards.sqlite3")
    try:
        load(embedded, *(("e", event_raw(f"E-{each}")) for each in range(number)))
        raws, turns_of_store = await _turns_during(embedded.events_of_order(ORDER))
    finally:
        embedded.close()
    read, turns_of_parser = await _turns_during(read_many(EventRow, raws, source="concessions", order=ORDER))

    assert len(read.rows) == number
    assert min(turns_of_store, turns_of_parser) >= least
    assert (max(turns_of_store, turns_of_parser) == 0) is (least == 0)
