"""A caller who may not ask is refused, and each refusal is in the audit log without what the client wrote."""

from dataclasses import asdict
from unittest import mock

import pytest

from agent.turn import TurnRequest
from core.identity.tokens import Principal, Role
from guardrails.audit.record import MemoryAudit
from guardrails.authorization.cedar import CedarPolicy
from guardrails.errors import AuditUnavailable, Denied, PolicyUnavailable
from tests.api.conftest import Chat
from tests.harness import AGENT, LEAD, SHOPPER
from tests.story_order import ORDER

TYPED = "9845012345"
UNSCOPED = Principal(role=Role.SERVICE, subject="bot", scopes=frozenset({"rewards:ingest"}))
REFUSED = {
    "a lead without a reason": LEAD.model_copy(update={"reason": None}),
    "a support agent without a case": AGENT.model_copy(update={"customer_id": None}),
    "a customer who is nobody": SHOPPER.model_copy(update={"customer_id": None}),
    "a service without the scope": UNSCOPED,
}


@pytest.mark.parametrize("who", REFUSED)
async def test_a_refused_question_is_audited(chat: Chat, who: str) -> None:
    """Also what no token could prove: the policy does not rely on who verified it."""
    principal = REFUSED[who]
    with pytest.raises(Denied):
        await chat.world.agent.open(TurnRequest(f"call {TYPED}", principal, f"conv_{TYPED}", "req-test"))

    [record] = chat.world.audit.records
    assert (record.tool, record.decision, record.policy, record.status) == (
        "converse",
        "deny",
        "default-deny",
        "denied",
    )
    assert (record.role, record.request_id) == (principal.role.value, "req-test")
    assert (record.subject == principal.subject) == (principal.role is not Role.CUSTOMER)
    assert TYPED not in str(asdict(record))
    assert chat.world.requests == []


async def test_a_refused_question_is_answered_without_an_echo(chat: Chat) -> None:
    response = await chat.post({"message": f"call {TYPED}", "conversationId": f"conv_{TYPED}"}, UNSCOPED)

    assert (response.status_code, response.json()["code"]) == (403, "notAllowed")
    assert TYPED not in response.text
    [record] = chat.world.audit.records
    assert (record.decision, record.subject, record.request_id) == ("deny", "bot", response.headers["x-request-id"])


async def test_a_question_that_nobody_can_decide_on_is_audited(chat: Chat) -> None:
    with mock.patch.object(CedarPolicy, "may_converse", side_effect=PolicyUnavailable):
        response = await chat.post({"message": "hello"})

    assert (response.status_code, response.json()["code"]) == (503, "policyUnavailable")
    [record] = chat.world.audit.records
    assert (record.tool, record.decision, record.policy, record.status) == (
        "converse",
        "deny",
        "policy-unavailable",
        "unavailable",
    )


async def test_a_refusal_that_cannot_be_recorded_is_no_answer_either(chat: Chat) -> None:
    with mock.patch.object(MemoryAudit, "record", side_effect=AuditUnavailable):
        response = await chat.post({"message": "hello"}, UNSCOPED)

    assert (response.status_code, response.json()["code"]) == (503, "auditUnavailable")


async def test_an_admitted_question_is_recorded_by_what_it_looks_up(chat: Chat) -> None:
    assert (await chat.post({"message": f"What is left on order {ORDER}?"})).status_code == 200

    assert {record.tool for record in chat.world.audit.records} == {"get_promotion_execution_details"}


async def test_a_conversation_id_that_is_none_is_not_in_the_log(chat: Chat) -> None:
    body = {"factId": "f1", "conversationId": f"conv_{TYPED}"}
    headers = {"Authorization": f"Bearer {chat.token(LEAD)}"}
    assert (await chat.http.post("/v1/reveal", json=body, headers=headers)).status_code == 404

    [record] = chat.world.audit.records
    assert TYPED not in str(asdict(record))
