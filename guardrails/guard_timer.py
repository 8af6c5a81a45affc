"""How long the guards of one turn have worked, waiting not counted."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

_Result = TypeVar("_Result")


@dataclass(slots=True)
class GuardTimer:
    """Adds up what one turn's guards take. Only work that awaits nothing is measured: no other turn is in it."""

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
