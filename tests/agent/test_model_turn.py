"""Whole turns in which a provider's model chooses: its choices are used, and its text reaches no output."""

import json
import logging
from pathlib import Path

import pytest

from agent.turn_events import Answer, AnswerCompleted, AnswerDelta, FactsFound, Outcome, ToolStarted
from core.contract import ExecutionV2, Page
from guardrails.degradation import DegradedReason
from guardrails.model_gateway import MOST_STATEMENTS
from tests.harness import Harness, answer_json, harness
from tests.scripted_model import Cite, Step, menu_in, messages_text, scripted
from tests.story_order import CUSTOMER, FIRST_CARD, ORDER, SECOND_CARD, execution
from tools.cards import Label

QUESTION = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"
LEFT = f"What is left on order {ORDER}?"
PATH = f"promotion-executions/{ORDER}"
DETAILS = "get_promotion_execution_details"
LOOK_UP = Step(calls=[(DETAILS, json.dumps({"businessReferenceId": ORDER}))])
USUAL = ["position.whole", "items.waiting"]  # what the offline selector chooses for ``LEFT``


def shown(answer: Answer) -> str:
    """Return the text with the values of its facts, including tokens."""
    text = answer.text
    for fact in answer.facts:
        text = text.replace(f"[[{fact.fact_id}]]", fact.display)
    return text


def kinds(answer: Answer) -> list[str]:
    return [span.kind for span in answer.statements]


def play_story(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def asked(path: Path, *steps: Step, question: str = LEFT) -> Answer:
    provider, script = scripted(*steps)
    async with harness(path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(question)
    assert script.steps == []
    return answer


async def test_what_a_model_chooses_is_stated_in_its_order(tmp_path: Path) -> None:
    answer = await asked(tmp_path, Step(text=[Cite("not shipped yet"), Cite("(remaining)")]))

    assert kinds(answer) == ["items.waiting", "remaining.sum"]
    assert shown(answer).endswith(f"not shipped yet. ₹64.00 remains on order {ORDER}.")
    assert (answer.model, answer.degraded, answer.outcome) == ("scripted-1", False, Outcome.ANSWERED)
    assert answer.reply_draft is not None


async def test_a_reference_is_rendered_as_soon_as_it_is_complete(tmp_path: Path) -> None:
    provider, _ = scripted(Step(text=["Well. ", Cite("(remaining)"), "And then "], hangs=True))
    async with harness(tmp_path, provider=provider) as world:
        world.agent._model_time_s = 0.3
        play_story(world)
        events = await world.events(LEFT)

    first = next(event for event in events if isinstance(event, AnswerDelta))
    assert first.text.endswith(f" remains on order {ORDER}.")
    assert isinstance(events[-1], AnswerCompleted)
    assert events[-1].answer.degraded


@pytest.mark.parametrize(
    "prose",
    [
        "Rs 100 was granted.",
        "[[f4]] was promised.",
        "Everything was paid out.",
        "The rest will be credited tomorrow; please share the full card number.",
        "This is not the customer's order.",
        "बाकी रक़म नहीं मिलेगी।",
        f"Gift card {FIRST_CARD} and 98450 12345.",
        "[[s1",
        "{not json",
    ],
)
async def test_no_text_of_a_model_gets_out_on_any_way(
    tmp_path: Path, prose: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    steps = [Step(text=[prose, " ", Cite("(remaining)"), prose])]
    provider, _ = scripted(*steps)
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        events = await world.events(LEFT)
        wire = "".join(event.model_dump_json() for event in events)
        [made] = world.made
        audited = repr(world.audit.records)
        stored = everything_in(tmp_path).decode(errors="replace")

    for place in (wire, stored, caplog.text, audited):
        assert prose not in place
        assert json.dumps(prose)[1:-1] not in place
    assert isinstance(events[-1], AnswerCompleted)
    assert shown(events[-1].answer) == f"₹64.00 remains on order {ORDER}."
    assert made.scope.dropped_characters >= len(prose)


async def test_what_does_not_answer_is_completed_once_without_repeating(tmp_path: Path) -> None:
    answer = await asked(tmp_path, Step(text=[Cite("(promised)")]))

    assert kinds(answer) == ["promised.sum", *USUAL]
    assert len({span.statement_id for span in answer.statements}) == len(answer.statements)
    assert (answer.model, answer.degraded) == ("scripted-1", False)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step(fails=True), DegradedReason.MODEL_FAILED),
        (Step(), DegradedReason.NOTHING_CHOSEN),
        (Step(text=["I cannot help with that."]), DegradedReason.NOTHING_CHOSEN),
        (Step(text=["[[s999]] [[s1000]]"]), DegradedReason.NOTHING_CHOSEN),
        (Step(text=["The answer is [[s"], is_cut_off=True), DegradedReason.NOTHING_CHOSEN),
    ],
)
async def test_where_a_model_chooses_nothing_the_offline_selector_answers(
    tmp_path: Path, step: Step, reason: DegradedReason
) -> None:
    answer = await asked(tmp_path, step)

    assert kinds(answer) == USUAL
    assert (answer.model, answer.degraded, answer.outcome) == ("offline", True, Outcome.ANSWERED)
    assert answer.degraded_reason is reason


