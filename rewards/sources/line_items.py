"""Reads LineItemsBenefitTracker: what each line item is due and has received."""

from core.contract import SourceName
from rewards.sources.base import Contribution, SourceKind, is_immediate
from rewards.stores.base import RowReader
from rewards.stores.rows import LineItemRow, parse_row


class StoredLineItems:
    """The tracker, read from a store."""

    name = SourceName.LINE_ITEMS.value
    kind = SourceKind.LINE_ITEMS

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        rows = await self._store.line_items_of_order(business_reference_id)
        return Contribution(items=tuple(parse_row(LineItemRow, row) for row in rows))
