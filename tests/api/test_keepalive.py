"""Marks of life in a slow stream."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from api.keepalive import KEEP_ALIVE, with_keep_alive


async def test_a_silent_source_is_marked_and_loses_nothing() -> None:
    gate = asyncio.Event()

    async def events() -> AsyncGenerator[str]:
        yield "first"
        await gate.wait()
        yield "second"

    seen: list[object] = []
    async for event in with_keep_alive(events(), every_s=0.001):
        seen.append(event)
        if event is KEEP_ALIVE:
            gate.set()

    assert [event for event in seen if event is not KEEP_ALIVE] == ["first", "second"]
    assert KEEP_ALIVE in seen


async def test_closing_it_cancels_the_source() -> None:
    ended = asyncio.Event()

    async def events() -> AsyncGenerator[str]:
        try:
            yield "first"
            await asyncio.Event().wait()
        finally:
            ended.set()

    stream = with_keep_alive(events(), every_s=0.001)
    assert await anext(stream) == "first"
    assert await anext(stream) is KEEP_ALIVE
    await stream.aclose()

    assert ended.is_set()


async def test_a_failure_of_the_source_passes_through() -> None:
    async def events() -> AsyncGenerator[str]:
        yield "first"
        raise LookupError

    stream = with_keep_alive(events(), every_s=1)
    assert await anext(stream) == "first"
    with pytest.raises(LookupError):
        await anext(stream)
