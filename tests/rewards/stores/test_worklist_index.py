"""The index of the worklist in every store: replaced whole, searched by kind and time, and equal to a full scan."""

import asyncio
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.clock import FixedClock
from core.windows import Window, open_window
from core.worklist_contract import WorklistEntry, WorklistKind
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import fold
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from rewards.stores.worklist_index import IndexedEntry
from rewards.worklist.derivation import build_entries
from rewards.worklist.pages import WorklistPlace, WorklistSearch, search_worklist
from rewards.worklist.refresh import RefreshOutcome, WorklistRefresh
from tests.rewards.ledger.histories import make_sources
from tests.rewards.stores.scripted_calls import tapped
from tests.rewards.world import NOW, at, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

EVERYTHING = open_window(None, None)


def indexed(order: str, kind: WorklistKind, since: float, *, benefit: str = "BEN-1", **more: Any) -> IndexedEntry:
    entry = WorklistEntry(
        kind=kind,
        business_reference_id=order,
        promotion_id="PROMO-1",
        benefit_id=benefit,
        customer_id="CUST-1",
        since=at(since),
        amount=None,
    )
    return IndexedEntry(entry=entry, **more)


async def found(
    store: Store,
    kind: WorklistKind | None = None,
    *,
    window: Window = EVERYTHING,
    limit: int = 100,
    is_descending: bool = True,
    now: Any = NOW,
) -> list[WorklistEntry]:
    """Return all pages of a search, each entry once."""
    entries: list[WorklistEntry] = []
    after: WorklistPlace | None = None
    while True:
        search = WorklistSearch(kind, window, is_descending=is_descending, limit=limit, after=after)
        page = await search_worklist(store, search, now=now)
        assert len(page.entries) <= limit
        entries += page.entries
        if page.following is None:
            return entries
        after = page.following


async def test_replacement_needs_what_was_seen_and_leaves_nothing_behind(store: Store) -> None:
    failed = indexed("O-1", WorklistKind.ISSUANCE_FAILED, 1)
    later = indexed("O-1", WorklistKind.ISSUANCE_FAILED, 2)
    other = indexed("O-1", WorklistKind.CONFLICT, 3, benefit="BEN-2")
    assert await store.replace_worklist("O-1", seen=[], entries=[failed, other])
    assert not await store.replace_worklist("O-1", seen=[], entries=[later])
    assert await store.worklist_of_order("O-1") == [failed, other]
    assert await store.replace_worklist("O-1", seen=[failed, other], entries=[later, other])
    assert await found(store) == [other.entry, later.entry]
    assert await store.replace_worklist("O-1", seen=[later, other], entries=[])
    assert (await found(store), await store.worklist_of_order("O-1")) == ([], [])


