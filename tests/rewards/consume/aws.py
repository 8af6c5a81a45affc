"""A blocking client of the stand-in, as the writers of events use one."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import boto3  # type: ignore[import-untyped]  # ships no types


def client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def create_queue(endpoint: str, name: str, **attributes: str) -> str:
    """Create a queue, and return its URL."""
    url: str = client("sqs", endpoint).create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return url


def send(endpoint: str, queue_url: str, bodies: Iterable[Any]) -> None:
    """Send each body: bytes as they are, anything else as JSON."""
    sqs = client("sqs", endpoint)
    for body in bodies:
        text = body.decode() if isinstance(body, bytes) else json.dumps(body)
        sqs.send_message(QueueUrl=queue_url, MessageBody=text)


def messages_left(endpoint: str, queue_url: str) -> tuple[int, int]:
    """Return how many messages are visible, and how many are hidden."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = client("sqs", endpoint).get_queue_attributes(QueueUrl=queue_url, AttributeNames=names)["Attributes"]
    return int(found[names[0]]), int(found[names[1]])


def create_stream(endpoint: str, name: str, *, shards: int = 1) -> None:
    client("kinesis", endpoint).create_stream(StreamName=name, ShardCount=shards)


def put_records(endpoint: str, stream: str, events: Iterable[Mapping[str, Any] | bytes]) -> None:
    """Put each event under its order's key."""
    kinesis = client("kinesis", endpoint)
    for event in events:
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        key = "poison" if isinstance(event, bytes) else str(event.get("eventId"))
        kinesis.put_record(StreamName=stream, Data=data, PartitionKey=key)


def enable_stream(endpoint: str, table: str, *, view: str = "NEW_IMAGE") -> None:
    """Switch the stream of a table on."""
    specification = {"StreamEnabled": True, "StreamViewType": view}
    client("dynamodb", endpoint).update_table(TableName=table, StreamSpecification=specification)
