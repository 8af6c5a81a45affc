"""A store that refuses is counted, logged now and then, and distinguished from one that is unavailable."""

import logging
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from rewards.app import create_app
from rewards.errors import StoreErrorCode, StoreUnavailable
from rewards.settings import RewardsSettings
from rewards.store_failures import LOG_EVERY_S, StoreFailures
from rewards.stores.base import PutOutcome
from rewards.stores.sqlite_store import SqliteStore
from tests.manual_clock import Hand
from tests.rewards.conftest import CLOCK, LEAD, TOKENS, WRITER
from tests.rewards.http.problem_reader import problem
from tests.rewards.http.test_concession_events import NEW_EVENT
from tests.rewards.world import ORDER


def test_each_failure_is_counted_and_a_lasting_one_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    counted: list[StoreErrorCode] = []
    hand = Hand()
    failures = StoreFailures(counted.append, monotonic=hand)
    for code in ("storeRefused", "storeRefused", "storeBusy", "storeReadOnly"):
        failures.record(StoreUnavailable(code, "arn:aws:secret"))
    assert [record.__dict__["code"] for record in caplog.records] == ["storeRefused", "storeReadOnly"]
    hand.now_s += LOG_EVERY_S
    failures.record(StoreUnavailable("storeRefused", "arn:aws:secret"))
    assert [record.__dict__["code"] for record in caplog.records] == ["storeRefused", "storeReadOnly", "storeRefused"]
    assert len(counted) == 5
    assert "secret" not in caplog.text
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


class _Failing(SqliteStore):
    """A store of which every read and write fails in one way."""

    trouble: StoreErrorCode

    async def put_events(self, events: Sequence[Any]) -> Sequence[PutOutcome]:
        raise StoreUnavailable(self.trouble, "somewhere")

    async def _read(self, statement: str, *keys: str | int) -> list[Any]:
        raise StoreUnavailable(self.trouble, "somewhere")

    async def check(self) -> None:
        raise StoreUnavailable(self.trouble, "somewhere")


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("storeRefused", "storeRefused"),
        ("storeRefusedRow", "storeRefused"),
        ("storeReadOnly", "storeUnavailable"),
        ("storeBusy", "storeUnavailable"),
        ("storeUnreachable", "storeUnavailable"),
    ],
)
async def test_only_a_store_that_may_come_back_is_worth_another_try(
    tmp_path: Any, trouble: StoreErrorCode, code: str
) -> None:
    store = _Failing.open(tmp_path / "rewards.sqlite3")
    store.trouble = trouble
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as client:
        posted = await client.post("/concession-events", json=NEW_EVENT, headers=WRITER)
        probed = await client.get("/health/ready")
        assert problem(posted) == problem(probed) == (503, code)
        assert posted.json()["retryable"] is (code == "storeUnavailable")
        await client.get(f"/promotion-executions/{ORDER}?version=2", headers=LEAD)
        metrics = (await client.get("/metrics")).text
    store.close()
    [line] = [line for line in metrics.splitlines() if line.startswith("rewards_store_failures_total")]
    assert line.startswith(f'rewards_store_failures_total{{code="{trouble}"}} ')
    assert float(line.split()[-1]) >= 3  # the write, and a read of each source that the store answers for
