"""Reads LineItemsBenefitTracker: what each line item is due and has received."""

from core.contract import SourceName
from rewards.sources.base import Contribution, SourceKind, is_immediate
from rewards.stores.base import RowReader
from rewards.stores.rows import LineItemRow
from rewards.stores.unreadable_rows import read_many, without_ambiguous


class StoredLineItems:
    """The tracker, read from a store."""

    name = SourceName.LINE_ITEMS.value
    kind = SourceKind.LINE_ITEMS

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        raws = await self._store.line_items_of_order(business_reference_id)
        read = await read_many(LineItemRow, raws, source=self.name, order=business_reference_id)
        read = without_ambiguous(read, source=self.name)
        return Contribution(items=read.rows, unreadable=read.unreadable)
