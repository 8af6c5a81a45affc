"""One held-out world in every store: each answer of the API is the same, byte for byte, and its positions are right."""

import asyncio
import json
from collections import Counter
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from evals.oracles import window_search
from evals.oracles.positions import order_differences
from rewards.app import create_app
from rewards.settings import RewardsSettings
from rewards.stores.base import LoadableRow, Store
from rewards.stores.dynamodb.codec import to_attribute
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.item_keys import item_of
from rewards.stores.rows import parse_row
from rewards.stores.sqlite_rows import to_json
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import CLOCK, TOKENS
from tests.rewards.stores.equal_answers.every_answer import WINDOWS, Answers, Asking, list_of
from tests.rewards.stores.equal_answers.held_out_world import HeldOutWorld, held_out_world
from tests.rewards.stores.stand_in import STAND_INS, StandIns, tables_of
from tests.rewards.tolerance.deviations import ABSENT, MODELS
from tests.rewards.world import day, load
from tests.thoroughness import IS_THOROUGH

pytestmark = [pytest.mark.slow, pytest.mark.wide]

SEEDS = range(2) if IS_THOROUGH else range(1)
ORDERS, CUSTOMERS, PAGE = (24, 3, 5) if IS_THOROUGH else (3, 1, 2)
_NUMBERS = count(1)
_SETTINGS = RewardsSettings(
    _env_file=None,
    deadline_ms=10_000,  # the stand-ins are slow
    source_timeout_ms=9_000,
    cursor_secret="one secret for the cursors of all",
    worklist=False,  # moto mixes up transactions that overlap, and its upkeep goes on beside the requests
)
# Bodies are compressed from a size on, and the digits of latencies differ.
_HEADERS = {"X-Request-Id": "0191f3c04a5b7c8d9e0f112233445566", "Accept-Encoding": "identity"}
_SQLITE_TABLES = {"p": "ped", "l": "line_items", "e": "concessions"}
_MODELS = {"p": MODELS["ped"], "l": MODELS["lineItems"], "e": MODELS["concessions"]}


@cache
def _world(seed: int) -> HeldOutWorld:
    return held_out_world(seed, orders=ORDERS, customers=CUSTOMERS)


@cache
def _in_sqlite(seed: int) -> Answers:
    with TemporaryDirectory() as folder:
        store = SqliteStore.open(Path(folder) / "rewards.sqlite3")
        try:
            return asyncio.run(_answers(store, _world(seed)))
        finally:
            store.close()


async def _answers(store: Store, world: HeldOutWorld) -> Answers:
    load(store, *world.loaded)
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=_SETTINGS)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://rewards.test", headers=_HEADERS
        ) as client,
    ):
        asking = Asking(client, is_whole=isinstance(store, SqliteStore))
        await asking.post(world)
        await _deviate(store, world)
        return await asking.everything(world, page=PAGE)


async def _deviate(store: Store, world: HeldOutWorld) -> None:
    """Write values that the schema does not allow into some rows, as only another writer can."""
    for letter, sound, deviation in world.deviating:
        row = deviation.of(sound)
        if isinstance(store, DynamoDbStore):
            found, table = item_of(LoadableRow(row=parse_row(_MODELS[letter], sound), raw=sound), store._settings)
            kept = {name: value for name, value in found.items() if name != deviation.field}
            changed = {} if deviation.value is ABSENT else {deviation.field: to_attribute(deviation.value)}
            await store._calls("put_item", TableName=table.table, Item={**kept, **changed})
        elif isinstance(store, SqliteStore):
            statement = f"UPDATE {_SQLITE_TABLES[letter]} SET row = ? WHERE row = ?"  # noqa: S608  (no input)
            with store._transaction() as connection:
                assert connection.execute(statement, (json.dumps(row), to_json(sound))).rowcount == 1


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", STAND_INS)
def test_every_answer_is_that_of_sqlite(name: str, seed: int, stand_ins: StandIns) -> None:
    store = DynamoDbStore(tables_of(f"equal{next(_NUMBERS)}", endpoint=stand_ins.endpoint(name)))
    store.create_tables()
    answers, expected = asyncio.run(_answers(store, _world(seed))), _in_sqlite(seed)
    assert len(answers) > 50
    assert [question for question in answers if answers[question] != expected.get(question)] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_positions_are_those_of_the_independent_fold(seed: int) -> None:
    answers, world = _in_sqlite(seed), _world(seed)
    wrong = {}
    for order, sources in world.orders.items():
        address = f"/promotion-executions/{order}?version=2"
        if sources.owners or sources.events:
            body = json.loads(answers["lead", "GET", address, "first"].body)
            wrong[order] = order_differences(body, sources)
    assert {order: found for order, found in wrong.items() if found} == {}
    assert len(wrong) > len(world.orders) / 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("at", [window_search.CREATED, window_search.RESERVED, window_search.ISSUED])
def test_windows_are_those_of_the_independent_search(seed: int, at: str) -> None:
    answers, world = _in_sqlite(seed), _world(seed)
    for (start, end), customer in ((window, customer) for window in WINDOWS for customer in world.customers):
        window = window_search.Window(_instant(start), _instant(end), at)
        allowed = window_search.search(world.orders, customer, window)
        path = f"/customers/{customer}/promotion-executions"
        parameters: dict[str, Any] = {"from": day(start), "to": day(end), "timeField": at, "version": "2"}
        listed = [
            entry["businessReferenceId"]
            for entry in list_of(answers, path, parameters | {"order": "asc", "limit": PAGE})
            if entry["businessReferenceId"] in world.orders
        ]
        certain = [found.order for found in allowed if found.is_certain]
        assert set(certain) <= set(listed) <= {found.order for found in allowed}
        placed = [order for order in certain if at != window_search.CREATED or _is_dated(world, order)]
        assert [order for order in listed if order in placed] == placed


def _is_dated(world: HeldOutWorld, order: str) -> bool:
    """Whether each row says when it was created; an order with another one may be listed earlier than it is certain."""
    return all(row.get("createdAt") for row in world.orders[order].ped or ())


def _instant(number: int) -> datetime:
    return datetime.fromisoformat(day(number))


def test_world_holds_what_it_is_for() -> None:
    """Guards the comparison itself: rows of every kind, and answers of every kind."""
    world = held_out_world(0, orders=48, customers=4)
    rows = [row for _, row in world.loaded] + world.posted
    assert {row["type"] for row in rows if "eventId" in row} >= {
        "RESERVED", "ISSUED", "ISSUE_FAILED", "REVERSED", "CANCELLED", "EXPIRED",
    }  # fmt: skip
    assert len({row["currency"] for row in rows}) >= 4
    assert {type(row.get("lastUpdatedTime")) for row in rows if "benefitType" in row} == {int, str}
    assert len({letter for letter, _, _ in world.deviating}) == 3
    answers = _in_sqlite(0)
    statuses = Counter(answer.status for answer in answers.values())
    assert statuses.keys() >= {200, 304, 404}
    assert sum("cursor=" in address for _, _, address, _ in answers) >= 10
    assert any(b"malformedRow" in answer.body for answer in answers.values())
