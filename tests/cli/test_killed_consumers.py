"""Consumers that are killed in the middle: nothing is lost and nothing counts twice, whatever the source."""

import json
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import fold
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.rows import EventRow, parse_row
from tests.cli.consumer_process import consuming, stored, wait_until_stored
from tests.rewards.consume.aws import create_queue, create_stream, enable_stream, put_records, send
from tests.rewards.consume.kafka_broker import create_topic, produce, running_broker
from tests.rewards.stores.stand_in import running_stand_in, tables_of
from tests.rewards.world import NOW, event_raw, load

pytestmark = pytest.mark.slow

_ORDERS = 12
_EVENTS = 120
_POISON = (b"not JSON", b'{"eventId": "poison"}')


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with running_stand_in() as address:
        yield address


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    with running_broker() as address:
        yield address


def order(number: int) -> str:
    return f"404-{number:07}-0000001"


def history() -> list[dict[str, Any]]:
    """Return events of several orders, one in ten of them twice, in no order."""
    events = [
        event_raw(f"E-{number}", amount=number, businessReferenceId=order(number % _ORDERS))
        for number in range(1, _EVENTS + 1)
    ]
    events += events[::10]
    random.Random(7).shuffle(events)
    return events


def expected() -> dict[str, int]:
    """Return the sum issued of each order, from the numbers alone."""
    sums: Counter[str] = Counter()
    for number in range(1, _EVENTS + 1):
        sums[order(number % _ORDERS)] += number
    return dict(sums)


def positions(data: Path) -> dict[str, int]:
    """Return the sum issued of each order, as the service states it."""
    with closing(sqlite3.connect(data / "rewards.sqlite3")) as database:
        rows = [json.loads(text) for (text,) in database.execute("SELECT row FROM concessions")]
    of_order: dict[str, list[EventRow]] = {}
    for row in rows:
        of_order.setdefault(row["businessReferenceId"], []).append(parse_row(EventRow, row))
    found: dict[str, int] = {}
    for name, events in of_order.items():
        evidence = Evidence(name, ped=(), items=(), events=tuple(events), events_complete=True)
        (promotion,) = fold(evidence, as_of=NOW).promotions
        (benefit,) = promotion.benefits
        assert benefit.cashback.issued is not None
        found[name] = benefit.cashback.issued.amount_minor
    return found


def run_and_kill(data: Path, argv: Sequence[str]) -> None:
    """Start and kill the command until all is stored, and stop it cleanly then."""
    for count in (20, 60):
        with consuming(data, *argv) as process:
            wait_until_stored(process, data, count)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        assert stored(data) < _EVENTS  # it was killed in the middle
    with consuming(data, *argv) as process:
        wait_until_stored(process, data, _EVENTS)
        wait_for_letters(data)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def wait_for_letters(data: Path) -> None:
    """Wait until both poison records are dead letters."""
    until = time.monotonic() + 120
    while len({(letter["position"]) for letter in letters(data)}) < len(_POISON):
        assert time.monotonic() < until, "the poison records did not become dead letters"
        time.sleep(0.05)


def letters(data: Path) -> list[dict[str, Any]]:
    lines = (data / "dead-letters.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def source_of_sqs(endpoint: str) -> list[str]:
    url = create_queue(endpoint, "killed", VisibilityTimeout="3")
    send(endpoint, url, [*history()[:50], *_POISON, *history()[50:]])
    return ["--from", "sqs", "--queue-url", url, "--source-endpoint", endpoint]


def source_of_kinesis(endpoint: str) -> list[str]:
    create_stream(endpoint, "killed", shards=2)
    put_records(endpoint, "killed", [*history()[:50], *_POISON, *history()[50:]])
    return ["--from", "kinesis", "--stream", "killed", "--source-endpoint", endpoint]


@pytest.mark.parametrize("source", [source_of_sqs, pytest.param(source_of_kinesis, marks=pytest.mark.nightly)])
def test_a_consumer_that_is_killed_loses_nothing_and_counts_nothing_twice(
    tmp_path: Path, endpoint: str, source: Any
) -> None:
    run_and_kill(tmp_path, [*source(endpoint), "--max-in-flight", "10"])
    assert positions(tmp_path) == expected()
    assert {fault["reason"] for letter in letters(tmp_path) for fault in letter["faults"]} == {"notJson", "malformed"}
    assert (tmp_path / "dead-letters.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.nightly
async def test_two_processes_of_which_one_is_killed_lose_nothing_and_count_nothing_twice(
    tmp_path: Path, endpoint: str, brokers: str
) -> None:
    """A stream is read by both, and each finds what the other has stored; a group of Kafka shares its partitions."""
    create_stream(endpoint, "shared", shards=2)
    put_records(endpoint, "shared", history()[:70])
    await create_topic(brokers, "shared", partitions=2)
    await produce(brokers, "shared", history()[60:])
    kinesis = ("--from", "kinesis", "--stream", "shared", "--source-endpoint", endpoint, "--max-in-flight", "10")
    kafka = ("--from", "kafka", "--brokers", brokers, "--topic", "shared", "--max-in-flight", "10")
    with ExitStack() as stack:
        stays = [stack.enter_context(consuming(tmp_path, *argv)) for argv in (kinesis, kafka)]
        killed = [stack.enter_context(consuming(tmp_path, *argv)) for argv in (kinesis, kafka)]
        wait_until_stored(stays[0], tmp_path, 30)
        for process in killed:
            process.send_signal(signal.SIGKILL)
        wait_until_stored(stays[1], tmp_path, _EVENTS)
    assert positions(tmp_path) == expected()
    assert letters(tmp_path) == []


@pytest.mark.nightly
async def test_a_killed_consumer_of_kafka_loses_nothing_and_counts_nothing_twice(tmp_path: Path, brokers: str) -> None:
    await create_topic(brokers, "killed", partitions=2)
    await produce(brokers, "killed", [*history()[:50], *_POISON, *history()[50:]])
    run_and_kill(tmp_path, ["--from", "kafka", "--brokers", brokers, "--topic", "killed", "--max-in-flight", "10"])
    assert positions(tmp_path) == expected()


def test_a_killed_consumer_of_a_table_loses_nothing_and_counts_nothing_twice(tmp_path: Path, endpoint: str) -> None:
    settings = tables_of("killed", endpoint=endpoint)
    store = DynamoDbStore(settings)
    store.create_tables()
    enable_stream(endpoint, settings.concessions.table)
    load(store, *(("e", row) for row in history()))
    argv = ["--from", "dynamodb-streams", "--events-table", settings.concessions.table, "--max-in-flight", "10"]
    argv += ["--source-endpoint", endpoint]
    with consuming(tmp_path, *argv) as process:
        wait_until_stored(process, tmp_path, 40)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert stored(tmp_path) < _EVENTS
    with consuming(tmp_path, *argv) as process:
        wait_until_stored(process, tmp_path, _EVENTS)
    assert positions(tmp_path) == expected()
