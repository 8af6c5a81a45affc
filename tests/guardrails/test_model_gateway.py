"""The gateway around a chat model: references and swept calls come out, nothing raw goes in, and every failure ends."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGenerationChunk

from guardrails.model_gateway import MOST_CHARACTERS, MOST_STATEMENTS, ModelGateway
from guardrails.pii.vault import Vault
from guardrails.token_budget import TokenBudget
from guardrails.turn_scope import TurnScope
from tests.harness import AGENT, detector
from tests.scripted_model import ProviderDown, ScriptedModel, Step, scripted
from tests.story_order import FIRST_CARD
from tools import wording
from tools.facts import FactBook

MENU = {f"s{number}" for number in range(1, 41)}
ASKED: list[BaseMessage] = [SystemMessage("choose"), HumanMessage("what is left?")]


def scope_of(**changes: Any) -> TurnScope:
    book = FactBook(wording.get_zone("en-IN"))
    return TurnScope(AGENT, Vault(detector(), key=b"k" * 32), book, "conv", "req", **changes)


def gateway(scope: TurnScope, *steps: Step) -> tuple[ModelGateway, ScriptedModel]:
    provider, _ = scripted(*steps)
    assert isinstance(provider.chat, ScriptedModel)
    made = ModelGateway(inner=provider.chat, scope=scope, is_on_menu=MENU.__contains__, failures=(ProviderDown,))
    return made, provider.chat


async def read(scope: TurnScope, *steps: Step, messages: list[BaseMessage] | None = None) -> list[AIMessageChunk]:
    """Return the messages that come out of one call."""
    model, _ = gateway(scope, *steps)
    chunks = [chunk.message async for chunk in model._astream(messages or ASKED)]
    assert all(isinstance(message, AIMessageChunk) for message in chunks)
    return [message for message in chunks if isinstance(message, AIMessageChunk)]


def texts(messages: list[AIMessageChunk]) -> list[str]:
    return [message.text for message in messages if message.text]


async def test_only_references_come_out_each_in_one_form() -> None:
    scope = scope_of()
    said = ["Of course! **[s4]** is", " what you want; see [[ S12 ]] and | [[s3, s4]] |.", "\n- [[s7]]: 5 rupees"]
    messages = await read(scope, Step(text=said))

    assert texts(messages) == ["[[s4]]", "[[s12]]", "[[s3]]", "[[s7]]"]
    assert scope.selected == ["s4", "s12", "s3", "s7"]
    assert not scope.has_model_failed
    assert scope.dropped_characters > 40


async def test_the_ids_of_a_json_object_are_read_as_well() -> None:
    scope = scope_of()
    messages = await read(scope, Step(text=['{"statements": ["s4",', ' "s1"], "why": "s2 is nice"}']))

    assert texts(messages) == ["[[s4]]", "[[s1]]"]


async def test_a_reference_comes_out_as_soon_as_it_is_whole() -> None:
    """The model waits after it for what its reader does with it."""
    read_on = asyncio.Event()

    async def until_read() -> None:
        await read_on.wait()

    model, _ = gateway(scope_of(), Step(text=["Hm, [[s", "5]"], waits=until_read))
    stream = model._astream(ASKED)
    first = await asyncio.wait_for(anext(stream), 5)
    assert first.message.text == "[[s5]]"
    read_on.set()
    rest = [chunk async for chunk in stream]

    assert [chunk.message.text for chunk in rest] == [""]


@pytest.mark.parametrize(
    "text", ["[[s99]]", "[[s0]]", "[[f3]]", "[[s1 is true]]", "[[s1", "[x](s1)", "s1", "[[s०१]]", "[[s1\u200b]]", ""]
)
async def test_what_is_no_reference_to_the_menu_chooses_nothing(text: str) -> None:
    scope = scope_of()
    messages = await read(scope, Step(text=[text]))

    assert texts(messages) == scope.selected == []
    assert scope.dropped_characters >= len(text) - len("s99")


async def test_what_was_chosen_in_an_earlier_call_of_the_turn_is_not_chosen_again() -> None:
    scope = scope_of(selected=["s4"])

    assert texts(await read(scope, Step(text=["[[s4]] [[s5]] [[s5]]"]))) == ["[[s5]]"]


async def test_a_call_comes_out_whole_and_swept() -> None:
    scope = scope_of()
    scope.vault.token_for(FIRST_CARD, next(span.type for span in detector().find(f"gift card {FIRST_CARD}")))
    arguments = {"businessReferenceId": "404-1029384-5566778", "note": ["call 98450 12345", {"card": FIRST_CARD}]}
    messages = await read(scope, Step(text=["I will look. "], calls=[("look_up", json.dumps(arguments))]))

    [call] = messages[-1].tool_calls
    assert call["name"] == "look_up"
    assert call["args"] == {
        "businessReferenceId": "404-1029384-5566778",
        "note": ["call <PHONE_1>", {"card": "<GIFT_CARD_1>"}],
    }
    assert all(not message.tool_call_chunks for message in messages[:-1])
    assert not scope.has_model_failed


@pytest.mark.parametrize("arguments", ["{", "{not json", '{"a": "b', "[]", "5", "null", '"x"', "[" * 3000])
async def test_calls_that_are_malformed_or_cut_off_are_not_made(
    arguments: str, caplog: pytest.LogCaptureFixture
) -> None:
    scope = scope_of()
    messages = await read(scope, Step(text=["[[s2]]"], calls=[("look_up", arguments)]))

    assert texts(messages) == ["[[s2]]"]
    assert not any(message.tool_call_chunks for message in messages)
    assert scope.has_model_failed
    assert [record.__dict__["cause"] for record in caplog.records] == ["malformedCall"]


async def test_too_many_calls_are_none() -> None:
    scope = scope_of()
    messages = await read(scope, Step(calls=[("look_up", "{}")] * 9))

    assert not any(message.tool_call_chunks for message in messages)
    assert scope.has_model_failed


@pytest.mark.parametrize("text", [[], ["[[s3]] and [[s"]])
async def test_a_failure_ends_the_message_and_keeps_what_was_chosen(
    text: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    scope = scope_of()
    messages = await read(scope, Step(text=text, fails=True))

    assert texts(messages) == ["[[s3]]"] * bool(text)
    assert messages[-1].chunk_position == "last"
    assert scope.has_model_failed
    assert [record.__dict__["cause"] for record in caplog.records] == ["ProviderDown"]


async def test_what_is_no_failure_of_the_provider_is_raised() -> None:
    class Broken(ScriptedModel):
        async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
            raise ZeroDivisionError
            yield  # makes it a generator

    _, script = scripted()
    model = ModelGateway(inner=Broken(script=script), scope=scope_of(), is_on_menu=MENU.__contains__)
    with pytest.raises(ZeroDivisionError):
        _ = [chunk async for chunk in model._astream(ASKED)]


async def test_silence_past_the_turns_time_is_a_failure() -> None:
    scope = scope_of(model_ends_at=asyncio.get_running_loop().time() + 0.05)
    messages = await read(scope, Step(text=["[[s3]]"], hangs=True))

    assert texts(messages) == ["[[s3]]"]
    assert scope.has_model_failed


class Endless(ScriptedModel):
    """Writes forever, and records whether it was stopped."""

    text: str
    closed: list[int]

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        number = 0
        try:
            while True:
                number += 1
                yield ChatGenerationChunk(message=AIMessageChunk(content=self.text.format(number)))
        finally:
            self.closed.append(number)


@pytest.mark.parametrize(
    ("text", "most", "chosen"),
    [
        ("[[s{}]] ", MOST_STATEMENTS, MOST_STATEMENTS),
        ("[[s1]] ", MOST_CHARACTERS // 7 + 1, 1),
        ("la la ", MOST_CHARACTERS // 6 + 1, 0),
        ("[" * 50, MOST_CHARACTERS // 50 + 1, 0),
    ],
)
async def test_a_model_that_never_ends_is_ended_and_its_stream_is_closed(text: str, most: int, chosen: int) -> None:
    scope = scope_of()
    _, script = scripted()
    endless = Endless(script=script, text=text, closed=[])
    model = ModelGateway(inner=endless, scope=scope, is_on_menu=MENU.__contains__)
    chunks = [chunk async for chunk in model._astream(ASKED)]

    assert len(scope.selected) == chosen
    assert len(endless.closed) == 1
    assert endless.closed[0] <= most
    assert len(chunks) == chosen + 1
    assert not scope.has_model_failed


async def test_one_that_reads_no_further_closes_the_model() -> None:
    _, script = scripted()
    endless = Endless(script=script, text="[[s{}]] ", closed=[])
    stream = ModelGateway(inner=endless, scope=scope_of(), is_on_menu=MENU.__contains__)._astream(ASKED)
    await anext(stream)
    assert endless.closed == []
    await stream.aclose()  # type: ignore[attr-defined]  # it is a generator

    assert endless.closed == [1]


async def test_nothing_raw_goes_in_and_our_own_instructions_and_menus_do_as_they_are() -> None:
    scope = scope_of()
    instructions = "Customer CUST-1001; write to care@example.in or 98450 12345."
    given: list[BaseMessage] = [
        SystemMessage(instructions),
        HumanMessage("call 98450 12345"),
        AIMessage("mail asha@example.in", tool_calls=[call := {"name": "t", "args": {"a": "98450 12345"}, "id": "1"}]),
        ToolMessage("s1 (promised): card <GIFT_CARD_1> of order 9845012345", tool_call_id="1"),
    ]
    model, inner = gateway(scope, Step(text=["[[s1]]"]))
    _ = [chunk async for chunk in model._astream(given)]
    [seen] = inner.script.seen

    assert [message.content for message in seen] == [
        instructions,
        "call <PHONE_1>",
        "mail <EMAIL_1>",
        "s1 (promised): card <GIFT_CARD_1> of order 9845012345",
    ]
    assert isinstance(seen[2], AIMessage)
    assert seen[2].tool_calls[0]["args"] == {"a": "<PHONE_1>"}
    assert call["args"] == {"a": "98450 12345"}  # the caller's own messages stay as they are


async def test_a_call_is_counted_whatever_becomes_of_it() -> None:
    spent = []
    for step in (Step(text=["x" * 400]), Step(text=["x" * 400], fails=True), Step(fails=True)):
        scope = scope_of(budget=TokenBudget(1000))
        await read(scope, step)
        spent.append((scope.budget.input_tokens > 0, scope.budget.output_tokens))

    assert spent == [(True, 101), (True, 101), (True, 1)]


async def test_whole_messages_hold_the_same_as_streamed_ones() -> None:
    scope = scope_of()
    model, _ = gateway(scope, Step(text=["Let me see: [[s4]] and [[s", "5]] are it"], calls=[("look_up", "{}")]))
    result = await model._agenerate(ASKED)
    message = result.generations[0].message

    assert message.text == "[[s4]][[s5]]"
    assert isinstance(message, AIMessageChunk)
    assert [call["name"] for call in message.tool_calls] == ["look_up"]


async def test_what_was_dropped_is_counted_and_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scope = scope_of()
    await read(scope, Step(text=["The secret word is zanzibar. ", "[[s1]]"], fails=True))

    assert scope.dropped_characters >= len("The secret word is zanzibar. ")
    assert "zanzibar" not in caplog.text
    assert "zanzibar" not in repr([record.__dict__ for record in caplog.records])
