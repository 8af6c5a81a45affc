"""DynamoDB for the backfill: a parallel scan of PED, and the progress in the bookkeeping table."""

import json
from collections.abc import Sequence
from typing import Any

from rewards.stores.base import PedPage, SegmentProgress
from rewards.stores.dynamodb.codec import Item, decode, from_attribute, to_attribute
from rewards.stores.dynamodb.expressions import key_condition
from rewards.stores.dynamodb.item_keys import text
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.dynamodb.undated_notes import UndatedNotes

_SUBJECT = "backfill"
_DELETES_PER_BATCH = 25


class PedScan:
    """The scan of PED and its saved progress. DynamoDB's segments keep the rows of a partition together."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls, notes: UndatedNotes) -> None:
        self._settings = settings
        self._calls = calls
        self._notes = notes

    async def ped_segment(self, segment: int, *, segments: int, after: str | None, limit: int) -> PedPage:
        table = self._settings.ped
        request: dict[str, Any] = {"Segment": segment, "TotalSegments": segments, "Limit": limit}
        if after is not None:
            request["ExclusiveStartKey"] = json.loads(after)
        page = await self._calls("scan", TableName=table.table, ConsistentRead=True, **request)
        last = page.get("LastEvaluatedKey")
        return PedPage(
            rows=[decode(item, table) for item in page["Items"]],
            after=json.dumps(last, sort_keys=True) if last else None,
        )

    async def progress(self) -> Sequence[SegmentProgress]:
        return sorted((_progress(item) for item in await self._items()), key=lambda progress: progress.segment)

    async def save(self, progress: SegmentProgress) -> None:
        table = self._settings.bookkeeping
        fields = {
            "segment": progress.segment,
            "segments": progress.segments,
            "after": progress.after,
            "isDone": progress.is_done,
            "counts": progress.counts,
        }
        item = {name: to_attribute(value) for name, value in fields.items()}
        item |= {table.partition_key: text(_SUBJECT), table.sort_key: text(str(progress.segment))}
        await self._calls("put_item", TableName=table.table, Item=item)

    async def clear(self) -> None:
        table = self._settings.bookkeeping
        names = (table.partition_key, table.sort_key)
        deletes = [{"DeleteRequest": {"Key": {name: item[name] for name in names}}} for item in await self._items()]
        for start in range(0, len(deletes), _DELETES_PER_BATCH):
            await self._calls.put_many({table.table: deletes[start : start + _DELETES_PER_BATCH]})
        await self._notes.begin()

    async def _items(self) -> list[Item]:
        table = self._settings.bookkeeping
        condition = key_condition((table.partition_key, _SUBJECT))
        pages = self._calls.pages("query", TableName=table.table, ConsistentRead=True, **condition)
        return [item async for page in pages for item in page]


def _progress(item: Item) -> SegmentProgress:
    fields = {name: from_attribute(attribute) for name, attribute in item.items()}
    return SegmentProgress(
        segment=fields["segment"],
        segments=fields["segments"],
        after=fields["after"],
        is_done=fields["isDone"],
        counts=fields["counts"],
    )
