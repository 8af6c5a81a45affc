"""Reads Concessions: one immutable event per movement of cashback."""

from core.contract import SourceName
from rewards.sources.base import Contribution, FirstOwner, SourceKind, is_immediate
from rewards.stores.base import RowReader
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import EventRow, parse_owner
from rewards.stores.unreadable_rows import ReadRows, read_many


class StoredConcessions:
    """The event log, read from a store."""

    name = SourceName.CONCESSIONS.value
    kind = SourceKind.EVENTS

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self.is_immediate = is_immediate(store)

    async def of_order(self, business_reference_id: str) -> Contribution:
        raws = await self._store.events_of_order(business_reference_id)
        read = await read_many(EventRow, raws, source=self.name, order=business_reference_id)
        return Contribution(events=read.rows, unreadable=read.unreadable)

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        return FirstOwner(parse_owner(await self._store.event_owner_of_order(business_reference_id)))

    async def of_gift_card(self, gift_card_id: str) -> ReadRows[EventRow]:
        return await read_many(EventRow, await self._store.events_of_gift_card(gift_card_id), source=self.name)

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return await self._store.order_places(query)
