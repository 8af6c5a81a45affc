"""The scripted model answers from the request alone, through the product's own client, and misbehaves as it is told."""

import json
from typing import Any

import pytest

from evals.load import load_tasks
from evals.run import run_suite
from evals.scripted.policy import Behaviour, reply
from evals.scripted.provider import ScriptedProvider
from evals.scripted.request import ModelRequest
from evals.task import Task
from evals.tier import Tier

TASKS = {task.id: task for task in load_tasks()}
INSTRUCTIONS = "You help.\nToday is 2026-11-23, Monday; days are those of Asia/Kolkata.\n"
STAFF_TOOLS: list[dict[str, Any]] = [{"function": {"parameters": {"properties": {"customerId": {}}}}}]


def body(question: str, *, setting: str = INSTRUCTIONS, tools: list[Any] | None = None) -> dict[str, Any]:
    messages = [{"role": "system", "content": setting}, {"role": "user", "content": question}]
    return {"messages": messages, "tools": STAFF_TOOLS if tools is None else tools}


def scripted(task: Task, behaviour: Behaviour) -> Task:
    changes = {"tiers": ["scripted"], "behaviour": behaviour.value}
    return Task.model_validate(task.model_dump(mode="json") | changes, strict=False)


def test_an_order_is_looked_up_by_the_number_in_the_question() -> None:
    answer = reply(ModelRequest.of(body("What is left on order 404-1029384-5566778?")))

    assert [arguments for _, arguments in answer.calls] == [{"businessReferenceId": "404-1029384-5566778"}]


def test_a_day_is_read_against_the_day_and_zone_of_the_instructions() -> None:
    setting = INSTRUCTIONS + "The case is about customer CUST-1; leave customerId out.\n"

    answer = reply(ModelRequest.of(body("What was created yesterday?", setting=setting)))

    [(_, arguments)] = answer.calls
    assert arguments == {"createdFrom": "2026-11-22T00:00:00+05:30", "createdTo": "2026-11-23T00:00:00+05:30"}


def test_instructions_without_a_day_are_refused_not_guessed() -> None:
    with pytest.raises(ValueError, match="do not tell the day"):
        ModelRequest.of(body("What is left?", setting="You help."))


async def test_the_requests_to_the_model_are_what_went_over_the_wire() -> None:
    suite = await run_suite([TASKS["story-order"]], tiers=[Tier.SCRIPTED])

    [result] = suite.results
    assert (result.findings, result.error, result.tier) == ((), None, Tier.SCRIPTED)
    [turn] = result.turns
    request = json.loads(turn.model_requests[-1])
    assert [message["role"] for message in request["messages"]] == ["system", "user", "assistant", "tool"]
    assert (request["model"], request["stream"]) == ("scripted", True)
    assert turn.fallback_requests == ()


@pytest.mark.parametrize("behaviour", [Behaviour.INVENTIVE, Behaviour.GREEDY, Behaviour.ENDLESS])
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
