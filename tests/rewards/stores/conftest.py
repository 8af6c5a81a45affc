"""Each kind of store, empty: a SQLite file, or tables of a stand-in for DynamoDB on this machine."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest

from rewards.stores.base import Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.stand_in import STAND_INS, StandIns, tables_of

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def stand_ins() -> Iterator[StandIns]:
    running = StandIns()
    yield running
    running.close()


@pytest.fixture(scope="session")
def dynamodb_endpoint(stand_ins: StandIns) -> str:
    """Return the address of the stand-in in this process."""
    return stand_ins.endpoint("moto")


@pytest.fixture
def stand_in() -> str:
    """Return the name of the stand-in for DynamoDB that a test runs against."""
    return "moto"


@pytest.fixture
def dynamodb_settings(stand_ins: StandIns, stand_in: str) -> DynamoDbSettings:
    """Return settings that name tables of the test's own."""
    return tables_of(f"t{next(_NUMBERS)}", endpoint=stand_ins.endpoint(stand_in))


@pytest.fixture
async def dynamodb_store(dynamodb_settings: DynamoDbSettings) -> AsyncIterator[DynamoDbStore]:
    store = DynamoDbStore(dynamodb_settings)
    store.create_tables()
    async with store.connected():
        yield store


@pytest.fixture(params=["sqlite", *STAND_INS])
async def store(request: pytest.FixtureRequest, tmp_path: Path, stand_ins: StandIns) -> AsyncIterator[Store]:
    if request.param != "sqlite":
        store = DynamoDbStore(tables_of(f"t{next(_NUMBERS)}", endpoint=stand_ins.endpoint(request.param)))
        store.create_tables()
        async with store.connected():
            yield store
        return
    opened = SqliteStore.open(tmp_path / "rewards.sqlite3")
    yield opened
    opened.close()
