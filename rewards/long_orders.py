"""The work that an answer about a long order takes, off the event loop and within the answer's deadline."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from rewards.cache.snapshot import Snapshot
from rewards.errors import AnswerLate
from rewards.sources.gathering import Deadline

_THREADS = 2  # they share the interpreter with the event loop: more would only slow it
_MOST_WAITING = 64
_Result = TypeVar("_Result")


class LongOrders:
    """Derives answers from long orders in a few threads; from all others at once. All calls are from one event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="long-order")
        self._waiting = 0

    async def derive(self, snapshot: Snapshot, work: Callable[[], _Result], deadline: Deadline) -> _Result:
        """Return what the work makes of a snapshot. What the snapshot keeps of it serves later requests as well.

        Raises:
            AnswerLate: if it is not done by the deadline, or too much is waiting. Work that was begun goes on, so that
                the snapshot may answer the next request.
        """
        if not snapshot.is_long:
            return work()
        if self._waiting >= _MOST_WAITING:
            raise AnswerLate
        future = self._threads.submit(work)
        done = asyncio.wrap_future(future)
        self._waiting += 1
        done.add_done_callback(self._note_done)
        await asyncio.wait({done}, timeout=deadline.remaining_s())
        if not done.done():
            future.cancel()
            raise AnswerLate
        return done.result()

    async def aclose(self) -> None:
        """Refuse further work, and return when what was begun has ended."""
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)

    def _note_done(self, done: asyncio.Future[_Result]) -> None:
        self._waiting -= 1
        if not done.cancelled():
            done.exception()  # seen, whether or not the caller is still there
