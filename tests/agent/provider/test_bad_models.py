"""What a support agent sees when the model is slow, wrong, verbose, rate-limited or down: whole turns, real sockets."""

import json
from pathlib import Path

import pytest

from agent.provider.chat_model import ProviderModel, build_openai_model
from agent.provider.timeouts import ModelTimeouts
from agent.turn_events import Answer, Outcome
from agent.warm_up import warm_up
from core.circuit_breaker import CircuitState
from guardrails.degradation import DegradedReason
from tests.agent.provider.misbehaving_server import (
    DONE,
    FINISH,
    Behaviour,
    Choosing,
    UnrulyServer,
    event,
    hang_up,
    refusing,
    said,
    silence,
    status,
    stream,
    unruly_server,
)
from tests.harness import answer_json, harness
from tests.scripted_model import Cite, Step, scripted
from tests.story_order import ORDER, execution

pytestmark = pytest.mark.slow

QUESTION = f"What is left on order {ORDER}?"
GOOD = Choosing(said("Here you are: @(remaining)@"), FINISH, DONE)
SHOWN = f"₹64.00 remains on order {ORDER}."
USUAL = ["position.whole", "items.waiting"]  # what the offline selector chooses
TIMES = ModelTimeouts(connect_s=0.5, first_token_s=0.6, between_tokens_s=0.3)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.provider.chat_completions._RETRY_PAUSE_S", 0.001)


def model_of(server: UnrulyServer, name: str = "first") -> ProviderModel:
    return build_openai_model(api_key="key", base_url=server.base_url, model=name, timeouts=TIMES)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    """LangChain is loaded before a model's time runs, as a service does at its start."""
    warm_up(with_model=True)


async def turn(path: Path, first: ProviderModel, second: ProviderModel | None = None) -> Answer:
    async with harness(path, provider=first, substitute=second) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        return await world.ask(QUESTION)


def shown(answer: Answer) -> str:
    text = answer.text
    for fact in answer.facts:
        text = text.replace(f"[[{fact.fact_id}]]", fact.display)
    return text


def kinds(answer: Answer) -> list[str]:
    return [span.kind for span in answer.statements]


