"""A search against a naive one that knows all rows: the same orders in the same order, each once, on every page."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

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
from tests.rewards.conftest import CLOCK, LEAD, TOKENS
from tests.rewards.world import CUSTOMER, START, STRANGER, day, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

Field = Literal["created", "reserved", "issued"]
Row = tuple[str, dict[str, Any]]
ORDERS = 6
FIELDS: list[Field] = ["created", "reserved", "issued"]


@dataclass
class NaiveWorld:
    """All rows, and the search as its rules are written: by reading everything."""

    rows: list[Row] = field(default_factory=list)

    def search(self, kind: Field, start: datetime, end: datetime, *, descending: bool) -> list[str]:
        """Return the orders of the customer in the window, by the first instant that puts them into it."""
        first: dict[str, datetime] = {}
        for order in {row["businessReferenceId"] for letter, row in self.rows if letter == "p"}:
            instants = [at for at in self._instants(order, kind, start, end) if at is not None]
            if instants:
                first[order] = min(instants)
        return sorted(first, key=lambda order: (first[order], order), reverse=descending)

    def _instants(self, order: str, kind: Field, start: datetime, end: datetime) -> list[datetime | None]:
        of_order = [(letter, row) for letter, row in self.rows if row["businessReferenceId"] == order]
        ped = {row["benefitId"]: row for letter, row in of_order if letter == "p" and row["customerId"] == CUSTOMER}
        events = [row for letter, row in of_order if letter == "e" and row["customerId"] == CUSTOMER]
        if not ped:
            return []
        if kind == "issued":
            times = [instant(row["eventTime"]) for row in events if row["type"] == "ISSUED"]
            return [at for at in times if start <= at < end]
        found: list[datetime | None] = []
        for benefit in {*ped, *(row["benefitId"] for row in events)}:
            own = [row for row in events if row["benefitId"] == benefit]
            reserved = sorted(instant(row["eventTime"]) for row in own if row["type"] == "RESERVED")
            row = ped.get(benefit)
            if kind == "reserved":
                at = _reservation(row, reserved)
                found.append(at if at is not None and start <= at < end else None)
            elif row is not None:
                found.append(_creation(row, reserved, [instant(one["eventTime"]) for one in own], start, end))
        return found


def _reservation(row: dict[str, Any] | None, reserved: Sequence[datetime]) -> datetime | None:
    recorded = None if row is None or "reservedAt" not in row else instant(row["reservedAt"])
    if row is not None and recorded is not None and row.get("reservedAtSource") != "derivedFromEvents":
        return recorded
    return min([*([] if recorded is None else [recorded]), *reserved], default=None)


def _creation(
    row: dict[str, Any], reserved: Sequence[datetime], times: Sequence[datetime], start: datetime, end: datetime
) -> datetime | None:
    if "createdAt" in row:
        at = instant(row["createdAt"])
        return at if start <= at < end else None
    updated = instant(row["lastUpdatedTime"])
    if updated < start:
        return None  # created before that
    if reserved:
        return reserved[0] if start <= reserved[0] < end else None
    bound = min(times, default=updated)
    return min(bound, updated) if bound >= start else None


def instant(written: str | int) -> datetime:
    if isinstance(written, int):
        return datetime.fromtimestamp(written / 1000 if written > 10**11 else written, tz=START.tzinfo)
    return datetime.fromisoformat(written)


def order_id(number: int) -> str:
    return f"404-0000000-{number:07}"


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


@dataclass(frozen=True)
class Asked:
    """The parameters of a search."""

    kind: Field
    start: int
    length: int
    descending: bool
    limit: int
    version: int

    @property
    def ends(self) -> tuple[datetime, datetime]:
        return START + timedelta(days=self.start), START + timedelta(days=self.start + self.length)

    async def pages(self, client: httpx.AsyncClient) -> AsyncIterator[list[str]]:
        """Yield the orders of every page."""
        start, end = self.ends
        query: dict[str, Any] = {
            "from": start.isoformat(),
            "to": end.isoformat(),
            "timeField": self.kind,
            "order": "desc" if self.descending else "asc",
            "limit": self.limit,
            "version": self.version,
        }
        while True:
            response = await client.get(f"/customers/{CUSTOMER}/promotion-executions", params=query, headers=LEAD)
            assert response.status_code == 200, response.text
            page = response.json()
            yield [one["businessReferenceId"] for one in page["data"]]
            if page["nextCursor"] is None:
                return
            query["cursor"] = page["nextCursor"]


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


def _large_world(seed: int) -> NaiveWorld:
    """Return 150 orders, a third of them undated, half of those with a reservation that a backfill can use."""
    dice, world = random.Random(seed), NaiveWorld()
    for number in range(150):
        key: dict[str, Any] = {"businessReferenceId": order_id(number)}
        created = dice.randint(0, 40)
        dated = number % 3 != 0
        world.rows.append(
            ("p", ped_raw(createdAt=day(created) if dated else None, lastUpdatedTime=day(created + 2), **key))
        )
        if dated or number % 2:
            world.rows.append(("e", event_raw(f"R-{number}", "RESERVED", eventTime=day(created), **key)))
        for installment in range(number % 4):
            when = day(created + 1 + installment / 7)
            world.rows.append(("e", event_raw(f"I-{number}-{installment}", eventTime=when, **key)))
    return world


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("descending", [False, True], ids=["asc", "desc"])
async def test_each_order_comes_once_while_a_backfill_runs_and_events_arrive(
    store: SqliteStore, seed: int, kind: Field, *, descending: bool
) -> None:
    """Between any two pages some rows are dated, and orders get an issuance that is later than the window."""
    world = _large_world(seed)
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
    world = _large_world(9)
    load(store, *world.rows)
    plain = standard_sources(store)
    without_index = replace(plain, concessions=_Unindexed(store))
    assert without_index.concessions.name == SourceName.CONCESSIONS
    for kind in FIELDS:
        asked = Asked(kind, 5, 30, descending=True, limit=50, version=1)
        async with client_of(store, without_index) as client:
            seen = [order async for page in asked.pages(client) for order in page]
        assert (len(seen) > 20, seen) == (True, world.search(kind, *asked.ends, descending=True))
