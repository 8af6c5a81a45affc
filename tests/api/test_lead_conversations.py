"""``GET /v1/lead/conversations``: turns of support agents for leads, without personal data, gone with the turn."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from core.identity.tokens import Principal
from guardrails.degradation import DegradedReason
from tests.api.conftest import Chat, _nothing
from tests.harness import AGENT, LEAD, SHOPPER, answer_json, harness
from tests.scripted_model import Cite, Step, scripted
from tests.story_order import FIRST_CARD, ORDER, execution

QUESTION = f"What is left on order {ORDER}? Call 9876543210."
OTHER = AGENT.model_copy(update={"subject": "asha"})


async def turns(chat: Chat, who: Principal = LEAD, **parameters: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {chat.token(who)}"}
    return await chat.http.get("/v1/lead/conversations", params=parameters, headers=headers)


async def accounts(chat: Chat, **parameters: Any) -> list[str]:
    response = await turns(chat, **parameters)
    assert response.status_code == 200, response.text
    return [each["account"] for each in response.json()["data"]]


async def rate(chat: Chat, answer: dict[str, Any], **said: str) -> None:
    body = {"conversationId": answer["conversationId"], "turn": answer["turn"], **said}
    headers = {"Authorization": f"Bearer {chat.token()}"}
    assert (await chat.http.post("/v1/feedback", json=body, headers=headers)).status_code == 204


async def test_turn_of_an_agent_is_shown_with_its_feedback_and_without_personal_data(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION})).json()
    await rate(chat, answer, rating="down", reason="incomplete", comment="she said 9876543210")
    response = await turns(chat)
    (shown,) = response.json()["data"]
    assert (shown["account"], shown["outcome"], shown["degradedReason"]) == ("ravi", "answered", None)
    assert (shown["conversationId"], shown["turn"], shown["orders"]) == (answer["conversationId"], 1, [ORDER])
    assert shown["answer"] == answer["text"]
    assert (shown["feedback"]["rating"], shown["feedback"]["reason"]) == ("down", "incomplete")
    assert "9876543210" not in response.text
    assert FIRST_CARD not in response.text
    record = chat.world.audit.records[-1]
    assert (record.tool, record.policy, record.status) == ("lead_conversations", "lead-oversees", "ok")


async def test_filters_and_pages(chat: Chat) -> None:
    good = (await chat.post({"message": QUESTION})).json()
    await chat.post({"message": "hello"}, OTHER)
    await rate(chat, good, rating="up")
    assert await accounts(chat, feedback="up") == ["ravi"]
    assert await accounts(chat, feedback="down") == []
    assert await accounts(chat, feedback="none") == ["asha"]
    assert await accounts(chat, outcome="needsInput") == ["asha"]
    assert await accounts(chat, agent="asha") == ["asha"]
    assert sorted(await accounts(chat, degraded="none")) == ["asha", "ravi"]
    assert await accounts(chat, degraded="any") == []
    assert await accounts(chat, to="2020-01-01T00:00:00Z") == []
    first = (await turns(chat, limit=1)).json()
    assert first["hasMore"]
    rest = (await turns(chat, limit=1, cursor=first["nextCursor"])).json()
    assert {each["account"] for each in (*first["data"], *rest["data"])} == {"ravi", "asha"}
    assert (rest["hasMore"], rest["nextCursor"]) == (False, None)


async def test_conversations_of_customers_and_leads_are_not_part_of_it(chat: Chat) -> None:
    for who in (SHOPPER, LEAD):
        await chat.post({"message": QUESTION}, who)
    assert await accounts(chat) == []


async def test_turn_leaves_with_its_conversation(chat: Chat) -> None:
    answer = (await chat.post({"message": "hello"})).json()
    assert await accounts(chat) == ["ravi"]
    headers = {"Authorization": f"Bearer {chat.token()}"}
    await chat.http.delete(f"/v1/conversations/{answer['conversationId']}", headers=headers)
    assert await accounts(chat) == []


async def test_reason_of_a_degraded_answer_is_recorded_and_filtered_by(tmp_path: Path) -> None:
    provider, _ = scripted(Step(fails=True), Step(text=[Cite("(remaining)")]))
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        app = create_app(agent=world.agent, tokens=world.tokens, on_close=_nothing)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
            chat = Chat(http, world)
            assert (await chat.post({"message": QUESTION})).json()["degradedReason"] == "modelFailed"
            await chat.post({"message": QUESTION}, OTHER)
            for degraded in ("any", DegradedReason.MODEL_FAILED.value):
                assert await accounts(chat, degraded=degraded) == ["ravi"]
            assert await accounts(chat, degraded="none") == ["asha"]


@pytest.mark.parametrize("who", [AGENT, SHOPPER], ids=["agent", "customer"])
async def test_nobody_but_a_lead_sees_what_others_asked(chat: Chat, who: Principal) -> None:
    await chat.post({"message": QUESTION}, OTHER)
    response = await turns(chat, who)
    assert (response.status_code, response.json()["code"]) == (404, "notFound")
    assert chat.world.audit.records[-1].decision == "deny"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"outcome": "good"}, 422),
        ({"degraded": "yes"}, 422),
        ({"feedback": "5"}, 422),
        ({"agent": "a\x00b"}, 422),
        ({"cursor": "e30="}, 400),
    ],
)
async def test_what_cannot_be_read_is_refused(chat: Chat, parameters: dict[str, Any], status: int) -> None:
    assert (await turns(chat, **parameters)).status_code == status
