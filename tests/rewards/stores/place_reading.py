"""Reads the indexes by customer to their end."""

from core.windows import Window
from rewards.stores.base import RowReader
from rewards.stores.order_places import OrderPlace, PlaceIndex, PlaceQuery
from tests.rewards.world import CUSTOMER


async def places_of(
    store: RowReader,
    window: Window,
    index: PlaceIndex = PlaceIndex.CREATED,
    *,
    customer: str = CUSTOMER,
    limit: int = 100,
    is_descending: bool = False,
    after: OrderPlace | None = None,
) -> list[OrderPlace]:
    """Return all places of a window, in the order in which the pages have them."""
    found: list[OrderPlace] = []
    while True:
        query = PlaceQuery(customer, index, window, is_descending=is_descending, limit=limit, after=after)
        page = await store.order_places(query)
        assert page is not None
        found += page.places
        if page.next_after is None:
            return found
        after = page.next_after
