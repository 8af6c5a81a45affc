"""Waiting for a stream ends in time, and only for waiting."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Sequence

import pytest

from guardrails.stream_timeout import until_deadline

SHORT, LONG = 0.02, 60.0


class _Source:
    """Yields an item after each of its pauses."""

    def __init__(self, pauses: Sequence[float]) -> None:
        self._pauses = pauses
        self.is_closed = False

    async def items(self) -> AsyncGenerator[int]:
        try:
            for number, pause in enumerate(self._pauses):
                if pause:
                    await asyncio.sleep(pause)
                yield number
        finally:
            self.is_closed = True


async def _read(items: AsyncIterator[int], *, pause: float = 0.0) -> list[int]:
    read: list[int] = []
    async for item in items:
        read.append(item)
        await asyncio.sleep(pause)
    return read


async def test_items_pass_in_order_and_their_source_is_closed() -> None:
    source = _Source([0, 0.001, 0])
    assert await _read(until_deadline(source.items(), ends_at=math.inf)) == [0, 1, 2]
    assert source.is_closed


async def test_the_end_of_the_time_ends_the_stream_at_any_item() -> None:
    source = _Source([0, 0.001, LONG])
    items = until_deadline(source.items(), ends_at=asyncio.get_running_loop().time() + 5 * SHORT)
    assert [await anext(items), await anext(items)] == [0, 1]
    with pytest.raises(TimeoutError):
        await anext(items)
    assert source.is_closed
    await asyncio.sleep(0)  # the task is not cancelled any more


async def test_the_end_of_the_whole_time_comes_first() -> None:
    ends_at = asyncio.get_running_loop().time() + SHORT
    with pytest.raises(TimeoutError):
        await _read(until_deadline(_Source([0.005] * 1000).items(), ends_at=ends_at))


async def test_a_time_that_is_up_already() -> None:
    with pytest.raises(TimeoutError):
        await _read(until_deadline(_Source([LONG]).items(), ends_at=-1.0))


async def test_what_the_reader_does_is_not_ended() -> None:
    ends_at = asyncio.get_running_loop().time() + SHORT
    items = until_deadline(_Source([0, LONG]).items(), ends_at=ends_at)
    assert await anext(items) == 0
    await asyncio.sleep(3 * SHORT)  # past the end, and nothing happens
    with pytest.raises(TimeoutError):
        await anext(items)


async def test_cancellation_from_outside_stays_one() -> None:
    source = _Source([LONG])
    task = asyncio.create_task(_read(until_deadline(source.items(), ends_at=math.inf)))
    await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert source.is_closed


async def test_an_error_of_the_source_is_passed_on() -> None:
    async def broken() -> AsyncGenerator[int]:
        yield 1
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await _read(until_deadline(broken(), ends_at=math.inf))


async def test_no_timer_is_left_behind() -> None:
    loop = asyncio.get_running_loop()
    stream = until_deadline(_Source([0, 0]).items(), ends_at=math.inf)
    assert await anext(stream) == 0
    await stream.aclose()
    assert [handle for handle in loop._scheduled if not handle.cancelled()] == []  # type: ignore[attr-defined]
