"""Reads PromotionExecutionDetails: what was promised, and the latest state that PED holds."""

from collections.abc import Sequence
from datetime import datetime

from core.contract import SourceName
from rewards.sources.base import Contribution, FirstOwner, SourceKind, is_immediate
from rewards.stores.base import RowReader
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import PedRow, parse_owner, parse_row


class StoredPed:
    """PED, read from a store."""

    name = SourceName.PED.value
    kind = SourceKind.PROMISES

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        rows = await self._store.ped_of_order(business_reference_id)
        return Contribution(ped=tuple(parse_row(PedRow, row) for row in rows))

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        return FirstOwner(parse_owner(await self._store.ped_owner_of_order(business_reference_id)))

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return await self._store.order_places(query)

    async def undated(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        return await self._store.undated_orders(customer_id, updated_from=updated_from)
