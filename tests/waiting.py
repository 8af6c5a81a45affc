"""Waits without a clock: the event loop runs until something holds."""

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], bool]) -> None:
    """Let the event loop run until this holds; whoever waits for what never comes is ended by the test's time limit."""
    while not holds():  # noqa: ASYNC110 -- what is waited for is a state of the code under test, and sets no event
        await asyncio.sleep(0)
