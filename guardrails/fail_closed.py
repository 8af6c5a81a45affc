"""A guard that breaks holds everything back, and is counted as what it is: a fault of ours, never one of a model."""

import logging
import traceback
from types import TracebackType

from guardrails.errors import GuardFault, GuardrailError, ModelMisbehaved
from tools.errors import RewardsError

logger = logging.getLogger(__name__)
# What a guard raises on purpose or passes on; the loop of a model has its own word for Python's bound of recursion.
_MEANT = (GuardrailError, ModelMisbehaved, RewardsError, RecursionError)


class FailClosed:
    """A block of one guard's work: what it does not mean to raise becomes a ``GuardFault``.

    The log gets the type of the error and the places in the code that it came through, and no text of it: that of a
    KeyError is the key, which may be what the guard was there to hide.
    """

    __slots__ = ("_guard",)

    def __init__(self, guard: str) -> None:
        """``guard`` is a name from a closed set: it labels a metric."""
        self._guard = guard

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or not isinstance(error, Exception) or isinstance(error, _MEANT):
            return
        frames = reversed(traceback.extract_tb(trace))
        places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
        logger.error("the guard %s broke at %s", self._guard, places, extra={"cause": kind.__name__})
        raise GuardFault(self._guard) from None
