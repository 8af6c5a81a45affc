"""Read a long question in a thread, so that the event loop goes on with other streams meanwhile."""

import asyncio

from agent.reading.question import Question, ReadingContext
from agent.reading.question_reader import read_question

LONG_QUESTION = 500  # characters; a shorter one is read in less time than a thread takes to begin


async def read_off_loop(message: str, context: ReadingContext) -> Question:
    """Return what a question asks (``read_question``), read in a thread where it is long."""
    if len(message) <= LONG_QUESTION:
        return read_question(message, context)
    return await asyncio.to_thread(read_question, message, context)