def calls(*names_and_arguments: tuple[str, str]) -> str:
    given = [
        {"index": place, "id": f"c{place}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for place, (name, arguments) in enumerate(names_and_arguments)
    ]
    return event({"choices": [{"index": 0, "delta": {"tool_calls": given}, "finish_reason": "tool_calls"}]})


async def test_a_good_model_is_asked_once_and_answers(tmp_path: Path) -> None:
    async with unruly_server(GOOD) as server:
        answer = await turn(tmp_path, model_of(server))

    assert shown(answer) == SHOWN
    assert (answer.model, answer.degraded, answer.outcome) == ("first", False, Outcome.ANSWERED)
    [body] = server.bodies
    assert [message["role"] for message in body["messages"]] == ["system", "user", "assistant", "tool"]
    assert body["stream"] is True


@pytest.mark.parametrize(
    "trouble",
    [
        status(500),
        status(429),
        status(429, retry_after="600"),
        status(401),
        status(400),
        hang_up,
        silence,
        stream("data: nonsense\n\n"),
        stream(event({"error": {"message": "overloaded"}})),
        stream(FINISH, DONE),
        stream(DONE),
        stream(event({"choices": [{"delta": {"refusal": "I cannot."}, "finish_reason": "stop"}]}), DONE),
        stream(event({"choices": [{"delta": {}, "finish_reason": "content_filter"}]}), DONE),
        stream(said("[[f1]] wa"), ends=False),
        stream(said("[[f1]] wa"), hangs=True),
        stream(said("[[f1]] wa", finish="length"), DONE),
        stream(calls(("get_remaining_cashback", "{not json")), DONE),
        stream(calls(*[("get_remaining_cashback", "{}")] * 50), DONE),
    ],
)
async def test_a_model_that_says_nothing_of_use_leaves_the_turn_to_the_facts(
    tmp_path: Path, trouble: Behaviour
) -> None:
    async with unruly_server(trouble) as server:
        answer = await turn(tmp_path, model_of(server))

    assert kinds(answer) == USUAL
    assert answer.outcome is Outcome.ANSWERED
    assert answer.degraded


@pytest.mark.parametrize(
    "trouble",
    [
        Choosing(said("@(promised)@"), said("Of that [[s"), ends=False),
        Choosing(said("@(promised)@"), said("Of that [[s"), hangs=True),
        Choosing(said("@(promised)@"), event({"error": {"message": "overloaded"}})),
    ],
)
async def test_a_model_that_dies_between_two_references_is_completed(tmp_path: Path, trouble: Choosing) -> None:
    async with unruly_server(trouble) as server:
        answer = await turn(tmp_path, model_of(server))

    assert kinds(answer) == ["promised.sum", *USUAL]
    assert "Of that" not in answer.model_dump_json()
    assert (answer.model, answer.degraded) == ("first", True)


@pytest.mark.parametrize(
    "reply", ["I am sorry, but I can't help with that. ", "Sure, happy to help! Anything else? ", "Let me check. "]
)
async def test_a_refusal_or_small_talk_chooses_nothing(tmp_path: Path, reply: str) -> None:
    async with unruly_server(stream(said(reply), FINISH, DONE)) as server:
        answer = await turn(tmp_path, model_of(server))

    assert kinds(answer) == USUAL
    assert reply.strip() not in answer.model_dump_json()
    assert (answer.model, answer.degraded) == ("offline", True)


async def test_an_invented_tool_is_answered_with_a_code_and_the_model_continues(tmp_path: Path) -> None:
    async with unruly_server(stream(calls(("issue_refund", '{"amount": 64}')), DONE), GOOD) as server:
        answer = await turn(tmp_path, model_of(server))

    assert shown(answer) == SHOWN
    result = server.bodies[1]["messages"][-1]
    assert result["role"] == "tool"
    assert "issue_refund" not in result["content"]


async def test_a_model_that_calls_for_ever_is_stopped(tmp_path: Path) -> None:
    again = stream(calls(("get_promotion_execution_details", json.dumps({"businessReferenceId": ORDER}))), DONE)
    async with unruly_server(again) as server:
        answer = await turn(tmp_path, model_of(server))

    assert kinds(answer) == USUAL
    assert len(server.bodies) == 5
    assert answer.degraded


@pytest.mark.parametrize("trouble", [status(503), status(429, retry_after="600"), status(401), hang_up, silence])
async def test_the_second_provider_answers_for_the_first_and_the_answer_says_so(
    tmp_path: Path, trouble: Behaviour
) -> None:
    async with unruly_server(trouble) as broken, unruly_server(GOOD) as server:
        answer = await turn(tmp_path, model_of(broken), model_of(server, "second"))

    assert shown(answer) == SHOWN
    assert (answer.model, answer.degraded_reason) == ("second", DegradedReason.SUBSTITUTE_MODEL)


async def test_with_both_providers_gone_the_offline_model_answers(tmp_path: Path) -> None:
    async with unruly_server(hang_up) as first, unruly_server(status(500)) as second:
        answer = await turn(tmp_path, model_of(first), model_of(second, "second"))

    assert kinds(answer) == USUAL
    assert (answer.model, answer.degraded) == ("offline", True)


async def test_a_failing_provider_is_skipped(tmp_path: Path) -> None:
    async with unruly_server(status(429, retry_after="600")) as server:
        provider = model_of(server)
        async with harness(tmp_path, provider=provider) as world:
            world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
            answers = [await world.ask(QUESTION) for _ in range(3)]

    assert len(server.bodies) == 1
    assert provider.breaker.state is CircuitState.OPEN
    reasons = [DegradedReason.MODEL_THROTTLED, *[DegradedReason.MODEL_SUSPENDED] * 2]
    assert [(answer.model, answer.degraded_reason) for answer in answers] == [("offline", each) for each in reasons]


TEXT = "@(remaining)@\n"
ROLE = event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
HALVES = [said("@(remaining)@ \ud83d"), said("\ude00 and so on.\n")]


@pytest.mark.parametrize(
    "pieces",
    [
        [ROLE, said(TEXT), DONE],
        [said(TEXT, finish="eos_token"), DONE],
        [said(TEXT, finish="STOP")],
        [event({"choices": [{"delta": {"content": [{"type": "text", "text": TEXT}]}}]}), FINISH, DONE],
        [event({"choices": [{"delta": {"reasoning_content": "[[s1]]?"}}]}), said(TEXT), FINISH, DONE],
        [said("<thi"), said("nk>It is [[s1]].\n</think>"), said(TEXT), FINISH, DONE],
    ],
)
async def test_an_answer_in_another_servers_ways_is_whole(tmp_path: Path, pieces: list[str]) -> None:
    async with unruly_server(Choosing(*pieces)) as server:
        answer = await turn(tmp_path, model_of(server))

    assert shown(answer) == SHOWN
    assert (answer.model, answer.degraded) == ("first", False)


async def test_a_character_in_two_halves_fails_no_turn(tmp_path: Path) -> None:
    async with unruly_server(Choosing(*HALVES, FINISH, DONE)) as server:
        answer = await turn(tmp_path, model_of(server))

    assert (answer.outcome, shown(answer), answer.degraded) == (Outcome.ANSWERED, SHOWN, False)
    answer.model_dump_json().encode()


async def test_a_parameter_that_the_server_rejects_costs_one_turn_a_request_more(tmp_path: Path) -> None:
    error_body = {"error": {"message": "Unsupported value", "param": "temperature", "code": "unsupported_value"}}
    picky = refusing("temperature", answer=GOOD, error_body=lambda _: error_body)
    async with (
        unruly_server(by_request=picky) as server,
        harness(tmp_path, provider=model_of(server)) as world,
    ):
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        answers, counts = [], []
        for _ in range(3):
            answers.append(await world.ask(QUESTION))
            counts.append(len(server.bodies))

    assert counts == [2, 3, 4]
    assert [(answer.model, answer.degraded) for answer in answers] == [("first", False)] * 3


async def test_a_request_that_the_provider_cannot_use_does_not_open_its_breaker(tmp_path: Path) -> None:
    async with unruly_server(status(400)) as server:
        provider = model_of(server)
        async with harness(tmp_path, provider=provider) as world:
            world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
            for _ in range(4):
                await world.ask(QUESTION)

    assert provider.breaker.state is CircuitState.CLOSED


async def test_what_the_model_of_a_second_provider_writes_is_not_shown_either(tmp_path: Path) -> None:
    first, _ = scripted(Step(fails=True))
    second, _ = scripted(Step(text=["Rs 100 was granted. ", Cite("(remaining)")]))
    answer = await turn(tmp_path, first, second)

    assert shown(answer) == SHOWN
