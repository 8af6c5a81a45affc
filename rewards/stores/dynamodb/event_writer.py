"""Storing an event: the event, the claim on its id and the repair of PED in one transaction.

``attribute_not_exists`` alone makes a delivery idempotent. A repeated delivery gets the same answer after any time and
from any process; a client request token would guarantee that for ten minutes only. A claim names the delivery that made
it: when the answer of a write is lost and the write is sent again, the event is new all the same, and counted once.
"""

import asyncio
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

from core.contract import EventType
from rewards.stores.base import LoadableRow, PutOutcome, RawRow
from rewards.stores.content_digest import content_digest
from rewards.stores.dynamodb.codec import Item, decode
from rewards.stores.dynamodb.expressions import absent, key_condition
from rewards.stores.dynamodb.item_keys import claim_key, item_of, key_of, text
from rewards.stores.dynamodb.ped_items import PedItems
from rewards.stores.dynamodb.requests import Calls, ConditionFailed
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.ped_repair import depends_on_later_cards, may_repair, repair_fields
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
            RowNotStorable: see ``item_of``.
            StoreUnavailable: if it could not be stored.
        """
        delivery = uuid4().hex
        lock = self._order_locks.setdefault(event.business_reference_id, asyncio.Lock())
        async with lock:
            for attempt in range(_ATTEMPTS):
                writes = [*self.insertion(event, raw, delivery), *await self._repair_update(event, raw)]
                try:
                    await self._calls("transact_write_items", TransactItems=writes)
                except ConditionFailed as failure:
                    if (outcome := await self.known(failure, event, raw, delivery)) is not None:
                        return outcome
                    await self._calls.wait(min(attempt, 3))  # PED was changed after it was read
                else:
                    return PutOutcome.CREATED
        raise self._calls.unavailable("storeBusy")

    def insertion(self, event: EventRow, raw: RawRow, delivery: str | None = None) -> list[dict[str, Any]]:
        """Return the two writes that store an event if its id is free; the claim comes first.

        Raises:
            RowNotStorable: see ``item_of``.
        """
        settings = self._settings
        item, table = item_of(LoadableRow(event, raw), settings)
        claim = claim_key(settings, event.event_id) | {"content": text(content_digest(event, raw))}
        if delivery is not None:
            claim["delivery"] = text(delivery)
        return [
            _put(settings.bookkeeping.table, claim, settings.bookkeeping.partition_key),
            _put(table.table, item, table.partition_key),
        ]

    async def known(
        self, failure: ConditionFailed, event: EventRow, raw: RawRow, delivery: str | None = None
    ) -> PutOutcome | None:
        """Return what the event's id is stored with, or None if a different condition failed.

        It is CREATED if this delivery has stored it, by a write whose answer was lost.
        """
        if failure.is_of(0):
            claim = await self._get(self._settings.bookkeeping.table, claim_key(self._settings, event.event_id))
            if delivery is not None and claim.get("delivery", {}).get("S") == delivery:
                return PutOutcome.CREATED
            known = claim.get("content", {}).get("S")
        elif failure.is_of(1):  # stored by a writer that does not claim ids
            known = self._digest(
                await self._get(self._settings.concessions.table, key_of(self._settings.concessions, raw))
            )
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

    async def _repair_update(self, event: EventRow, raw: RawRow) -> list[dict[str, Any]]:
        """Return the update of the benefit's PED row, empty if there is nothing to repair."""
        if not may_repair(event):
            return []
        try:
            seen = await self._ped.get(raw)
            ped = parse_row(PedRow, self._ped.row(seen)) if seen else None
            if ped is None or ped.benefit_key != event.benefit_key:
                return []  # a table whose key does not name the benefit may return another one
            is_latest = not (depends_on_later_cards(ped, event) and await self._has_later_gift_card(event, raw))
            update = self._ped.update(seen, repair_fields(ped, event, is_latest_gift_card=is_latest))
        except MalformedRow:
            return []  # the event is valid and must be kept; reading the order will report the malformed PED row
        return [{"Update": update}] if update else []

    async def _has_later_gift_card(self, event: EventRow, raw: RawRow) -> bool:
        table = self._settings.concessions
        prefix = table.sort_prefix({name: raw[name] for name in ("businessReferenceId", "promotionId", "benefitId")})
        beginning = (table.sort_key, "prefix", (text(prefix),)) if prefix else None
        condition = key_condition(table.place("businessReferenceId", event.business_reference_id), beginning)
        place = (event.event_time, event.event_id)
        async for page in self._calls.pages("query", TableName=table.table, ConsistentRead=True, **condition):
            for item in page:
                other = _issuance(decode(item, table))
                if other is None or other.benefit_key != event.benefit_key:
                    continue
                if (other.event_time, other.event_id) > place:
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
