"""The source, the handler and the dead letters of ``rewards-agent consume``, built from its options."""

import argparse
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from cli.dynamodb_settings import dynamodb_settings
from cli.errors import UsageError
from core.clock import Clock
from core.protected_url import is_protected_url
from rewards.consume.aws_calls import AwsEndpoint
from rewards.consume.change_handler import ChangeHandler
from rewards.consume.dead_letters import DeadLetterFile, DeadLetters
from rewards.consume.event_decoder import Envelope, RecordDecoder
from rewards.consume.event_handler import EventHandler
from rewards.consume.handler import RecordHandler
from rewards.consume.record import Database
from rewards.consume.record_source import RecordSource
from rewards.stores.base import Store

if TYPE_CHECKING:
    from rewards.consume.settings import ConsumeSettings, KafkaSecurity

_Settings = TypeVar("_Settings", bound="ConsumeSettings")
_OPTION_OF_SOURCE = {"sqs": ("queue_url",), "kinesis": ("stream",), "kafka": ("brokers", "topic")}


@dataclass(frozen=True, slots=True)
class Consumption:
    """What is consumed and what is done with it.

    ``announces_only`` stores nothing. ``take_skipped`` is for what is announced: see ``Consumer``.
    """

    source: RecordSource
    handler: RecordHandler
    announces_only: bool = False
    take_skipped: Callable[[], bool] = lambda: False


def consumption(arguments: argparse.Namespace, store: Store, clock: Clock) -> Consumption:
    """Return the source that ``--from`` names, and the handler of its records.

    Raises:
        UsageError: if an option is missing, or contradicts another one.
    """
    name: str = arguments.source
    for option in _OPTION_OF_SOURCE.get(name, ()):
        if not getattr(arguments, option):
            raise UsageError(f"--from {name} requires --{option.replace('_', '-')}")
    handler = EventHandler(store, _decoder(Envelope(arguments.envelope)), clock=clock)
    start_at_latest = arguments.start == "latest"
    match name:
        case "sqs":
            from rewards.consume.sqs_source import SqsSource

            return Consumption(SqsSource(arguments.queue_url, source_endpoint(arguments)), handler)
        case "kinesis":
            from rewards.consume.kinesis_stream import KinesisStream
            from rewards.consume.sharded_source import ShardedSource

            stream = KinesisStream(arguments.stream, source_endpoint(arguments))
            return Consumption(ShardedSource(name, [stream], store, start_at_latest=start_at_latest), handler)
        case "kafka":
            return Consumption(_kafka(arguments, start_at_latest=start_at_latest), handler)
        case _:
            return _table_streams(arguments, store, handler)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where dead letters are kept. ``connected`` holds what that needs."""

    letters: DeadLetters
    connected: Callable[[], AbstractAsyncContextManager[None]]


def destination(arguments: argparse.Namespace, data: Path) -> Destination:
    """Return the destination of ``--dead-letters``.

    Raises:
        UsageError: if it is not understood, or is a file that cannot be written.
    """
    where: str = arguments.dead_letters or str(data / "dead-letters.jsonl")
    kind, _, rest = where.partition(":")
    if kind == "sqs" and rest:
        from rewards.consume.dead_letter_queues import SqsDeadLetters

        queue = SqsDeadLetters(rest, source_endpoint(arguments))
        return Destination(queue, queue.connected)
    if kind == "kafka" and rest:
        if not arguments.brokers:
            raise UsageError("--dead-letters kafka:TOPIC requires --brokers")
        _require_kafka()
        from rewards.consume.kafka_dead_letters import KafkaDeadLetters

        topic = KafkaDeadLetters(rest, brokers=arguments.brokers, security=_kafka_security())
        return Destination(topic, topic.connected)
    file = DeadLetterFile(Path(where))
    try:
        file.create()
    except OSError as error:
        raise UsageError(f"{where} cannot be written: {error.strerror}") from error
    return Destination(file, _nothing_to_connect)


def source_endpoint(arguments: argparse.Namespace) -> AwsEndpoint:
    """Return where the source is.

    Raises:
        UsageError: if the address is not one.
    """
    from rewards.consume.settings import ConsumeSettings

    address: str | None = arguments.source_endpoint
    if address is not None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError("--source-endpoint must be an http or https address")
        if _settings(ConsumeSettings, "REWARDS_").is_production and not is_protected_url(address):
            raise UsageError("--source-endpoint must be an https address in production")
    return AwsEndpoint(address, arguments.region)


def _decoder(envelope: Envelope) -> RecordDecoder:
    table = dynamodb_settings().concessions
    if envelope is not Envelope.DYNAMODB:
        return RecordDecoder(envelope=envelope, decode=table.read)
    from rewards.stores.dynamodb.codec import decode

    return RecordDecoder(envelope=envelope, read_item=partial(decode, table=table))


def _table_streams(arguments: argparse.Namespace, store: Store, handler: RecordHandler) -> Consumption:
    """Return the streams of the tables.

    The rows of this service's tables are in the store already, so that their changes are announced. The events of
    another table, and of any table when the store is SQLite, are stored.
    """
    from rewards.consume.sharded_source import ShardedSource
    from rewards.consume.table_stream import TableStream, streamed_tables

    tables = dynamodb_settings(endpoint=arguments.endpoint)
    endpoint = source_endpoint(arguments)
    if arguments.source_endpoint is None:
        endpoint = AwsEndpoint(tables.endpoint, arguments.region or tables.region)
    stores_events = arguments.events_table is not None or arguments.store == "sqlite"
    if not stores_events:
        announced = streamed_tables(tables)
        databases = [Database(name) for name in arguments.database or announced]
        streams = [TableStream(database, announced[database], endpoint) for database in databases]
        source = ShardedSource(arguments.source, streams, store, start_at_latest=arguments.start != "oldest")
        return Consumption(source, ChangeHandler(), announces_only=True, take_skipped=source.take_skipped)
    if arguments.database:
        raise UsageError("--database applies when changes are announced, not when the events of a table are stored")
    events = tables.concessions
    if arguments.events_table is not None:
        events = events.of_table(arguments.events_table)
    stream = TableStream(Database.CONCESSIONS, events, endpoint, needs_rows=True)
    start_at_latest = arguments.start == "latest"
    return Consumption(ShardedSource(arguments.source, [stream], store, start_at_latest=start_at_latest), handler)


def _kafka(arguments: argparse.Namespace, *, start_at_latest: bool) -> RecordSource:
    _require_kafka()
    from rewards.consume.kafka_source import KafkaSource

    return KafkaSource(
        arguments.topic,
        brokers=arguments.brokers,
        group=arguments.group,
        security=_kafka_security(),
        start_at_latest=start_at_latest,
    )


def _require_kafka() -> None:
    try:
        import aiokafka  # noqa: F401  # only whether it is there
    except ImportError as error:
        raise UsageError("Kafka needs the extra `kafka`: pip install rewards-support-agent[kafka]") from error


def _kafka_security() -> "KafkaSecurity":
    from rewards.consume.settings import KafkaSecurity

    security = _settings(KafkaSecurity, "REWARDS_KAFKA_")
    if security.ca_file is not None and not security.ca_file.is_file():
        raise UsageError(f"{security.ca_file} cannot be read")
    return security


def _settings(kind: type[_Settings], prefix: str) -> _Settings:
    from pydantic import ValidationError

    from core.settings_errors import settings_error_text

    try:
        return kind()
    except ValidationError as error:
        raise UsageError(settings_error_text(error, prefix=prefix)) from error


@asynccontextmanager
async def _nothing_to_connect() -> AsyncIterator[None]:
    yield
