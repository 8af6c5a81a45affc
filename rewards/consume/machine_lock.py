"""A lock between processes of one machine, which the system takes from a process that ends, however it ends."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_TRY_EVERY_S = 0.25


@asynccontextmanager
async def holding_lock(path: Path, *, try_every_s: float = _TRY_EVERY_S) -> AsyncIterator[None]:
    """Hold the lock of a file while the block runs, and wait for it before. The file has to exist."""
    with path.open("rb") as file:
        while not _try_to_lock(file.fileno()):  # noqa: ASYNC110  (a process that waits for the lock hears of no event)
            await asyncio.sleep(try_every_s)
        yield


def _try_to_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
