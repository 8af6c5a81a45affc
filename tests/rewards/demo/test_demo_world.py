"""The demo world holds the stories that the demo promises."""

import json

from rewards.demo import DEMO_CASES, DEMO_WORLD
from rewards.ingest.row_files import LoadReport, load_jsonl
from rewards.stores.sqlite_store import SqliteStore


def test_world_loads_and_loads_again(store: SqliteStore) -> None:
    expected = LoadReport(ped=8, line_items=9, concessions=16)
    assert load_jsonl(DEMO_WORLD, store) == expected
    assert load_jsonl(DEMO_WORLD, store) == expected


def test_every_order_belongs_to_a_case() -> None:
    rows = [json.loads(line)["row"] for line in DEMO_WORLD.read_text(encoding="utf-8").splitlines()]
    assert {row["customerId"] for row in rows if "customerId" in row} == set(DEMO_CASES.values())


def test_memos_try_to_give_orders() -> None:
    rows = [json.loads(line)["row"] for line in DEMO_WORLD.read_text(encoding="utf-8").splitlines()]
    memos = {row["customerId"] for row in rows if "ignore all previous instructions" in row.get("memo", "")}
    assert memos == {"CUST-2002"}
