"""Work in threads: in order, bounded, done to its end, and refused where it is not begun."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from core.worker_threads import NotBegun, WorkerThreads
from tests.waiting import until


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Work that waits for this is running; it is opened at the end in any case."""
    gate = threading.Event()
    yield gate
    gate.set()


async def _running(threads: WorkerThreads, gate: threading.Event) -> "asyncio.Task[bool]":
    """Occupy the one thread until the gate opens."""
    begun = threading.Event()

    def work() -> bool:
        begun.set()
        return gate.wait()

    task = asyncio.create_task(threads.run(work))
    await until(begun.is_set)
    return task


async def test_the_result_and_the_error_of_the_work_are_the_callers() -> None:
    threads = WorkerThreads("test")

    assert await threads.run(lambda: threading.current_thread() is threading.main_thread()) is False
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0)
    threads.close()


async def test_work_is_done_in_the_order_in_which_it_was_handed_over() -> None:
    threads, done = WorkerThreads("test"), list[int]()
    await asyncio.gather(*(threads.run(partial(done.append, n)) for n in range(200)))
    threads.close()

    assert done == list(range(200))


async def test_more_than_the_queue_holds_is_refused_and_never_done(gate: threading.Event) -> None:
    threads, done = WorkerThreads("test", most_waiting=2), list[int]()
    first = await _running(threads, gate)
    second = asyncio.create_task(threads.run(lambda: done.append(2)))
    await asyncio.sleep(0)
    with pytest.raises(NotBegun):
        await threads.run(lambda: done.append(3))
    gate.set()
    await asyncio.gather(first, second)
    await threads.run(lambda: done.append(4))  # there is room again
    threads.close()

    assert done == [2, 4]


async def test_what_waits_too_long_is_refused_and_never_done(gate: threading.Event) -> None:
    threads, done = WorkerThreads("test", begun_within_s=0.0), list[int]()
    first = await _running(threads, gate)
    with pytest.raises(NotBegun):
        await threads.run(lambda: done.append(2))
    gate.set()
    threads.close()

    assert await first is True  # what was begun has its own time
    assert done == []


async def test_a_caller_that_is_cancelled_goes_on_when_the_work_has_ended(gate: threading.Event) -> None:
    threads = WorkerThreads("test")
    running = await _running(threads, gate)
    running.cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    was_done = running.done()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    threads.close()

    assert not was_done


async def test_closing_does_what_is_waiting_and_refuses_what_comes_later(gate: threading.Event) -> None:
    threads, done = WorkerThreads("test"), list[int]()
    first = await _running(threads, gate)
    waiting = [asyncio.create_task(threads.run(partial(done.append, n))) for n in range(20)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(asyncio.to_thread(threads.close))
    gate.set()
    await closing

    assert done == list(range(20))
    await asyncio.gather(first, *waiting)
    with pytest.raises(NotBegun):
        await threads.run(lambda: done.append(21))
