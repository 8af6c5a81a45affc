"""What the OpenAPI document says of the routes around a conversation: ids, problems by code, valid examples."""

from typing import Any

import pytest

from api.problems import PROBLEM_TYPES
from api.records.case_view import CaseSummary
from api.routes.chat import ChatRequest
from api.routes.conversations import Rename
from api.routes.feedback import FeedbackRequest
from core.http.problem import MEDIA_TYPE
from tests.api.conftest import Chat

ROUTES = {
    "ask": ("post", "/v1/chat", {"turnNotLast", "conversationFull", "turnInProgress"}),
    "sendFeedback": ("post", "/v1/feedback", {"conversationNotFound", "redactionFailed"}),
    "getCaseSummary": ("get", "/v1/case-summary", {"customerMissing", "rewardsUnavailable", "auditUnavailable"}),
    "listConversations": ("get", "/v1/conversations", {"cursorInvalid"}),
    "exportConversation": ("get", "/v1/conversations/{conversation_id}/export", {"conversationNotFound"}),
}


async def document(chat: Chat) -> dict[str, Any]:
    return dict((await chat.http.get("/openapi.json")).json())


@pytest.mark.parametrize("operation_id", ROUTES)
async def test_each_route_names_its_problems_with_an_example(chat: Chat, operation_id: str) -> None:
    method, path, codes = ROUTES[operation_id]
    operation = (await document(chat))["paths"][path][method]
    examples = {
        code: (status, example["value"])
        for status, response in operation["responses"].items()
        for code, example in response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {}).items()
    }

    assert operation["operationId"] == operation_id
    assert codes | {"tokenMissing", "rateLimited"} <= examples.keys()
    for code, (status, value) in examples.items():
        assert (value["code"], value["status"], str(value["status"])) == (code, PROBLEM_TYPES[code].status, status)


@pytest.mark.parametrize("model", [ChatRequest, FeedbackRequest, Rename])
def test_the_examples_of_a_body_are_valid(model: type[ChatRequest]) -> None:
    examples = model.model_json_schema()["examples"]

    assert [model.model_validate(example) for example in examples]


async def test_the_bounds_of_a_turn_are_in_the_schema(chat: Chat) -> None:
    schemas = (await document(chat))["components"]["schemas"]
    [replaced, _] = schemas["ChatRequest"]["properties"]["replacesTurn"]["anyOf"]

    for number in (schemas["FeedbackRequest"]["properties"]["turn"], replaced):
        assert (number["type"], number["minimum"], number["maximum"]) == ("integer", 1, 9_999_999)


async def test_the_example_of_a_case_summary_is_valid(chat: Chat) -> None:
    operation = (await document(chat))["paths"]["/v1/case-summary"]["get"]
    example = operation["responses"]["200"]["content"]["application/json"]["example"]

    assert CaseSummary.model_validate(example).orders
