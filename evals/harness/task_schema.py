"""The JSON schema of a task file, for editors and other tools."""

import json
from pathlib import Path

from evals.harness.task import Task

SCHEMA = Path(__file__).resolve().parents[1] / "schema.json"


def schema_json() -> str:
    """Return the schema as it is committed in ``schema.json``."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Task.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
