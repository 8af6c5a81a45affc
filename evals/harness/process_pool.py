"""Work distributed over several processes."""

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(work: Callable[[Item], Result], items: Sequence[Item], *, processes: int) -> Iterator[Result]:
    """Yield the results as they arrive, in no particular order. With one process the work is done in this one.

    ``work`` must be a module-level function, and items and results must be picklable.
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
    """Fork on Linux, where it is safe: a forked process has everything imported and is ready at once."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _settle() -> None:
    """Exclude what was imported from every later garbage collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
