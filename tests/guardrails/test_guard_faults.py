"""A guard that breaks ends the turn: nothing it should have looked at goes on, and no model is blamed for it."""

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

import httpx
import pytest

from agent.turn_events import AnswerDelta, FactsFound, RunFailed
from api.app import create_app
from guardrails.audit.record import MemoryAudit
from guardrails.authorization.cedar import CedarPolicy
from guardrails.authorization.field_projection import Projection
from guardrails.errors import ModelMisbehaved
from guardrails.output.references import ReferenceReader
from guardrails.output.tool_calls import ToolCalls
from guardrails.pii.vault import Vault
from tests.api.conftest import Chat
from tests.harness import LEAD, Harness, answer_json, harness
from tests.scripted_model import Cite, Step, scripted
from tests.story_order import ORDER, execution

SECRET = "98450 12345 of Asha Verma"
QUESTION = f"What is left on order {ORDER}?"


def _broken(owner: type, method: str) -> AbstractContextManager[mock.Mock]:
    return mock.patch.object(owner, method, side_effect=KeyError(SECRET))


BROKEN = {
    "redaction": (Vault, "admit"),
    "policy": (CedarPolicy, "may_request"),
    "projection": (Projection, "lookup"),
    "audit": (MemoryAudit, "record"),
    "output": (ReferenceReader, "feed"),
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Harness]:
    provider = scripted(Step(text=[Cite("The promotion is")]))[0]
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        yield world


@pytest.fixture
async def chat(world: Harness) -> AsyncIterator[Chat]:
    app = create_app(agent=world.agent, tokens=world.tokens, on_close=mock.AsyncMock())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://chat") as http:
        yield Chat(http, world)


def _counted(world: Harness, guard: str) -> bool:
    return (
        f'rewards_agent_guard_faults_total{{guard="{guard}"}} 1.0'
        in world.agent.telemetry.figures.exposition().decode()
    )


@pytest.mark.parametrize("guard", BROKEN)
async def test_a_fault_in_a_guard_ends_the_turn_and_is_counted_apart(
    world: Harness, guard: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), _broken(*BROKEN[guard]):
        events = await world.events(QUESTION)

    assert events[-1] == RunFailed(code="guardFault", retryable=False)
    assert [event for event in events if isinstance(event, AnswerDelta)] == []
    assert _counted(world, guard)
    assert "the model failed" not in caplog.text
    if guard != "output":  # the facts are the viewer's own before a model is asked
        assert [event for event in events if isinstance(event, FactsFound)] == []


@pytest.mark.parametrize("guard", BROKEN)
async def test_the_log_says_where_it_broke_and_nothing_of_the_content(
    world: Harness, guard: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), _broken(*BROKEN[guard]):
        await world.events(QUESTION)
    [line] = [record for record in caplog.records if record.name == "guardrails.fail_closed"]

    assert f"the guard {guard} broke at " in line.getMessage()
    assert ".py:" in line.getMessage()
    assert (vars(line)["cause"], line.exc_info) == ("KeyError", None)
    assert "98450" not in caplog.text
    assert "Asha" not in caplog.text


async def test_the_next_turn_is_answered(world: Harness) -> None:
    with _broken(Projection, "lookup"):
        await world.events(QUESTION)

    assert "₹64.00" in {fact.display for fact in (await world.ask(QUESTION)).facts}


async def test_a_fault_before_the_turn_is_a_refusal_without_content(chat: Chat) -> None:
    with _broken(CedarPolicy, "may_converse"):
        response = await chat.post({"message": QUESTION})

    assert (response.status_code, response.json()["code"], response.json()["retryable"]) == (500, "guardFault", False)
    assert "98450" not in response.text
    assert chat.world.requests == []
    assert _counted(chat.world, "policy")


async def test_a_fault_while_a_gift_card_is_shown_shows_none(chat: Chat) -> None:
    answer = (await chat.post({"message": QUESTION}, LEAD)).json()
    card = next(fact["factId"] for fact in answer["facts"] if fact["kind"] == "giftCard")
    with _broken(Vault, "token_of"):
        response = await chat.http.post(
            "/v1/reveal",
            json={"conversationId": answer["conversationId"], "factId": card},
            headers={"Authorization": f"Bearer {chat.token(LEAD)}"},
        )

    assert (response.status_code, response.json()["code"]) == (500, "guardFault")
    assert _counted(chat.world, "reveal")


async def test_what_a_model_does_wrong_is_no_fault_of_a_guard(world: Harness, caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch.object(ToolCalls, "whole", side_effect=ModelMisbehaved("malformedCall")):
        answer = await world.ask(QUESTION)

    assert "the model failed" in caplog.text
    assert answer.degraded
    assert b"guard_faults_total{" not in world.agent.telemetry.figures.exposition()
