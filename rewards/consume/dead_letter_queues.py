"""Dead letters in a queue of SQS or a topic of Kafka, for sites whose tools read them there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from rewards.consume.aws_calls import AwsCalls, AwsEndpoint, AwsRefusal
from rewards.consume.dead_letters import DeadLetter, DeadLettersUnavailable
from rewards.errors import RecordSourceUnavailable


class SqsDeadLetters:
    """A queue of SQS. A letter is sent as JSON; one that is larger than a message may be is sent without the record."""

    _LARGEST_BYTES = 262_144

    def __init__(self, queue_url: str, endpoint: AwsEndpoint) -> None:
        self._queue_url = queue_url
        self._place = f"the queue {queue_url.rsplit('/', 1)[-1]}"
        self._calls = AwsCalls("sqs", endpoint, place=self._place)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        async with self._calls.connected():
            try:
                await self._calls("get_queue_attributes", QueueUrl=self._queue_url, AttributeNames=["QueueArn"])
            except AwsRefusal as refusal:
                raise self._calls.unavailable("sourceRefused") from refusal
            yield

    async def put(self, letters: Sequence[DeadLetter]) -> None:
        group = {"MessageGroupId": "dead-letters"} if self._queue_url.endswith(".fifo") else {}
        for letter in letters:
            body = letter.to_json(longest_bytes=self._LARGEST_BYTES)
            unique = {"MessageDeduplicationId": letter.digest} if group else {}
            try:
                await self._calls("send_message", QueueUrl=self._queue_url, MessageBody=body, **group, **unique)
            except (AwsRefusal, RecordSourceUnavailable) as error:
                raise DeadLettersUnavailable(self._place) from error
