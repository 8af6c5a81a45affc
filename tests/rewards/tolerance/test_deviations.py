"""Hundreds of rows that deviate from their schema, each in every route, on every store: the rules are in ``rules``."""

import json
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rewards.app import create_app
from rewards.settings import RewardsSettings
from rewards.stores.base import LoadableRow, Store
from rewards.stores.dynamodb.codec import to_attribute
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.item_keys import item_of
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.rows import parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import CLOCK, TOKENS
from tests.rewards.stores.stand_in import running_stand_in, tables_of
from tests.rewards.tolerance import rules
from tests.rewards.tolerance.cases import Case, as_stored_json
from tests.rewards.tolerance.deviations import ABSENT, MODELS, Deviation, all_deviations
from tests.rewards.world import load

pytestmark = pytest.mark.slow

_NUMBERS = count(1)
_DEVIATIONS = list(all_deviations())
_TABLES = {"ped": "ped", "lineItems": "line_items", "concessions": "concessions"}
# The attributes that DynamoDB needs as text, since they are keys of a table or an index.
_KEYS = {"businessReferenceId", "customerId", "gcId"}


def _is_storable(deviation: Deviation) -> bool:
    """Whether a table of DynamoDB can hold the row, and the codec passes the value on as it is."""
    is_text = isinstance(deviation.value, str) and deviation.value != ""
    is_key = deviation.field in _KEYS and not (deviation.table == "lineItems" and deviation.field != "businessReferenceId")
    is_small = not (isinstance(deviation.value, str) and len(deviation.value) > 2000 and deviation.field in _KEYS)
    return deviation.field not in {"businessReferenceId", "gcIds"} and is_small and (is_text or not is_key)


# Every field, and every kind of value, without all of their combinations: each read is a request here.
_STORABLE = [deviation for place, deviation in enumerate(filter(_is_storable, _DEVIATIONS)) if place % 7 == 0]


def _app_over(store: Store) -> FastAPI:
    return create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(_env_file=None, deadline_ms=10_000, source_timeout_ms=10_000))


async def _check(case: Case, app: FastAPI, deviate: Callable[[], Awaitable[None]]) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test") as client:
        metrics = (await client.get("/metrics")).text
        before = await rules.Answers.of(case, app, client)
        await deviate()
        after = await rules.Answers.of(case, app, client)
        rules.check_v1(case, before, after)
        rules.check_benefits(case, before, after)
        rules.check_other_views(case, before, after)
        await rules.check_access(case, client)
        rules.check_metrics(case, metrics, (await client.get("/metrics")).text)


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path_factory.mktemp("tolerance") / "rewards.sqlite3")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def sqlite_app(sqlite: SqliteStore) -> FastAPI:
    return _app_over(sqlite)


@pytest.mark.parametrize("deviation", _DEVIATIONS, ids=str)
async def test_on_sqlite(deviation: Deviation, sqlite: SqliteStore, sqlite_app: FastAPI) -> None:
    case = Case(next(_NUMBERS), deviation)
    load(sqlite, *case.rows())

    async def deviate() -> None:
        row = {name: as_stored_json(value) for name, value in deviation.of(case.sound_row).items()}
        statement = f"UPDATE {_TABLES[deviation.table]} SET row = ? WHERE row = ?"  # noqa: S608  (no input)
        with sqlite._transaction() as connection:
            values = (json.dumps(row), json.dumps(case.sound_row, separators=(",", ":")))
            assert connection.execute(statement, values).rowcount == 1

    await _check(case, sqlite_app, deviate)


@pytest.fixture(scope="module")
def tables() -> Iterator[DynamoDbSettings]:
    with running_stand_in() as endpoint:
        settings = tables_of("tolerance", endpoint=endpoint)
        DynamoDbStore(settings).create_tables()
        yield settings


@pytest.mark.parametrize("deviation", _STORABLE, ids=str)
async def test_on_dynamodb(deviation: Deviation, tables: DynamoDbSettings) -> None:
    case = Case(next(_NUMBERS), deviation)
    store = DynamoDbStore(tables)
    load(store, *case.rows())

    async def deviate() -> None:
        row = parse_row(MODELS[deviation.table], case.sound_row)
        item, table = item_of(LoadableRow(row=row, raw=case.sound_row), tables)
        kept = {name: value for name, value in item.items() if name != deviation.field}
        changed = {} if deviation.value is ABSENT else {deviation.field: _attribute(deviation.value)}
        await store._calls("put_item", TableName=table.table, Item={**kept, **changed})

    async with store.connected():
        await _check(case, _app_over(store), deviate)


def _attribute(value: Any) -> Any:
    if isinstance(value, frozenset):
        return {"SS": sorted(value)}
    return {"B": value} if isinstance(value, bytes) else to_attribute(value)


def test_there_are_enough() -> None:
    assert len(_DEVIATIONS) > 1000
    assert len(_STORABLE) > 120
    assert {deviation.field for deviation in _STORABLE} >= {"eligibleMinor", "customerId", "eventTime", "updatedAt"}
