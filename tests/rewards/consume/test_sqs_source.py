"""Messages of a queue: what is stored is deleted, and only that."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # ships no types

from rewards.consume.aws_calls import AwsEndpoint
from rewards.consume.dead_letter_queues import SqsDeadLetters
from rewards.consume.dead_letters import DeadLetter, DeadLettersUnavailable
from rewards.consume.event_decoder import Fault, FaultReason
from rewards.consume.record import Message, Record
from rewards.consume.sqs_source import SqsSource
from rewards.errors import RecordSourceUnavailable
from tests.rewards.consume.aws import client, create_queue, messages_left, send
from tests.rewards.consume.doubles import message, sample_events
from tests.rewards.world import NOW

pytestmark = pytest.mark.slow

_NUMBERS = count(1)


@pytest.fixture
def queue_url(aws_endpoint: str) -> str:
    return create_queue(aws_endpoint, f"events-{next(_NUMBERS)}")


@asynccontextmanager
async def reading(endpoint: str, queue_url: str) -> AsyncIterator[SqsSource]:
    source = SqsSource(queue_url, AwsEndpoint(endpoint), wait_s=0)
    async with source.connected():
        yield source


async def test_messages_are_read_up_to_the_limit_and_deleted_one_by_one(aws_endpoint: str, queue_url: str) -> None:
    send(aws_endpoint, queue_url, sample_events(25))
    async with reading(aws_endpoint, queue_url) as source:
        records = await source.read(23)
        assert len(records) == 23
        assert messages_left(aws_endpoint, queue_url) == (2, 23)
        await source.acknowledge(records[:12])
        assert messages_left(aws_endpoint, queue_url) == (2, 11)
        await source.release(records[12:])
        assert messages_left(aws_endpoint, queue_url) == (13, 0)
        assert len(await source.read(100)) == 13


async def test_a_record_has_the_message_s_id_and_time(aws_endpoint: str, queue_url: str) -> None:
    send(aws_endpoint, queue_url, [b"body"])
    async with reading(aws_endpoint, queue_url) as source:
        (record,) = await source.read(10)
    assert record.key == record.sequence
    assert record.position == f"sqs/{queue_url.rsplit('/', 1)[-1]}/{record.key}"
    assert record.recorded_at is not None
    assert record.content == Message(b"body")


async def test_messages_that_wait_for_the_store_stay_hidden(aws_endpoint: str, queue_url: str) -> None:
    send(aws_endpoint, queue_url, sample_events(2))
    async with reading(aws_endpoint, queue_url) as source:
        records = await source.read(10)
        await source.release(records[:1])
        await source.extend(records[1:])
        assert messages_left(aws_endpoint, queue_url) == (1, 1)


async def test_a_queue_that_does_not_exist_is_reported_at_once(aws_endpoint: str, queue_url: str) -> None:
    with pytest.raises(RecordSourceUnavailable) as failure:
        async with reading(aws_endpoint, f"{queue_url}-missing"):
            pass
    assert failure.value.code == "sourceMissing"


async def test_an_address_that_does_not_answer_is_reported(queue_url: str) -> None:
    source = SqsSource(queue_url, AwsEndpoint("http://127.0.0.1:9"))
    with pytest.raises(RecordSourceUnavailable) as failure:
        async with source.connected():
            pass
    assert failure.value.code == "sourceUnreachable"


class Throttled:
    """A client that is throttled so many times, and answers then."""

    def __init__(self, inner: Any, times: int) -> None:
        self._inner = inner
        self.left = times

    def __getattr__(self, operation: str) -> Any:
        async def call(**request: Any) -> Any:
            if self.left:
                self.left -= 1
                response = {"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}
                raise ClientError(response, operation)
            return await getattr(self._inner, operation)(**request)

        return call


@pytest.mark.parametrize(("times", "outcome"), [(3, "answered"), (4, "sourceThrottled")])
async def test_throttling_is_waited_out_with_growing_pauses(
    aws_endpoint: str, queue_url: str, times: int, outcome: str
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    send(aws_endpoint, queue_url, sample_events(1))
    async with reading(aws_endpoint, queue_url) as source:
        calls = source._calls
        calls._client, calls._pause = Throttled(calls._client, times), pause
        if outcome == "answered":
            assert len(await source.read(1)) == 1
        else:
            with pytest.raises(RecordSourceUnavailable) as failure:
                await source.read(1)
            assert failure.value.code == outcome
    assert len(pauses) == 3
    assert all(0.05 * 2**number <= length <= 0.1 * 2**number for number, length in enumerate(pauses))


class PartlyFailing:
    """A client whose batches fail for the first entry, for a reason that is the queue's or the caller's."""

    def __init__(self, inner: Any, *, is_caller_s_fault: bool) -> None:
        self._inner = inner
        self._is_caller_s_fault = is_caller_s_fault

    def __getattr__(self, operation: str) -> Any:
        async def call(**request: Any) -> Any:
            if not operation.endswith("_batch"):
                return await getattr(self._inner, operation)(**request)
            first, *others = request.pop("Entries")
            answer = await getattr(self._inner, operation)(Entries=others, **request) if others else {}
            failed = {"Id": first["Id"], "Code": "ReceiptHandleIsInvalid", "SenderFault": self._is_caller_s_fault}
            return {**answer, "Failed": [failed]}

        return call


async def test_a_message_that_was_received_again_elsewhere_is_no_failure(aws_endpoint: str, queue_url: str) -> None:
    send(aws_endpoint, queue_url, sample_events(3))
    async with reading(aws_endpoint, queue_url) as source:
        records = await source.read(10)
        source._calls._client = PartlyFailing(source._calls._client, is_caller_s_fault=True)
        await source.acknowledge(records)
    assert messages_left(aws_endpoint, queue_url) == (0, 1)


async def test_a_deletion_that_the_queue_failed_is_made_again(aws_endpoint: str, queue_url: str) -> None:
    send(aws_endpoint, queue_url, sample_events(3))
    async with reading(aws_endpoint, queue_url) as source:
        records = await source.read(10)
        real = source._calls._client
        source._calls._client = PartlyFailing(real, is_caller_s_fault=False)
        with pytest.raises(RecordSourceUnavailable):
            await source.acknowledge(records)
        source._calls._client = real
        await source.acknowledge(records)
    assert messages_left(aws_endpoint, queue_url) == (0, 0)


def letter(record: Record) -> DeadLetter:
    return DeadLetter(NOW, "kinesis", record, [Fault(FaultReason.MALFORMED, ("amountMinor",), "E-1")])


async def test_dead_letters_go_to_a_queue(aws_endpoint: str, queue_url: str) -> None:
    destination = SqsDeadLetters(queue_url, AwsEndpoint(aws_endpoint))
    async with destination.connected():
        await destination.put([letter(message(b"{}"))])
    (sent,) = client("sqs", aws_endpoint).receive_message(QueueUrl=queue_url)["Messages"]
    assert sent["Body"] == letter(message(b"{}")).to_json()


async def test_a_letter_too_long_for_a_message_is_sent_without_its_record(aws_endpoint: str, queue_url: str) -> None:
    destination = SqsDeadLetters(queue_url, AwsEndpoint(aws_endpoint))
    async with destination.connected():
        await destination.put([letter(message(b"x" * 300_000))])
    (sent,) = client("sqs", aws_endpoint).receive_message(QueueUrl=queue_url)["Messages"]
    assert '"isTooLong": true' in sent["Body"]
    assert '"position": "test/0/1"' in sent["Body"]


async def test_a_queue_of_dead_letters_that_fails_says_so(aws_endpoint: str, queue_url: str) -> None:
    destination = SqsDeadLetters(queue_url, AwsEndpoint(aws_endpoint))
    async with destination.connected():
        client("sqs", aws_endpoint).delete_queue(QueueUrl=queue_url)
        with pytest.raises(DeadLettersUnavailable):
            await destination.put([letter(message(b"{}"))])
