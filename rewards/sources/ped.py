"""Reads PromotionExecutionDetails: what was promised, and the latest state that PED holds."""

import asyncio
from datetime import datetime

from core.contract import SourceName
from core.windows import Window
from rewards.sources.base import Contribution, CustomerRows, FirstOwner, SourceKind, is_immediate
from rewards.stores.base import RowReader, Rows
from rewards.stores.rows import MalformedRow, PedRow, parse_owner, parse_row

_ROWS_PER_SLICE = 200  # rows parsed before yielding to the event loop: a customer may have many thousands


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

    async def created_in(self, customer_id: str, window: Window) -> CustomerRows:
        return await _parse_rows(await self._store.ped_created_in(customer_id, window))

    async def undated(self, customer_id: str, *, updated_from: datetime) -> CustomerRows:
        return await _parse_rows(await self._store.ped_undated(customer_id, updated_from=updated_from))


async def _parse_rows(raws: Rows) -> CustomerRows:
    rows: list[PedRow] = []
    malformed = 0
    for place, raw in enumerate(raws, start=1):
        try:
            rows.append(parse_row(PedRow, raw))
        except MalformedRow:
            malformed += 1
        if place % _ROWS_PER_SLICE == 0:
            await asyncio.sleep(0)
    return CustomerRows(tuple(rows), malformed)
