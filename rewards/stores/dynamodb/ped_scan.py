"""DynamoDB for the backfill: a parallel scan of PED, and the progress in the bookkeeping table."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rewards.errors import StoreUnavailable
from rewards.stores.base import PedPage, ScannedRow, SegmentProgress
from rewards.stores.dynamodb.codec import Item, decode, from_attribute, to_attribute
from rewards.stores.dynamodb.expressions import key_condition
from rewards.stores.dynamodb.item_keys import text
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings

_SUBJECT = "backfill"
_DELETES_PER_BATCH = 25


class PedScan:
    """The scan of PED and its saved progress. DynamoDB's segments keep the rows of a partition together."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls) -> None:
        self._settings = settings
        self._calls = calls

    async def ped_segment(self, segment: int, *, segments: int, after: str | None, limit: int) -> PedPage:
        table = self._settings.ped
        request: dict[str, Any] = {"Segment": segment, "TotalSegments": segments, "Limit": limit}
        if after is not None:
            request["ExclusiveStartKey"] = json.loads(after)
        page = await self._calls("scan", TableName=table.table, ConsistentRead=True, **request)
        last = page.get("LastEvaluatedKey")
        return PedPage(rows=[self._scanned(item) for item in page["Items"]], after=_position(last) if last else None)

    def _scanned(self, item: Item) -> ScannedRow:
        table = self._settings.ped
        row = decode(item, table)
        return ScannedRow(
            row,
            after=_position({name: item[name] for name in (table.partition_key, table.sort_key)}),
            is_unindexed=row.get("createdAt") is not None and table.created_key not in item,
        )

    async def estimate(self) -> int | None:
        """Return the number of rows that DynamoDB counted in the last hours; see ``PedCompletion.ped_estimate``."""
        try:
            description = await self._calls("describe_table", TableName=self._settings.ped.table)
        except StoreUnavailable:
            return None
        return int(description["Table"]["ItemCount"])

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
            "startedAt": progress.started_at.isoformat(),
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

    async def _items(self) -> list[Item]:
        table = self._settings.bookkeeping
        condition = key_condition((table.partition_key, _SUBJECT))
        pages = self._calls.pages("query", TableName=table.table, ConsistentRead=True, **condition)
        return [item async for page in pages for item in page]


def _position(key: Item) -> str:
    return json.dumps(key, sort_keys=True)


def _progress(item: Item) -> SegmentProgress:
    fields = {name: from_attribute(attribute) for name, attribute in item.items()}
    return SegmentProgress(
        segment=fields["segment"],
        segments=fields["segments"],
        after=fields["after"],
        is_done=fields["isDone"],
        counts=fields["counts"],
        started_at=datetime.fromisoformat(fields["startedAt"]),
    )
