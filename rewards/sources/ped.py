"""Reads PromotionExecutionDetails: what was promised, and the last that PED remembers of it."""

from collections.abc import Sequence
from datetime import datetime

from rewards.contract import SourceName
from rewards.rows import PedRow, parse_row
from rewards.sources.base import Contribution, Kind, is_immediate
from rewards.stores.base import RowReader
from rewards.window import Window


class StoredPed:
    """PED in a store."""

    name = SourceName.PED.value
    kind = Kind.PROMISES

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        rows = await self._store.ped_of_order(business_reference_id)
        return Contribution(ped=tuple(parse_row(PedRow, row) for row in rows))

    async def created_in(self, customer_id: str, window: Window) -> Sequence[PedRow]:
        rows = await self._store.ped_created_in(customer_id, window)
        return [parse_row(PedRow, row) for row in rows]

    async def undated(self, customer_id: str, *, updated_from: datetime) -> Sequence[PedRow]:
        rows = await self._store.ped_undated(customer_id, updated_from=updated_from)
        return [parse_row(PedRow, row) for row in rows]
