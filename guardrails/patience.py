"""A stream that is waited for, but not for ever."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def patient(items: AsyncIterator[T], *, silence_s: float, ends_at: float) -> AsyncGenerator[T]:
    """Pass items on, but wait for none longer than ``silence_s``, nor past ``ends_at`` (the event loop's time).

    Only waiting counts: what the reader does between two items takes nothing from the next one's time. The items are
    closed at the end, whatever the end is.

    Raises:
        TimeoutError: when the time is up.
    """
    watch = _Watch(silence_s=silence_s, ends_at=ends_at)
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
    """Ends a wait that lasts too long, as ``asyncio.timeout`` does.

    One timer serves a whole stream: to set one for every item, which nearly always is there at once, costs more than
    all that is done with the item. So the timer is left as it is, and looks when it goes off how long the wait of that
    moment has lasted.
    """

    def __init__(self, *, silence_s: float, ends_at: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._silence_s = silence_s
        self._ends_at = ends_at
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None  # that waits, while it waits
        self._deadline = ends_at
        self._cancelling = 0
        self._is_up = False

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._cancelling = self._task.cancelling() if self._task else 0
        self._deadline = min(self._ends_at, self._loop.time() + self._silence_s)
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._look)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        task, self._task = self._task, None
        if self._is_up and task is not None and task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = None
        if self._task is None:
            return  # the next wait sets it again
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._look)
            return
        self._is_up = True
        self._task.cancel()
