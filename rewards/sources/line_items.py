"""Reads LineItemsBenefitTracker: what each line item was due and got."""

from rewards.contract import SourceName
from rewards.rows import LineItemRow, parse_row
from rewards.sources.base import Contribution, Kind, is_immediate
from rewards.stores.base import RowReader


class StoredLineItems:
    """The tracker in a store."""

    name = SourceName.LINE_ITEMS.value
    kind = Kind.LINE_ITEMS

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        rows = await self._store.line_items_of_order(business_reference_id)
        return Contribution(items=tuple(parse_row(LineItemRow, row) for row in rows))
