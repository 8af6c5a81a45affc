"""Tells, within this process, that an order has changed, to those who are following it."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class TooManyFollowers(Exception):
    """As many follow as the process bears."""


class Follower:
    """Hears that an order has changed. It keeps one mark, not a queue: who is slow hears of many changes as of one."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        self._changed.set()

    async def changed(self, *, within_s: float) -> bool:
        """Return when the order has changed since the last call, or after so long: False then."""
        try:
            async with asyncio.timeout(within_s):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True


class ChangeNotifier:
    """The orders that are being followed, and who follows each."""

    def __init__(self, *, max_followers: int) -> None:
        self._max_followers = max_followers
        self._followers: dict[str, set[Follower]] = {}
        self._count = 0

    @property
    def follower_count(self) -> int:
        return self._count

    def publish(self, business_reference_ids: Iterable[str]) -> None:
        """Tell the followers of these orders; returns at once, whoever follows."""
        for order in set(business_reference_ids):
            for follower in self._followers.get(order, ()):
                follower.notify()

    @contextmanager
    def following(self, business_reference_id: str) -> Iterator[Follower]:
        """Follow an order for as long as the context lasts; the place is taken as it is looked for.

        Raises:
            TooManyFollowers: when the process bears no more followers.
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
