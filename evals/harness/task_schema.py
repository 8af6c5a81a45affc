"""The JSON schemas of a task file and of a line of a world, for editors and other tools."""

import json
from pathlib import Path
from typing import Any

from evals.harness.task import Task
from rewards.stores.rows import EventRow, LineItemRow, PedRow, row_adapter

SCHEMA = Path(__file__).resolve().parents[1] / "schema.json"
WORLD_SCHEMA = Path(__file__).resolve().parents[1] / "world_schema.json"
_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
# How PED's writers wrote a time; the model of it is what a reader makes of that.
_PED_INSTANT = {"type": ["string", "integer"], "description": "ISO 8601 with a zone, or seconds or ms since 1970."}
_STORES: dict[str, type[PedRow | LineItemRow | EventRow]] = {
    "ped": PedRow,
    "lineItems": LineItemRow,
    "concessions": EventRow,
}


def schema_json() -> str:
    """Return the schema of a task file as it is committed in ``schema.json``."""
    return _written({**_DIALECT, **Task.model_json_schema()})


def world_schema_json() -> str:
    """Return the schema of a line of a world as it is committed in ``world_schema.json``.

    A line that it accepts may still be refused: the loader also compares rows with each other.
    """
    definitions: dict[str, Any] = {}
    lines = []
    for store, model in _STORES.items():
        row = row_adapter(model).json_schema(by_alias=True, ref_template="#/$defs/{model}")
        definitions |= row.pop("$defs", {})
        lines.append(
            {
                "type": "object",
                "properties": {"store": {"const": store}, "row": row},
                "required": ["store", "row"],
                "additionalProperties": False,
            }
        )
    title = {"title": "WorldLine", "description": "A line of a world: one row of one of the three databases."}
    return _written({**_DIALECT, **title, "oneOf": lines, "$defs": definitions | {"PedInstant": _PED_INSTANT}})


def _written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
