"""A store in a temporary folder, and pauses that take no time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rewards.consume import growing_pause
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.stand_in import running_stand_in


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "rewards.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the lengths of the pauses that were asked for, in seconds."""
    asked: list[float] = []

    def next_s(pause: growing_pause.GrowingPause) -> float:
        asked.append(real_next_s(pause))
        return 0.0

    real_next_s = growing_pause.GrowingPause.next_s
    monkeypatch.setattr(growing_pause.GrowingPause, "next_s", next_s)
    return asked


@pytest.fixture(scope="session")
def aws_endpoint() -> Iterator[str]:
    """Return the address of a stand-in for SQS, Kinesis and DynamoDB Streams."""
    with running_stand_in() as endpoint:
        yield endpoint
