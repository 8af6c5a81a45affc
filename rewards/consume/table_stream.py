"""The stream of a DynamoDB table: one record for each change of a row."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from rewards.consume.aws_calls import AwsCalls, AwsEndpoint, AwsRefusal
from rewards.consume.record import Database, Record, RowChange
from rewards.consume.shards import IteratorExpired, PositionTrimmed, Shard, ShardMissing, ShardPage
from rewards.errors import RecordSourceUnavailable
from rewards.stores.dynamodb.codec import decode
from rewards.stores.dynamodb.settings import ConcessionsTable, DynamoDbSettings, LineItemsTable, PedTable

StreamedTable = PedTable | LineItemsTable | ConcessionsTable
_WITH_NEW_IMAGE = ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")


class TableStream:
    """The changes of one of the three tables.

    A table whose stream was switched off and on again has two for a day; both are read. With ``needs_rows`` a stream
    that holds keys only is refused.
    """

    def __init__(
        self, database: Database, table: StreamedTable, endpoint: AwsEndpoint, *, needs_rows: bool = False
    ) -> None:
        self._database = database
        self._table = table
        self._table_name = table.table.rsplit("/", 1)[-1]
        self.name = f"dynamodb/{self._table_name}"
        self._needs_rows = needs_rows
        self._calls = AwsCalls("dynamodbstreams", endpoint, place=f"the stream of the table {self._table_name}")
        self._places: dict[str, tuple[str, str]] = {}  # the stream's ARN and its name for a shard

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        async with self._calls.connected():
            await self.shards()
            yield

    async def shards(self) -> Sequence[Shard]:
        found: list[Shard] = []
        for arn, label in await self._streams():
            request: dict[str, Any] = {"StreamArn": arn}
            while True:
                description = (await self._request("describe_stream", **request))["StreamDescription"]
                if self._needs_rows and description.get("StreamViewType") not in _WITH_NEW_IMAGE:
                    raise self._calls.unavailable("sourceWithoutImages")
                found += [self._shard(shard, arn, label) for shard in description["Shards"]]
                last = description.get("LastEvaluatedShardId")
                if not last:
                    break
                request["ExclusiveStartShardId"] = last
        return found

    async def iterator(self, shard: str, *, after: str | None, latest: bool) -> str | None:
        arn, shard_id = self._places[shard]
        place: dict[str, Any] = {"ShardIteratorType": "LATEST" if latest else "TRIM_HORIZON"}
        if after is not None:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        try:
            answer = await self._calls("get_shard_iterator", StreamArn=arn, ShardId=shard_id, **place)
        except AwsRefusal as refusal:
            if refusal.code == "TrimmedDataAccessException":
                raise PositionTrimmed from refusal
            raise self._calls.unavailable("sourceRefused") from refusal
        except RecordSourceUnavailable as error:
            if error.code == "sourceMissing":
                raise ShardMissing from error
            raise
        iterator: str | None = answer.get("ShardIterator")
        return iterator

    async def page(self, shard: str, iterator: str, *, limit: int) -> ShardPage:
        try:
            answer = await self._calls("get_records", ShardIterator=iterator, Limit=limit)
        except AwsRefusal as refusal:
            if refusal.code == "ExpiredIteratorException":
                raise IteratorExpired from refusal
            if refusal.code == "TrimmedDataAccessException":
                raise PositionTrimmed from refusal
            raise self._calls.unavailable("sourceRefused") from refusal
        records = [self._record(shard, record) for record in answer["Records"]]
        return ShardPage(records, answer.get("NextShardIterator"))

    async def _streams(self) -> list[tuple[str, str]]:
        """Return the ARN and the label of every stream of the table that can still be read."""
        found: list[tuple[str, str]] = []
        request: dict[str, Any] = {"TableName": self._table_name}
        while True:
            answer = await self._request("list_streams", **request)
            found += [(stream["StreamArn"], stream["StreamLabel"]) for stream in answer["Streams"]]
            if not answer.get("LastEvaluatedStreamArn"):
                break
            request["ExclusiveStartStreamArn"] = answer["LastEvaluatedStreamArn"]
        if not found:
            raise self._calls.unavailable("sourceMissing")
        return found

    def _shard(self, shard: dict[str, Any], arn: str, label: str) -> Shard:
        name, parent = f"{label}/{shard['ShardId']}", shard.get("ParentShardId")
        self._places[name] = (arn, shard["ShardId"])
        return Shard(
            name=name,
            parents=frozenset({f"{label}/{parent}"} if parent else ()),
            ending=shard.get("SequenceNumberRange", {}).get("EndingSequenceNumber"),
        )

    def _record(self, shard: str, record: dict[str, Any]) -> Record:
        change = record["dynamodb"]
        keys = decode(change["Keys"], self._table)
        image = change.get("NewImage")
        return Record(
            shard=f"{self.name}/{shard}",
            sequence=change["SequenceNumber"],
            content=RowChange(self._database, keys, decode(image, self._table) if image is not None else None),
            key=_key_text(change["Keys"]),
            recorded_at=change.get("ApproximateCreationDateTime"),
        )

    async def _request(self, operation: str, **request: Any) -> dict[str, Any]:
        try:
            return await self._calls(operation, **request)
        except AwsRefusal as refusal:
            raise self._calls.unavailable("sourceRefused") from refusal


def streamed_tables(settings: DynamoDbSettings) -> dict[Database, StreamedTable]:
    """Return the table of each database."""
    return {
        Database.PED: settings.ped,
        Database.LINE_ITEMS: settings.line_items,
        Database.CONCESSIONS: settings.concessions,
    }


def _key_text(keys: dict[str, Any]) -> str:
    """Return the key attributes of a row as one text, in the order of their names."""
    return " ".join(f"{name}={next(iter(value.values()))}" for name, value in sorted(keys.items()))
