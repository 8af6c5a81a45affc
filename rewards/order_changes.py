"""Publication of changed orders: the one call that every writer makes after its change is durable."""

from collections.abc import Collection
from typing import Protocol

from rewards.change_notifier import ChangeNotifier
from rewards.order_reader import OrderReader


class OrderChanges(Protocol):
    """Where writers publish the orders that they have changed."""

    async def publish(self, business_reference_ids: Collection[str]) -> None: ...


class LocalChanges:
    """Publication within this process."""

    def __init__(self, orders: OrderReader, notifier: ChangeNotifier) -> None:
        self._orders = orders
        self._notifier = notifier

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        await self._orders.invalidate(business_reference_ids)
        self._notifier.publish(business_reference_ids)
