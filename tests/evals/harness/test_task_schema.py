"""The committed JSON schemas are those of the models, and every line of the suite's worlds matches."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from evals.harness.task_schema import SCHEMA, WORLD_SCHEMA, schema_json, world_schema_json
from evals.harness.world import WORLDS

LINES = jsonschema_rs.Draft202012Validator(json.loads(world_schema_json()))
ROW = {
    "businessReferenceId": "404-1",
    "promotionId": "P",
    "benefitId": "B",
    "lineItemId": "L",
    "currency": "INR",
    "eligibleMinor": 100,
    "issuedMinor": 0,
    "status": "ISSUED",
    "updatedAt": "2026-11-08T11:20:00+05:30",
}


def test_the_committed_schemas_are_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_json(), "run: rewards-agent evals schema > evals/schema.json"
    assert WORLD_SCHEMA.read_text(encoding="utf-8") == world_schema_json(), (
        "run: rewards-agent evals schema --of world > evals/world_schema.json"
    )


@pytest.mark.parametrize("path", sorted(WORLDS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_the_lines_of_a_world_match(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [number for number, line in enumerate(lines, 1) if line and not LINES.is_valid(json.loads(line))] == []


@pytest.mark.parametrize(
    "line",
    [
        {"store": "tracker", "row": ROW},
        {"store": "lineItems", "row": {**ROW, "eligibleMinor": "100"}},
        {"store": "lineItems", "row": {name: value for name, value in ROW.items() if name != "lineItemId"}},
        {"store": "lineItems", "row": ROW, "note": "x"},
    ],
)
def test_a_wrong_line_does_not(line: object) -> None:
    assert LINES.is_valid({"store": "lineItems", "row": ROW})
    assert not LINES.is_valid(line)
