"""The demo world holds the stories that the demo promises."""

import json
from datetime import date, datetime

import pytest

from rewards.demo import DEMO_CASES, DEMO_NOW, DEMO_WORLD, SCRATCH_CARD_ORDER
from rewards.demo.dated_world import created_on, world_on
from rewards.ingest.row_files import LoadReport, load_jsonl
from rewards.stores.rows import read_ped_instant
from rewards.stores.sqlite_store import SqliteStore


def test_world_loads_and_loads_again(store: SqliteStore) -> None:
    expected = LoadReport(ped=8, line_items=9, concessions=16)
    assert load_jsonl(DEMO_WORLD, store) == expected
    assert load_jsonl(DEMO_WORLD, store) == expected


def test_every_order_belongs_to_a_case() -> None:
    rows = [json.loads(line)["row"] for line in _lines()]
    assert {row["customerId"] for row in rows if "customerId" in row} == set(DEMO_CASES.values())


def test_memos_try_to_give_orders() -> None:
    rows = [json.loads(line)["row"] for line in _lines()]
    memos = {row["customerId"] for row in rows if "ignore all previous instructions" in row.get("memo", "")}
    assert memos == {"CUST-2002"}


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 3, 1), date(2031, 2, 28), date(2020, 1, 1)])
async def test_world_takes_place_on_any_day(store: SqliteStore, today: date) -> None:
    load_jsonl(world_on(today), store)

    moved = today - DEMO_NOW.date()
    assert await created_on(store, SCRATCH_CARD_ORDER) == date(2026, 9, 26) + moved
    assert [_times(line) for line in world_on(today)] == [
        {name: time + moved for name, time in _times(line).items()} for line in _lines()
    ]


def test_world_of_the_day_in_the_file_is_unchanged() -> None:
    assert [json.loads(line) for line in world_on(DEMO_NOW.date())] == [json.loads(line) for line in _lines()]


async def test_day_of_a_missing_order_is_unknown(store: SqliteStore) -> None:
    assert await created_on(store, SCRATCH_CARD_ORDER) is None


def _lines() -> list[str]:
    return DEMO_WORLD.read_text(encoding="utf-8").splitlines()


def _times(line: str) -> dict[str, datetime]:
    row = json.loads(line)["row"]
    return {name: read_ped_instant(value).at for name, value in row.items() if name.endswith(("At", "Time"))}
