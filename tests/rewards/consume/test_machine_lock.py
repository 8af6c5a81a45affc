"""One process of a machine holds a lock at a time, and the end of a process frees it."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from rewards.consume.machine_lock import holding_lock
from tests.waiting import until

_HOLDING = """
import asyncio, sys
from pathlib import Path
from rewards.consume.machine_lock import holding_lock

async def hold():
    async with holding_lock(Path(sys.argv[1])):
        print("holding", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "lock"
    path.touch()
    return path


async def hold(path: Path, holding: asyncio.Event) -> None:
    async with holding_lock(path, try_every_s=0.001):
        holding.set()
        await asyncio.Event().wait()


async def test_the_next_one_waits_until_the_first_ends(path: Path) -> None:
    first, second = asyncio.Event(), asyncio.Event()
    holding = asyncio.create_task(hold(path, first))
    await first.wait()
    waiting = asyncio.create_task(hold(path, second))
    for _ in range(5):
        await asyncio.sleep(0.001)
    assert not second.is_set()
    holding.cancel()
    await until(second.is_set)
    waiting.cancel()
    await asyncio.gather(holding, waiting, return_exceptions=True)


async def test_a_process_that_is_killed_holds_it_no_longer(path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", _HOLDING, str(path)], stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220
    try:
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == "holding\n"
        second = asyncio.Event()
        waiting = asyncio.create_task(hold(path, second))
        await asyncio.sleep(0)
        assert not second.is_set()
        process.kill()
        await until(second.is_set)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    finally:
        process.kill()
        process.communicate()
