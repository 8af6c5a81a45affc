"""A long question is read off the event loop, and means the same."""

import threading

import pytest

from agent.reading import reading_thread
from agent.reading.question import Question, ReadingContext
from agent.reading.question_reader import read_question
from agent.reading.reading_thread import LONG_QUESTION, read_off_loop
from tests.agent.reading.settings import LEAD, A

SHORT = f"What is left on order {A}?"
LONG = SHORT + " please" * (LONG_QUESTION // 7)


@pytest.mark.parametrize(("message", "is_in_loop"), [(SHORT, True), (LONG, False)])
async def test_only_a_long_question_is_read_in_a_thread(
    message: str, monkeypatch: pytest.MonkeyPatch, *, is_in_loop: bool
) -> None:
    readers: list[threading.Thread] = []

    def noting(text: str, context: ReadingContext) -> Question:
        readers.append(threading.current_thread())
        return read_question(text, context)

    monkeypatch.setattr(reading_thread, "read_question", noting)
    read = await read_off_loop(message, LEAD)

    assert read == read_question(message, LEAD)
    assert [reader is threading.current_thread() for reader in readers] == [is_in_loop]
