"""A generated world is realistic, and no more contradictory than it means to be."""

import json
from collections import Counter
from itertools import chain
from typing import Any

import pytest

from core.contract import IssuanceStatus
from rewards.demo import DEMO_NOW
from rewards.demo.generator import generate_lines
from rewards.ingest.row_files import LoadReport, load_jsonl
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import fold
from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row
from rewards.stores.sqlite_store import SqliteStore

ORDERS = 400


def rows_of(lines: list[str]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {"ped": [], "lineItems": [], "concessions": []}
    for line in lines:
        envelope = json.loads(line)
        rows[envelope["store"]].append(envelope["row"])
    return rows


def evidence_of(rows: dict[str, list[dict[str, Any]]]) -> Evidence:
    return Evidence(
        rows["ped"][0]["businessReferenceId"],
        ped=tuple(parse_row(PedRow, row) for row in rows["ped"]),
        items=tuple(parse_row(LineItemRow, row) for row in rows["lineItems"]),
        events=tuple(parse_row(EventRow, row) for row in rows["concessions"]),
        events_complete=True,
    )


@pytest.fixture(scope="module")
def world() -> list[dict[str, list[dict[str, Any]]]]:
    return [rows_of(lines) for lines in generate_lines(orders=ORDERS, seed=7)]


def test_same_seed_gives_the_same_world() -> None:
    first, again, other = (list(generate_lines(orders=30, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_row_loads(store: SqliteStore) -> None:
    lines = list(chain.from_iterable(generate_lines(orders=ORDERS, seed=7)))
    counts = Counter(json.loads(line)["store"] for line in lines)
    expected = LoadReport(counts["ped"], counts["lineItems"], counts["concessions"])
    assert load_jsonl(lines, store) == expected


def test_every_order_has_a_unique_id(world: list[dict[str, list[dict[str, Any]]]]) -> None:
    assert len({rows["ped"][0]["businessReferenceId"] for rows in world}) == ORDERS
    assert all(len({row["businessReferenceId"] for row in chain(*rows.values())}) == 1 for rows in world)


def test_where_there_are_events_every_figure_agrees(world: list[dict[str, list[dict[str, Any]]]]) -> None:
    for rows in (rows for rows in world if rows["concessions"]):
        position = fold(evidence_of(rows), as_of=DEMO_NOW)
        assert position.conflicts == []
        for benefit in (benefit for promotion in position.promotions for benefit in promotion.benefits):
            cashback = benefit.cashback.model_dump(exclude_none=True)
            minor = {name: value["amountMinor"] for name, value in cashback.items() if isinstance(value, dict)}
            assert minor["granted"] == minor["issued"] - minor["reversed"]
            settled = minor["issued"] + minor["cancelled"] + minor["expired"]
            assert minor["eligible"] == settled + minor["remaining"]
            assert minor["overIssued"] == 0


def test_orders_without_events_are_not_known(world: list[dict[str, list[dict[str, Any]]]]) -> None:
    legacy = [rows for rows in world if not rows["concessions"]]
    issued = [rows for rows in legacy if any("gcId" in row for row in rows["ped"])]
    assert issued
    for rows in issued:
        (benefit, *_) = [b for p in fold(evidence_of(rows), as_of=DEMO_NOW).promotions for b in p.benefits]
        assert benefit.issuance_status in (IssuanceStatus.UNKNOWN, IssuanceStatus.RESERVED, IssuanceStatus.PENDING)


def test_everything_that_goes_wrong_is_there(world: list[dict[str, list[dict[str, Any]]]]) -> None:
    events = Counter(row["type"] for rows in world for row in rows["concessions"])
    assert {"RESERVED", "ISSUED", "ISSUE_FAILED", "REVERSED", "CANCELLED", "EXPIRED"} == set(events)
    items = Counter(row["status"] for rows in world for row in rows["lineItems"])
    assert {"PENDING", "SHIPPED", "ISSUED", "FAILED", "RETURNED", "CANCELLED"} == set(items)
    ped = [row for rows in world for row in rows["ped"]]
    assert {type(row["lastUpdatedTime"]) for row in ped} == {str, int}
    assert any("createdAt" not in row for row in ped)
    assert any("," in row.get("gcId", "") for row in ped)
    assert any("ignore all previous instructions" in row.get("memo", "") for row in ped)
    assert all(row["customerPhone"].startswith("+91 9") for row in ped)


def test_a_world_larger_than_its_order_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="the number of orders"):
        next(generate_lines(orders=10_000_001, seed=1))


def test_the_smallest_world_is_empty(store: SqliteStore) -> None:
    assert load_jsonl(chain.from_iterable(generate_lines(orders=0, seed=1)), store) == LoadReport(0, 0, 0)
