"""An event loop whose timers do not depend on how busy the machine is.

A task asks a whole service with its real deadlines. On a busy machine a read that takes no time at all may wait for
seconds until it is scheduled, and a timer in real time would report it as a timeout of the product. On this loop time
passes only while there is nothing to do: no callback is ready, no socket has data, and no other thread of the process
runs or waits for a processor. So a deadline ends only a wait that nothing in this process would have ended.

A wait for something outside of the process, such as a provider's model, is such a time as well; but a machine that is
busy may delay it unseen. The live tier therefore runs in real time, on asyncio's own loop.
"""

import asyncio
import selectors
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

_Result = TypeVar("_Result")
_Events = list[tuple[selectors.SelectorKey, int]]
# How long the loop waits before it looks whether anything else runs. A wait that took longer, because this process was
# not scheduled, counts as this long.
_SLICE_S = 0.005
_THREADS = Path("/proc/self/task")
_MEASURED_WITHIN_S = 0.0001  # the two clocks of CPU time are not read at the same instant
_BUSY = frozenset("RD")  # runs or is ready to run; waits for a disk


def run_steadily(main: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a coroutine in a new loop of this kind, as ``asyncio.run`` does in an ordinary one."""
    with asyncio.Runner(loop_factory=IdleClockLoop) as runner:
        return runner.run(main)


class IdleClockLoop(asyncio.SelectorEventLoop):
    """An event loop that counts idle time only."""

    def __init__(self) -> None:
        self._idle_selector = IdleSelector(is_busy=OtherThreads().are_busy)
        super().__init__(self._idle_selector)

    def time(self) -> float:
        return self._idle_selector.idle_s


class IdleSelector(selectors.DefaultSelector):
    """Waits for sockets in short slices, and counts those in which nothing happened."""

    def __init__(self, *, is_busy: Callable[[], bool]) -> None:
        super().__init__()
        self._is_busy = is_busy
        self.idle_s = 0.0

    def select(self, timeout: float | None = None) -> _Events:
        """Return what is ready, or nothing once ``timeout`` seconds were idle."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ends_at_s = self.idle_s + timeout
        while self.idle_s < ends_at_s:
            slice_s = min(_SLICE_S, ends_at_s - self.idle_s)
            if events := super().select(slice_s):
                return events
            if not self._is_busy():
                self.idle_s += slice_s
        return []


class OtherThreads:
    """The threads of this process but for the calling one."""

    def __init__(self) -> None:
        self._cpu_s = _cpu_of_others_s()

    def are_busy(self) -> bool:
        """Whether any of them has run since the last call, is ready to run or waits for a disk.

        Only Linux reports which are ready to run. Elsewhere a thread that the machine does not schedule counts as idle.
        """
        before_s, self._cpu_s = self._cpu_s, _cpu_of_others_s()
        return self._cpu_s - before_s > _MEASURED_WITHIN_S or _is_any_ready()


def _cpu_of_others_s() -> float:
    return time.process_time() - time.thread_time()


def _is_any_ready() -> bool:
    own = str(threading.get_native_id())
    try:
        return any(_state(path) in _BUSY for path in _THREADS.iterdir() if path.name != own)
    except FileNotFoundError:
        return False


def _state(thread: Path) -> str:
    try:
        # The name, in parentheses, may hold anything; the state follows it.
        return (thread / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return ""  # it has ended
