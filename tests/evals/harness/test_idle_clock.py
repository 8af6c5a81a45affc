"""Timers of the harness count idle time: work that is slow because the machine is busy lets no deadline pass."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from evals.harness.idle_clock import IdleSelector, OtherThreads, run_steadily


def compute(cpu_s: float) -> None:
    ends_at_s = time.thread_time() + cpu_s
    while time.thread_time() < ends_at_s:
        pass


@pytest.fixture
def selector() -> Iterator[IdleSelector]:
    busy = iter([True, False, True, True, False])
    with IdleSelector(is_busy=lambda: next(busy)) as selector:
        yield selector


def test_a_slice_in_which_another_thread_runs_does_not_count(selector: IdleSelector) -> None:
    assert selector.select(0.01) == []
    assert selector.idle_s == pytest.approx(0.01)
    with pytest.raises(StopIteration):
        selector.select(0.001)  # all five slices were needed: two idle ones and three busy ones


def test_work_in_the_loop_lets_no_time_pass() -> None:
    async def work() -> float:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        async with asyncio.timeout(0.02):
            for _ in range(3):
                compute(0.01)  # as slowly as a busy machine lets it
                await asyncio.sleep(0)
        return loop.time() - began_s

    assert run_steadily(work()) == 0


def test_a_deadline_ends_a_wait_that_nothing_would_end() -> None:
    async def wait() -> float:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await asyncio.Event().wait()
        return loop.time() - began_s

    assert run_steadily(wait()) == pytest.approx(0.02)


def test_a_thread_that_computes_is_busy_and_one_that_waits_is_not() -> None:
    computed, stop = threading.Event(), threading.Event()

    def work() -> None:
        compute(0.001)
        computed.set()
        stop.wait()

    others = OtherThreads()
    thread = threading.Thread(target=work)
    thread.start()
    try:
        computed.wait()
        assert others.are_busy()
        while others.are_busy():  # until it waits
            pass
    finally:
        stop.set()
        thread.join()


def test_the_result_of_a_thread_arrives() -> None:
    async def answer() -> int:
        return await asyncio.get_running_loop().run_in_executor(None, lambda: 42)

    assert run_steadily(answer()) == 42