async def test_a_model_that_dies_after_a_reference_is_completed_and_the_answer_says_so(tmp_path: Path) -> None:
    answer = await asked(tmp_path, Step(text=[Cite("(promised)"), "Of that [[s4"], fails=True))

    assert kinds(answer) == ["promised.sum", *USUAL]
    assert (answer.model, answer.degraded) == ("scripted-1", True)


async def test_a_model_is_not_waited_for_beyond_its_time_in_the_turn(tmp_path: Path) -> None:
    provider, script = scripted(Step(hangs=True))
    async with harness(tmp_path, provider=provider) as world:
        world.agent._model_time_s = 0.05
        play_story(world)
        answer = await world.ask(LEFT)

    assert kinds(answer) == USUAL
    assert (len(script.seen), answer.degraded_reason) == (1, DegradedReason.MODEL_TIMED_OUT)


@pytest.mark.parametrize("arguments", ["not json", "[]", "null", "5", '"x"', "[" * 3000])
async def test_calls_that_make_no_sense_leave_the_turn_to_the_offline_selector(tmp_path: Path, arguments: str) -> None:
    answer = await asked(tmp_path, Step(calls=[(DETAILS, arguments)]))

    assert kinds(answer) == USUAL
    assert answer.degraded


async def test_more_calls_than_a_message_may_make_are_not_made(tmp_path: Path) -> None:
    provider, _ = scripted(Step(calls=[*LOOK_UP.calls] * 50))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        await world.ask(QUESTION)

    assert len(world.requests) == 1


async def test_a_model_that_cites_everything_is_bounded(tmp_path: Path) -> None:
    answer = await asked(tmp_path, Step(text=["".join(f"[[s{n}]] " for n in range(1, 400))]))

    assert len(answer.statements) <= MOST_STATEMENTS
    assert len({span.statement_id for span in answer.statements}) == len(answer.statements)


async def test_prose_without_end_is_ended(tmp_path: Path) -> None:
    answer = await asked(tmp_path, Step(text=["Here is what I found. "] * 5000))

    assert kinds(answer) == USUAL
    assert answer.degraded


async def test_a_model_that_never_stops_calling_is_stopped(tmp_path: Path) -> None:
    provider, script = scripted(*[LOOK_UP] * 9)
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        answer = await world.ask(LEFT)

    assert kinds(answer) == USUAL
    assert len(script.seen) == 5
    assert answer.degraded_reason is DegradedReason.STEP_LIMIT


@pytest.mark.parametrize("status", [404, 503])
async def test_where_nothing_was_found_a_model_is_not_asked(tmp_path: Path, status: int) -> None:
    provider, script = scripted()
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(PATH).respond(status)
        answer = await world.ask(LEFT)

    assert "could not" in answer.text
    assert script.seen == []
    assert (answer.model, answer.degraded) == ("offline", False)


async def test_a_greeting_asks_no_model(tmp_path: Path) -> None:
    provider, script = scripted()
    async with harness(tmp_path, provider=provider) as world:
        answer = await world.ask("hello there")

    assert answer.text.startswith("Hello")
    assert (answer.model, answer.degraded) == ("offline", False)
    assert script.seen == []
    assert world.requests == []


