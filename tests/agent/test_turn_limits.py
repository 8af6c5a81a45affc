"""Limits of a turn and a conversation: lookups, turns, a provider's tokens, money."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from agent.conversations.conversation import Conversation, Turn
from agent.errors import ConversationFull
from agent.provider.errors import ProvidersExhausted
from agent.turn import Agent, TurnRequest
from agent.turn_events import Answer, AnswerCompleted, Outcome, Usage
from agent.turn_limits import TurnLimits
from guardrails.degradation import DegradedReason
from guardrails.pii.vault import Vault
from guardrails.token_budget import TokenBudget, counted
from guardrails.tool_gateway import MAX_LOOKUPS
from guardrails.turn_scope import TurnScope
from tests.harness import AGENT, Harness, answer_json, detector, harness
from tests.scripted_model import Cite, Step, scripted
from tests.story_order import ORDER, execution
from tools import wording
from tools.cards import ToolStatus
from tools.facts import FactBook

QUESTION = f"What is left on order {ORDER}?"
SAYS = Step(text=[Cite("(remaining)")])


def conversation(turns: int = 0, usage: Usage | None = None) -> Conversation:
    earlier = tuple(
        Turn(
            number,
            "?",
            Answer(
                conversation_id="c",
                turn=number,
                outcome=Outcome.ANSWERED,
                text="",
                model="m",
                degraded=False,
                usage=usage,
            ),
        )
        for number in range(1, turns + 1)
    )
    return Conversation("c", "owner", earlier, 1, Vault(detector()))


def usage(given: int, answered: int) -> Usage:
    return Usage(input_tokens=given, output_tokens=answered)


@pytest.mark.parametrize(
    ("limits", "spent", "left"),
    [
        ({}, None, 30_000),
        ({}, usage(200_000, 10_000), 30_000),
        ({}, usage(280_000, 10_000), 10_000),
        ({}, usage(300_000, 0), 0),
        ({"most_turn_tokens": 0}, None, 0),
        # 2.00 per million in, 8.00 per million out: 0.20 + 0.08
        ({"most_conversation_cost": "0.29"}, usage(100_000, 10_000), 30_000),
        ({"most_conversation_cost": "0.28"}, usage(100_000, 10_000), 0),
        ({"most_conversation_cost": "0"}, None, 0),
    ],
)
def test_what_a_provider_may_still_take(limits: dict[str, Any], spent: Usage | None, left: int) -> None:
    cost = limits.pop("most_conversation_cost", None)
    bounds = TurnLimits(
        input_price=Decimal(2),
        output_price=Decimal(8),
        most_conversation_cost=None if cost is None else Decimal(cost),
        **limits,
    )

    assert bounds.tokens_left(conversation(1 if spent else 0, spent)) == left


def test_a_conversation_is_full_after_its_turns() -> None:
    limits = TurnLimits(most_turns=3)

    for turns in (0, 2):
        limits.require_room(conversation(turns))
    for turns in (3, 4):
        with pytest.raises(ConversationFull):
            limits.require_room(conversation(turns))


async def counted_call(*chunks: AIMessageChunk, prompt: str = "p" * 400, stop_after: int | None = None) -> TokenBudget:
    async def stream() -> Any:
        for chunk in chunks:
            yield ChatGenerationChunk(message=chunk)

    budget = TokenBudget(1000)
    passed = 0
    calls = counted(stream(), [AIMessageChunk(content=prompt)], budget)
    async for _ in calls:
        passed += 1
        if passed == stop_after:
            break
    await calls.aclose()
    return budget


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        (None, (101, 3)),  # a quarter of the characters
        ((700, 40), (700, 40)),
        ((0, 0), (101, 3)),  # a provider that reports no usage is not free
        ((10**12, 5), (10_000_000, 5)),
        ((-50, 5), (0, 5)),
    ],
)
async def test_tokens_are_counted_as_reported_or_else_by_length(
    reported: tuple[int, int] | None, expected: tuple[int, int]
) -> None:
    last = AIMessageChunk(content="")
    if reported is not None:
        last.usage_metadata = {
            "input_tokens": reported[0],
            "output_tokens": reported[1],
            "total_tokens": sum(reported),
        }
    budget = await counted_call(AIMessageChunk(content="eight ch"), last)

    assert (budget.input_tokens, budget.output_tokens) == expected


async def test_the_usage_of_chunks_adds_up() -> None:
    usage_chunks = [
        AIMessageChunk(
            content="x", usage_metadata={"input_tokens": given, "output_tokens": 1, "total_tokens": given + 1}
        )
        for given in (70, 0, 0)
    ]
    whole, left = await counted_call(*usage_chunks), await counted_call(*usage_chunks, stop_after=2)

    assert (whole.input_tokens, whole.output_tokens) == (70, 3)
    assert (left.input_tokens, left.output_tokens) == (70, 2)


async def test_a_call_that_is_broken_off_is_counted_too() -> None:
    budget = await counted_call(AIMessageChunk(content="x" * 400), AIMessageChunk(content="y" * 400), stop_after=1)

    assert (budget.input_tokens, budget.output_tokens) == (101, 101)


async def test_where_no_provider_was_asked_nothing_was_spent() -> None:
    async def left_alone() -> AsyncIterator[ChatGenerationChunk]:
        raise ProvidersExhausted
        yield ChatGenerationChunk(message=AIMessageChunk(content=""))

    budget = TokenBudget()
    with pytest.raises(ProvidersExhausted):
        await anext(counted(left_alone(), [HumanMessage("x" * 400)], budget))

    assert (budget.input_tokens, budget.output_tokens) == (0, 0)


async def test_over_its_tokens_a_conversation_is_answered_by_the_offline_model(tmp_path: Path) -> None:
    provider, script = scripted(SAYS)
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        agent = limited(world, TurnLimits(most_conversation_tokens=10), provider=provider)
        first = await ask(agent, None)
        second = await ask(agent, first.conversation_id)

    assert (first.model, first.degraded) == ("scripted-1", False)
    assert first.usage is not None
    assert first.usage.input_tokens > 10
    assert (second.model, second.degraded_reason, second.usage) == ("offline", DegradedReason.BUDGET_SPENT, first.usage)
    assert "[[" in second.text
    assert len(script.seen) == 1


async def test_a_conversation_with_all_its_turns_takes_no_more(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        agent = limited(world, TurnLimits(most_turns=1))
        first = await ask(agent, None, "hello")
        for _ in range(2):  # and is released each time
            with pytest.raises(ConversationFull):
                await ask(agent, first.conversation_id, "hello")
        assert (await ask(agent, None, "hello")).turn == 1


async def test_a_turn_makes_so_many_lookups_and_no_more(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        scope = TurnScope(AGENT, Vault(detector()), FactBook(wording.get_zone("en-IN")), "conv", "req")
        outcomes = [
            await world.tool_gateway.call("get_promotion_execution_details", {"businessReferenceId": ORDER}, scope)
            for _ in range(MAX_LOOKUPS + 3)
        ]

    assert [outcome.status for outcome in outcomes[:MAX_LOOKUPS]] == [ToolStatus.OK] * MAX_LOOKUPS
    assert {outcome.code for outcome in outcomes[MAX_LOOKUPS:]} == {"lookupLimit"}
    assert len(world.requests) == MAX_LOOKUPS
    assert [record.policy for record in world.audit.records[MAX_LOOKUPS:]] == ["lookup-limit"] * 3


def limited(world: Harness, limits: TurnLimits, provider: Any = None) -> Agent:
    """Return an agent over the harness's world with these limits."""
    return Agent(
        tool_gateway=world.tool_gateway,
        conversations=world.conversations,
        clock=world.agent.clock,
        provider=provider,
        limits=limits,
    )


async def ask(agent: Agent, conversation_id: str | None, message: str = QUESTION) -> Answer:
    question = TurnRequest(message, AGENT, conversation_id, "req")
    opened = await agent.open(question)
    *_, last = [event async for event in agent.run(question, opened)]
    assert isinstance(last, AnswerCompleted), last
    return last.answer
