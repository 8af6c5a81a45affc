"""The scripted model answers from the request alone, through the product's own client, and misbehaves on demand."""

import json
from typing import Any

import pytest

from evals.harness.runner import run_suite
from evals.harness.task import Task
from evals.harness.task_files import suite_tasks
from evals.tiers.scripted.model_request import ModelRequest
from evals.tiers.scripted.scripted_model import Behaviour, reply
from evals.tiers.scripted.scripted_server import ScriptedProvider
from evals.tiers.tier import Tier
from guardrails.output.references import ReferenceReader

pytestmark = pytest.mark.slow

TASKS = {task.id: task for task in suite_tasks()}
INSTRUCTIONS = "Answer with references to statements, [[s4]] [[s1]].\n"
MENU = (
    "Menu:\n"
    "s1 (granted, position): ₹36.00 has been granted of ₹100.00.\n"
    "s2 (installments, whenCame): ₹15.00 was issued on 8 Nov 2026.\n"
    "s3 (reversal): Nothing has been taken back.\n"
    "s4 (installments): ₹15.00 was issued.\n"
    "s5 (claim): The ₹36.00 is what has been granted so far.\n"
)


def body(question: str, *, instructions: str = INSTRUCTIONS, menu: str = MENU) -> dict[str, Any]:
    result = {"role": "tool", "content": menu, "tool_call_id": "call_prefetch_1"}
    messages = [{"role": "system", "content": instructions}, {"role": "user", "content": question}, result]
    return {"messages": messages, "tools": []}


def scripted(task: Task, behaviour: Behaviour) -> Task:
    changes = {"tiers": ["scripted"], "behaviour": behaviour.value}
    return Task.model_validate(task.model_dump(mode="json") | changes, strict=False)


def test_what_is_chosen_is_on_the_menu_and_nothing_is_said_twice() -> None:
    answer = reply(ModelRequest.of(body("What is left on order 404-1029384-5566778?")))

    assert (answer.text, answer.calls) == ("[[s1]] [[s2]]", ())


def test_what_is_asked_for_is_chosen_as_well() -> None:
    assert reply(ModelRequest.of(body("Was anything reversed?"))).text == "[[s1]] [[s3]] [[s2]]"


def test_instructions_without_the_reference_syntax_are_an_error() -> None:
    with pytest.raises(ValueError, match="how statements are referred to"):
        ModelRequest.of(body("What is left?", instructions="You help."))


@pytest.mark.parametrize(
    ("behaviour", "text"),
    [
        (Behaviour.EVERYTHING, "[[s1]] [[s2]] [[s3]] [[s4]] [[s5]]"),
        (Behaviour.FIRST, "[[s1]]"),
        (Behaviour.FOREIGN, "[[s99999]] [[f1]] [[s0]] <GIFT_CARD_1> [[s99998, s99997]]"),
        (Behaviour.SCHEMA, '{"statements": ["s1", "s2"], "text": "All \\u20b9777.00 will come tomorrow."}'),
    ],
)
def test_the_text_of_each_behaviour_that_chooses_badly(behaviour: Behaviour, text: str) -> None:
    assert reply(ModelRequest.of(body("What is left?")), behaviour).text == text


def test_an_essay_refers_to_nothing() -> None:
    assert ReferenceReader().feed(reply(ModelRequest.of(body("What is left?")), Behaviour.ESSAY).text) == []


async def test_the_requests_to_the_model_are_what_went_over_the_wire() -> None:
    suite = await run_suite([TASKS["story-order"]], tiers=[Tier.SCRIPTED])

    [result] = suite.results
    assert (result.findings, result.error, result.tier) == ((), None, Tier.SCRIPTED)
    [turn] = result.turns
    request = json.loads(turn.model_requests[-1])
    assert [message["role"] for message in request["messages"]] == ["system", "user", "assistant", "tool"]
    assert (request["model"], request["stream"]) == ("scripted", True)


@pytest.mark.parametrize("behaviour", [Behaviour.INVENTIVE, Behaviour.GREEDY, Behaviour.ENDLESS, Behaviour.SCHEMA])
async def test_a_model_that_misbehaves_does_not_change_what_is_said(behaviour: Behaviour) -> None:
    suite = await run_suite([scripted(TASKS["story-order-json"], behaviour)], tiers=[Tier.SCRIPTED])

    [result] = suite.results
    assert result.error is None
    [turn] = result.turns
    assert turn.answer is not None
    assert "777" not in turn.answer.text
    assert "402-3334445" not in turn.wire


async def test_it_is_served_as_the_product_builds_a_model() -> None:
    server = ScriptedProvider(chunk=1)

    model = await server.model()

    assert (server.requests, model.name) == ([], "scripted")
    await model.aclose()
    await server.aclose()