async def test_pages_are_by_time_over_all_kinds_and_stable_under_changes(store: Store) -> None:
    kinds = list(WorklistKind)
    entries = [indexed(f"O-{number}", kinds[number % 5], number // 4) for number in range(12)]
    for one in entries:
        assert await store.replace_worklist(one.entry.business_reference_id, seen=[], entries=[one])
    newest = sorted(entries, key=lambda one: (one.place, one.entry.kind.value), reverse=True)
    for limit in (2, 100):
        assert await found(store, limit=limit) == [one.entry for one in newest]
        assert await found(store, limit=limit, is_descending=False) == [one.entry for one in reversed(newest)]
    first = await search_worklist(store, WorklistSearch(None, EVERYTHING, is_descending=True, limit=5), now=NOW)
    gone, last_seen = newest[0], newest[4]
    assert await store.replace_worklist(gone.entry.business_reference_id, seen=[gone], entries=[])
    assert await store.replace_worklist(last_seen.entry.business_reference_id, seen=[last_seen], entries=[])
    rest = WorklistSearch(None, EVERYTHING, is_descending=True, limit=100, after=first.following)
    assert list((await search_worklist(store, rest, now=NOW)).entries) == [one.entry for one in newest[5:]]


async def test_window_is_half_open_and_a_kind_is_searched_alone(store: Store) -> None:
    for number in range(4):
        one = indexed(f"O-{number}", WorklistKind.CONFLICT, number)
        assert await store.replace_worklist(f"O-{number}", seen=[], entries=[one])
    assert [one.since for one in await found(store, window=Window(at(1), at(3)))] == [at(2), at(1)]
    assert await found(store, WorklistKind.OVER_ISSUED) == []


async def test_clock_alone_makes_an_entry_due_and_ends_one(store: Store) -> None:
    card = indexed("O-1", WorklistKind.UNREVEALED_EXPIRED, 30)
    ahead = indexed("O-2", WorklistKind.CONFLICT, 1, until=at(30))
    for one in (card, ahead):
        assert await store.replace_worklist(one.entry.business_reference_id, seen=[], entries=[one])
    assert await found(store, now=at(30) - timedelta(microseconds=1), limit=1) == [ahead.entry]
    assert await found(store, now=at(30), limit=1) == [card.entry]
    assert await found(store, now=NOW, is_descending=False, window=Window(at(25), at(40))) == []


async def test_ids_that_need_escaping_are_kept_apart(store: Store) -> None:
    orders = ["A", "A-1", "A+", "A.B", "A:B", "A@B"]
    for order in orders:
        one = indexed(order, WorklistKind.CONFLICT, 1)
        assert await store.replace_worklist(order, seen=[], entries=[one])
    in_order = [one.business_reference_id for one in await found(store, limit=2, is_descending=False)]
    assert in_order == sorted(orders, key=lambda order: order.replace("+", "%2B"))
    assert len(await store.worklist_of_order("A")) == 1


async def test_order_with_many_benefits_is_replaced_whole(store: Store) -> None:
    many = [indexed("O-1", WorklistKind.CONFLICT, 1, benefit=f"BEN-{number:03}") for number in range(12)]
    assert await store.replace_worklist("O-1", seen=[], entries=many)
    assert await store.worklist_of_order("O-1") == many
    assert len(await found(store, limit=5)) == 12


async def test_page_costs_one_request_per_kind_whatever_the_index_holds(dynamodb_store: DynamoDbStore) -> None:
    for number in range(15):
        one = indexed(f"O-{number:02}", WorklistKind.CONFLICT, number)
        assert await dynamodb_store.replace_worklist(f"O-{number:02}", seen=[], entries=[one])
    search = WorklistSearch(WorklistKind.CONFLICT, EVERYTHING, is_descending=True, limit=5)
    with tapped(dynamodb_store) as tap:
        page = await search_worklist(dynamodb_store, search, now=NOW)
    assert [one.business_reference_id for one in page.entries] == [f"O-{number}" for number in range(14, 9, -1)]
    (answer,) = tap.answers("query")
    assert answer["ScannedCount"] <= 7
    of_all = WorklistSearch(None, EVERYTHING, is_descending=True, limit=5, after=page.following)
    with tapped(dynamodb_store) as tap:
        await search_worklist(dynamodb_store, of_all, now=NOW)
    assert [operation for operation, _ in tap.requests] == ["query"] * len(WorklistKind)


async def test_order_that_is_fine_costs_one_query_and_no_write(dynamodb_store: DynamoDbStore) -> None:
    load(dynamodb_store, ("p", ped_raw()), ("e", event_raw("E-1", "RESERVED", 10000)))
    refresh = WorklistRefresh(dynamodb_store, standard_sources(dynamodb_store), FixedClock(NOW))
    with tapped(dynamodb_store) as tap:
        assert await refresh(ped_raw()["businessReferenceId"]) is RefreshOutcome.UNCHANGED
    assert [operation for operation, _ in tap.requests] == ["query"] * 4  # the index, and the three databases


async def test_index_equals_a_full_scan_after_events_in_any_order_twice_and_late(store: Store) -> None:
    await require_truth(store, Random(1), orders=2)


@pytest.mark.parametrize("seed", range(4))
async def test_many_histories_of_many_orders(tmp_path: Path, seed: int) -> None:
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    await require_truth(store, Random(seed), orders=12)
    store.close()


async def require_truth(store: Store, rng: Random, *, orders: int) -> None:
    """Let generated events arrive at two processes at once, and compare the index with a fold of every order."""
    worlds = {f"404-0000000-{number:07}": _rows(rng, f"404-0000000-{number:07}") for number in range(orders)}
    load(store, *(row for rows in worlds.values() for row in rows if row[0] != "e"))
    arrivals = [raw for rows in worlds.values() for kind, raw in rows if kind == "e"]
    arrivals += rng.choices(arrivals, k=len(arrivals) // 4) if arrivals else []
    rng.shuffle(arrivals)
    slow = _Interleaved(store, rng)
    processes = [WorklistRefresh(slow, standard_sources(slow), FixedClock(NOW)) for _ in range(2)]

    async def ingest(raw: dict[str, Any]) -> None:
        await store.put_event(parse_row(EventRow, raw), raw)
        for process in rng.sample(processes, k=rng.choice([1, 1, 2])):
            while await process(raw["businessReferenceId"]) is not RefreshOutcome.UNCHANGED:
                pass

    for order in worlds:
        await processes[0](order)
    for start in range(0, len(arrivals), 6):
        await asyncio.gather(*map(ingest, arrivals[start : start + 6]))
    expected = [one for order in worlds for one in await _scanned(store, order)]
    assert expected, "the histories make entries"
    held = [one for order in worlds for one in await store.worklist_of_order(order)]
    assert held == expected
    due = sorted((one for one in expected if one.holds_at(NOW)), key=lambda one: (one.place, one.entry.kind.value))
    assert await found(store, limit=7, is_descending=False) == [one.entry for one in due]


async def _scanned(store: Store, order: str) -> list[IndexedEntry]:
    evidence = Evidence(
        order,
        ped=tuple(parse_row(PedRow, row) for row in await store.ped_of_order(order)),
        items=tuple(parse_row(LineItemRow, row) for row in await store.line_items_of_order(order)),
        events=tuple(parse_row(EventRow, row) for row in await store.events_of_order(order)),
        events_complete=True,
    )
    return build_entries(evidence, fold(evidence, as_of=NOW))


def _rows(rng: Random, order: str) -> list[tuple[str, dict[str, Any]]]:
    sources = make_sources(rng)
    rows = [("p", row) for row in sources.ped or ()] + [("l", row) for row in sources.items or ()]
    rows += [("e", row) for row in {row["eventId"]: row for row in sources.events or ()}.values()]
    return [(kind, {**row, "businessReferenceId": order}) for kind, row in rows]


class _Interleaved:
    """A store whose calls are overtaken by others at random, as those of several processes are."""

    def __init__(self, store: Store, rng: Random) -> None:
        self._store = store
        self._rng = rng

    def __getattr__(self, name: str) -> Any:
        async def call(*arguments: Any, **keywords: Any) -> Any:
            for _ in range(self._rng.randrange(4)):
                await asyncio.sleep(0)
            found = await getattr(self._store, name)(*arguments, **keywords)
            for _ in range(self._rng.randrange(4)):
                await asyncio.sleep(0)
            return found

        return call
