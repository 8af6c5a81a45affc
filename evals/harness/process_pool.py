"""Work spread over processes: one task after the other in each, as the machine has cores for them."""

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(work: Callable[[Item], Result], items: Sequence[Item], *, processes: int) -> Iterator[Result]:
    """Yield the results as they come, in no order. With one process the work is done in this one.

    ``work`` must be a function of a module, and items and results what can be pickled.
    """
    if processes <= 1 or len(items) <= 1:
        yield from map(work, items)
        return
    with ProcessPoolExecutor(processes, mp_context=_context(), initializer=_settle) as pool:
        futures: list[Future[Result]] = [pool.submit(work, item) for item in items]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _context() -> multiprocessing.context.BaseContext:
    """Fork where that is safe and the default: a process that has imported everything is ready at once."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _settle() -> None:
    """Leave what was imported out of every later collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
