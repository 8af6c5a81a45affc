"""The store's database is down for a while: nothing is acknowledged, nothing is lost, nothing counts twice."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from moto.server import ThreadedMotoServer

from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from tests.rewards.consume.doubles import Scene, numbered, sample_events
from tests.rewards.stores.stand_in import tables_of
from tests.rewards.world import ORDER

pytestmark = pytest.mark.slow

_NUMBERS = count(1)


@contextmanager
def stand_in(port: int) -> Iterator[str]:
    """Run it on this port. What it holds outlives it, as it is kept by the process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


async def test_events_wait_for_a_database_that_is_down(no_pauses: list[float]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with stand_in(port) as endpoint:
        settings = tables_of(f"outage{next(_NUMBERS)}", endpoint=endpoint)
        store = DynamoDbStore(settings)
        store.create_tables()
    async with store.connected():
        scene = Scene(store, numbered(*sample_events(20)), numbered(*sample_events(20)))
        running = asyncio.create_task(scene.run())
        while len(no_pauses) < 2:  # noqa: ASYNC110  # a state of the double, which sets no event
            await asyncio.sleep(0.01)
        assert (scene.source.acknowledged, scene.letters.letters) == ([], [])
        with stand_in(port):
            await running
            events = await store.events_of_order(ORDER)
    assert sum(event["amountMinor"] for event in events) == sum(range(1, 21))
    assert len(scene.source.acknowledged) == 40
    assert scene.letters.letters == []
