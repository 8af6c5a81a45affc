"""A Kinesis data stream. The data of a record is the JSON of an event, or of a list of events."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from rewards.consume.aws_calls import AwsCalls, AwsEndpoint, AwsRefusal
from rewards.consume.record import Message, Record
from rewards.consume.shards import IteratorExpired, PositionTrimmed, Shard, ShardMissing, ShardPage
from rewards.errors import RecordSourceUnavailable


class KinesisStream:
    """A stream by its name or its ARN."""

    def __init__(self, stream: str, endpoint: AwsEndpoint) -> None:
        self._stream = {"StreamARN": stream} if stream.startswith("arn:") else {"StreamName": stream}
        self.name = f"kinesis/{stream.rsplit('/', 1)[-1]}"
        self._calls = AwsCalls("kinesis", endpoint, place=f"the stream {stream}")

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        async with self._calls.connected():
            await self.shards()
            yield

    async def shards(self) -> Sequence[Shard]:
        found: list[Shard] = []
        request: dict[str, Any] = dict(self._stream)
        while True:
            answer = await self._request("list_shards", **request)
            found += [_shard(shard) for shard in answer["Shards"]]
            if not answer.get("NextToken"):
                return found
            request = {"NextToken": answer["NextToken"]}

    async def iterator(self, shard: str, *, after: str | None, latest: bool) -> str | None:
        place: dict[str, Any] = {"ShardIteratorType": "LATEST" if latest else "TRIM_HORIZON"}
        if after is not None:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": after}
        try:
            answer = await self._calls("get_shard_iterator", ShardId=shard, **self._stream, **place)
        except AwsRefusal as refusal:
            if refusal.code == "InvalidArgumentException" and after is not None:
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
            raise self._calls.unavailable("sourceRefused") from refusal
        records = [self._record(shard, record) for record in answer["Records"]]
        return ShardPage(records, answer.get("NextShardIterator"))

    def _record(self, shard: str, record: dict[str, Any]) -> Record:
        return Record(
            shard=f"{self.name}/{shard}",
            sequence=record["SequenceNumber"],
            content=Message(record["Data"]),
            key=record.get("PartitionKey"),
            recorded_at=record.get("ApproximateArrivalTimestamp"),
        )

    async def _request(self, operation: str, **request: Any) -> dict[str, Any]:
        try:
            return await self._calls(operation, **request)
        except AwsRefusal as refusal:
            raise self._calls.unavailable("sourceRefused") from refusal


def _shard(shard: dict[str, Any]) -> Shard:
    parents = (shard.get("ParentShardId"), shard.get("AdjacentParentShardId"))
    return Shard(
        name=shard["ShardId"],
        parents=frozenset(parent for parent in parents if parent is not None),
        ending=shard.get("SequenceNumberRange", {}).get("EndingSequenceNumber"),
    )
