"""The time that the guards of one turn worked, without waiting."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

_Result = TypeVar("_Result")


@dataclass(slots=True)
class GuardTimer:
    """Sums the time of one turn's guards. Only blocks that do not await are measured, so no other turn is included."""

    seconds: float = 0.0

    def timing(self, work: Callable[[], _Result]) -> Callable[[], _Result]:
        """Return work that adds its time, wherever it is done."""

        def timed() -> _Result:
            with self.measured():
                return work()

        return timed

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Add the time of the block."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - started
