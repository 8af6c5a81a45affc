"""Whole turns over a rewards API mocked by respx, without a provider, and the resulting conversations."""

from pathlib import Path

import pytest

from agent.errors import ConversationUnknown, TurnInProgress
from agent.turn import TurnRequest
from agent.turn_events import (
    AnswerCompleted,
    AnswerDelta,
    FactsFound,
    Outcome,
    RunStarted,
    ToolFinished,
    ToolStarted,
)
from core.contract import ExecutionV2, Page
from tests.harness import AGENT, SHOPPER, Harness, answer_json, harness
from tests.story_order import CUSTOMER, ORDER, execution, without_concessions
from tools.cards import REFERENCE, Fact, Label

QUESTION = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"
PATH = f"promotion-executions/{ORDER}"


def shown(text: str, facts: list[Fact]) -> str:
    """Return a text with references replaced by the values of their facts, including tokens."""
    for fact in facts:
        text = text.replace(f"[[{fact.fact_id}]]", fact.display)
    return text


def play_story(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))


async def test_the_main_question_without_a_provider(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    text = shown(answer.text, answer.facts)
    assert answer.outcome is Outcome.ANSWERED
    [position, *installments, waiting] = text.split("\n")
    for words in (ORDER, "₹100.00", "promised", "₹36.00", "in 2 installments", "₹64.00 remains"):
        assert words in position
    first, second = installments
    assert all(each in first for each in ("₹15.00", "8 Nov 2026", "<GIFT_CARD_1>", "Steel water bottle"))
    assert all(each in second for each in ("₹21.00", "12 Nov 2026", "<GIFT_CARD_2>", "Notebook set"))
    assert "Desk lamp (₹34.00) and Yoga mat (₹30.00)" in waiting
    assert "not shipped" in waiting
    assert (answer.model, answer.degraded) == ("offline", False)


async def test_events_come_in_order_and_facts_before_prose(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        events = await world.events(QUESTION)

    kinds = [type(event) for event in events]
    assert kinds[:4] == [RunStarted, ToolStarted, ToolFinished, FactsFound]
    assert AnswerDelta in kinds[4:-1]
    assert set(kinds[4:-1]) <= {AnswerDelta, FactsFound}
    assert kinds[-1] is AnswerCompleted
    sent: set[str] = set()
    for event in events:
        if isinstance(event, FactsFound):
            sent |= {fact.fact_id for fact in event.facts}
        if isinstance(event, AnswerDelta):
            assert set(REFERENCE.findall(event.text)) <= sent
    deltas = "".join(event.text for event in events if isinstance(event, AnswerDelta))
    assert isinstance(events[-1], AnswerCompleted)
    assert deltas == events[-1].answer.text


async def test_with_a_source_down_no_remaining_amount_is_stated(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        world.router.get(PATH).mock(return_value=answer_json(without_concessions()))
        answer = await world.ask(QUESTION)

    text = shown(answer.text, answer.facts)
    assert answer.outcome is Outcome.PARTIAL
    assert not {Label.REMAINING, Label.GRANTED} & {fact.label for fact in answer.facts}
    assert "64" not in text
    assert "how much remains is not known" in text
    assert "Concessions database did not answer" in text
    assert answer.reply_draft is not None
    assert "[[" not in answer.reply_draft  # it asks the customer to wait, and states no figure
    assert "database" not in answer.reply_draft


@pytest.mark.parametrize("status", [404, 403])
async def test_missing_and_foreign_orders_are_asked_about(tmp_path: Path, status: int) -> None:
    async with harness(tmp_path) as world:
        world.router.get(PATH).respond(status)
        answer = await world.ask(QUESTION)

    assert answer.outcome is Outcome.NEEDS_INPUT
    assert "could not find" in answer.text
    assert [fact.label for fact in answer.facts] == [Label.CLAIMED, Label.CLAIMED]


async def test_a_rewards_api_that_is_down_is_not_an_order_without_cashback(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        world.router.get(PATH).respond(503)
        answer = await world.ask(QUESTION)

    assert answer.outcome is Outcome.UNAVAILABLE
    assert "could not be read" in answer.text


async def test_turns_are_numbered_kept_and_belong_to_one_principal(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        first = await world.ask(QUESTION)
        second = await world.ask("and what is left?", conversation_id=first.conversation_id)

        assert (first.turn, second.turn) == (1, 2)
        assert "₹64.00 remains" in shown(second.text, second.facts)
        assert not {f.fact_id for f in first.facts} & {f.fact_id for f in second.facts}
        other_case = AGENT.model_copy(update={"case_id": "CASE-9002", "customer_id": "CUST-2002"})
        for stranger in (other_case, SHOPPER):
            with pytest.raises(ConversationUnknown):
                await world.agent.open(TurnRequest("hi", stranger, first.conversation_id, "r"))
        with pytest.raises(ConversationUnknown):
            await world.agent.open(TurnRequest("hi", AGENT, "conv_missing", "r"))


async def test_a_second_turn_at_once_is_refused_and_the_first_is_not_lost(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        first = await world.ask(QUESTION)
        question = TurnRequest("and?", AGENT, first.conversation_id, "r")
        conversation = await world.agent.open(question)
        with pytest.raises(TurnInProgress):
            await world.agent.open(question)
        events = [event async for event in world.agent.run(question, conversation)]

        assert isinstance(events[-1], AnswerCompleted)
        assert (await world.ask("thanks", conversation_id=first.conversation_id)).turn == 3


async def test_a_turn_that_is_stopped_is_not_stored(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        first = await world.ask(QUESTION)
        question = TurnRequest("and?", AGENT, first.conversation_id, "r")
        run = world.agent.run(question, await world.agent.open(question))
        async for event in run:
            if isinstance(event, FactsFound):
                break
        await run.aclose()

        assert (await world.ask("and?", conversation_id=first.conversation_id)).turn == 2


async def test_several_orders_and_none_named_is_asked_back(tmp_path: Path) -> None:
    other = execution(business_reference_id="171-5550123-9988776")
    page = Page[ExecutionV2](data=[execution(), other], has_more=False, next_cursor=None, partial=False, sources=[])
    async with harness(tmp_path) as world:
        world.router.get(f"customers/{CUSTOMER}/promotion-executions").mock(return_value=answer_json(page))
        answer = await world.ask("why is the cashback missing?")

    assert answer.outcome is Outcome.NEEDS_INPUT
    assert ORDER in answer.text
    assert "171-5550123-9988776" in answer.text
    assert answer.reply_draft is None


async def test_the_only_order_of_a_case_is_the_one_that_is_meant(tmp_path: Path) -> None:
    page = Page[ExecutionV2](data=[execution()], has_more=False, next_cursor=None, partial=False, sources=[])
    async with harness(tmp_path) as world:
        world.router.get(f"customers/{CUSTOMER}/promotion-executions").mock(return_value=answer_json(page))
        answer = await world.ask("why is the cashback missing?")

    assert answer.outcome is Outcome.ANSWERED
    assert "₹64.00 remains" in shown(answer.text, answer.facts)


@pytest.mark.parametrize(
    ("message", "outcome", "words"),
    [
        ("hi", Outcome.NEEDS_INPUT, "Ask me about the cashback"),
        ("tell me a joke", Outcome.REFUSED, "only help with questions about cashback"),
        ("please credit him 64 rupees", Outcome.REFUSED, "cannot issue, change or reverse"),
        ("what is the customer's phone number?", Outcome.REFUSED, "cannot show personal data"),
        ("cashback of order 40/41?", Outcome.NEEDS_INPUT, "does not look like an order number"),
    ],
)
async def test_what_needs_no_lookup_makes_none(tmp_path: Path, message: str, outcome: Outcome, words: str) -> None:
    async with harness(tmp_path) as world:
        answer = await world.ask(message)

    assert answer.outcome is outcome
    assert words in answer.text
    assert world.requests == []


async def test_the_legitimate_part_of_a_refused_message_is_answered(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        answer = await world.ask(f"Please credit him the rest of order {ORDER} and tell me what is left")

    assert answer.outcome is Outcome.ANSWERED
    assert "cannot issue, change or reverse" in answer.text
    assert "₹64.00 remains" in shown(answer.text, answer.facts)
