"""The OpenAPI document, corrected: every error of every operation is a problem.

The framework would announce its own validation errors, which this service never sends.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.alias_generators import to_camel

from core.event_contract import ConcessionEvent
from core.http.problem import MEDIA_TYPE, Problem
from rewards.sections import BENEFIT_FIELDS, ORDER_FIELDS

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_NOT_SENT = ("HTTPValidationError", "ValidationError")
# What ``include`` may leave out of the v2 answer.
_LEFT_OUT = {
    "Benefit": {to_camel(field) for field in BENEFIT_FIELDS},
    "ExecutionV2": {to_camel(field) for field in ORDER_FIELDS},
}
_DEFAULT = {"description": "A problem; its code says which.", "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}


def install(app: FastAPI) -> None:
    """Replace the framework's document by this one. Call it when all routes are there."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _corrected(
                get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the framework's own way of changing the document


def _corrected(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _NOT_SENT:
        schemas.pop(name, None)
    for model in (Problem, ConcessionEvent):  # which the framework does not see
        schema = model.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    for name, fields in _LEFT_OUT.items():  # required in the models, as a caller that asks for everything has them
        schema = schemas[name]
        schema["required"] = [field for field in schema["required"] if field not in fields]
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] = _responses(operation["responses"])
    return document


def _responses(announced: dict[str, Any]) -> dict[str, Any]:
    """Return the successful responses, and a problem as the default of all others."""
    return {status: response for status, response in announced.items() if status < "4"} | {"default": _DEFAULT}
