"""``POST /v1/feedback``: stored for a turn of the caller, counted, and nothing raw is kept or shown."""

import json
from typing import Any

import httpx
import pytest

from core.identity.tokens import Principal
from guardrails.errors import RedactionFailed
from guardrails.pii.vault import Vault
from tests.api.conftest import Chat
from tests.harness import AGENT, LEAD, SHOPPER
from tests.story_order import ORDER

QUESTION = f"What is left on order {ORDER}?"


async def send(chat: Chat, body: object, principal: Principal = AGENT) -> httpx.Response:
    headers = {"Authorization": f"Bearer {chat.token(principal)}"}
    headers |= {"Content-Type": "application/json"}
    return await chat.http.post("/v1/feedback", content=json.dumps(body), headers=headers)


async def asked(chat: Chat, principal: Principal = AGENT) -> str:
    return str((await chat.post({"message": QUESTION}, principal)).json()["conversationId"])


@pytest.mark.parametrize("principal", [AGENT, LEAD, SHOPPER], ids=lambda each: each.role)
async def test_it_is_stored_and_counted(chat: Chat, principal: Principal) -> None:
    conversation = await asked(chat, principal)
    body = {"conversationId": conversation, "turn": 1, "rating": "down", "reason": "wrongOrder", "use": None}
    first = await send(chat, body, principal)
    second = await send(chat, {"conversationId": conversation, "turn": 1, "rating": "down", "use": "copied"}, principal)
    [stored] = chat.world.conversations.feedback.rated()
    metrics = (await chat.http.get("/metrics")).text

    assert (first.status_code, first.content, second.status_code) == (204, b"", 204)
    said = stored.feedback
    assert (said.rating, said.reason, said.comment, said.use) == ("down", "wrongOrder", None, "copied")
    for line in (
        'ratings_total{rating="down"}',
        'rating_reasons_total{reason="wrongOrder"}',
        'uses_total{use="copied"}',
    ):
        assert f"{line} 1.0" in metrics
    assert conversation not in metrics


@pytest.mark.parametrize(
    "change",
    [
        {"rating": "great"},
        {"reason": "because"},
        {"use": "sold"},
        {"turn": 0},
        {"turn": "1"},
        {"turn": True},
        {"comment": "x" * 1001},
        {"comment": "\ud800"},
        {"comment": "a\x00b"},
        {"customerId": "CUST-2002"},
        {"conversationId": "c" * 65},
    ],
)
async def test_what_is_not_of_its_form_is_refused_without_quoting_it(chat: Chat, change: dict[str, Any]) -> None:
    response = await send(chat, {"conversationId": "conv_a", "turn": 1} | change)

    assert (response.status_code, response.json()["code"]) == (422, "invalidRequest")
    assert not any(str(value) in response.text for value in change.values() if len(str(value)) > 4)


async def test_an_empty_comment_says_nothing(chat: Chat) -> None:
    conversation = await asked(chat)
    for comment in ("no", "  ", ""):
        response = await send(chat, {"conversationId": conversation, "turn": 1, "comment": comment})
        assert response.status_code == 204
    [stored] = chat.world.conversations.feedback.rated()

    assert stored.feedback.comment == "no"


async def test_that_of_somebody_else_is_missing_and_is_not_counted(chat: Chat) -> None:
    conversation = await asked(chat)
    foreign = await send(chat, {"conversationId": conversation, "turn": 1, "rating": "up"}, SHOPPER)
    missing = await send(chat, {"conversationId": "conv_none", "turn": 1, "rating": "up"}, SHOPPER)

    assert (foreign.status_code, foreign.json()["code"]) == (404, "conversationNotFound")
    assert {k: v for k, v in foreign.json().items() if k != "requestId"} == {
        k: v for k, v in missing.json().items() if k != "requestId"
    }
    assert list(chat.world.conversations.feedback.rated()) == []
    assert "rewards_agent_ratings_total{" not in (await chat.http.get("/metrics")).text


async def test_without_a_token_there_is_none(chat: Chat) -> None:
    response = await chat.http.post("/v1/feedback", json={"conversationId": "conv_a", "turn": 1})

    assert (response.status_code, response.json()["code"]) == (401, "tokenMissing")


async def test_a_comment_that_cannot_be_searched_is_not_stored(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = await asked(chat)

    def fails(self: Vault, text: str) -> str:
        raise RedactionFailed

    monkeypatch.setattr(Vault, "admit", fails)
    response = await send(chat, {"conversationId": conversation, "turn": 1, "comment": "call 98450 12345"})

    assert (response.status_code, response.json()["code"]) == (503, "redactionFailed")
    assert list(chat.world.conversations.feedback.rated()) == []
