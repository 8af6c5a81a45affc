"""The OpenAPI document: what ``core.http.openapi`` corrects, the codes of problems, and the events, read by hand."""

import re
from typing import Any

from fastapi import FastAPI
from pydantic.alias_generators import to_camel

from core.currencies import EXPONENTS
from core.event_contract import ConcessionEvent
from core.http import openapi
from core.http.problem import MEDIA_TYPE, Problem
from rewards.http.openapi_examples import BODIES, PROBLEM, RESPONSES
from rewards.http.problems import PROBLEM_TYPES
from rewards.sections import BENEFIT_FIELDS, ORDER_FIELDS

DESCRIPTION = """\
Money is in integer minor units with an ISO 4217 currency; null is "not known", never 0. Times carry an offset. Errors
are problem details (RFC 9457) with a `code` and a `requestId`, and never echo input. Answers about one order have a
weak `ETag` unless they are partial or stale: send it in `If-None-Match` to get a 304.
"""
TAGS = [
    {"name": "orders", "description": "One order: record, position, history, and the position as it changes."},
    {"name": "customers", "description": "The orders of one customer in a window of time."},
    {"name": "gift cards", "description": "The issuances that put money on a gift card."},
    {"name": "worklist", "description": "What needs attention, of all customers (scope `rewards:read`, and leads)."},
    {"name": "events", "description": "Concession events, posted by their writers (scope `rewards:ingest`)."},
    {"name": "operations", "description": "The backfill of old records (scope `rewards:admin`)."},
    {"name": "health", "description": "Probes and metrics; no token is needed."},
]
# What ``include`` may leave out of the v2 answer.
_LEFT_OUT = {
    "Benefit": {to_camel(field) for field in BENEFIT_FIELDS},
    "ExecutionV2": {to_camel(field) for field in ORDER_FIELDS},
}
_DEFAULT = {
    "description": "A problem; its code says which.",
    "content": {MEDIA_TYPE: {"schema": openapi.ref("Problem"), "example": PROBLEM}},
}
_NOT_MODIFIED = {"description": "The caller holds the answer: its tag is that of `If-None-Match`."}
_GENERIC = re.compile(r"Page[_\[](\w+)[_\]]")  # names for Page[...]: of the framework, and as a title


def install(app: FastAPI) -> None:
    """Replace the framework's document by this one. Call it when all routes are there."""
    openapi.install(app, description=DESCRIPTION, tags=TAGS, correct=_corrected)


def _corrected(document: dict[str, Any]) -> dict[str, Any]:
    openapi.add_schemas(document, [("Problem", Problem), ("ConcessionEvent", ConcessionEvent)], mode="validation")
    schemas = document["components"]["schemas"]
    schemas["Problem"]["properties"]["code"]["enum"] = sorted(PROBLEM_TYPES)
    schemas["ConcessionEvent"]["properties"]["currency"]["enum"] = sorted(EXPONENTS)
    schemas["ConcessionEvent"] |= _REVERSAL
    schemas["EventBatch"] = _BATCH
    for name, fields in _LEFT_OUT.items():  # required in the models, as a caller that asks for everything has them
        schema = schemas[name]
        schema["required"] = [field for field in schema["required"] if field not in fields]
    for operation in openapi.operations(document):
        _correct_operation(operation)
    renamed: dict[str, Any] = _rename(document)
    return renamed


# The writer of a reversal knows what it reverses, and whether the sum becomes due again.
_REVERSAL = {
    "if": {"properties": {"type": {"const": "REVERSED"}}, "required": ["type"]},
    "then": {
        "properties": {"reversesEventId": {"type": "string"}, "reinstates": {"type": "boolean"}},
        "required": ["reversesEventId", "reinstates"],
    },
}
# What is no event is reported in its receipt, and the others are stored.
_BATCH = {
    "title": "EventBatch",
    "type": "object",
    "required": ["events"],
    "properties": {
        "events": {
            "type": "array",
            "minItems": 1,
            "description": "At most 500 by default.",
            "items": {
                "anyOf": [
                    openapi.ref("ConcessionEvent"),
                    {"description": "Anything else gets the outcome `invalid`."},
                ]
            },
        }
    },
}


def _correct_operation(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    for parameter in operation.get("parameters", ()):
        # The route refuses a missing end itself, with a code that says what is missing.
        if name == "findExecutions" and parameter["name"] in ("from", "to"):
            parameter["required"] = True
    operation["responses"] = _responses(name, operation["responses"])
    if name in BODIES:
        operation["requestBody"]["content"]["application/json"]["examples"] = BODIES[name]


def _responses(name: str, announced: dict[str, Any]) -> dict[str, Any]:
    """Return the successful responses, a 304 where there is one, and a problem as the default of all others."""
    found = {status: response for status, response in announced.items() if status < "4"}
    if "304" in found:
        found["304"] = _NOT_MODIFIED
    if name in RESPONSES:
        found["200"]["content"]["application/json"]["examples"] = RESPONSES[name]
    return found | {"default": _DEFAULT}


def _rename(part: Any) -> Any:
    """Return the document with ``ExecutionV2Page`` for ``Page_ExecutionV2_`` and ``Page[ExecutionV2]``."""
    if isinstance(part, dict):
        return {_GENERIC.sub(r"\1Page", key): _rename(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_rename(value) for value in part]
    return _GENERIC.sub(r"\1Page", part) if isinstance(part, str) else part
