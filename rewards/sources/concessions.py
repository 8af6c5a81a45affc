"""Reads Concessions: one immutable event per movement of cashback."""

from collections.abc import Sequence

from core.contract import SourceName
from rewards.sources.base import Contribution, FirstOwner, SourceKind, is_immediate
from rewards.stores.base import RowReader
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import EventRow, parse_owner, parse_row


class StoredConcessions:
    """The event log, read from a store."""

    name = SourceName.CONCESSIONS.value
    kind = SourceKind.EVENTS

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        rows = await self._store.events_of_order(business_reference_id)
        return Contribution(events=tuple(parse_row(EventRow, row) for row in rows))

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        return FirstOwner(parse_owner(await self._store.event_owner_of_order(business_reference_id)))

    async def of_gift_card(self, gift_card_id: str) -> Sequence[EventRow]:
        rows = await self._store.events_of_gift_card(gift_card_id)
        return [parse_row(EventRow, row) for row in rows]

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return await self._store.order_places(query)
