"""Positions of consumers in the bookkeeping table: one partition per stream, one item per shard."""

from collections.abc import Collection, Mapping

from rewards.stores.dynamodb.expressions import key_condition
from rewards.stores.dynamodb.item_keys import Key, text
from rewards.stores.dynamodb.requests import Calls
from rewards.stores.dynamodb.settings import DynamoDbSettings

_DELETES_PER_BATCH = 25
_POSITION = "position"


class ConsumerPositionItems:
    """The saved positions of every consumed stream."""

    def __init__(self, settings: DynamoDbSettings, calls: Calls) -> None:
        self._table = settings.bookkeeping
        self._calls = calls

    async def read(self, stream: str) -> Mapping[str, str]:
        table = self._table
        condition = key_condition((table.partition_key, _subject(stream)))
        pages = self._calls.pages("query", TableName=table.table, ConsistentRead=True, **condition)
        return {item[table.sort_key]["S"]: item[_POSITION]["S"] async for page in pages for item in page}

    async def save(self, stream: str, shard: str, position: str) -> None:
        item = self._key(stream, shard) | {_POSITION: text(position)}
        await self._calls("put_item", TableName=self._table.table, Item=item)

    async def delete(self, stream: str, shards: Collection[str]) -> None:
        deletes = [{"DeleteRequest": {"Key": self._key(stream, shard)}} for shard in shards]
        for start in range(0, len(deletes), _DELETES_PER_BATCH):
            await self._calls.put_many({self._table.table: deletes[start : start + _DELETES_PER_BATCH]})

    def _key(self, stream: str, shard: str) -> Key:
        return {self._table.partition_key: text(_subject(stream)), self._table.sort_key: text(shard)}


def _subject(stream: str) -> str:
    return f"consumer#{stream}"
