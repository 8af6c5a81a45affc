"""The OpenAPI document of the chat service: corrected, with its problem codes and the events of its streams."""

from typing import Any

from fastapi import FastAPI

from agent.turn_events import TurnEvent
from api.openapi_examples import EXAMPLES
from api.problems import PROBLEM_TYPES
from api.routes.order_stream import StreamEnd
from core.http import openapi
from core.http.problem import MEDIA_TYPE, Problem

DESCRIPTION = """\
Answers come from the records that the caller's token allows. Money is in integer minor units with an ISO 4217 currency;
null is "not known", never 0. Errors are problem details (RFC 9457) with a `code` and a `requestId`, and never echo
input; the routes of the OpenAI API have its form of an error. What is not the caller's is a 404, like what is missing.
"""
TAGS = [
    {"name": "turns", "description": "A question and its answer, whole or as events."},
    {"name": "protocols", "description": "The same turns for clients of AG-UI, of the AI SDK and of the OpenAI API."},
    {"name": "conversations", "description": "The caller's conversations, and feedback on their answers."},
    {"name": "records", "description": "What people look up without a question."},
    {"name": "lead views", "description": "Worklist, answers and audit log, for leads."},
    {"name": "health", "description": "Probes; no token is needed."},
]
_STREAM = "text/event-stream"
_JSON = "application/json"
_PROBLEM_MODELS = ("Problem", "UnreadyProblem")
# The routes of the OpenAI API, whose errors have that API's form.
_OPENAI = ("createChatCompletion", "listModels", "retrieveModel")
# What the events of a stream hold, by operation. OpenAPI 3.1 has no keyword for the schema of one event.
_EVENTS = {
    "ask": ("Each event's `data` is a `TurnEvent` as JSON, its name is the `type`.", "TurnEvent"),
    "followOrder": (
        "The `data` of `order` is an `OrderView`; that of the last event, `end`, a `StreamEnd`.",
        "OrderView",
    ),
}


def install(app: FastAPI) -> None:
    """Replace the framework's document by this one. Call it when all routes are there."""
    openapi.install(app, description=DESCRIPTION, tags=TAGS, correct=_corrected)


def _corrected(document: dict[str, Any]) -> dict[str, Any]:
    sent = [("Problem", Problem), ("TurnEvent", TurnEvent), ("StreamEnd", StreamEnd)]
    openapi.add_schemas(document, sent, mode="serialization")
    schemas = document["components"]["schemas"]
    for name in (*_PROBLEM_MODELS, "RunFailed"):
        schemas[name]["properties"]["code"]["enum"] = sorted(PROBLEM_TYPES)
    for operation in openapi.operations(document):
        _correct_responses(operation)
    return document


def _correct_responses(operation: dict[str, Any]) -> None:
    name, responses = operation["operationId"], operation["responses"]
    for status, response in responses.items():
        if status >= "4":
            _as_problem(response)
    if name in _EVENTS:
        description, schema = _EVENTS[name]
        responses["200"]["content"][_STREAM] = {"schema": _events(description, schema)}
    elif _STREAM in responses.get("200", {}).get("content", {}):
        responses["200"]["content"][_STREAM] = {"schema": {"description": "Events of the protocol."}}
    for media_type, example in EXAMPLES.get(name, {}).items():
        responses["200"]["content"][media_type]["example"] = example
    # What any route can answer: a header or a path that cannot be read, another method, a fault.
    responses["default"] = {
        "description": "An error; its code says which.",
        "content": (
            {_JSON: {"schema": openapi.ref("OpenAiErrorBody")}}
            if name in _OPENAI
            else {MEDIA_TYPE: {"schema": openapi.ref("Problem")}}
        ),
    }


def _as_problem(response: dict[str, Any]) -> None:
    """Move the schema of a problem from the media type that the framework assumes to the one that is sent."""
    content = response.get("content", {})
    for media_type in [media_type for media_type in content if media_type != MEDIA_TYPE]:
        schema = content[media_type].get("schema", {})
        if schema in [openapi.ref(name) for name in _PROBLEM_MODELS]:
            del content[media_type]
            content.setdefault(MEDIA_TYPE, {})["schema"] = schema


def _events(description: str, schema: str) -> dict[str, Any]:
    # Without a type: some readers of a document take a stream for a text, others each event for an object.
    return {
        "description": description,
        "contentMediaType": _JSON,
        "contentSchema": openapi.ref(schema),
    }
