"""Work of a guard that may take long, off the event loop: a long text to search, a record of thousands of events."""

from collections.abc import Callable
from typing import TypeVar

from core.worker_threads import NotBegun, WorkerThreads
from guardrails.errors import RedactionFailed

_Result = TypeVar("_Result")
LONG_TEXT = 600  # characters; a shorter one is searched in less time than the way to a thread and back takes
LONG_RECORD = 40  # events and items of all orders of a lookup
_MOST_WAITING = 64


class GuardThreads:
    """Two threads for the guards of all turns. What is short is done at once, where it is asked for.

    A turn waits for its own work, so that nothing of its scope is ever used by two threads at a time.
    """

    def __init__(self) -> None:
        self._threads = WorkerThreads("guards", threads=2, most_waiting=_MOST_WAITING)

    async def run(self, work: Callable[[], _Result], *, is_long: bool) -> _Result:
        """Return what the work returns, or raise what it raises.

        Raises:
            RedactionFailed: too much work is waiting: this is not done, and may be tried again.
        """
        if not is_long:
            return work()
        try:
            return await self._threads.run(work)
        except NotBegun as error:
            raise RedactionFailed from error

    def close(self) -> None:
        """Do what is waiting and end the threads. Blocks until that is done."""
        self._threads.close()
