"""``rewards-agent consume`` as it is run: killed, restarted, stopped, and started wrongly."""

import asyncio
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.commands import consume
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import fold
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.rows import EventRow, parse_row
from tests.cli.test_demo import COMMAND, command, environment
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


def stored(data: Path) -> int:
    """Return how many events are stored; none before the file exists."""
    path = data / "rewards.sqlite3"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
        try:
            (found,) = database.execute("SELECT count(*) FROM concessions").fetchone()
        except sqlite3.OperationalError:
            return 0
    return int(found)


@contextmanager
def consuming(data: Path, *argv: str, **extra: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the command until the block ends."""
    process = subprocess.Popen(
        [COMMAND, "consume", "--data", str(data), *argv],
        cwd=data,
        env=environment(PYTHONUNBUFFERED="1", **extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until_stored(process: "subprocess.Popen[str]", data: Path, count: int) -> None:
    until = time.monotonic() + 120
    while stored(data) < count:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        assert time.monotonic() < until, "the events were not stored"
        time.sleep(0.005)


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


@pytest.mark.parametrize("source", [source_of_sqs, source_of_kinesis])
def test_a_consumer_that_is_killed_loses_nothing_and_counts_nothing_twice(
    tmp_path: Path, endpoint: str, source: Any
) -> None:
    run_and_kill(tmp_path, [*source(endpoint), "--max-in-flight", "10"])
    assert positions(tmp_path) == expected()
    assert {fault["reason"] for letter in letters(tmp_path) for fault in letter["faults"]} == {"notJson", "malformed"}
    assert (tmp_path / "dead-letters.jsonl").stat().st_mode & 0o777 == 0o600


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


def test_it_says_what_it_does_and_stops_cleanly(tmp_path: Path, endpoint: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    url = create_queue(endpoint, "stopped")
    send(endpoint, url, [event_raw("E-1", memo="a private remark")])
    argv = ["--from", "sqs", "--queue-url", url, "--source-endpoint", endpoint, "--metrics-port", port]
    with consuming(tmp_path, *argv) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first == f"consuming from sqs, metrics on http://127.0.0.1:{port}/metrics\n"
        wait_until_stored(process, tmp_path, 1)
        until = time.monotonic() + 30
        wanted = 'rewards_consume_events_total{result="stored",source="sqs"} 1.0'
        while wanted not in httpx.get(f"http://127.0.0.1:{port}/metrics").text:
            assert time.monotonic() < until
        assert httpx.get(f"http://127.0.0.1:{port}/health/live").status_code == 200
        assert httpx.get(f"http://127.0.0.1:{port}/other").status_code == 404
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        output, log = process.communicate()
    assert output == "stopped\n"
    lines = [json.loads(line) for line in log.splitlines()]
    assert lines[-1]["message"] == "stopped: stored 1; 0 in flight, lag 0.0 s"
    assert "private" not in log


@pytest.mark.parametrize(
    ("argv", "status", "line"),
    [
        ((), 2, "the following arguments are required: --from"),
        (("--from", "ftp"), 2, "invalid choice"),
        (("--from", "sqs"), 2, "--from sqs requires --queue-url"),
        (("--from", "kinesis"), 2, "--from kinesis requires --stream"),
        (("--from", "kafka", "--topic", "t"), 2, "--from kafka requires --brokers"),
        (("--from", "kafka", "--brokers", "127.0.0.1:9", "--topic", "t"), 1, "the topic t cannot be reached"),
        (("--from", "kinesis", "--stream", "s", "--source-endpoint", "nowhere"), 2, "must be an http or https address"),
        (("--from", "kinesis", "--stream", "s", "--source-endpoint", "http://127.0.0.1:9"), 1, "cannot be reached"),
        (("--from", "sqs", "--queue-url", "u", "--dead-letters", "/no/folder/x"), 2, "/no/folder/x cannot be written"),
        (("--from", "sqs", "--queue-url", "u", "--dead-letters", "kafka:t"), 2, "requires --brokers"),
        (
            ("--from", "sqs", "--queue-url", "u", "--region", "not a region"),
            1,
            "check credentials, permissions and region",
        ),
        (("--from", "dynamodb-streams", "--database", "ped"), 2, "--database applies when changes are announced"),
        (("--from", "sqs", "--queue-url", "u", "--max-in-flight", "0"), 2, "must be 1 to 10000"),
        (("--from", "sqs", "--queue-url", "u", "--metrics-port", "x"), 2, "a whole number"),
    ],
)
def test_a_wrong_start_is_one_line_and_an_exit_status(
    tmp_path: Path, argv: tuple[str, ...], status: int, line: str
) -> None:
    done = command("consume", "--data", str(tmp_path), *argv, cwd=tmp_path, AWS_DEFAULT_REGION="us-east-1")
    assert done.returncode == status, done.stderr
    (error,) = done.stderr.splitlines()
    assert line in error


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"REWARDS_AGENT_ENV": "production"}, "must be reached by SSL or SASL_SSL in production"),
        ({"REWARDS_KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, "SASL needs REWARDS_KAFKA_SASL_USERNAME"),
        ({"REWARDS_KAFKA_SECURITY_PROTOCOL": "TLS"}, "a setting cannot be used: REWARDS_KAFKA_SECURITY_PROTOCOL"),
        ({"REWARDS_KAFKA_SECURITY_PROTOCOL": "SSL", "REWARDS_KAFKA_CA_FILE": "/none"}, "/none cannot be read"),
    ],
)
def test_settings_of_kafka_that_cannot_be_used_are_one_line(
    tmp_path: Path, settings: dict[str, str], line: str
) -> None:
    argv = ("--from", "kafka", "--brokers", "127.0.0.1:9", "--topic", "t")
    done = command("consume", "--data", str(tmp_path), *argv, cwd=tmp_path, **settings)
    assert done.returncode == 2, done.stderr
    (error,) = done.stderr.splitlines()
    assert line in error


def test_production_refuses_a_source_in_plain_text(tmp_path: Path) -> None:
    argv = ("--from", "sqs", "--queue-url", "u", "--source-endpoint", "http://queues.example")
    done = command("consume", "--data", str(tmp_path), *argv, cwd=tmp_path, REWARDS_AGENT_ENV="production")
    assert (done.returncode, done.stderr) == (
        2,
        "rewards-agent: --source-endpoint must be an https address in production\n",
    )


def test_a_queue_that_does_not_exist_and_a_port_in_use_are_one_line(tmp_path: Path, endpoint: str) -> None:
    url = create_queue(endpoint, "in-use")
    common = ("consume", "--data", str(tmp_path), "--from", "sqs", "--source-endpoint", endpoint)
    missing = command(*common, "--queue-url", f"{url}-missing", cwd=tmp_path)
    assert (missing.returncode, missing.stderr) == (
        1,
        "rewards-agent: the queue in-use-missing does not exist, or is not named correctly\n",
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        in_use = command(*common, "--queue-url", url, "--metrics-port", port, cwd=tmp_path)
    assert in_use.returncode == 2
    assert f"port {port} cannot be used" in in_use.stderr


async def test_what_does_not_end_after_a_stop_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consume, "_STOP_WITHIN_S", 0.0)
    ended: list[str] = []

    class Stuck:
        async def run(self) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("cancelled")

    stop = asyncio.Event()
    stop.set()
    await consume._run_until(stop, Stuck())  # type: ignore[arg-type]
    assert ended == ["cancelled"]


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        ((), "--consume dynamodb-streams requires --store dynamodb"),
        (
            ("--store", "dynamodb", "--create-tables"),
            "the stream of the table PromotionExecutionDetails does not exist",
        ),
    ],
)
def test_an_api_that_cannot_follow_its_tables_does_not_start(
    tmp_path: Path, endpoint: str, argv: tuple[str, ...], line: str
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = ("--endpoint", endpoint) if argv else ()
    common = ("rewards", "--port", port, "--data", str(tmp_path), "--consume", "dynamodb-streams")
    done = command(*common, *argv, *address, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    (error,) = done.stderr.splitlines()
    assert line in error


def test_announcing_changes_to_nobody_is_refused(tmp_path: Path, endpoint: str) -> None:
    argv = ("consume", "--data", str(tmp_path), "--from", "dynamodb-streams", "--store", "dynamodb")
    done = command(*argv, "--endpoint", endpoint, "--create-tables", cwd=tmp_path)
    assert done.returncode == 2
    assert "set REWARDS_REDIS_URL" in done.stderr


def test_kafka_without_its_extra_is_one_line(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "aiokafka.py").write_text("raise ImportError\n")
    path = os.pathsep.join([str(hidden), os.environ.get("PYTHONPATH", "")])
    argv = ("--from", "kafka", "--brokers", "127.0.0.1:9", "--topic", "t", "--data", str(tmp_path / "data"))
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "consume", *argv],
        cwd=tmp_path,
        env=environment(PYTHONPATH=path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "rewards-agent: Kafka needs the extra `kafka`: pip install rewards-support-agent[kafka]\n",
    )
