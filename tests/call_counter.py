"""The work of a function, counted instead of timed."""

import gc
import sys
from collections.abc import Callable
from types import FrameType


def calls_of(work: Callable[[], object]) -> int:
    """Return the number of calls of Python and built-in functions, including every step of a generator.

    The garbage collector waits: what it calls depends on what ran before.
    """
    count = 0

    def counting(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    is_collecting = gc.isenabled()
    gc.disable()
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(before)
        if is_collecting:
            gc.enable()
    return count
