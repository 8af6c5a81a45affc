"""A stream with a deadline."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def until_deadline(items: AsyncIterator[T], *, ends_at: float) -> AsyncGenerator[T]:
    """Yield the items until ``ends_at`` (the event loop's time), and wait for none past it.

    Timeouts between two items are the client's of the provider. Only waiting is ended, not what the reader does between
    two items. The source is closed in any case.

    Raises:
        TimeoutError: at the deadline.
    """
    watch = _Watch(ends_at=ends_at)
    try:
        while True:
            with watch:
                item = await anext(items, _END)
            if isinstance(item, _End):
                return
            yield item
    finally:
        watch.close()
        if isinstance(items, AsyncGenerator):
            await items.aclose()


class _End: ...


_END = _End()


class _Watch:
    """Ends a wait at the deadline, as ``asyncio.timeout_at`` does.

    One timer serves a whole stream: setting one for every item, which is nearly always there at once, would cost more
    than all work on the item.
    """

    def __init__(self, *, ends_at: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._ends_at = ends_at
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None  # that waits, while it waits
        self._cancelling = 0
        self._is_up = False

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._cancelling = self._task.cancelling() if self._task else 0
        if self._timer is None and self._ends_at < math.inf:
            self._timer = self._loop.call_at(self._ends_at, self._end_wait)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        task, self._task = self._task, None
        if self._is_up and task is not None and task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end_wait(self) -> None:
        self._timer = None
        if self._task is None:
            return  # the next wait sets it again
        self._is_up = True
        self._task.cancel()
