"""Storing an event: the event, the claim on its id and the repair of PED in one transaction.

``attribute_not_exists`` alone makes a delivery idempotent. A repeated delivery gets the same answer after any time and
from any process; a client request token would guarantee that for ten minutes only.
"""

import asyncio
from typing import Any
from weakref import WeakValueDictionary

from core.contract import EventType
from rewards.stores.base import PutOutcome, RawRow
from rewards.stores.content_digest import content_digest
from rewards.stores.dynamodb.codec import Item, decode
from rewards.stores.dynamodb.expressions import absent, key_condition
from rewards.stores.dynamodb.item_keys import benefit_prefix, claim_key, event_item, event_key, text
from rewards.stores.dynamodb.ped_items import PedItems
from rewards.stores.dynamodb.requests import Calls, ConditionFailed
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.ped_repair import may_repair, repair_fields
from rewards.stores.rows import EventRow, MalformedRow, PedRow, parse_row

_ATTEMPTS = 12  # reads of PED before giving up to writers of other processes


class EventItems:
    """The event writes of the running service. Within one process, deliveries for the same order are serialized."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls, ped: PedItems) -> None:
        self._settings = settings
        self._calls = calls
        self._ped = ped
        self._order_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def put(self, event: EventRow, raw: RawRow) -> PutOutcome:
        """Store one event.

        Raises:
            StoreUnavailable: if it could not be stored.
        """
        lock = self._order_locks.setdefault(event.business_reference_id, asyncio.Lock())
        async with lock:
            for attempt in range(_ATTEMPTS):
                writes = [*self.insertion(event, raw), *await self._repair_update(event)]
                try:
                    await self._calls("transact_write_items", TransactItems=writes)
                except ConditionFailed as failure:
                    if (outcome := await self.known(failure, event, raw)) is not None:
                        return outcome
                    await self._calls.wait(min(attempt, 3))  # PED was changed after it was read
                else:
                    return PutOutcome.CREATED
        raise self._calls.unavailable("storeBusy")

    def insertion(self, event: EventRow, raw: RawRow) -> list[dict[str, Any]]:
        """Return the two writes that store an event if its id is free; the claim comes first."""
        settings = self._settings
        claim = claim_key(settings, event.event_id) | {"content": text(content_digest(event, raw))}
        return [
            _put(settings.bookkeeping.table, claim, settings.bookkeeping.partition_key),
            _put(settings.concessions.table, event_item(settings, event, raw), settings.concessions.partition_key),
        ]

    async def known(self, failure: ConditionFailed, event: EventRow, raw: RawRow) -> PutOutcome | None:
        """Return what the event's id is stored with, or None if a different condition failed."""
        if failure.is_of(0):
            claim = await self._get(self._settings.bookkeeping.table, claim_key(self._settings, event.event_id))
            known = claim.get("content", {}).get("S")
        elif failure.is_of(1):  # stored by a writer that does not claim ids
            known = self._digest(await self._get(self._settings.concessions.table, event_key(self._settings, event)))
        else:
            return None
        return PutOutcome.REPLAYED if known == content_digest(event, raw) else PutOutcome.CONFLICT

    def _digest(self, item: Item) -> str | None:
        stored = decode(item, self._settings.concessions)
        try:
            return content_digest(parse_row(EventRow, stored), stored)
        except MalformedRow:
            return None

    async def _get(self, table: str, key: dict[str, Any]) -> Item:
        answer = await self._calls("get_item", TableName=table, Key=key, ConsistentRead=True)
        item: Item = answer.get("Item", {})
        return item

    async def _repair_update(self, event: EventRow) -> list[dict[str, Any]]:
        """Return the update of the benefit's PED row, empty if there is nothing to repair."""
        if not may_repair(event):
            return []
        seen = await self._ped.get(event.business_reference_id, *event.benefit_key)
        if not seen:
            return []
        row = self._ped.row(seen)
        is_latest = event.type == EventType.ISSUED and not await self._has_later_gift_card(event)
        try:
            changes = repair_fields(parse_row(PedRow, row), event, is_latest_gift_card=is_latest)
            update = self._ped.update(seen, changes)
        except MalformedRow:
            return []  # the event is valid and must be kept; reading the order will report the malformed PED row
        return [{"Update": update}] if update else []

    async def _has_later_gift_card(self, event: EventRow) -> bool:
        table = self._settings.concessions
        prefix = (table.sort_key, "prefix", (text(benefit_prefix(*event.benefit_key) + "#"),))
        condition = key_condition((table.partition_key, event.business_reference_id), prefix)
        place = (event.event_time, event.event_id)
        async for page in self._calls.pages("query", TableName=table.table, ConsistentRead=True, **condition):
            for item in page:
                other = _issuance(decode(item, table))
                if other is not None and (other.event_time, other.event_id) > place:
                    return True
        return False


def _issuance(raw: RawRow) -> EventRow | None:
    """Return the event if it is an issuance with a gift card. A malformed one is ignored."""
    if raw.get("type") != EventType.ISSUED or raw.get("gcId") is None:
        return None
    try:
        return parse_row(EventRow, raw)
    except MalformedRow:
        return None


def _put(table: str, item: dict[str, Any], key_attribute: str) -> dict[str, Any]:
    return {"Put": {"TableName": table, "Item": item, **absent(key_attribute)}}
