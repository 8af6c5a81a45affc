"""Pauses between attempts: each longer than the one before, with jitter, and ended at once when the process stops."""

import asyncio
from random import SystemRandom

_RANDOM = SystemRandom()


class GrowingPause:
    """A pause that doubles up to a maximum, in seconds. ``stop`` ends it early."""

    def __init__(self, stop: asyncio.Event, *, first_s: float = 0.25, longest_s: float = 20.0) -> None:
        self._stop = stop
        self._first_s = first_s
        self._longest_s = longest_s
        self._attempt = 0

    def next_s(self) -> float:
        """Return the length of the next pause: between half of the doubled length and all of it.

        The jitter keeps several processes, which failed together, from trying again together.
        """
        full_s = min(self._first_s * 2.0**self._attempt, self._longest_s)
        self._attempt = min(self._attempt + 1, 32)
        return full_s * _RANDOM.uniform(0.5, 1)

    def reset(self) -> None:
        self._attempt = 0

    async def wait(self) -> None:
        await wait_or_stop(self._stop, self.next_s())


async def wait_or_stop(stop: asyncio.Event, seconds: float) -> None:
    """Return after this time, or at once when the process stops."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
