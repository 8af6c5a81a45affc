"""Reads PromotionExecutionDetails: what was promised, and the latest state that PED holds."""

from collections.abc import Sequence
from datetime import datetime

from core.contract import SourceName
from rewards.sources.base import Contribution, FirstOwner, SourceKind, is_immediate
from rewards.stores.base import RowReader
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.ped_records import read_record
from rewards.stores.rows import PedRow, parse_owner
from rewards.stores.unreadable_rows import read_rows, without_ambiguous


class StoredPed:
    """PED, read from a store."""

    name = SourceName.PED.value
    kind = SourceKind.PROMISES

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        raws = await self._store.ped_of_order(business_reference_id)
        read = read_rows(PedRow, raws, source=self.name, order=business_reference_id)
        read = without_ambiguous(read, source=self.name)
        records = tuple(read_record(raw, order=business_reference_id) for raw in raws)
        return Contribution(ped=read.rows, unreadable=read.unreadable, records=records)

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        return FirstOwner(parse_owner(await self._store.ped_owner_of_order(business_reference_id)))

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return await self._store.order_places(query)

    async def undated(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        return await self._store.undated_orders(customer_id, updated_from=updated_from)
