"""Which orders a load has changed, for whoever holds cached copies of them."""

from collections.abc import Callable, Collection

_MOST_NAMED = 10_000  # orders; beyond that, any order may have changed
OnLoaded = Callable[[Collection[str] | None], None]


def unannounced(_: Collection[str] | None) -> None:
    """Do nothing when rows are loaded: nobody holds a cached copy of their orders."""


class LoadedOrders:
    """The orders of the rows of one transaction, limited in number as a file may be of any size."""

    def __init__(self) -> None:
        self._orders: set[str] = set()

    def add(self, business_reference_id: str) -> None:
        if len(self._orders) <= _MOST_NAMED:
            self._orders.add(business_reference_id)

    @property
    def named(self) -> Collection[str] | None:
        """Return the orders, or None if there are too many to name."""
        return self._orders if len(self._orders) <= _MOST_NAMED else None
