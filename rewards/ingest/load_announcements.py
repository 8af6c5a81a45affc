"""Announces the orders of loaded rows to the running replicas, from a thread: a load blocks the one that it runs in."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Thread

from rewards.order_changes import RunningChanges
from rewards.stores.loaded_orders import OnLoaded


@contextmanager
def announcing(changes: RunningChanges) -> Iterator[OnLoaded]:
    """Yield what announces loaded orders; at the end of the block all of them are announced, if that is possible.

    Announcing waits for nothing. What cannot be sent for now is kept: a limited number of orders, then "every order".
    """
    loop = asyncio.new_event_loop()
    loaded: asyncio.Queue[Collection[str] | _End | None] = asyncio.Queue()
    thread = Thread(target=loop.run_until_complete, args=[_announce(changes, loaded)], name="load-announcements")
    thread.start()

    def announce(orders: Collection[str] | None) -> None:
        loop.call_soon_threadsafe(loaded.put_nowait, orders)

    try:
        yield announce
    finally:
        loop.call_soon_threadsafe(loaded.put_nowait, _End())
        thread.join()
        loop.close()


class _End:
    """Follows the last orders."""


async def _announce(changes: RunningChanges, loaded: "asyncio.Queue[Collection[str] | _End | None]") -> None:
    async with changes.running():
        while not isinstance(orders := await loaded.get(), _End):
            if orders is None:
                await changes.publish_every_order()
            else:
                await changes.publish(orders)
