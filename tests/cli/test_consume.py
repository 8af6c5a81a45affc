"""``rewards-agent consume`` as it is run: its output, a clean stop, and wrong starts reported in one line."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.commands import consume
from tests.cli.consumer_process import consuming, wait_until_stored
from tests.cli.test_demo import command, environment
from tests.rewards.consume.aws import create_queue, send
from tests.rewards.stores.stand_in import running_stand_in
from tests.rewards.world import event_raw

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with running_stand_in() as address:
        yield address


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
