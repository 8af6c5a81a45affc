"""``rewards-agent consume``: store concession events from a stream or a queue, until a signal stops it."""

import argparse
import asyncio
import signal
import sys
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.options import add_data, add_store, data_folder, port_number, rewards_settings

if TYPE_CHECKING:
    from cli.record_sources import Consumption, Destination
    from core.clock import Clock
    from rewards.consume.consumer import Consumer
    from rewards.consume.metrics import ConsumeMetrics
    from rewards.order_changes import RunningChanges
    from rewards.stores.base import Store

_STOP_WITHIN_S = 25.0
_MAX_IN_FLIGHT = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Store the concession events of a stream or a queue, each exactly once, and announce the orders that changed. "
        "Records that cannot be stored become dead letters. From the streams of the store's own DynamoDB tables only "
        "the changes are announced. Exit status: 0 stopped by a signal, 1 the source or the store cannot be used."
    )
    parser.add_argument(
        "--from",
        dest="source",
        required=True,
        choices=("dynamodb-streams", "sqs", "kinesis", "kafka"),
        help="where the events come from",
    )
    _add_source(parser)
    parser.add_argument(
        "--envelope",
        choices=("none", "sns", "eventbridge", "dynamodb"),
        default="none",
        help="what the events are wrapped in; dynamodb is a record of a table's stream, as JSON",
    )
    parser.add_argument(
        "--start",
        choices=("oldest", "latest"),
        help="where the first start begins; a later one continues where the last ended (default: oldest for events, "
        "latest for announcing changes)",
    )
    parser.add_argument(
        "--dead-letters",
        metavar="DEST",
        help="file, sqs:QUEUE_URL or kafka:TOPIC for records that cannot be stored (default: dead-letters.jsonl in the "
        "data folder)",
    )
    parser.add_argument(
        "--max-in-flight", type=_in_flight, default=500, metavar="N", help="maximum number of records held at a time"
    )
    parser.add_argument("--metrics-port", type=port_number, metavar="P", help="port of /metrics on 127.0.0.1")
    add_data(parser)
    add_store(parser)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queue-url", metavar="URL", help="the queue, for --from sqs")
    parser.add_argument("--stream", metavar="NAME", help="name or ARN of the stream, for --from kinesis")
    parser.add_argument("--brokers", metavar="HOST:PORT", help="brokers separated by commas, for Kafka")
    parser.add_argument("--topic", action="append", metavar="NAME", help="a topic, for --from kafka; repeatable")
    parser.add_argument("--group", default="rewards-agent", metavar="NAME", help="the consumer group, for --from kafka")
    parser.add_argument(
        "--database",
        action="append",
        choices=("ped", "lineItems", "concessions"),
        help="announce changes of this table, for --from dynamodb-streams; repeatable (default: all three)",
    )
    parser.add_argument(
        "--events-table",
        metavar="NAME",
        help="store the events of this table instead of announcing changes, for --from dynamodb-streams",
    )
    parser.add_argument(
        "--source-endpoint", metavar="URL", help="address of the source; the AWS endpoint of the region if omitted"
    )
    parser.add_argument(
        "--region", metavar="NAME", help="region of the source (default: that of the AWS configuration)"
    )


def run(arguments: argparse.Namespace) -> int:
    import logging

    from cli.chosen_store import chosen_store
    from cli.log_format import log_to_stderr
    from cli.record_sources import consumption, destination
    from core.clock import SystemClock
    from rewards.errors import RewardsServiceError

    log_to_stderr(logging.WARNING)
    logging.getLogger("rewards.consume").setLevel(logging.INFO)
    clock = SystemClock()
    letters = destination(arguments, data_folder(arguments.data))
    store = chosen_store(arguments)
    try:
        asyncio.run(_consume(arguments, store, consumption(arguments, store, clock), letters, clock))
    except RewardsServiceError as error:
        print(f"rewards-agent: {error}", file=sys.stderr)
        return 1
    finally:
        store.close()
    print("stopped", flush=True)
    return 0


def _changes(consumed: "Consumption", store: "Store", metrics: "ConsumeMetrics", clock: "Clock") -> "RunningChanges":
    """Return where changed orders are announced: to the processes of the rewards API, through Redis, and the worklist.

    Raises:
        UsageError: if there is nobody to announce them to, and nothing else is to be done.
    """
    from rewards.sources.standard import standard_sources
    from rewards.wiring import build_writer_changes, keep_worklist

    configured = rewards_settings()
    if configured.redis_url is None and consumed.announces_only:
        raise UsageError(
            "changes are announced to other processes through Redis: set REWARDS_REDIS_URL, "
            "or consume within the API by `rewards-agent rewards --consume dynamodb-streams`"
        )
    changes = build_writer_changes(configured)
    sources = standard_sources(store)
    return keep_worklist(changes, store, sources, clock=clock, settings=configured, metrics=metrics)


async def _consume(
    arguments: argparse.Namespace, store: "Store", consumed: "Consumption", letters: "Destination", clock: "Clock"
) -> None:
    """Consume until SIGTERM or SIGINT.

    Raises:
        RecordSourceUnavailable: if the source or the queue of dead letters does not exist or refuses access.
        StoreUnavailable: if the store does.
        UsageError: if the port of the metrics cannot be used.
    """
    from rewards.consume.consumer import Consumer
    from rewards.consume.metrics import ConsumeMetrics

    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    metrics = ConsumeMetrics(consumed.source.name, clock=clock)
    changes = _changes(consumed, store, metrics, clock)
    consumer = Consumer(
        consumed.source,
        consumed.handler,
        dead_letters=letters.letters,
        changes=changes,
        metrics=metrics,
        clock=clock,
        stop=stop,
        max_in_flight=arguments.max_in_flight,
        take_skipped=consumed.take_skipped,
    )
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(store.connected())
        await stack.enter_async_context(changes.running())
        await stack.enter_async_context(letters.connected())
        await stack.enter_async_context(consumed.source.connected())
        address = await _serve_metrics(stack, arguments.metrics_port, metrics)
        print(f"consuming from {arguments.source}{address}", flush=True)
        await _run_until(stop, consumer)


async def _serve_metrics(stack: AsyncExitStack, port: int | None, metrics: "ConsumeMetrics") -> str:
    from core.http.metrics_server import serving_metrics

    if port is None:
        return ""
    try:
        await stack.enter_async_context(serving_metrics(port, metrics.exposition))
    except OSError as error:
        raise UsageError(f"port {port} cannot be used: {error.strerror}; choose another with --metrics-port") from error
    return f", metrics on http://127.0.0.1:{port}/metrics"


async def _run_until(stop: asyncio.Event, consumer: "Consumer") -> None:
    """Run until stopped. What is in flight after ``_STOP_WITHIN_S`` is given up: the source delivers it again."""
    running = asyncio.create_task(consumer.run())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait((running,), timeout=_STOP_WITHIN_S)
    finally:
        for task in (running, stopping):
            task.cancel()
        await asyncio.gather(stopping, return_exceptions=True)
    with suppress(asyncio.CancelledError):
        await running


def _in_flight(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= _MAX_IN_FLIGHT:
        raise argparse.ArgumentTypeError(f"the number of records must be 1 to {_MAX_IN_FLIGHT}")
    return number
