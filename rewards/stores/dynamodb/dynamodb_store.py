"""The store on DynamoDB: the same protocols as the embedded store, over tables that may already exist.

Reads by order are strongly consistent: acknowledged events are visible. Indexes are not, and may project keys only, so
they are queried for keys, and the rows are then read from the table.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

from core.structured_concurrency import run_all
from rewards.mapping.rewards_mapping import ConcessionsMapping, PedMapping, StoredTable
from rewards.stores.base import LoadableRow, PedPage, PutOutcome, RawRow, Rows, SegmentProgress
from rewards.stores.dynamodb import tables
from rewards.stores.dynamodb.bulk_load import BulkLoad
from rewards.stores.dynamodb.codec import Item, decode
from rewards.stores.dynamodb.consumer_positions import ConsumerPositionItems
from rewards.stores.dynamodb.customer_indexes import CustomerIndexes
from rewards.stores.dynamodb.event_writer import EventItems
from rewards.stores.dynamodb.expressions import key_condition
from rewards.stores.dynamodb.item_keys import item_of
from rewards.stores.dynamodb.item_limits import require_storable
from rewards.stores.dynamodb.ped_items import PedItems
from rewards.stores.dynamodb.ped_scan import PedScan
from rewards.stores.dynamodb.requests import LOAD_RETRIES, REQUEST_RETRIES, Calls, Pause, RetryPolicy
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.dynamodb.undated_notes import UndatedNotes
from rewards.stores.dynamodb.worklist_items import WorklistItems
from rewards.stores.dynamodb.write_check import require_writable
from rewards.stores.loaded_orders import OnLoaded, unannounced
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import EventRow
from rewards.stores.worklist_index import IndexedEntry, WorklistQuery

_Outcome = TypeVar("_Outcome")
_ORDERS_AT_ONCE = 16


class DynamoDbStore:
    """A store of the three databases in DynamoDB. Its asynchronous methods work inside ``connected``.

    ``load``, ``is_empty``, ``create_tables`` and ``verify`` are for commands: they block and connect themselves.
    """

    def __init__(self, settings: DynamoDbSettings, *, pause: Pause = asyncio.sleep) -> None:
        self._settings = settings
        self._calls = Calls(settings, pause=pause)
        self._ped = PedItems(settings, self._calls)
        self._events = EventItems(settings, self._calls, self._ped)
        self._consumers = ConsumerPositionItems(settings, self._calls)
        self._notes = UndatedNotes(settings, self._calls)
        self._customers = CustomerIndexes(settings, self._calls, self._notes)
        self._backfill = PedScan(settings, self._calls)
        self._worklist = WorklistItems(settings, self._calls)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Hold the connections to DynamoDB while the block runs.

        Raises:
            StoreUnavailable: if the configuration is not sufficient to connect.
        """
        async with self._calls.connected():
            yield

    async def check_readable(self) -> None:
        await tables.verify(self._settings, self._calls)

    async def check(self) -> None:
        await self.check_readable()
        await require_writable(self._settings, self._calls)

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return await self._of_order(self._settings.ped, business_reference_id)

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return await self._of_order(self._settings.line_items, business_reference_id)

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return await self._of_order(self._settings.concessions, business_reference_id)

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        return await self._owner(self._settings.ped, business_reference_id)

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        return await self._owner(self._settings.concessions, business_reference_id)

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        table = self._settings.concessions
        condition = key_condition(table.place("gcId", gift_card_id))
        return [decode(item, table) for item in await self._by_index(table, table.gift_card_index, condition)]

    async def order_places(self, query: PlaceQuery) -> PlacePage | None:
        return await self._customers.places(query)

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        return await self._customers.undated_orders(customer_id, updated_from=updated_from)

    async def put_event(self, event: EventRow, raw: RawRow) -> PutOutcome:
        return await self._events.put(event, raw)

    async def put_events(self, events: Sequence[tuple[EventRow, RawRow]]) -> Sequence[PutOutcome]:
        outcomes: dict[int, PutOutcome] = {}
        slots = asyncio.Semaphore(_ORDERS_AT_ONCE)

        async def put_in_turn(positions: Sequence[int]) -> None:
            async with slots:
                for position in positions:
                    outcomes[position] = await self._events.put(*events[position])

        first, repeats = _by_order(events)
        await run_all(put_in_turn(positions) for positions in first)
        await put_in_turn(repeats)
        return [outcomes[position] for position in range(len(events))]

    async def ped_segment(self, segment: int, *, segments: int, after: str | None, limit: int) -> PedPage:
        return await self._backfill.ped_segment(segment, segments=segments, after=after, limit=limit)

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        return await self._ped.add(seen, additions)

    async def backfill_progress(self) -> Sequence[SegmentProgress]:
        return await self._backfill.progress()

    async def save_backfill_progress(self, progress: SegmentProgress) -> None:
        await self._backfill.save(progress)

    async def clear_backfill_progress(self) -> None:
        await self._backfill.clear()

    async def consumer_positions(self, stream: str) -> Mapping[str, str]:
        return await self._consumers.read(stream)

    async def save_consumer_position(self, stream: str, shard: str, position: str) -> None:
        await self._consumers.save(stream, shard, position)

    async def delete_consumer_positions(self, stream: str, shards: Collection[str]) -> None:
        await self._consumers.delete(stream, shards)

    async def worklist_of_order(self, business_reference_id: str) -> Sequence[IndexedEntry]:
        return await self._worklist.of_order(business_reference_id)

    async def replace_worklist(
        self, business_reference_id: str, *, seen: Sequence[IndexedEntry], entries: Sequence[IndexedEntry]
    ) -> bool:
        return await self._worklist.replace(business_reference_id, seen=seen, entries=entries)

    async def worklist(self, query: WorklistQuery) -> Sequence[IndexedEntry]:
        return await self._worklist.page(query)

    async def note_undated(self, raw: RawRow) -> None:
        await self._notes.note(raw)

    async def complete_backfill(self, *, started_at: datetime) -> None:
        await self._notes.complete(started_at)

    def load(self, rows: Iterable[LoadableRow], *, on_loaded: OnLoaded = unannounced) -> None:
        """Load rows in batches: a DynamoDB transaction is too small for a whole file.

        Raises:
            EventConflict: if an event id is known with different content; earlier rows may have been loaded.
            RowNotStorable: if DynamoDB cannot hold a row; earlier rows may have been loaded.
            StoreUnavailable: if the tables cannot be written. Loading the same rows again is safe.
        """
        self._blocking(lambda calls: BulkLoad(self._settings, calls, on_loaded).load(rows), retries=LOAD_RETRIES)

    def require_storable(self, loadable: LoadableRow) -> None:
        require_storable(*item_of(loadable, self._settings))

    async def ped_estimate(self) -> int | None:
        return await self._backfill.estimate()

    @property
    def throttled_requests(self) -> int:
        return self._calls.throttled

    def is_empty(self) -> bool:
        return self._blocking(lambda calls: tables.are_empty(self._settings, calls))

    def create_tables(self) -> None:
        """Create missing tables with their indexes, and wait until they are active.

        Raises:
            StoreUnavailable: if that fails.
        """
        self._blocking(lambda calls: tables.create(self._settings, calls))

    def verify(self) -> None:
        """Raise unless every table and index can be read.

        Raises:
            StoreUnavailable: with the reason.
        """
        self._blocking(lambda calls: tables.verify(self._settings, calls))

    def close(self) -> None:
        """Do nothing: ``connected`` closes its connections itself."""

    def _blocking(self, work: "tables.Work[_Outcome]", *, retries: RetryPolicy = REQUEST_RETRIES) -> _Outcome:
        async def connected_work() -> _Outcome:
            calls = Calls(self._settings, retries=retries)
            async with calls.connected():
                return await work(calls)

        # On a separate thread, because the caller's may already run an event loop.
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="dynamodb-command") as thread:
            return thread.submit(lambda: asyncio.run(connected_work())).result()

    async def _of_order(self, table: StoredTable, business_reference_id: str) -> list[RawRow]:
        condition = key_condition(table.place("businessReferenceId", business_reference_id))
        pages = self._calls.pages("query", TableName=table.table, ConsistentRead=True, **condition)
        return [decode(item, table) async for page in pages for item in page]

    async def _owner(self, table: PedMapping | ConcessionsMapping, business_reference_id: str) -> list[RawRow]:
        order = table.place("businessReferenceId", business_reference_id)
        query = key_condition(order, projected=(table.attribute("customerId"),))
        answer = await self._calls("query", TableName=table.table, ConsistentRead=True, Limit=1, **query)
        return [{"customerId": decode(item, table).get("customerId")} for item in answer["Items"]]

    async def _by_index(
        self, table: PedMapping | ConcessionsMapping, index: str, condition: dict[str, Any]
    ) -> list[Item]:
        """Return the complete items of a range of an index, in index order."""
        key_attributes = (table.partition_key, table.sort_key)
        pages = self._calls.pages("query", TableName=table.table, IndexName=index, **condition)
        keys = [{name: item[name] for name in key_attributes} async for page in pages for item in page]
        items = await self._calls.get_many(table.table, keys)
        by_key = {tuple(str(item[name]) for name in key_attributes): item for item in items}
        places = (tuple(str(key[name]) for name in key_attributes) for key in keys)
        return [by_key[place] for place in places if place in by_key]


def _by_order(events: Sequence[tuple[EventRow, RawRow]]) -> tuple[list[list[int]], list[int]]:
    """Return the positions of a batch's events grouped by order, and those of repeated ids, which must be put last."""
    groups: dict[str, list[int]] = {}
    repeats: list[int] = []
    seen: set[str] = set()
    for position, (event, _) in enumerate(events):
        if event.event_id in seen:
            repeats.append(position)
        else:
            groups.setdefault(event.business_reference_id, []).append(position)
        seen.add(event.event_id)
    return list(groups.values()), repeats
