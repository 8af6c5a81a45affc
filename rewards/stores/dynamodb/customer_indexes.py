"""Searches by customer: pages of the indexes by time, and the orders that the index by creation lacks.

Only keys are read, so an index needs no more than KEYS_ONLY; the orders themselves are read from the tables.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.contract import EventType
from core.instants import IsoInstant
from rewards.errors import StoreUnavailable
from rewards.mapping.file_model import UpdatedForm
from rewards.mapping.rewards_mapping import ConcessionsMapping, PedMapping
from rewards.stores.dynamodb.codec import Item, decode
from rewards.stores.dynamodb.expressions import filtered, key_condition
from rewards.stores.dynamodb.item_keys import Key, event_time_prefix, text
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.dynamodb.undated_notes import UndatedNotes
from rewards.stores.dynamodb.updated_index import Range, text_ranges_between, updated_ranges
from rewards.stores.key_text import instant_text, joined
from rewards.stores.order_places import OrderPlace, PlaceIndex, PlacePage, PlaceQuery

_LOG = logging.getLogger(__name__)
_EVENT_TYPES = {PlaceIndex.EVENT_RESERVED: EventType.RESERVED, PlaceIndex.EVENT_ISSUED: EventType.ISSUED}
_RECHECKED_S = 60.0  # how long an index that does not exist is not asked for again
_FEW = 10  # undated rows that are not worth a further request
_INSTANT: TypeAdapter[Any] = TypeAdapter(IsoInstant)


class CustomerIndexes:
    """Reads the indexes by customer. All but the one by creation are optional."""

    def __init__(
        self, settings: DynamoDbSettings, calls: Calls, notes: UndatedNotes, *, now_s: Callable[[], float] = monotonic
    ) -> None:
        self._settings = settings
        self._calls = calls
        self._notes = notes
        self._now_s = now_s
        self._absent_since_s: dict[str, float] = {}
        self._is_created_key_projected = True  # until DynamoDB says otherwise

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        """Return the next places in an index, None if the table does not have it."""
        ped, concessions = self._settings.ped, self._settings.concessions
        match query.index:
            case PlaceIndex.CREATED:
                return await self._by_key(query, ped, ped.created_index, ped.created_key)
            case PlaceIndex.RESERVED:
                index, key = ped.reserved_index, ped.reserved_key
                return await self._if_present(index, lambda name: self._by_key(query, ped, name, key))
            case _:
                return await self._if_present(concessions.customer_index, lambda name: self._by_event(query, name))

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> list[str]:
        """Return the orders with a row that the index by creation lacks; see ``RowReader.undated_orders``."""
        table = self._settings.ped
        start = await self._notes.searched_from(updated_from)
        keys: dict[tuple[str, ...], None] = {}
        if table.updated_index is not None:
            async for item in self._updated_keys(table.updated_index, customer_id, start or updated_from):
                keys[_key_of(table, item)] = None
        if start is not None or table.updated_index is None:
            for key in await self._notes.of_customer(customer_id, updated_from=updated_from):
                keys[_key_of(table, key)] = None
        # A derived key is written to undated rows only; any other form has the dated rows among them.
        if keys and (table.updated_form is not UpdatedForm.DERIVED or len(keys) > _FEW):
            await self._remove_dated(keys, customer_id)
        return list(dict.fromkeys(order for order, *_ in keys))

    async def _updated_keys(self, index: str, customer_id: str, start: datetime) -> AsyncIterator[Item]:
        table = self._settings.ped
        for sort in updated_ranges(table, start):
            condition = key_condition(table.place("customerId", customer_id), sort)
            async for item in self._filtered_by_key(index, condition):
                yield item

    async def _filtered_by_key(self, index: str, condition: dict[str, Any]) -> AsyncIterator[Item]:
        """Yield the keys without the dated rows if the index projects ``created_key``, and with them otherwise."""
        table = self._settings.ped
        request = {"TableName": table.table, "IndexName": index}
        if self._is_created_key_projected:
            undated = filtered(condition, lambda names: f"attribute_not_exists({names.name(table.created_key)})")
            try:
                async for page in self._calls.pages("query", **request, **undated):
                    for item in page:
                        yield item
            except StoreUnavailable as error:
                if error.code != "storeRefused":
                    raise
                # DynamoDB refuses a filter by an attribute that the index does not hold; moto and ministack do not.
                self._is_created_key_projected = False
            else:
                return
        async for page in self._calls.pages("query", **request, **condition):
            for item in page:
                yield item

    async def _remove_dated(self, keys: dict[tuple[str, ...], None], customer_id: str) -> None:
        """Remove what the index by creation holds.

        It is read after the other one, and asked instead of the table: a row that is being dated, and has left the one
        index without having reached the other, stays among the keys.
        """
        table = self._settings.ped
        condition = key_condition(table.place("customerId", customer_id))
        request = {"TableName": table.table, "IndexName": table.created_index, "ScanIndexForward": False}
        async for page in self._calls.pages("query", **request, **condition):
            for item in page:
                keys.pop(_key_of(table, item), None)
            if not keys:
                return

    async def _if_present(self, index: str | None, read: Callable[[str], Awaitable[PlacePage]]) -> PlacePage | None:
        if index is None or self._now_s() - self._absent_since_s.get(index, -_RECHECKED_S) < _RECHECKED_S:
            return None
        try:
            return await read(index)
        except StoreUnavailable as error:
            if error.code != "storeRefused":
                raise
        self._absent_since_s[index] = self._now_s()
        _LOG.warning("the index %s cannot be read: searches by it read all orders of the customer", index)
        return None

    async def _by_event(self, query: PlaceQuery, index: str) -> PlacePage:
        table = self._settings.concessions
        kind = _EVENT_TYPES[query.index]
        if table.customer_form == "derived":
            return await self._by_key(query, table, index, table.customer_key, prefix=event_time_prefix(kind))
        found = {place async for place in self._recorded_events(query, index, kind)}
        ordered = sorted(found, reverse=query.is_descending)
        page = [place for place in ordered if _is_behind(place, query)][: query.limit]
        return PlacePage(tuple(page), page[-1] if page and page[-1] != ordered[-1] else None)

    async def _recorded_events(self, query: PlaceQuery, index: str, kind: EventType) -> AsyncIterator[OrderPlace]:
        """Yield the places of a window from an index by the time as its writers wrote it, in no usable order."""
        table = self._settings.concessions
        for sort in text_ranges_between(table.customer_key, query.window.start, query.window.end):
            condition = key_condition(table.place("customerId", query.customer_id), sort)
            async for page in self._calls.pages("query", TableName=table.table, IndexName=index, **condition):
                for row in (decode(item, table) for item in page):
                    at = _instant(row.get("eventTime"))
                    # Without a projected type any event may be one.
                    if at is not None and at in query.window and row.get("type", kind) == kind:
                        yield OrderPlace(at, row["businessReferenceId"])

    async def _by_key(
        self, query: PlaceQuery, table: PedMapping | ConcessionsMapping, index: str, key: str, *, prefix: str = ""
    ) -> PlacePage:
        sort = _range(query, key, prefix)
        if sort is None:
            return PlacePage()
        condition = key_condition(table.place("customerId", query.customer_id), sort)
        request: dict[str, Any] = {"ScanIndexForward": not query.is_descending, "Limit": query.limit}
        answer = await self._calls("query", TableName=table.table, IndexName=index, **request, **condition)
        found = (_place(_order(table, item), item[key]["S"], prefix) for item in answer["Items"])
        places = tuple(dict.fromkeys(found))
        return PlacePage(places, places[-1] if places and answer.get("LastEvaluatedKey") else None)


def _range(query: PlaceQuery, key: str, prefix: str) -> Range | None:
    """Return the range of keys ``prefix instant#order#...`` that is left, None if nothing is.

    Every key continues after its instant, which excludes the end of the range and includes its start.
    """
    start, end, after = query.window.start, query.window.end, query.after
    lower, upper = prefix + instant_text(start), prefix + instant_text(end)
    if after is not None and query.is_descending and after.at < end:
        if after.at < start:
            return None
        upper = f"{prefix}{instant_text(after.at)}#{joined(after.business_reference_id)}"
    elif after is not None and not query.is_descending and after.at >= start:
        if after.at >= end:
            return None
        # "$" follows "#" and precedes every character of an identifier in a key: behind this order.
        lower = f"{prefix}{instant_text(after.at)}#{joined(after.business_reference_id)}$"
    return key, "between", (text(lower), text(upper))


def _place(order: str, key: str, prefix: str) -> OrderPlace:
    return OrderPlace(datetime.fromisoformat(key.removeprefix(prefix).partition("#")[0]).astimezone(UTC), order)


def _is_behind(place: OrderPlace, query: PlaceQuery) -> bool:
    return query.after is None or (place < query.after if query.is_descending else place > query.after)


def _instant(recorded: object) -> datetime | None:
    try:
        at: datetime = _INSTANT.validate_python(recorded)
    except ValidationError:
        return None  # its order reports the malformed row
    return at


def _order(table: PedMapping | ConcessionsMapping, item: Item | Key) -> str:
    order: str = decode(item, table)["businessReferenceId"]
    return order


def _key_of(table: PedMapping, item: Item | Key) -> tuple[str, ...]:
    """Return the order of an item, and the parts of its key."""
    return _order(table, item), *(str(item[name]) for name in (table.partition_key, table.sort_key))
