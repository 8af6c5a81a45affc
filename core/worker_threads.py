"""Blocking work off the event loop: a few threads, a bounded queue, and results that are awaited."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Result = TypeVar("_Result")


class NotBegun(Exception):
    """The work was not begun and will not be: too much is waiting, it waited too long, or the threads have ended."""


class WorkerThreads:
    """Threads for work of one kind. One thread alone does its work in the order in which it was handed over.

    A thread is started when it is first needed. All calls are from one event loop.
    """

    def __init__(self, name: str, *, threads: int = 1, most_waiting: int = 256, begun_within_s: float = 5.0) -> None:
        """``most_waiting`` counts the work that runs as well. ``begun_within_s`` bounds the wait in the queue only."""
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most_waiting = most_waiting
        self._begun_within_s = begun_within_s
        self._waiting = 0
        self._is_closed = False

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Return what the work returns, or raise what it raises.

        Work that was begun is done to its end. A caller that is cancelled goes on only then, so that it never leaves
        while its work may still have an effect.

        Raises:
            NotBegun: this work is not done.
        """
        if self._is_closed or self._waiting >= self._most_waiting:
            raise NotBegun
        future = self._executor.submit(work)
        done = asyncio.wrap_future(future)
        self._waiting += 1
        done.add_done_callback(self._note_done)
        deadline = asyncio.get_running_loop().call_later(self._begun_within_s, future.cancel)
        try:
            await asyncio.wait({done})
        except asyncio.CancelledError:
            await asyncio.wait({done})
            raise
        finally:
            deadline.cancel()
        if done.cancelled():
            raise NotBegun
        return done.result()

    def close(self) -> None:
        """Do what is waiting and end the threads; later work is refused. Blocks until the threads have ended."""
        self._is_closed = True
        self._executor.shutdown(wait=True)

    def _note_done(self, done: asyncio.Future[_Result]) -> None:
        self._waiting -= 1
        if not done.cancelled():
            done.exception()  # seen, whether or not the caller is still there
