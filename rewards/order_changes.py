"""Publication of changed orders: the one call that every writer makes after its change is durable."""

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Protocol

from rewards.change_notifier import ChangeNotifier
from rewards.order_reader import OrderReader

SPREAD_S = 0.5  # over which followers read again when any order may have changed


class OrderChanges(Protocol):
    """Where writers publish the orders that they have changed."""

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        """Have these orders read again: drop them from the caches, and notify the live streams that follow them.

        Call it after the change is durable, and also when it is not known whether it is: a change that is published
        twice, or that did not happen, costs a read. It raises nothing, and waits for no other process for long.
        """
        ...

    async def publish_every_order(self) -> None:
        """Do the same for all orders: it is not known which of them have changed."""
        ...


class RunningChanges(OrderChanges, Protocol):
    """Changes of a process, which exchanges them with others, if there are any, while ``running``."""

    def running(self) -> AbstractAsyncContextManager[None]: ...


class LocalEffects(Protocol):
    """What a change does within one process: what is held of the order is dropped, and its followers are notified."""

    def drop(self, business_reference_ids: Collection[str]) -> None: ...

    def drop_all(self) -> None: ...

    def notify(self, business_reference_ids: Collection[str]) -> None: ...

    def notify_all(self, *, within_s: float) -> None:
        """Notify the followers of every order, spread over this time."""
        ...


class ReaderEffects:
    """The effects in a process that serves orders and live streams."""

    def __init__(self, orders: OrderReader, notifier: ChangeNotifier) -> None:
        self._orders = orders
        self._notifier = notifier

    def drop(self, business_reference_ids: Collection[str]) -> None:
        self._orders.invalidate(business_reference_ids)

    def drop_all(self) -> None:
        self._orders.invalidate_all()

    def notify(self, business_reference_ids: Collection[str]) -> None:
        self._notifier.notify(business_reference_ids)

    def notify_all(self, *, within_s: float) -> None:
        self._notifier.notify_all(within_s=within_s)


class NoEffects:
    """The effects in a process that only writes: none."""

    def drop(self, business_reference_ids: Collection[str]) -> None: ...

    def drop_all(self) -> None: ...

    def notify(self, business_reference_ids: Collection[str]) -> None: ...

    def notify_all(self, *, within_s: float) -> None: ...


class LocalChanges:
    """Publication within one process, which shares its orders with no other."""

    def __init__(self, local: LocalEffects) -> None:
        self._local = local

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        self._local.drop(business_reference_ids)
        self._local.notify(business_reference_ids)

    async def publish_every_order(self) -> None:
        self._local.drop_all()
        self._local.notify_all(within_s=SPREAD_S)

    def running(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()
