"""The committed JSON schema is that of the task model."""

from evals.harness.task_schema import SCHEMA, schema_json


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_json(), "run: rewards-agent evals schema > evals/schema.json"
