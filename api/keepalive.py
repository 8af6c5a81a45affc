"""Marks of life between the events of a slow stream, so that no proxy takes it for dead."""

import asyncio
from collections.abc import AsyncGenerator
from enum import Enum
from typing import Final, Literal, TypeVar

_Event = TypeVar("_Event")


class _Mark(Enum):
    KEEP_ALIVE = "keepAlive"


KEEP_ALIVE: Final = _Mark.KEEP_ALIVE


async def with_keep_alive(
    events: AsyncGenerator[_Event], *, every_s: float
) -> AsyncGenerator[_Event | Literal[_Mark.KEEP_ALIVE]]:
    """Pass events on, and a mark whenever ``every_s`` seconds bring none. Closing it cancels the source."""
    pending: asyncio.Task[_Event] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(_next(events))
            done, _ = await asyncio.wait({pending}, timeout=every_s)
            if not done:
                yield KEEP_ALIVE
                continue
            finished, pending = pending, None
            try:
                event = finished.result()
            except StopAsyncIteration:
                return
            yield event
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.wait({pending})
        await events.aclose()


async def _next(events: AsyncGenerator[_Event]) -> _Event:
    return await anext(events)
