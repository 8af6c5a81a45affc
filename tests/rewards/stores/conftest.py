"""Each kind of store, empty: a SQLite file, or tables of a stand-in for DynamoDB on this machine."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest

from rewards.stores.base import Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.stores.stand_in import running_stand_in, tables_of

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def dynamodb_endpoint() -> Iterator[str]:
    with running_stand_in() as endpoint:
        yield endpoint


@pytest.fixture
def dynamodb_settings(dynamodb_endpoint: str) -> DynamoDbSettings:
    """Return settings that name tables of the test's own."""
    return tables_of(f"t{next(_NUMBERS)}", endpoint=dynamodb_endpoint)


@pytest.fixture
async def dynamodb_store(dynamodb_settings: DynamoDbSettings) -> AsyncIterator[DynamoDbStore]:
    store = DynamoDbStore(dynamodb_settings)
    store.create_tables()
    async with store.connected():
        yield store


@pytest.fixture(params=["sqlite", "dynamodb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "dynamodb":
        yield request.getfixturevalue("dynamodb_store")
        return
    opened = SqliteStore.open(tmp_path / "rewards.sqlite3")
    yield opened
    opened.close()
