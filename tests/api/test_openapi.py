"""The OpenAPI document of the chat service is valid and complete, and its names stay."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from pydantic import TypeAdapter
from starlette.routing import Mount

from agent.turn_events import AnswerCompleted, RunFailed, TurnEvent
from api.app import create_app
from api.openapi_examples import ANSWER, EXAMPLES, LISTED, STORED
from api.problems import PROBLEM_TYPES
from api.routes.demo import Demo
from core.clock import FixedClock
from core.http.problem import MEDIA_TYPE
from tests.harness import harness
from tests.story_order import NOW

# Generated clients name their functions after these: a rename breaks them.
OPERATIONS = {
    "ask": "POST /v1/chat",
    "agUiRun": "POST /ag-ui",
    "aiSdkChat": "POST /ai-sdk",
    "createChatCompletion": "POST /v1/chat/completions",
    "mcpExchange": "POST /mcp",
    "listModels": "GET /v1/models",
    "retrieveModel": "GET /v1/models/{model}",
    "listConversations": "GET /v1/conversations",
    "getConversation": "GET /v1/conversations/{conversation_id}",
    "renameConversation": "PATCH /v1/conversations/{conversation_id}",
    "deleteConversation": "DELETE /v1/conversations/{conversation_id}",
    "exportConversation": "GET /v1/conversations/{conversation_id}/export",
    "sendFeedback": "POST /v1/feedback",
    "revealFact": "POST /v1/reveal",
    "getOrder": "GET /v1/orders/{brf}",
    "listOrders": "GET /v1/customers/{customer_id}/orders",
    "getGiftCardIssuances": "GET /v1/gift-cards/{gift_card_id}/issuances",
    "getCaseSummary": "GET /v1/case-summary",
    "followOrder": "GET /v1/orders/{brf}/events-stream",
    "revealInstallment": "POST /v1/orders/{brf}/reveal",
    "listLeadWorklist": "GET /v1/lead/worklist",
    "listLeadConversations": "GET /v1/lead/conversations",
    "listAudit": "GET /v1/lead/audit",
    "live": "GET /health/live",
    "ready": "GET /health/ready",
}
# Pages and files, the demo's identities, monitoring, and this document.
HIDDEN = {
    "/",
    "/demo/identities",
    "/demo/token",
    "/embed",
    "/metrics",
    "/openapi.json",
    "/support-tool",
    "/web/v1/{name}",
}

# Protocols with another form of an error: the OpenAI API, and JSON-RPC for a message that is none.
OTHER_ERRORS = {"createChatCompletion", "listModels", "retrieveModel", "mcpExchange"}


async def _nothing() -> None:
    return


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    async def built() -> FastAPI:
        async with harness(tmp_path_factory.mktemp("openapi")) as world:
            demo = Demo(cases=(), tokens=world.tokens, clock=FixedClock(NOW))
            return create_app(
                agent=world.agent, tokens=world.tokens, on_close=_nothing, demo=demo, token_provider="/token.js"
            )

    return asyncio.run(built())


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(json.loads(json.dumps(document)))


def test_operations_keep_their_names(document: dict[str, Any]) -> None:
    found = {
        operation["operationId"]: f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }

    assert found == OPERATIONS


def test_every_route_is_in_the_document_or_hidden_on_purpose(app: FastAPI) -> None:
    served = set(_paths(app.routes))

    assert served == {where.split()[1] for where in OPERATIONS.values()} | HIDDEN


def _paths(routes: Iterable[Any]) -> Iterator[str]:
    """Yield the paths of all routes but those of folders. An included router has routes, whose paths are whole."""
    for route in routes:
        if hasattr(route, "effective_candidates"):
            yield from _paths(route.effective_candidates())
        elif not isinstance(route, Mount):
            yield route.path


def test_all_but_the_probes_need_a_token(document: dict[str, Any]) -> None:
    unprotected = {each["operationId"] for each in _operations(document) if "security" not in each}

    assert unprotected == {"live", "ready"}
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_every_operation_has_a_tag_a_summary_and_an_error(document: dict[str, Any]) -> None:
    known = {tag["name"] for tag in document["tags"]}
    for operation in _operations(document):
        assert set(operation["tags"]) <= known
        assert operation["description"]
        assert operation["responses"]["default"]["content"]


def test_problems_have_their_media_type_and_a_closed_set_of_codes(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("Problem", "UnreadyProblem", "RunFailed"):
        assert set(schemas[name]["properties"]["code"]["enum"]) == set(PROBLEM_TYPES)
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            if status >= "4" and operation["operationId"] not in OTHER_ERRORS:
                assert set(response["content"]) == {MEDIA_TYPE}, (operation["operationId"], status)


def test_the_number_of_a_turn_has_its_bounds(document: dict[str, Any]) -> None:
    turn = document["components"]["schemas"]["FeedbackRequest"]["properties"]["turn"]

    assert (turn["type"], turn["minimum"], turn["maximum"]) == ("integer", 1, 9_999_999)


def test_parameters_are_never_null(document: dict[str, Any]) -> None:
    schemas = [parameter["schema"] for each in _operations(document) for parameter in each.get("parameters", ())]

    assert schemas
    assert not [schema for schema in schemas if {"type": "null"} in schema.get("anyOf", ())]


@pytest.mark.parametrize("event", [AnswerCompleted(answer=ANSWER), RunFailed(code="stepLimit", retryable=True)])
def test_events_of_a_turn_have_a_schema(document: dict[str, Any], event: TurnEvent) -> None:
    components = {"components": document["components"]}
    schema = {"$ref": "#/components/schemas/TurnEvent", **components}
    validator = OAS31Validator(schema)
    sent = event.model_dump(mode="json")

    assert TypeAdapter(TurnEvent).validate_python(sent) == event
    assert validator.is_valid(sent)
    assert not validator.is_valid(sent | {"type": "run.unknown"})


def test_examples_of_answers_are_those_of_their_models(document: dict[str, Any]) -> None:
    shown = {
        operation["operationId"]: operation["responses"]["200"]["content"]["application/json"]["example"]
        for operation in _operations(document)
        if operation["operationId"] in EXAMPLES
    }

    assert type(ANSWER).model_validate(shown["ask"]) == ANSWER
    assert type(STORED).model_validate(shown["getConversation"]) == STORED
    assert type(LISTED).model_validate(shown["listConversations"]) == LISTED


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]
