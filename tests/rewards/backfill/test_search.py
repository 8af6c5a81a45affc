"""A search finds old orders at every stage of the backfill, and no answer changes by it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.app import create_app
from rewards.backfill.row_completer import RowCompleter
from rewards.settings import RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.ped import StoredPed
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.backfill.worlds import OldWorld, old_worlds
from tests.rewards.conftest import CLOCK, LEAD, TOKENS, MakeClient
from tests.rewards.world import CUSTOMER, ORDER, day, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

WINDOWS = st.tuples(st.integers(-1, 9), st.integers(1, 5)).map(lambda pair: (pair[0], pair[0] + pair[1]))
_OF_THE_REQUEST = {"requestId", "asOf", "sources"}


def client_of(store: SqliteStore) -> httpx.AsyncClient:
    # Nothing but the backfill itself may complete rows here.
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(lazy_backfill=False))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")


async def found(client: httpx.AsyncClient, window: tuple[int, int], field: str) -> dict[str, Any]:
    query: dict[str, str | int] = {
        "version": 2,
        "from": day(window[0]),
        "to": day(window[1]),
        "timeField": field,
        "limit": 100,
    }
    response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=query, headers=LEAD)
    assert response.status_code == 200, response.text
    return {order["businessReferenceId"]: comparable(order) for order in response.json()["data"]}


def comparable(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in _OF_THE_REQUEST}


@settings(max_examples=60, deadline=None)
@given(old_worlds(), WINDOWS, st.sampled_from(["created", "reserved", "issued"]))
def test_search_is_the_same_before_during_and_after(world: OldWorld, window: tuple[int, int], field: str) -> None:
    async def stages() -> list[dict[str, Any]]:
        with TemporaryDirectory() as folder:
            store = SqliteStore.open(Path(folder) / "w.sqlite3")
            load(store, *world.rows)
            async with client_of(store) as client:
                answers = [await found(client, window, field)]
                completer = RowCompleter(store, standard_sources(store))
                for kind, raw in world.rows:
                    if kind == "p":
                        await completer.complete(raw)
                        answers.append(await found(client, window, field))
            store.close()
            return answers

    answers = asyncio.run(stages())
    assert all(answer == answers[0] for answer in answers)
    if field == "created":
        start, end = window
        assert answers[0].keys() >= {order for order, created in world.created_on.items() if start <= created < end}


class DatingPed(StoredPed):
    """PED whose row is dated between two reads of one search, at the worst instant."""

    def __init__(self, store: SqliteStore) -> None:
        super().__init__(store)
        self._completer = RowCompleter(store, standard_sources(store))

    async def undated(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        orders = await super().undated(customer_id, updated_from=updated_from)
        await self._completer.complete_order(ORDER)
        return orders


async def test_row_that_is_dated_in_the_middle_of_a_search_is_found_once(
    store: SqliteStore, make_client: MakeClient
) -> None:
    load(store, ("p", ped_raw(createdAt=None, lastUpdatedTime=day(9))), ("e", event_raw("R-1", "RESERVED")))
    plain = standard_sources(store)
    sources = Sources(ped=DatingPed(store), line_items=plain.line_items, concessions=plain.concessions)
    assert list(await found(make_client(sources), (1, 2), "created")) == [ORDER]
    assert "createdAt" in (await store.ped_of_order(ORDER))[0]


@settings(max_examples=25, deadline=None)
@given(old_worlds())
def test_no_answer_of_either_version_changes(world: OldWorld) -> None:
    async def answers(store: SqliteStore) -> list[dict[str, Any]]:
        async with client_of(store) as client:
            bodies = [
                (await client.get(f"/promotion-executions/{order}", params={"version": version}, headers=LEAD)).json()
                for order in sorted(world.created_on)
                for version in (1, 2)
            ]
        return [comparable(body) for body in bodies]

    async def before_and_after() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        with TemporaryDirectory() as folder:
            store = SqliteStore.open(Path(folder) / "w.sqlite3")
            load(store, *world.rows)
            before = await answers(store)
            for order in world.created_on:
                await RowCompleter(store, standard_sources(store)).complete_order(order)
            after = await answers(store)
            store.close()
            return before, after

    before, after = asyncio.run(before_and_after())
    assert before == after
