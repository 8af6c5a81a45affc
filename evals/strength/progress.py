"""Says on the terminal how far a measurement is, and how long the rest will take."""

import sys
import time
from dataclasses import dataclass, field

_EVERY_S = 30  # between two lines where the output is no terminal


@dataclass(slots=True)
class Progress:
    """Counts what is done of ``total``, and estimates the rest by the pace so far."""

    what: str
    total: int
    done: int = 0
    _first_s: float = 0.0  # when the first was done: what comes before is the start of processes
    _noted_s: float = field(default_factory=time.monotonic)

    def step(self) -> None:
        """Count one more, and say so: on a terminal over the line before, elsewhere at times."""
        self.done += 1
        terminal, now_s = sys.__stderr__, time.monotonic()
        self._first_s = self._first_s or now_s
        if terminal is None:
            return
        if terminal.isatty():
            terminal.write(f"\r\033[K{self.line(now_s)}" + ("\n" if self.done == self.total else ""))
        elif now_s - self._noted_s >= _EVERY_S or self.done == self.total:
            self._noted_s = now_s
            terminal.write(f"{self.line(now_s)}\n")
        terminal.flush()

    def line(self, now_s: float) -> str:
        """Return the line: what, how many of how many, and how long the others take at this pace."""
        left_s = (now_s - self._first_s) / max(self.done - 1, 1) * (self.total - self.done)
        rest = f", about {round(left_s / 60)} min left" if left_s >= 90 else f", about {round(left_s)} s left"
        return f"{self.what}: {self.done} of {self.total}{rest if self.done < self.total else ''}"
