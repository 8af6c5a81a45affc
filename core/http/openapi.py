"""What the OpenAPI documents of both services have in common, so that clients can be generated from them.

The framework would announce its own validation errors, which these services never send; it would announce that optional
parameters may be null, which neither a query nor a header can hold; and it sees no model of what a route reads or
writes by hand.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaMode

Document = dict[str, Any]
_NOT_SENT = ("HTTPValidationError", "ValidationError")
_REF = "#/components/schemas/{model}"


def bearer_scheme(audience: str) -> HTTPBearer:
    """Return the security scheme of operations that need a token, as a dependency.

    It is for the document only: what it finds is not used, as it would read the first of several headers.
    """
    return HTTPBearer(auto_error=False, description=f"A token for the audience `{audience}`.")


def operation_id(route: APIRoute) -> str:
    """Return the id of a route's operation, such as ``getExecution``, unless the route names its own."""
    return to_camel(route.name)


def install(
    app: FastAPI, *, description: str, tags: list[dict[str, Any]], correct: Callable[[Document], Document]
) -> None:
    """Replace the framework's document by a corrected one. Call it when all routes are there."""

    def document() -> Document:
        if app.openapi_schema is None:
            found = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=description,
                tags=tags,
                routes=app.routes,
            )
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            for name in _NOT_SENT:
                schemas.pop(name, None)
            for operation in operations(found):
                for parameter in operation.get("parameters", ()):
                    parameter["schema"] = _without_null(parameter["schema"])
            app.openapi_schema = correct(found)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the framework's own way of changing the document


def operations(document: Document) -> Iterator[dict[str, Any]]:
    """Yield every operation of a document."""
    for path in document["paths"].values():
        yield from path.values()


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema of the document."""
    return {"$ref": _REF.format(model=name)}


def add_schemas(document: Document, models: Iterable[tuple[str, Any]], *, mode: JsonSchemaMode) -> None:
    """Add models that the framework does not see, by name, with what they refer to.

    ``mode`` says whether they are read (``validation``) or sent (``serialization``).
    """
    schemas = document["components"]["schemas"]
    for name, model in models:
        schema = TypeAdapter(model).json_schema(by_alias=True, ref_template=_REF, mode=mode)
        for used, definition in schema.pop("$defs", {}).items():
            schemas.setdefault(used, definition)
        schemas[name] = schema


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an optional parameter without null: a parameter is there or not."""
    kinds = schema.get("anyOf", [])
    values = [kind for kind in kinds if kind != {"type": "null"}]
    if len(values) == len(kinds):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**values[0], **rest} if len(values) == 1 else {"anyOf": values, **rest}
