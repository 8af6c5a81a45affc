"""Loading many rows: in batches into PED and the tracker, concurrently into Concessions."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rewards.errors import EventConflict, RowNotStorable, StoreUnavailable
from rewards.stores.base import LoadableRow, PutOutcome, RawRow
from rewards.stores.content_digest import content_digest
from rewards.stores.dynamodb.codec import AttributeValue
from rewards.stores.dynamodb.event_writer import EventItems
from rewards.stores.dynamodb.item_keys import Key, claim_key, item_of
from rewards.stores.dynamodb.item_limits import require_storable
from rewards.stores.dynamodb.ped_items import PedItems
from rewards.stores.dynamodb.requests import Calls, ConditionFailed
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.dynamodb.undated_notes import UndatedNotes
from rewards.stores.loaded_orders import OnLoaded, unannounced
from rewards.stores.rows import EventRow, PedRow

_ROWS_PER_BATCH = 25
_EVENTS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class _Put:
    table: str
    item: Key
    order: str
    line_number: int | None


class BulkLoad:
    """One load. Rows are buffered only until a request is full; PED is not repaired."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls, on_loaded: OnLoaded = unannounced) -> None:
        self._settings = settings
        self._calls = calls
        self._on_loaded = on_loaded
        self._events = EventItems(settings, calls, PedItems(settings, calls))
        self._notes = UndatedNotes(settings, calls)
        self._puts: dict[tuple[str, str, str], _Put] = {}
        self._waiting: dict[str, LoadableRow] = {}

    async def load(self, rows: Iterable[LoadableRow]) -> None:
        """Load all rows, in order as far as it matters: of several PED or tracker rows with one key the last wins.

        Raises:
            EventConflict: if an event id is known with different content.
            RowNotStorable: if DynamoDB cannot hold a row.
            StoreUnavailable: if the tables cannot be written.
        """
        for loadable in rows:
            item, table = item_of(loadable, self._settings)
            require_storable(item, table)
            if isinstance(loadable.row, EventRow):
                await self._add_event(loadable.row.event_id, loadable)
            else:
                order = loadable.row.business_reference_id
                put = _Put(table.table, item, order, loadable.line_number)
                await self._add_put(put, [item[name] for name in (table.partition_key, table.sort_key)])
                if isinstance(loadable.row, PedRow) and loadable.row.created_at is None:
                    # A backfill may have completed, and this row may have been updated last before it began.
                    notes = self._settings.bookkeeping
                    note = _Put(notes.table, self._notes.note_of(loadable.row), order, loadable.line_number)
                    await self._add_put(note, [note.item[name] for name in (notes.partition_key, notes.sort_key)])
        await self._write_puts()
        await self._write_events()

    async def _add_put(self, put: "_Put", key: Sequence[AttributeValue]) -> None:
        # A batch must not hold a key twice; the later row replaces the earlier one.
        partition, sort = (str(part) for part in key)
        self._puts[put.table, partition, sort] = put
        if len(self._puts) == _ROWS_PER_BATCH:
            await self._write_puts()

    async def _add_event(self, event_id: str, loadable: LoadableRow) -> None:
        if event_id in self._waiting:
            await self._write_events()  # the order of two events with the same id must not be left to chance
        self._waiting[event_id] = loadable
        if len(self._waiting) == _EVENTS_AT_ONCE:
            await self._write_events()

    async def _write_puts(self) -> None:
        puts = list(self._puts.values())
        self._puts.clear()
        try:
            await self._put_all(puts)
        except StoreUnavailable as error:
            if error.code != "storeRefusedRow":
                raise
            for put in puts:  # for a batch, the service does not say which row it refuses
                with _refusals_named(put.line_number):
                    await self._put_all([put])
        finally:
            self._on_loaded({put.order for put in puts})

    async def _put_all(self, puts: Sequence["_Put"]) -> None:
        requests: dict[str, list[dict[str, Any]]] = {}
        for put in puts:
            requests.setdefault(put.table, []).append({"PutRequest": {"Item": put.item}})
        if requests:
            await self._calls.put_many(requests)

    async def _write_events(self) -> None:
        waiting = list(self._waiting.values())
        self._waiting.clear()
        settings = self._settings
        events = [(one.row, one.raw, one.line_number) for one in waiting if isinstance(one.row, EventRow)]
        keys = [claim_key(settings, event.event_id) for event, *_ in events]
        claims = await self._calls.get_many(settings.bookkeeping.table, keys)
        names = (settings.bookkeeping.partition_key, "content")
        known = {claim[names[0]]["S"]: claim[names[1]]["S"] for claim in claims}
        new = [
            one
            for key, one in zip(keys, events, strict=True)
            if not _is_known(known.get(key[names[0]]["S"]), (one[0], one[1]))
        ]
        ended = await asyncio.gather(*(self._store(*one) for one in new), return_exceptions=True)
        self._on_loaded({event.business_reference_id for event, *_ in events})
        for failure in (outcome for outcome in ended if outcome is not None):
            raise failure

    async def _store(self, event: EventRow, raw: RawRow, line_number: int | None) -> None:
        """Store an event, then claim its id. A load that stops between the two is completed by loading again.

        This is not a transaction: two puts cost half as much. A reader may see the event before its id is claimed.
        """
        claim, insertion = self._events.insertion(event, raw)
        try:
            with _refusals_named(line_number):
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


@contextmanager
def _refusals_named(line_number: int | None) -> Iterator[None]:
    """Raise a refusal as ``RowNotStorable`` with the line number; the service's own message may quote the row."""
    try:
        yield
    except StoreUnavailable as error:
        if error.code != "storeRefusedRow":
            raise
        reason = "refused by the database: a value that it cannot hold, or a table with other keys"
        raise RowNotStorable("the row", reason, line_number=line_number) from error


def _is_known(digest: str | None, pair: tuple[EventRow, RawRow]) -> bool:
    """Whether an event is already stored.

    Raises:
        EventConflict: if its id belongs to an event with different content.
    """
    if digest is not None and digest != content_digest(*pair):
        raise EventConflict
    return digest is not None
