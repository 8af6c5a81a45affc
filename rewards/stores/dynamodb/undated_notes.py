"""Which PED rows a completed backfill has left undated, and since when every other row is dated.

The index by last update holds a customer's dated rows too, so a search that relied on it alone would cost what was
updated since. A backfill reads every row once: it notes the rows that it cannot date, by customer, and when it has
reached the last row it saves the instant at which it started, the watermark. A row last updated before that instant is
dated or noted. A row that an old writer adds or overwrites later was updated after it, and is found in the index.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rewards.stores.dynamodb.codec import Item
from rewards.stores.dynamodb.expressions import key_condition
from rewards.stores.dynamodb.item_keys import Key, key_of, text
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.key_text import instant_text, joined, split
from rewards.stores.rows import PedRow, PedTime

_KEY = ("businessReferenceId", "promotionId", "benefitId")
_SUBJECT = "backfill#completed"
_COMPLETED = "completed"
_AT, _UPDATED = "at", "updatedAt"
_REMEMBERED_S = 60.0
# A writer's clock may lag behind ours, and its write may have been under way for a while.
_MARGIN = timedelta(days=1)
_PED_TIME: TypeAdapter[Any] = TypeAdapter(PedTime)


class UndatedNotes:
    """The notes and the watermark, in the bookkeeping table."""

    def __init__(
        self,
        settings: DynamoDbSettings,
        calls: Calls,
        *,
        now_s: Callable[[], float] = monotonic,
    ) -> None:
        self._settings = settings
        self._calls = calls
        self._now_s = now_s
        self._watermark: datetime | None = None
        self._read_at_s: float | None = None

    async def complete(self, started_at: datetime) -> None:
        """Save the watermark: the instant at which the scan that has now reached every row started."""
        await self._save(instant_text(started_at))
        self._read_at_s = None

    async def note(self, raw: Mapping[str, Any]) -> None:
        """Note a row that stays undated. One without a customer is in no search by customer."""
        key = [raw.get(name) for name in ("customerId", *_KEY)]
        if not all(isinstance(part, str) and part for part in key):
            return
        await self._calls("put_item", TableName=self._settings.bookkeeping.table, Item=self._item(key, _updated(raw)))

    def note_of(self, row: PedRow) -> Key:
        """Return the note of an undated row, as an item of the bookkeeping table."""
        return self._item([row.customer_id, row.business_reference_id, *row.benefit_key], row.last_updated_time.at)

    async def searched_from(self, instant: datetime) -> datetime | None:
        """Return the instant from which the index by last update must be read; None without a watermark."""
        now_s = self._now_s()
        # It only moves forward, so an outdated one costs reads and loses nothing.
        if self._read_at_s is None or now_s - self._read_at_s > _REMEMBERED_S:
            found = (await self._get()).get(_AT)
            self._watermark = None if found is None else datetime.fromisoformat(found["S"]) - _MARGIN
            self._read_at_s = now_s
        return None if self._watermark is None else max(instant, self._watermark)

    async def of_customer(self, customer_id: str, *, updated_from: datetime) -> list[Key]:
        """Return the table keys of the noted rows that were last updated at the instant or later."""
        table, ped = self._settings.bookkeeping, self._settings.ped
        condition = key_condition((table.partition_key, _subject(customer_id)))
        earliest = instant_text(updated_from)
        return [
            key_of(ped, {"customerId": customer_id, **dict(zip(_KEY, split(item[table.sort_key]["S"]), strict=True))})
            async for page in self._calls.pages("query", TableName=table.table, **condition)
            for item in page
            if item.get(_UPDATED, {}).get("S", earliest) >= earliest
        ]

    def _item(self, key: list[Any], updated_at: datetime | None) -> Key:
        table = self._settings.bookkeeping
        item = {table.partition_key: text(_subject(key[0])), table.sort_key: text(joined(*key[1:]))}
        return item if updated_at is None else item | {_UPDATED: text(instant_text(updated_at))}

    async def _save(self, instant: str) -> None:
        item = self._entry() | {_AT: text(instant)}
        await self._calls("put_item", TableName=self._settings.bookkeeping.table, Item=item)

    async def _get(self) -> Item:
        table = self._settings.bookkeeping.table
        answer = await self._calls("get_item", TableName=table, Key=self._entry(), ConsistentRead=True)
        item: Item = answer.get("Item", {})
        return item

    def _entry(self) -> Key:
        table = self._settings.bookkeeping
        return {table.partition_key: text(_SUBJECT), table.sort_key: text(_COMPLETED)}


def _subject(customer_id: str) -> str:
    return f"undated#{customer_id}"


def _updated(raw: Mapping[str, Any]) -> datetime | None:
    try:
        at: datetime = _PED_TIME.validate_python(raw.get("lastUpdatedTime")).at
    except ValidationError:
        return None  # unknown: such a row is in every window
    return at
