"""Hundreds of rows that deviate from their schema, each in every route, on every store: the rules are in ``rules``."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
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
from tests.rewards.stores.stand_in import STAND_INS, tables_of
from tests.rewards.tolerance import rules
from tests.rewards.tolerance.cases import Case, as_stored_json
from tests.rewards.tolerance.deviations import ABSENT, MODELS, Deviation, all_deviations
from tests.rewards.world import load
from tests.thoroughness import share

pytestmark = [pytest.mark.slow, pytest.mark.wide]

_NUMBERS = count(1)
_DEVIATIONS = list(all_deviations())
_TABLES = {"ped": "ped", "lineItems": "line_items", "concessions": "concessions"}
# The attributes that DynamoDB needs as text, since they are keys of a table or an index.
_KEYS = {"businessReferenceId", "customerId", "gcId"}


def _is_storable(deviation: Deviation) -> bool:
    """Whether a table of DynamoDB can hold the row, and the codec passes the value on as it is."""
    is_text = isinstance(deviation.value, str) and deviation.value != ""
    is_key = deviation.field in _KEYS and not (
        deviation.table == "lineItems" and deviation.field != "businessReferenceId"
    )
    is_small = not (isinstance(deviation.value, str) and len(deviation.value) > 2000 and deviation.field in _KEYS)
    return deviation.field not in {"businessReferenceId", "gcIds"} and is_small and (is_text or not is_key)


# Every field and every kind of value, without all of their combinations.
_ON_SQLITE = share(_DEVIATIONS, of=17)
_ON_DYNAMODB = list(filter(_is_storable, _DEVIATIONS))[::19]  # each read is a request there


def _app_over(store: Store) -> FastAPI:
    return create_app(
        store=store,
        tokens=TOKENS,
        clock=CLOCK,
        settings=RewardsSettings(_env_file=None, deadline_ms=10_000, source_timeout_ms=10_000),
    )


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


@pytest.mark.parametrize("deviation", _ON_SQLITE, ids=str)
async def test_on_sqlite(deviation: Deviation, sqlite: SqliteStore, sqlite_app: FastAPI) -> None:
    case = Case(next(_NUMBERS), replace(deviation, value=as_stored_json(deviation.value)))
    load(sqlite, *case.rows())

    async def deviate() -> None:
        row = case.deviation.of(case.sound_row)
        statement = f"UPDATE {_TABLES[deviation.table]} SET row = ? WHERE row = ?"  # noqa: S608  (no input)
        with sqlite._transaction() as connection:
            values = (json.dumps(row), json.dumps(case.sound_row, separators=(",", ":")))
            assert connection.execute(statement, values).rowcount == 1

    await _check(case, sqlite_app, deviate)


@pytest.fixture(scope="module", params=STAND_INS)
def tables(request: pytest.FixtureRequest) -> Iterator[DynamoDbSettings]:
    with STAND_INS[request.param]() as endpoint:
        settings = tables_of("tolerance", endpoint=endpoint)
        DynamoDbStore(settings).create_tables()
        yield settings


@pytest.mark.nightly
@pytest.mark.parametrize("table", list(MODELS))
async def test_on_dynamodb(table: str, tables: DynamoDbSettings) -> None:
    store = DynamoDbStore(tables)
    async with store.connected():
        app = _app_over(store)
        for deviation in (one for one in _ON_DYNAMODB if one.table == table):
            await _check_on_dynamodb(Case(next(_NUMBERS), deviation), store, tables, app)


async def _check_on_dynamodb(case: Case, store: DynamoDbStore, settings: DynamoDbSettings, app: FastAPI) -> None:
    deviation = case.deviation
    load(store, *case.rows())

    async def deviate() -> None:
        row = parse_row(MODELS[deviation.table], case.sound_row)
        item, table = item_of(LoadableRow(row=row, raw=case.sound_row), settings)
        kept = {name: value for name, value in item.items() if name != deviation.field}
        changed = {} if deviation.value is ABSENT else {deviation.field: _attribute(deviation.value)}
        await store._calls("put_item", TableName=table.table, Item={**kept, **changed})

    try:
        await _check(case, app, deviate)
    except AssertionError as error:
        raise AssertionError(f"with {deviation}") from error


def _attribute(value: Any) -> Any:
    if isinstance(value, frozenset):
        return {"SS": sorted(value)}
    return {"B": value} if isinstance(value, bytes) else to_attribute(value)


def test_there_are_enough() -> None:
    assert len(_DEVIATIONS) > 1000
    for chosen in (_ON_SQLITE, _ON_DYNAMODB):
        assert len(chosen) >= 60
        assert {deviation.name for deviation in chosen} >= {deviation.name for deviation in _DEVIATIONS[:20]}
        assert {deviation.field for deviation in chosen} >= {"eligibleMinor", "customerId", "eventTime", "updatedAt"}
