"""Reads PromotionExecutionDetails: what was promised, and the latest state that PED holds."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from core.contract import SourceName
from core.windows import Window
from rewards.sources.base import Contribution, FirstOwner, SourceKind, is_immediate
from rewards.stores.base import RowReader, Rows
from rewards.stores.ped_records import PedRecord, read_record
from rewards.stores.rows import PedRow, parse_owner
from rewards.stores.unreadable_rows import ReadRows, UnreadableRow, read_row, read_rows, without_ambiguous

_ROWS_PER_SLICE = 200  # rows parsed before yielding to the event loop: a customer may have many thousands


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
        return Contribution(ped=read.rows, unreadable=read.unreadable)

    async def records_of_order(self, business_reference_id: str) -> Sequence[PedRecord]:
        raws = await self._store.ped_of_order(business_reference_id)
        return [read_record(raw, order=business_reference_id) for raw in raws]

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        return FirstOwner(parse_owner(await self._store.ped_owner_of_order(business_reference_id)))

    async def created_in(self, customer_id: str, window: Window) -> ReadRows[PedRow]:
        return await self._read_rows(await self._store.ped_created_in(customer_id, window))

    async def undated(self, customer_id: str, *, updated_from: datetime) -> ReadRows[PedRow]:
        return await self._read_rows(await self._store.ped_undated(customer_id, updated_from=updated_from))

    async def _read_rows(self, raws: Rows) -> ReadRows[PedRow]:
        rows: list[PedRow] = []
        unreadable: list[UnreadableRow] = []
        for place, raw in enumerate(raws, start=1):
            row = read_row(PedRow, raw, source=self.name)
            if isinstance(row, UnreadableRow):
                unreadable.append(row)
            else:
                rows.append(row)
            if place % _ROWS_PER_SLICE == 0:
                await asyncio.sleep(0)
        return ReadRows(tuple(rows), tuple(unreadable))
