"""``POST /v1/reveal``: a lead sees the card, everybody else the same nothing, and each try is in the log."""

from typing import Any
from unittest import mock

import httpx
import pytest

from agent.conversations.conversation_store import MAX_CONTEXT_TURNS
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Role
from guardrails.audit.record import MemoryAudit
from guardrails.authorization.cedar import CedarPolicy
from guardrails.errors import AuditUnavailable, PolicyUnavailable
from tests.api.conftest import Chat
from tests.harness import AGENT, LEAD, SHOPPER, answer_json
from tests.story_order import FIRST_CARD, ORDER, SECOND_CARD, benefit, execution

QUESTION = f"What is left on order {ORDER}?"
READER = Principal(role=Role.SERVICE, subject="reader", scopes=frozenset({"rewards:read"}))
OTHER_LEAD = LEAD.model_copy(update={"subject": "somebody else"})


async def asked(chat: Chat, who: Principal = LEAD) -> tuple[str, list[str], str]:
    """Ask about the order; give the conversation, its gift-card facts in order, and another fact."""
    answer = (await chat.post({"message": QUESTION}, who)).json()
    cards = [fact["factId"] for fact in answer["facts"] if fact["kind"] == "giftCard"]
    other = next(fact["factId"] for fact in answer["facts"] if fact["kind"] == "money")
    return answer["conversationId"], cards, other


async def reveal(chat: Chat, who: Principal, conversation: str, fact: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {chat.token(who)}"}
    return await chat.http.post("/v1/reveal", json={"factId": fact, "conversationId": conversation}, headers=headers)


async def test_a_lead_sees_the_card_of_a_fact(chat: Chat) -> None:
    conversation, [first, second], _ = await asked(chat)

    for fact, card in ((first, FIRST_CARD), (second, SECOND_CARD)):
        response = await reveal(chat, LEAD, conversation, fact)
        assert (response.status_code, response.json()) == (200, {"factId": fact, "giftCard": card})
        assert response.headers["cache-control"] == "no-store"
    record = chat.world.audit.records[-1]
    assert (record.tool, record.decision, record.policy, record.reason) == (
        "reveal_gift_card",
        "allow",
        "lead-reveals",
        "escalation",
    )
    token = chat.world.requests[-1].headers["authorization"].removeprefix("Bearer ")
    assert chat.world.tokens.verify(token, audience=AUDIENCE_REWARDS) == LEAD


async def test_a_fact_of_a_turn_that_new_ones_no_longer_see_can_be_revealed(chat: Chat) -> None:
    conversation, [card, *_], _ = await asked(chat)
    for _ in range(MAX_CONTEXT_TURNS + 1):
        assert (await chat.post({"message": "hello", "conversationId": conversation}, LEAD)).status_code == 200

    response = await reveal(chat, LEAD, conversation, card)

    assert response.json() == {"factId": card, "giftCard": FIRST_CARD}


async def test_denied_foreign_and_missing_are_the_same_bytes_and_all_audited(chat: Chat) -> None:
    conversation, [card, *_], money = await asked(chat)
    own = {who.subject: (await asked(chat, who))[0] for who in (AGENT, SHOPPER, READER)}
    tries: list[tuple[Principal, str, str]] = [
        (AGENT, own[AGENT.subject], card),
        (SHOPPER, own[SHOPPER.subject], card),
        (READER, own[READER.subject], card),
        (AGENT, conversation, card),
        (OTHER_LEAD, conversation, card),
        (LEAD, "conv_nowhere", card),
        (LEAD, own[AGENT.subject], card),
        (LEAD, conversation, "f999"),
        (LEAD, conversation, money),
    ]
    before = len(chat.world.audit.records)

    bodies = []
    for who, where, fact in tries:
        response = await reveal(chat, who, where, fact)
        assert response.status_code == 404
        bodies.append({name: value for name, value in response.json().items() if name != "requestId"})

    assert all(body == bodies[0] for body in bodies)
    records = chat.world.audit.records[before:]
    assert [(r.tool, r.decision, r.status) for r in records] == [("reveal_gift_card", "deny", "notFound")] * len(tries)


@pytest.mark.parametrize(
    "answer",
    [
        answer_json(execution(), status=404),
        answer_json(execution(business_reference_id="404-0000000-0000000")),
        answer_json(execution(benefit=benefit(issuances=[], gift_cards=[]))),
    ],
    ids=["gone", "another order", "the card is gone"],
)
async def test_what_is_there_no_longer_is_missing(chat: Chat, answer: httpx.Response) -> None:
    conversation, [card, *_], _ = await asked(chat)
    chat.world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer)

    assert (await reveal(chat, LEAD, conversation, card)).status_code == 404


async def test_not_knowing_is_not_the_same_as_not_there(chat: Chat) -> None:
    conversation, [card, *_], _ = await asked(chat)
    with mock.patch.object(CedarPolicy, "may_reveal", side_effect=PolicyUnavailable):
        response = await reveal(chat, LEAD, conversation, card)
    assert (response.status_code, response.json()["code"]) == (503, "policyUnavailable")

    chat.world.router.get(f"promotion-executions/{ORDER}").respond(500)
    response = await reveal(chat, LEAD, conversation, card)
    assert (response.status_code, response.json()["code"]) == (503, "rewardsUnavailable")
    assert {record.status for record in chat.world.audit.records[-2:]} == {"unavailable"}


async def test_what_cannot_be_audited_is_not_shown(chat: Chat) -> None:
    conversation, [card, *_], _ = await asked(chat)
    with mock.patch.object(MemoryAudit, "record", side_effect=AuditUnavailable):
        response = await reveal(chat, LEAD, conversation, card)

    assert (response.status_code, response.json()["code"]) == (503, "auditUnavailable")
    assert FIRST_CARD not in response.text


@pytest.mark.parametrize(
    "body",
    [{}, {"factId": "f1"}, {"factId": "1", "conversationId": "c"}, {"factId": "f1", "conversationId": "c", "x": 1}],
)
async def test_a_body_that_makes_no_sense_is_refused_without_an_echo(chat: Chat, body: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {chat.token(LEAD)}"}
    response = await chat.http.post("/v1/reveal", json=body, headers=headers)

    assert (response.status_code, response.json()["code"]) == (422, "invalidRequest")


async def test_without_a_token_nothing_is_shown(chat: Chat) -> None:
    response = await chat.http.post("/v1/reveal", json={"factId": "f1", "conversationId": "c"})

    assert (response.status_code, response.json()["code"]) == (401, "tokenMissing")


async def test_a_turn_that_cannot_be_audited_fails_and_shows_nothing(chat: Chat) -> None:
    with mock.patch.object(MemoryAudit, "record", side_effect=AuditUnavailable):
        whole = await chat.post({"message": QUESTION})
        stream = await chat.post({"message": QUESTION}, Accept="text/event-stream")

    assert (whole.status_code, whole.json()["code"]) == (503, "auditUnavailable")
    assert '"code":"auditUnavailable"' in stream.text
    for body in (whole.text, stream.text):
        assert "36.00" not in body
