"""What may take long leaves the event loop, what is short does not, and what cannot be begun is refused."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from unittest import mock

import pytest

from agent.turn_events import RunFailed
from guardrails.authorization.field_projection import Projection
from guardrails.guard_threads import LONG_RECORD, LONG_TEXT
from guardrails.pii.vault import Vault
from tests.harness import Harness, answer_json, harness
from tests.story_order import ORDER, benefit, execution, item

QUESTION = f"What is left on order {ORDER}?"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness(tmp_path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        yield world


async def _threads_of(world: Harness, owner: type, method: str, question: str) -> set[bool]:
    """Whether the work of a method was done in the event loop's own thread, once or more often."""
    original, seen = getattr(owner, method), set[bool]()

    def noting(self: object, *args: object) -> object:
        seen.add(threading.current_thread() is threading.main_thread())
        return original(self, *args)

    with mock.patch.object(owner, method, noting):
        await world.ask(question)
    return seen


@pytest.mark.parametrize(("question", "is_inline"), [(QUESTION, True), (QUESTION + "." * LONG_TEXT, False)])
async def test_a_long_question_is_searched_in_a_thread(world: Harness, question: str, *, is_inline: bool) -> None:
    assert await _threads_of(world, Vault, "admit", question) == {is_inline}


@pytest.mark.parametrize(("items", "is_inline"), [(2, True), (LONG_RECORD + 1, False)])
async def test_a_long_record_is_projected_in_a_thread(world: Harness, items: int, *, is_inline: bool) -> None:
    lines = [item(number, "Steel bottle", 100, 0, None) for number in range(items)]
    found = execution(benefit=benefit(line_items=lines))
    world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(found))

    assert await _threads_of(world, Projection, "lookup", QUESTION) == {is_inline}


async def test_streams_go_on_while_a_text_is_searched(world: Harness) -> None:
    """The search is held until the loop has gone on; a loop that waited for it would never get there."""
    gate, original = threading.Event(), Vault.admit

    def held(self: Vault, text: str) -> str:
        gate.wait(timeout=20)
        return original(self, text)

    with mock.patch.object(Vault, "admit", held):
        asked = asyncio.create_task(world.ask(QUESTION + "." * LONG_TEXT))
        for _ in range(500):
            await asyncio.sleep(0)
        was_done, was_held = asked.done(), not gate.is_set()
        gate.set()
        answer = await asked

    assert (was_done, was_held) == (False, True)
    assert answer.conversation_id


async def test_a_question_that_cannot_be_searched_is_refused_and_may_be_asked_again(world: Harness) -> None:
    world.tool_gateway.guard_threads.close()
    events = await world.events(QUESTION + "." * LONG_TEXT)

    assert events == [RunFailed(code="redactionFailed", retryable=True)]
