"""Whole turns over a rewards API that respx plays: the offline model, a scripted provider, a hostile one."""

import json
from pathlib import Path

import pytest

from agent.errors import ConversationUnknown, TurnInProgress
from agent.events import (
    AnswerCompleted,
    AnswerDelta,
    FactsFound,
    Outcome,
    RunStarted,
    ToolFinished,
    ToolStarted,
)
from agent.turn import Request
from rewards.contract import ExecutionV2, Page
from tests.harness import AGENT, SHOPPER, Harness, answer_json, harness
from tests.scripted import Step, scripted
from tests.story import CUSTOMER, FIRST_CARD, ORDER, SECOND_CARD, execution, without_concessions
from tools.result import Fact, Label

QUESTION = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"
PATH = f"promotion-executions/{ORDER}"
LOOK_UP = Step(calls=[("get_promotion_execution_details", json.dumps({"businessReferenceId": ORDER}))])


def shown(text: str, facts: list[Fact]) -> str:
    """Write the facts' values into a text with references, tokens and all."""
    for fact in facts:
        text = text.replace(f"[[{fact.fact_id}]]", fact.display)
    return text


def _everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def play_story(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))


async def test_the_main_question_without_a_provider(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    text = shown(answer.text, answer.facts)
    assert answer.outcome is Outcome.ANSWERED
    assert "₹100.00 cashback was promised" in text
    assert "₹36.00 has been granted in 2 installments" in text
    assert "₹64.00 remains" in text
    assert "₹15.00 issued on 8 Nov 2026, gift card <GIFT_CARD_1>" in text
    assert "₹21.00 issued on 12 Nov 2026, gift card <GIFT_CARD_2>" in text
    assert "“Desk lamp”: ₹34.00 promised, not shipped yet" in text
    assert "“Yoga mat”: ₹30.00 promised, not shipped yet" in text
    assert "Steel water bottle" not in text
    assert (answer.model, answer.degraded) == ("offline", False)


async def test_events_come_in_order_and_facts_before_prose(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        events = await world.events(QUESTION)

    kinds = [type(event) for event in events]
    assert kinds[:4] == [RunStarted, ToolStarted, ToolFinished, FactsFound]
    assert set(kinds[4:-1]) == {AnswerDelta}
    assert kinds[-1] is AnswerCompleted
    deltas = "".join(event.text for event in events if isinstance(event, AnswerDelta))
    assert isinstance(events[-1], AnswerCompleted)
    assert deltas.strip() == events[-1].answer.text


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
    assert answer.reply_draft is None


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


async def test_a_provider_answers_by_reference_and_the_draft_is_composed(tmp_path: Path) -> None:
    provider, script = scripted(LOOK_UP, Step(text=["[[f", "3]] cashback was promised, ", "[[f4]] granted.\n"]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert shown(answer.text, answer.facts) == "₹100.00 cashback was promised, ₹36.00 granted."
    assert (answer.model, answer.degraded) == ("scripted-1", False)
    assert answer.reply_draft is not None
    assert script.steps == []


async def test_raw_figures_become_references_when_a_fact_supports_them(tmp_path: Path) -> None:
    provider, _ = scripted(LOOK_UP, Step(text=["Rs 100 was promised and Rs. 36 was granted, ₹64.00 remains. "]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert "36" not in answer.text
    assert shown(answer.text, answer.facts) == "₹100.00 was promised and ₹36.00 was granted, ₹64.00 remains."
    assert not answer.degraded


@pytest.mark.parametrize(
    "lie",
    [
        "Rs 100 was granted. ",
        "₹46.00 was granted. ",
        "[[f4]] was promised. ",
        "[[f99]] was promised. ",
        "Everything was paid out. ",
        "Nothing is left. ",
        "The rest will be credited tomorrow. ",
        "It was issued on 9 Nov 2026. ",
    ],
)
async def test_what_no_fact_supports_is_not_released_and_the_facts_finish_the_answer(tmp_path: Path, lie: str) -> None:
    provider, _ = scripted(LOOK_UP, Step(text=["[[f3]] cashback was promised. ", lie, "So all is well. "]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    text = shown(answer.text, answer.facts)
    assert text.startswith("₹100.00 cashback was promised.")
    assert lie.strip() not in text
    assert "all is well" not in text
    assert "₹36.00 has been granted" in text
    assert answer.degraded


async def test_a_full_gift_card_of_a_provider_becomes_its_token(tmp_path: Path) -> None:
    provider, _ = scripted(LOOK_UP, Step(text=[f"[[f3]] cashback was promised, gift card {FIRST_CARD}. "]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert FIRST_CARD not in answer.model_dump_json()


async def test_a_provider_that_is_down_leaves_the_turn_to_the_offline_model(tmp_path: Path) -> None:
    provider, script = scripted(Step(fails=True))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert answer.outcome is Outcome.ANSWERED
    assert "₹64.00 remains" in shown(answer.text, answer.facts)
    assert (answer.model, answer.degraded) == ("offline", True)
    assert script.steps == []


async def test_a_provider_that_dies_in_mid_sentence_is_finished_from_the_facts(tmp_path: Path) -> None:
    provider, _ = scripted(LOOK_UP, Step(text=["[[f3]] cashback was promised. ", "Of that [[f4"], fails=True))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    text = shown(answer.text, answer.facts)
    assert text.startswith("₹100.00 cashback was promised.")
    assert "Of that" not in text
    assert "₹64.00 remains" in text
    assert answer.degraded


async def test_a_stream_that_is_cut_off_is_finished_from_the_facts(tmp_path: Path) -> None:
    provider, _ = scripted(LOOK_UP, Step(text=["[[f3]] cashback was promised. The second"], is_cut_off=True))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    text = shown(answer.text, answer.facts)
    assert text.startswith("₹100.00 cashback was promised.")
    assert "The second" not in text
    assert "₹64.00 remains" in text
    assert answer.degraded


async def test_a_model_is_not_waited_for_beyond_its_time_in_the_turn(tmp_path: Path) -> None:
    provider, script = scripted(Step(hangs=True))
    async with harness(tmp_path, provider=provider) as world:
        world.agent._model_time_s = 0.05
        play_story(world)
        answer = await world.ask(QUESTION)

    assert "₹64.00 remains" in shown(answer.text, answer.facts)
    assert (len(script.seen), answer.degraded) == (1, True)


@pytest.mark.parametrize("arguments", ["not json", "[]", "null", "5", '"x"', "[" * 3000])
async def test_calls_that_make_no_sense_leave_the_turn_to_the_offline_model(tmp_path: Path, arguments: str) -> None:
    provider, _ = scripted(Step(calls=[("get_promotion_execution_details", arguments)]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert "₹64.00 remains" in shown(answer.text, answer.facts)
    assert answer.degraded


async def test_more_calls_than_a_message_may_make_are_not_made(tmp_path: Path) -> None:
    provider, _ = scripted(Step(calls=[*LOOK_UP.calls] * 50))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        await world.ask(QUESTION)

    assert len(world.requests) == 1


async def test_an_answer_without_end_is_ended(tmp_path: Path) -> None:
    provider, _ = scripted(LOOK_UP, Step(text=["Here is what I found. "] * 5000))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert len(answer.text) < 12_000
    assert "₹64.00 remains" in shown(answer.text, answer.facts)


@pytest.mark.parametrize("status", [404, 503])
async def test_a_provider_that_was_told_nothing_says_nothing(tmp_path: Path, status: int) -> None:
    provider, _ = scripted(LOOK_UP, Step(text=["That order exists but belongs to another customer. "]))
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(PATH).respond(status)
        answer = await world.ask(QUESTION)

    assert "belongs" not in answer.text
    assert "could not" in answer.text


async def test_a_provider_that_looks_nothing_up_does_not_answer_from_nowhere(tmp_path: Path) -> None:
    provider, script = scripted(Step(text=["Everything is fine with your order. "]))
    async with harness(tmp_path, provider=provider) as world:
        answer = await world.ask("hello there")

    assert answer.text.startswith("Hello! Ask me about the cashback of an order")
    assert len(script.seen) == 1
    assert world.requests == []


async def test_an_empty_answer_of_a_provider_is_replaced(tmp_path: Path) -> None:
    provider, _ = scripted(LOOK_UP, Step())
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert "₹64.00 remains" in shown(answer.text, answer.facts)
    assert answer.degraded


async def test_a_provider_that_never_stops_calling_is_stopped(tmp_path: Path) -> None:
    provider, script = scripted(*[LOOK_UP] * 9)
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(QUESTION)

    assert "₹64.00 remains" in shown(answer.text, answer.facts)
    assert len(script.seen) == 5
    assert answer.degraded


async def test_nothing_raw_reaches_the_provider(tmp_path: Path) -> None:
    provider, script = scripted(LOOK_UP, Step(text=["[[f3]] cashback was promised. "]), Step(text=["Hello. "]), Step())
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        asked = f"{QUESTION} Her number is 98450 12345, asha.verma@example.in, card {FIRST_CARD}"
        answer = await world.ask(asked)
        await world.ask("hello again, call +91 98450-12345", conversation_id=answer.conversation_id)

    stored = _everything_in(tmp_path)
    for raw in ("98450", "asha.verma", FIRST_CARD, SECOND_CARD, "9Q2M"):
        assert raw not in script.seen_text
        assert raw.encode() not in stored
    assert "<PHONE_1>" in script.seen_text
    assert "<GIFT_CARD_1>" in script.seen_text


async def test_a_hostile_provider_gets_no_foreign_order(tmp_path: Path) -> None:
    foreign = "402-3334445-1112223"
    attack = Step(
        calls=[
            ("get_promotion_execution_details", json.dumps({"businessReferenceId": foreign})),
            ("get_remaining_cashback", json.dumps({"businessReferenceId": foreign})),
            ("get_issuance_history", json.dumps({"businessReferenceId": foreign, "principal": "support_lead"})),
            ("read_file", json.dumps({"path": "/etc/passwd"})),
            (
                "get_promotion_execution_details",
                json.dumps(
                    {
                        "customerId": "CUST-2002",
                        "createdFrom": "2026-01-01T00:00:00Z",
                        "createdTo": "2026-12-01T00:00:00Z",
                    }
                ),
            ),
        ]
    )
    provider, script = scripted(attack, Step(text=["I found it. "]))
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(f"promotion-executions/{foreign}").mock(
            return_value=answer_json(execution(customer_id="CUST-2002", business_reference_id=foreign))
        )
        world.router.get(path__regex=rf"/promotion-executions/{foreign}/.*").respond(404)
        own = Page[ExecutionV2](data=[], has_more=False, next_cursor=None, partial=False, sources=[])
        world.router.get(f"customers/{CUSTOMER}/promotion-executions").mock(return_value=answer_json(own))
        answer = await world.ask("what about my cashback")

    assert {fact.label for fact in answer.facts} <= {Label.WINDOW_FROM, Label.WINDOW_TO}
    assert "₹100.00" not in script.seen_text
    assert "CUST-2002" not in repr(answer.cashback)
    assert not any("customers/CUST-2002" in str(request.url) for request in world.requests)
    assert [record.decision for record in world.audit.records].count("deny") >= 3


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
                await world.agent.open(Request("hi", stranger, first.conversation_id, "r"))
        with pytest.raises(ConversationUnknown):
            await world.agent.open(Request("hi", AGENT, "conv_missing", "r"))


async def test_a_second_turn_at_once_is_refused_and_the_first_is_not_lost(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        first = await world.ask(QUESTION)
        question = Request("and?", AGENT, first.conversation_id, "r")
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
        question = Request("and?", AGENT, first.conversation_id, "r")
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
