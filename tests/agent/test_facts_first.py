"""What a question names is looked up before a model is asked, and the model gets the results."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from langchain_core.callbacks import AsyncCallbackManager
from langchain_core.messages import AIMessage, ToolMessage

from agent.turn import TurnRequest
from agent.turn_events import AnswerCompleted, FactsFound, Outcome, ToolFinished, ToolStarted
from core.contract import ExecutionV2, Page
from guardrails.errors import GuardrailError
from tests.harness import AGENT, LEAD, SHOPPER, Harness, answer_json, harness
from tests.scripted_model import Cite, Step, menu_in, scripted
from tests.story_order import CUSTOMER, ORDER, execution
from tools.cards import ToolStatus

OTHER = "171-5550123-9988776"
DETAILS = "get_promotion_execution_details"
ANSWER = Step(text=[Cite("(remaining)")])
SEARCH = f"customers/{CUSTOMER}/promotion-executions"


def play(world: Harness, *orders: str) -> None:
    for order in orders:
        world.router.get(f"promotion-executions/{order}").mock(
            return_value=answer_json(execution(business_reference_id=order))
        )


def play_search(world: Harness, *orders: str) -> None:
    found = [execution(business_reference_id=order) for order in orders]
    page = Page[ExecutionV2](data=found, has_more=False, next_cursor=None, partial=False, sources=[])
    world.router.get(SEARCH).mock(return_value=answer_json(page))


async def test_a_usual_turn_needs_one_call_of_the_model(tmp_path: Path) -> None:
    provider, script = scripted(ANSWER)
    async with harness(tmp_path, provider=provider) as world:
        play(world, ORDER)
        answer = await world.ask(f"What is left on order {ORDER}?")

    assert (answer.outcome, answer.model, answer.degraded) == (Outcome.ANSWERED, "scripted-1", False)
    [messages] = script.seen
    asked, result = messages[-2:]
    assert isinstance(asked, AIMessage)
    assert isinstance(result, ToolMessage)
    assert [(call["name"], call["args"]) for call in asked.tool_calls] == [(DETAILS, {"businessReferenceId": ORDER})]
    assert result.tool_call_id == asked.tool_calls[0]["id"]
    assert result.text.startswith("Menu:\ns1 (")
    assert len(menu_in(result.text)) > 20


async def test_the_facts_are_out_while_the_model_still_thinks(tmp_path: Path) -> None:
    provider, script = scripted(Step(hangs=True))
    async with harness(tmp_path, provider=provider) as world:
        play(world, ORDER)
        question = TurnRequest(f"What is left on order {ORDER}?", AGENT, None, "r")
        run = world.agent.run(question, await world.agent.open(question))
        seen: list[type] = []
        async for event in run:
            seen.append(type(event))
            if isinstance(event, FactsFound):
                break
        await run.aclose()

    assert seen[1:] == [ToolStarted, ToolFinished, FactsFound]
    assert script.seen == []


async def test_two_orders_of_one_question_are_looked_up_at_once(tmp_path: Path) -> None:
    provider, script = scripted(ANSWER)
    both = asyncio.Event()
    waiting: list[str] = []

    async def meet(request: httpx.Request) -> httpx.Response:
        order = request.url.path.rsplit("/", 1)[-1]
        waiting.append(order)
        if len(waiting) == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 5)
        return answer_json(execution(business_reference_id=order))

    async with harness(tmp_path, provider=provider) as world:
        world.router.get(path__regex=r"/promotion-executions/").mock(side_effect=meet)
        events = await world.events(f"Compare the cashback of {ORDER} and {OTHER}")

    assert sorted(waiting) == sorted([ORDER, OTHER])
    [messages] = script.seen
    first, second = [m.text for m in messages if isinstance(m, ToolMessage)]
    assert not menu_in(first)  # one menu over both
    assert ORDER in second
    assert OTHER in second
    assert [type(event) for event in events][1:3] == [ToolStarted, ToolStarted]


async def test_the_end_of_a_lookup_names_the_one_that_began(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play(world, OTHER)
        world.router.get(f"promotion-executions/{ORDER}").respond(404)
        events = await world.events(f"Compare the cashback of {ORDER} and {OTHER}")

    began = {each.call_id: each.arguments["businessReferenceId"] for each in events if isinstance(each, ToolStarted)}
    ended = {began[each.call_id]: each.status for each in events if isinstance(each, ToolFinished)}
    assert ended == {ORDER: ToolStatus.NOT_FOUND, OTHER: ToolStatus.OK}


async def test_a_follow_up_looks_up_the_discussed_order(tmp_path: Path) -> None:
    provider, script = scripted(ANSWER, ANSWER)
    async with harness(tmp_path, provider=provider) as world:
        play(world, ORDER)
        first = await world.ask(f"What is left on order {ORDER}?")
        await world.ask("and the second scratch card?", conversation_id=first.conversation_id)

    assert len(script.seen) == 2
    assert [request.url.path for request in world.requests] == [f"/promotion-executions/{ORDER}"] * 2


async def test_a_bare_customer_with_a_date_is_searched_for_a_lead(tmp_path: Path) -> None:
    provider, script = scripted(ANSWER)
    async with harness(tmp_path, provider=provider) as world:
        play_search(world, ORDER)
        answer = await world.ask(f"{CUSTOMER} on 8 November 2026", LEAD)

    assert answer.outcome is Outcome.ANSWERED
    assert len(script.seen) == 1
    [request] = world.requests
    assert request.url.path == f"/{SEARCH}"
    assert request.url.params["from"] == "2026-11-08T00:00:00+05:30"


@pytest.mark.parametrize("principal", [AGENT, SHOPPER])
async def test_nothing_is_looked_up_that_the_principal_may_not_see(tmp_path: Path, principal: object) -> None:
    provider, script = scripted()
    async with harness(tmp_path, provider=provider) as world:
        answer = await world.ask("cashback of CUST-2002 on 8 November 2026", principal)  # type: ignore[arg-type]

    assert world.requests == []
    assert answer.outcome is Outcome.NEEDS_INPUT
    assert answer.cashback == []
    assert script.seen == []


async def test_a_lookup_that_takes_too_long_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guardrails.tool_gateway.LOOKUP_WITHIN_S", 0.01)

    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with harness(tmp_path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(side_effect=never)
        events = await world.events(f"What is left on order {ORDER}?")

    assert [e.status for e in events if isinstance(e, ToolFinished)] == [ToolStatus.UNAVAILABLE]
    assert isinstance(events[-1], AnswerCompleted)
    assert events[-1].answer.outcome is Outcome.UNAVAILABLE
    assert [record.status for record in world.audit.records] == ["unavailable"]


async def test_what_was_looked_up_is_not_looked_up_again_for_the_model(tmp_path: Path) -> None:
    again = Step(calls=[(DETAILS, json.dumps({"businessReferenceId": ORDER}))])
    provider, script = scripted(again, ANSWER)
    async with harness(tmp_path, provider=provider) as world:
        play(world, ORDER)
        events = await world.events(f"What is left on order {ORDER}?")

    assert len(world.requests) == 1
    assert [type(event) for event in events].count(ToolStarted) == 1
    first, second = [message.text for message in script.seen[1] if isinstance(message, ToolMessage)]
    assert menu_in(first)
    assert second == "Nothing new; use the menu above."


async def test_the_model_may_look_up_more(tmp_path: Path) -> None:
    more = Step(calls=[("get_remaining_cashback", json.dumps({"businessReferenceId": OTHER}))])
    provider, script = scripted(more, ANSWER)
    async with harness(tmp_path, provider=provider) as world:
        play(world, ORDER)
        world.router.get(f"promotion-executions/{OTHER}/cashback").respond(404)
        answer = await world.ask(f"What is left on order {ORDER}?")

    assert len(script.seen) == 2
    assert len(world.requests) == 2
    assert answer.outcome is Outcome.ANSWERED


async def test_a_guard_that_fails_during_one_lookup_ends_the_others(tmp_path: Path) -> None:
    stopped = asyncio.Event()

    async def slow(_: httpx.Request) -> httpx.Response:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        raise AssertionError

    async def broken(*_: object) -> httpx.Response:
        raise GuardrailError

    async with harness(tmp_path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(side_effect=slow)
        world.router.get(f"promotion-executions/{OTHER}").mock(side_effect=broken)
        events = await world.events(f"Compare {ORDER} and {OTHER}")

    assert events[-1].type == "run.failed"
    assert stopped.is_set()


async def test_callbacks_receive_nothing_of_the_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serialized_calls: list[object] = []
    start = AsyncCallbackManager.on_chat_model_start

    async def listening(self: AsyncCallbackManager, serialized: dict[str, object], *args: Any, **kwargs: Any) -> Any:
        serialized_calls.append(serialized)
        return await start(self, serialized, *args, **kwargs)

    monkeypatch.setattr(AsyncCallbackManager, "on_chat_model_start", listening)
    provider, _ = scripted(ANSWER)
    async with harness(tmp_path, provider=provider) as world:
        play(world, ORDER)
        await world.ask(f"What is left on order {ORDER}?")

    assert serialized_calls
    assert ORDER not in repr(serialized_calls)