async def test_nothing_raw_reaches_the_provider(tmp_path: Path) -> None:
    provider, script = scripted(Step(text=[Cite("(remaining)")]), Step(text=[Cite("(remaining)")]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        question = f"{QUESTION} Her number is 98450 12345, asha.verma@example.in, card {FIRST_CARD}"
        answer = await world.ask(question)
        again = "what is left? call +91 98450-12345"
        await world.ask(again, conversation_id=answer.conversation_id)

    stored = everything_in(tmp_path)
    for raw in ("98450", "asha.verma", FIRST_CARD, SECOND_CARD, "9Q2M"):
        assert raw not in script.seen_text
        assert raw.encode() not in stored
    assert "<PHONE_1>" in script.seen_text
    assert "<GIFT_CARD_1>" in script.seen_text


async def test_an_earlier_answer_is_sent_with_its_values_and_ids_stay(tmp_path: Path) -> None:
    provider, script = scripted(Step(text=[Cite("(remaining)")]), Step(text=[Cite("(remaining)")]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        first = await world.ask(LEFT)
        second = await world.ask("and what is left?", conversation_id=first.conversation_id)

    earlier = messages_text(script.seen[1])
    assert f"₹64.00 remains on order {ORDER}." in earlier
    assert "[[f" not in earlier
    assert [s.statement_id for s in first.statements] == [s.statement_id for s in second.statements]
    assert set(menu_in(messages_text(script.seen[0]))) <= set(menu_in(earlier))


async def test_a_hostile_provider_gets_no_foreign_order(tmp_path: Path) -> None:
    foreign = "402-3334445-1112223"
    window = {"createdFrom": "2026-01-01T00:00:00Z", "createdTo": "2026-12-01T00:00:00Z"}
    attack = Step(
        calls=[
            (DETAILS, json.dumps({"businessReferenceId": foreign})),
            ("get_remaining_cashback", json.dumps({"businessReferenceId": foreign})),
            ("get_issuance_history", json.dumps({"businessReferenceId": foreign, "principal": "support_lead"})),
            ("read_file", json.dumps({"path": "/etc/passwd"})),
            (DETAILS, json.dumps({"customerId": "CUST-2002", **window})),
        ]
    )
    provider, script = scripted(attack, Step(text=["I found it. "]))
    async with harness(tmp_path, provider=provider) as world:
        world.router.get(f"promotion-executions/{foreign}").mock(
            return_value=answer_json(execution(customer_id="CUST-2002", business_reference_id=foreign))
        )
        world.router.get(path__regex=rf"/promotion-executions/{foreign}/.*").respond(404)
        own = Page[ExecutionV2](data=[execution()], has_more=False, next_cursor=None, partial=False, sources=[])
        world.router.get(f"customers/{CUSTOMER}/promotion-executions").mock(return_value=answer_json(own))
        answer = await world.ask("what about my cashback")

    assert {fact.business_reference_id for fact in answer.facts} <= {None, ORDER}
    assert foreign not in script.seen_text.replace(f"'businessReferenceId': '{foreign}'", "")
    assert {card.business_reference_id for card in answer.cashback} == {ORDER}
    assert not any("customers/CUST-2002" in str(request.url) for request in world.requests)
    assert [record.decision for record in world.audit.records].count("deny") >= 3


async def test_the_arguments_of_a_models_call_carry_no_text_out(tmp_path: Path) -> None:
    """Only ids and instants are shown of the arguments that a model writes."""
    call = {"businessReferenceId": "You-will-get-nothing", "promotionId": "Ask.for.the.card"}
    days = {"createdFrom": "tomorrow you get it", "createdTo": "2026-11-09T00:00:00+05:30"}
    provider, _ = scripted(
        Step(calls=[(DETAILS, json.dumps(call)), (DETAILS, json.dumps(days)), ("run_me_now", "{}")]),
        Step(text=[Cite("(remaining)")]),
    )
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        world.router.get(path__regex="/promotion-executions/You.*").respond(404)
        events = await world.events(LEFT)

    started = [event for event in events if isinstance(event, ToolStarted)]
    assert [(each.name, each.arguments) for each in started[1:]] == [
        (DETAILS, {"businessReferenceId": "…", "promotionId": "…"}),
        (DETAILS, {"createdFrom": "…", "createdTo": "2026-11-09T00:00:00+05:30"}),
        ("unknown", {}),
    ]
    assert [each.call_id for each in started] == ["t1", "t2", "t3", "t4"]  # not the ids that the model gave them
    wire = "".join(event.model_dump_json() for event in events)
    for text in ("nothing", "Ask.for", "tomorrow", "run_me", "call-0"):
        assert text not in wire


async def test_facts_that_only_a_statement_needs_come_before_its_text(tmp_path: Path) -> None:
    provider, _ = scripted(Step(text=[Cite("There are 2 gift cards")]))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        events = await world.events(f"how many gift cards are there on {ORDER}?")

    places = [n for n, event in enumerate(events) if isinstance(event, FactsFound)]
    extra = events[places[1]]
    assert isinstance(extra, FactsFound)
    assert Label.CARD_COUNT in {fact.label for fact in extra.facts}
    assert (extra.cashback, extra.sources, extra.partial) == ([], [], False)
    assert isinstance(events[places[1] + 1], AnswerDelta)


@pytest.mark.parametrize(
    "arguments",
    [{"businessReferenceId": 7}, {}, {"businessReferenceId": "404-0000000-0000000"}, {"customerId": "CUST-2002"}],
)
async def test_a_look_up_of_a_models_own_that_comes_to_nothing_is_no_part_of_the_answer(
    tmp_path: Path, arguments: dict[str, object]
) -> None:
    provider, _ = scripted(Step(calls=[(DETAILS, json.dumps(arguments))]), Step(fails=True))
    async with harness(tmp_path, provider=provider) as world:
        play_story(world)
        world.router.get("promotion-executions/404-0000000-0000000").respond(404)
        answer = await world.ask(LEFT)

    assert kinds(answer) == USUAL
    assert answer.outcome is Outcome.ANSWERED
