"""Loading many rows: batches for PED and the tracker, events side by side for Concessions."""

import asyncio
from collections.abc import Iterable
from typing import Any

from rewards.errors import EventConflict
from rewards.rows import EventRow, LineItemRow, PedRow
from rewards.stores.base import LoadableRow, PutOutcome, RawRow
from rewards.stores.content import content_digest
from rewards.stores.dynamodb.calls import Calls, ConditionFailed
from rewards.stores.dynamodb.events import Events
from rewards.stores.dynamodb.keys import Key, claim_key, line_item_item, ped_item
from rewards.stores.dynamodb.ped import PedItems
from rewards.stores.dynamodb.settings import DynamoDbSettings

_ROWS_PER_BATCH = 25
_EVENTS_AT_ONCE = 50


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
            await self._write_events()  # which of two under one id came first must not be left to chance
        self._waiting[event.event_id] = (event, raw)
        if len(self._waiting) == _EVENTS_AT_ONCE:
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
        settings = self._settings
        keys = [claim_key(settings, event.event_id) for event, _ in waiting]
        claims = await self._calls.get_many(settings.bookkeeping.table, keys)
        names = (settings.bookkeeping.partition_key, "content")
        known = {claim[names[0]]["S"]: claim[names[1]]["S"] for claim in claims}
        new = [
            pair for key, pair in zip(keys, waiting, strict=True) if not _is_known(known.get(key[names[0]]["S"]), pair)
        ]
        ended = await asyncio.gather(*(self._store(*pair) for pair in new), return_exceptions=True)
        for failure in (outcome for outcome in ended if outcome is not None):
            raise failure

    async def _store(self, event: EventRow, raw: RawRow) -> None:
        """Store an event, then claim its id. A load that stops between the two is healed by loading again.

        This is no transaction because a load has no reader to answer to, and two puts cost half of one.
        """
        claim, insertion = self._events.insertion(event, raw)
        try:
            await self._calls("put_item", **insertion["Put"])
        except ConditionFailed as failure:
            await self._require_replay(ConditionFailed(("None", *failure.reasons)), event, raw)
        try:
            await self._calls("put_item", **claim["Put"])
        except ConditionFailed as failure:
            await self._require_replay(failure, event, raw)

    async def _require_replay(self, failure: ConditionFailed, event: EventRow, raw: RawRow) -> None:
        if await self._events.known(failure, event, raw) is not PutOutcome.REPLAYED:
            raise EventConflict from failure


def _is_known(digest: str | None, pair: tuple[EventRow, RawRow]) -> bool:
    """Tell whether an event is stored already.

    Raises:
        EventConflict: when its id stands for another one.
    """
    if digest is not None and digest != content_digest(*pair):
        raise EventConflict
    return digest is not None
