"""A search against a naive one that knows all rows: the same orders in the same order, each once, on every page."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contract import SourceName
from rewards.app import create_app
from rewards.backfill.row_completer import RowCompleter
from rewards.settings import RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.concessions import StoredConcessions
from rewards.sources.standard import standard_sources
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import CLOCK, TOKENS
from tests.rewards.naive_windows import FIELDS, Asked, Field, NaiveWorld, Row, large_world, order_id
from tests.rewards.world import CUSTOMER, START, STRANGER, day, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

ORDERS = 6


@st.composite
def naive_worlds(draw: st.DrawFn) -> NaiveWorld:
    """Draw orders with one or two benefits, dated or not, with events of each kind, some of them of a stranger."""
    world = NaiveWorld()
    for number in range(draw(st.integers(1, ORDERS))):
        for benefit in range(draw(st.integers(1, 2))):
            key = {"businessReferenceId": order_id(number), "benefitId": f"BEN-{benefit}"}
            world.rows += [*_ped(draw, key), *_events(draw, key)]
    return world


def _ped(draw: st.DrawFn, key: dict[str, Any]) -> list[Row]:
    days = st.integers(0, 9)
    owner = draw(st.sampled_from([CUSTOMER] * 5 + [STRANGER]))
    updated = draw(days)
    forms: list[str | int] = [day(updated), int((START + timedelta(days=updated)).timestamp())]
    dates = {
        "createdAt": day(draw(days)) if draw(st.booleans()) else None,
        "reservedAt": day(draw(days)) if draw(st.booleans()) else None,
        "lastUpdatedTime": draw(st.sampled_from([*forms, int(forms[1]) * 1000])),
    }
    return [("p", ped_raw(customerId=owner, **dates, **key))]


def _events(draw: st.DrawFn, key: dict[str, Any]) -> list[Row]:
    found: list[Row] = []
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["RESERVED", "ISSUED", "ISSUED", "EXPIRED"]))
        owner = draw(st.sampled_from([CUSTOMER] * 5 + [STRANGER]))
        name = f"{kind}-{key['businessReferenceId']}-{key['benefitId']}-{number}"
        found.append(("e", event_raw(name, kind, eventTime=day(draw(st.integers(0, 9))), customerId=owner, **key)))
    return found


class _Unindexed(StoredConcessions):
    """Concessions without an index by customer."""

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return None


def client_of(store: SqliteStore, sources: Sources | None = None) -> httpx.AsyncClient:
    config = RewardsSettings(lazy_backfill=False, deadline_ms=10_000)
    app = create_app(store=store, sources=sources, tokens=TOKENS, clock=CLOCK, settings=config)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")


ASKED = st.builds(
    Asked,
    st.sampled_from(FIELDS),
    st.integers(-1, 9),
    st.integers(1, 6),
    st.booleans(),
    st.integers(1, 4),
    st.sampled_from([1, 2]),
)


async def _found(world: NaiveWorld, asked: Sequence[Asked], *, indexed: bool) -> list[list[str]]:
    with TemporaryDirectory() as folder:
        store = SqliteStore.open(Path(folder) / "w.sqlite3")
        load(store, *world.rows)
        sources = standard_sources(store)
        if not indexed:
            sources = replace(sources, concessions=_Unindexed(store))
        async with client_of(store, sources) as client:
            found = [[order async for page in one.pages(client) for order in page] for one in asked]
        store.close()
        return found


@settings(max_examples=60, deadline=None)
@given(naive_worlds(), st.lists(ASKED, min_size=5, max_size=5), st.booleans())
def test_pages_join_to_what_a_naive_search_finds(world: NaiveWorld, asked: list[Asked], indexed: bool) -> None:  # noqa: FBT001  (drawn)
    found = asyncio.run(_found(world, asked, indexed=indexed))
    assert found == [world.search(one.kind, *one.ends, descending=one.descending) for one in asked]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("descending", [False, True], ids=["asc", "desc"])
async def test_each_order_comes_once_while_a_backfill_runs_and_events_arrive(
    store: SqliteStore, seed: int, kind: Field, *, descending: bool
) -> None:
    """Between any two pages some rows are dated, and orders get an issuance that is later than the window."""
    world = large_world(seed)
    load(store, *world.rows)
    completer = RowCompleter(store, standard_sources(store))
    dice = random.Random(seed)
    asked = Asked(kind, 5, 30, descending, limit=7, version=2)
    seen: list[str] = []
    async with client_of(store) as client:
        async for page in asked.pages(client):
            seen += page
            for number in dice.sample(range(150), 12):
                await completer.complete_order(order_id(number))
                late = event_raw(f"L-{len(seen)}-{number}", eventTime=day(60), businessReferenceId=order_id(number))
                load(store, ("e", late))
    assert seen == world.search(kind, *asked.ends, descending=descending)


async def test_search_needs_no_index_to_find_the_same(store: SqliteStore) -> None:
    world = large_world(9)
    load(store, *world.rows)
    plain = standard_sources(store)
    without_index = replace(plain, concessions=_Unindexed(store))
    assert without_index.concessions.name == SourceName.CONCESSIONS
    for kind in FIELDS:
        asked = Asked(kind, 5, 30, descending=True, limit=50, version=1)
        async with client_of(store, without_index) as client:
            seen = [order async for page in asked.pages(client) for order in page]
        assert (len(seen) > 20, seen) == (True, world.search(kind, *asked.ends, descending=True))
