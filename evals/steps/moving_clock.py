"""The clock of a task of steps. It stands still until a step advances it, and everything that measures time reads it.

The product reads the date from ``core.clock``, and durations (how old a cached order is, when a rate begins anew, how
long a circuit stays open) from the functions of ``time``. While a task of steps runs, those return this clock's time,
so that a task can let minutes pass at once, and a wrong unit of any of them is noticed. What bounds a wait (a timeout,
a deadline) runs by the clock of the event loop, which counts idle time (``evals/harness/idle_clock.py``).
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from evals.harness.product_functions import PACKAGES

# What bounds or paces a wait in real time, in threads that do not see the task's clock.
_WAITING = ("rewards.stores.", "rewards.backfill.", "guardrails.audit.file")
_COUNTING = ("limits.",)  # the library that counts requests
_DONE: set[str] = set()  # names of modules that are redirected
_CURRENT: ContextVar["MovingClock | None"] = ContextVar("evals_moving_clock", default=None)


class MovingClock:
    """A ``core.clock.Clock`` that a task advances."""

    def __init__(self, instant: datetime) -> None:
        self._start = instant.astimezone(UTC)
        self._passed = timedelta()
        # Near the real one: a thread that the loop's executor runs does not see the task's clock. Whole seconds, which
        # add up exactly: with a fraction, what lasts 300 s may end after 299.999 of them.
        self._began_s = float(int(time.monotonic()))

    def now(self) -> datetime:
        return self._start + self._passed

    def monotonic(self) -> float:
        return self._began_s + self._passed.total_seconds()

    def advance(self, by: timedelta) -> None:
        self._passed += by


def _monotonic() -> float:
    clock = _CURRENT.get()
    return time.monotonic() if clock is None else clock.monotonic()


def _time() -> float:
    clock = _CURRENT.get()
    return time.time() if clock is None else clock.now().timestamp()


_TIME_MODULE: Any = SimpleNamespace(**{**vars(time), "monotonic": _monotonic, "time": _time})
_REDIRECTED = {id(time.monotonic): _monotonic, id(time.time): _time, id(time): _TIME_MODULE}


@contextmanager
def moving(clock: MovingClock) -> Iterator[None]:
    """Let the product read this clock in the block, and in the asyncio tasks and threads that start there."""
    for name, module in list(sys.modules.items()):
        if name not in _DONE and _measures(name):
            _DONE.add(name)
            _redirect(module)
    token = _CURRENT.set(clock)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def _measures(name: str) -> bool:
    is_product = name.partition(".")[0] in PACKAGES and not name.startswith(_WAITING)
    return is_product or name.startswith(_COUNTING)


def _redirect(module: ModuleType) -> None:
    """Redirect what a module reads of ``time``, for good: without a moving clock it reads the real time."""
    for name, value in list(vars(module).items()):
        if id(value) in _REDIRECTED:
            setattr(module, name, _REDIRECTED[id(value)])
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for function in vars(value).values():
                _redirect_defaults(function)
        else:
            _redirect_defaults(value)


def _redirect_defaults(function: object) -> None:
    if isinstance(function, FunctionType) and function.__kwdefaults__:
        redirected = {name: _REDIRECTED.get(id(value), value) for name, value in function.__kwdefaults__.items()}
        function.__kwdefaults__.update(redirected)
