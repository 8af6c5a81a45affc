"""A long question is read off the event loop."""

import threading
from pathlib import Path

import pytest

from agent import turn
from agent.reading.question import Question, ReadingContext
from agent.reading.question_reader import read_question
from agent.turn import LONG_QUESTION
from tests.agent.test_turn import PATH
from tests.harness import answer_json, harness
from tests.story_order import ORDER, execution

SHORT = f"What is left on order {ORDER}?"
LONG = SHORT + " please" * (LONG_QUESTION // 7)


@pytest.mark.parametrize(("message", "is_in_loop"), [(SHORT, True), (LONG, False)], ids=["short", "long"])
async def test_only_a_long_question_is_read_in_a_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str, *, is_in_loop: bool
) -> None:
    readers: list[threading.Thread] = []

    def noting(text: str, context: ReadingContext) -> Question:
        readers.append(threading.current_thread())
        return read_question(text, context)

    monkeypatch.setattr(turn, "read_question", noting)
    async with harness(tmp_path) as world:
        world.router.get(PATH).mock(return_value=answer_json(execution()))
        answer = await world.ask(message)

    assert "[[" in answer.text
    assert [reader is threading.current_thread() for reader in readers] == [is_in_loop]
