"""Workers of the rewards API that follow the tables: one of them does, and another one takes over when it is killed."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.cli.test_rewards_server import _children, running
from tests.redis_server import needs_redis, redis_server, short_folder
from tests.rewards.consume.aws import enable_stream
from tests.rewards.stores.stand_in import mapping_file, running_stand_in, tables_of
from tests.rewards.world import ORDER, event_raw, load, ped_raw

pytestmark = [pytest.mark.nightly, needs_redis]

_PATH = f"/promotion-executions/{ORDER}?version=2"
_IN_A_ROW = 12  # answers on new connections, which either worker may accept
_WITHIN_S = 60.0


@pytest.fixture
def tables() -> Iterator[DynamoDbSettings]:
    with running_stand_in() as endpoint:
        settings = tables_of("workers", endpoint=endpoint)
        DynamoDbStore(settings).create_tables()
        for table in (settings.ped.table, settings.line_items.table, settings.concessions.table):
            enable_stream(endpoint, table)
        yield settings


def wait_until_all_show(amount: int, http: httpx.Client) -> None:
    """Return when so many answers in a row say that so much has been issued."""
    until_s = time.monotonic() + _WITHIN_S
    in_a_row = 0
    while in_a_row < _IN_A_ROW:
        assert time.monotonic() < until_s, "a worker does not know of the change"
        try:
            response = httpx.get(f"{http.base_url}{_PATH}", headers=http.headers, timeout=30)
        except httpx.TransportError:
            continue  # the worker that had accepted it was killed
        issued = response.json()["totals"][0]["issued"]
        in_a_row = in_a_row + 1 if issued and issued["amountMinor"] == amount else 0


def workers_of(process: int) -> set[int]:
    """Return the ids of the workers, without the helper that Python starts beside them."""
    return {
        child for child in _children(process) if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    }


def test_every_worker_knows_what_the_one_that_follows_the_tables_reads(
    tmp_path: Path, tables: DynamoDbSettings
) -> None:
    other = DynamoDbStore(tables)
    load(other, ("p", ped_raw(eligibleMinor=1500)), ("e", event_raw("E-0", amount=1500, lineItemId="LI-0")))
    argv = ("--workers", "2", "--store", "dynamodb", "--endpoint", str(tables.endpoint))
    with short_folder() as folder, redis_server(folder) as socket:
        settings = {
            "REWARDS_REDIS_URL": f"unix://{socket}",
            "REWARDS_CURSOR_SECRET": "x1" * 20,
            "REWARDS_MAPPING": str(mapping_file(tmp_path, tables)),
            "REWARDS_CACHE_SETTLED_MS": "300000",
            "REWARDS_SOURCE_TIMEOUT_MS": "8000",  # the stand-in shares this process
            "REWARDS_DEADLINE_MS": "10000",
        }
        with running(tmp_path, *argv, "--consume", "dynamodb-streams", **settings) as server:
            try:
                amount = 1500
                wait_until_all_show(amount, server.http)
                first = workers_of(server.process.pid)
                assert len(first) == 2
                for number, killed in enumerate((None, *first), start=1):
                    if killed is not None:
                        os.kill(killed, signal.SIGKILL)
                    amount += 100
                    load(other, ("e", event_raw(f"E-{number}", amount=100, lineItemId=f"LI-{number}")))
                    wait_until_all_show(amount, server.http)
            finally:
                server.stop()  # a parent that is killed leaves its workers
    assert "Traceback" not in (tmp_path / "log.jsonl").read_text()
