"""Notifications of changed orders, within this process."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import uniform


class TooManyFollowers(Exception):
    """The maximum number of followers is reached."""


class Follower:
    """A subscription to one order. It holds one flag, not a queue: a slow follower sees many changes as one."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        self._changed.set()

    async def changed(self, *, within_s: float) -> bool:
        """Wait for a change since the last call; return False if there is none within ``within_s`` seconds."""
        try:
            async with asyncio.timeout(within_s):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True


class ChangeNotifier:
    """The followers of every followed order."""

    def __init__(self, *, max_followers: int) -> None:
        self._max_followers = max_followers
        self._followers: dict[str, set[Follower]] = {}
        self._count = 0

    @property
    def follower_count(self) -> int:
        return self._count

    def notify(self, business_reference_ids: Iterable[str]) -> None:
        """Notify the followers of these orders, without waiting for them."""
        for order in set(business_reference_ids):
            for follower in self._followers.get(order, ()):
                follower.notify()

    def notify_all(self, *, within_s: float) -> None:
        """Notify all followers, spread over ``within_s`` seconds, as each of them reads its order."""
        loop = asyncio.get_running_loop()
        for followers in self._followers.values():
            delay_s = uniform(0, within_s)  # noqa: S311  (no secret)
            for follower in followers:  # those of one order share a read
                loop.call_later(delay_s, follower.notify)

    @contextmanager
    def following(self, business_reference_id: str) -> Iterator[Follower]:
        """Follow an order while the context lasts; checking the limit and taking a place are one step.

        Raises:
            TooManyFollowers: if the maximum number of followers is reached.
        """
        if self._count >= self._max_followers:
            raise TooManyFollowers
        follower = Follower()
        self._followers.setdefault(business_reference_id, set()).add(follower)
        self._count += 1
        try:
            yield follower
        finally:
            self._count -= 1
            others = self._followers[business_reference_id]
            others.remove(follower)
            if not others:
                del self._followers[business_reference_id]
