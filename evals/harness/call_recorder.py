"""Records which functions of the product each run of a task calls."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType

from evals.harness.process_pool import spread
from evals.harness.product_functions import PACKAGES, ROOT, ProductFunction
from evals.harness.results import RunVerdict
from evals.harness.runner import run_alone
from evals.tiers.model_servers import TierRun


@dataclass(frozen=True, slots=True)
class RunCalls:
    """The functions that one run called. ``is_broken``: it could not be completed, so its calls mean little."""

    name: str  # task@tier
    functions: frozenset[ProductFunction]
    is_broken: bool


def record_runs(
    runs: Sequence[TierRun], *, processes: int, on_done: Callable[[object], None] | None = None
) -> list[RunCalls]:
    """Run each task in one of several processes and return its calls.

    A function that runs once a process (a cached one, or setup that tasks share) is found in the first run only.
    """
    recorded: list[RunCalls] = []
    for calls in spread(_recorded, runs, processes=processes):
        recorded.append(calls)
        if on_done is not None:
            on_done(calls)
    return sorted(recorded, key=lambda calls: calls.name)


def _recorded(run: TierRun) -> RunCalls:
    with recording() as codes:
        result = run_alone(run)
    # A copy: a thread of the run that has not ended yet still adds to it.
    functions = functions_of(codes.copy().values())
    return RunCalls(f"{run.task.id}@{run.tier}", functions, is_broken=result.verdict is RunVerdict.BROKEN)


@contextmanager
def recording() -> Iterator[dict[int, CodeType]]:
    """Collect the code of every Python function called in this thread, and in threads that start meanwhile.

    By ``sys.settrace`` without line events, which costs less than ``sys.setprofile``: that one also sees every call of
    a C function. ``sys.monitoring`` needs Python 3.12.
    """
    codes: dict[int, CodeType] = {}  # by id: hashing a code object compares its content

    def trace(frame: FrameType, event: str, argument: object) -> None:
        codes[id(frame.f_code)] = frame.f_code

    before = sys.gettrace()
    threading.settrace(trace)
    sys.settrace(trace)
    try:
        yield codes
    finally:
        sys.settrace(before)
        threading.settrace(before)


def functions_of(codes: Iterable[CodeType], root: Path = ROOT) -> frozenset[ProductFunction]:
    """Return the functions of the product among these code objects."""
    prefixes = tuple(f"{root / package}/" for package in PACKAGES)
    return frozenset(
        ProductFunction(str(Path(code.co_filename).relative_to(root)), code.co_qualname)
        for code in codes
        if code.co_filename.startswith(prefixes)
    )
