"""Loading many rows: batches for PED and the tracker, transactions of many events for Concessions."""

from collections.abc import Iterable
from typing import Any

from rewards.errors import EventConflict
from rewards.rows import EventRow, LineItemRow, PedRow
from rewards.stores.base import LoadableRow, PutOutcome, RawRow
from rewards.stores.dynamodb.calls import Calls, ConditionFailed
from rewards.stores.dynamodb.events import Events
from rewards.stores.dynamodb.keys import Key, line_item_item, ped_item
from rewards.stores.dynamodb.ped import PedItems
from rewards.stores.dynamodb.settings import DynamoDbSettings

_ROWS_PER_BATCH = 25
_EVENTS_PER_TRANSACTION = 50  # two writes each, and a transaction takes a hundred


class BulkLoad:
    """One load. Rows wait here only until a request is full; nothing is mended in PED."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls) -> None:
        self._settings = settings
        self._calls = calls
        self._events = Events(settings, calls, PedItems(settings, calls))
        self._puts: dict[tuple[str, str, str], tuple[str, Key]] = {}
        self._waiting: dict[str, tuple[EventRow, RawRow]] = {}

    async def load(self, rows: Iterable[LoadableRow]) -> None:
        """Load all rows, in their order as far as it matters: the last PED or tracker row of a key stays.

        Raises:
            EventConflict: when an event id is known with other content.
            StoreUnavailable: when the tables cannot be written.
        """
        for loadable in rows:
            if isinstance(loadable.row, EventRow):
                await self._add_event(loadable.row, loadable.raw)
            else:
                await self._add_put(loadable.row, loadable.raw)
        await self._write_puts()
        await self._write_events()

    async def _add_put(self, row: PedRow | LineItemRow, raw: RawRow) -> None:
        settings = self._settings
        if isinstance(row, PedRow):
            table, sort_key, item = settings.ped.table, settings.ped.sort_key, ped_item(settings.ped, row, raw)
        else:
            table, sort_key = settings.line_items.table, settings.line_items.sort_key
            item = line_item_item(settings, row, raw)
        # A batch may not hold a key twice; the later row takes the place of the earlier one.
        self._puts[table, row.business_reference_id, item[sort_key]["S"]] = (table, item)
        if len(self._puts) == _ROWS_PER_BATCH:
            await self._write_puts()

    async def _add_event(self, event: EventRow, raw: RawRow) -> None:
        if event.event_id in self._waiting:
            await self._write_events()  # a transaction may not hold a key twice
        self._waiting[event.event_id] = (event, raw)
        if len(self._waiting) == _EVENTS_PER_TRANSACTION:
            await self._write_events()

    async def _write_puts(self) -> None:
        requests: dict[str, list[dict[str, Any]]] = {}
        for table, item in self._puts.values():
            requests.setdefault(table, []).append({"PutRequest": {"Item": item}})
        if requests:
            await self._calls.put_many(requests)
        self._puts.clear()

    async def _write_events(self) -> None:
        waiting = list(self._waiting.values())
        self._waiting.clear()
        if not waiting:
            return
        try:
            await self._insert(waiting)
        except ConditionFailed:  # some are known; which of them, each tells for itself
            for pair in waiting:
                await self._insert_or_replay(*pair)

    async def _insert_or_replay(self, event: EventRow, raw: RawRow) -> None:
        try:
            await self._insert([(event, raw)])
        except ConditionFailed as failure:
            if await self._events.known(failure, event, raw) is not PutOutcome.REPLAYED:
                raise EventConflict from failure

    async def _insert(self, events: list[tuple[EventRow, RawRow]]) -> None:
        writes = [write for pair in events for write in self._events.insertion(*pair)]
        await self._calls("transact_write_items", TransactItems=writes)
