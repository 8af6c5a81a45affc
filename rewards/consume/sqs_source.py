"""Messages of an SQS queue. What is stored is deleted, message by message; the rest becomes visible again."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from rewards.consume.aws_calls import AwsCalls, AwsEndpoint, AwsRefusal
from rewards.consume.record import Message, Record

_LOG = logging.getLogger(__name__)
_PER_REQUEST = 10
_WAIT_S = 5  # of a long poll; also how long a stop may have to wait for it
_KEPT_HIDDEN_S = 60  # longer than the pause between two attempts


class SqsSource:
    """A source of messages in a queue, standard or FIFO.

    The queue's own visibility timeout says how long a message stays hidden from other consumers, and so how soon the
    messages of a process that was killed are delivered again.
    """

    name = "sqs"

    def __init__(self, queue_url: str, endpoint: AwsEndpoint, *, wait_s: int = _WAIT_S) -> None:
        self._queue_url = queue_url
        self._queue = queue_url.rsplit("/", 1)[-1]
        self._wait_s = wait_s
        self._calls = AwsCalls("sqs", endpoint, place=f"the queue {self._queue}")

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        async with self._calls.connected():
            await self._request("get_queue_attributes", AttributeNames=["QueueArn"])
            yield

    async def read(self, limit: int) -> Sequence[Record]:
        records = await self._receive(min(limit, _PER_REQUEST), wait_s=self._wait_s)
        received = len(records)
        while received and len(records) < limit:
            more = await self._receive(min(limit - len(records), _PER_REQUEST), wait_s=0)
            received = len(more)
            records += more
        return records

    async def acknowledge(self, records: Sequence[Record]) -> None:
        await self._in_batches("delete_message_batch", records)

    async def extend(self, records: Sequence[Record]) -> None:
        await self._in_batches("change_message_visibility_batch", records, VisibilityTimeout=_KEPT_HIDDEN_S)

    async def release(self, records: Sequence[Record]) -> None:
        await self._in_batches("change_message_visibility_batch", records, VisibilityTimeout=0)

    async def _receive(self, count: int, *, wait_s: int) -> list[Record]:
        answer = await self._request(
            "receive_message",
            MaxNumberOfMessages=count,
            WaitTimeSeconds=wait_s,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
        return [self._record(message) for message in answer.get("Messages", ())]

    def _record(self, message: dict[str, Any]) -> Record:
        sent_ms = message.get("Attributes", {}).get("SentTimestamp")
        return Record(
            shard=f"sqs/{self._queue}",
            sequence=message["MessageId"],
            content=Message(message["Body"].encode("utf-8", "surrogatepass")),
            key=message["MessageId"],
            recorded_at=datetime.fromtimestamp(int(sent_ms) / 1000, UTC) if sent_ms else None,
            receipt=message["ReceiptHandle"],
        )

    async def _in_batches(self, operation: str, records: Sequence[Record], **of_each: Any) -> None:
        """Send one entry per record. What the queue does not know any more was received by another process again."""
        for start in range(0, len(records), _PER_REQUEST):
            part = records[start : start + _PER_REQUEST]
            entries = [
                {"Id": str(number), "ReceiptHandle": record.receipt, **of_each} for number, record in enumerate(part)
            ]
            answer = await self._request(operation, Entries=entries)
            failed = answer.get("Failed", ())
            if any(not entry.get("SenderFault", True) for entry in failed):
                raise self._calls.unavailable("sourceFailed")
            if failed:
                _LOG.info("%d messages were received again before they were acknowledged", len(failed))

    async def _request(self, operation: str, **request: Any) -> dict[str, Any]:
        try:
            return await self._calls(operation, QueueUrl=self._queue_url, **request)
        except AwsRefusal as refusal:
            raise self._calls.unavailable("sourceRefused") from refusal
