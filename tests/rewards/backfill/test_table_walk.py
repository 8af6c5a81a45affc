"""The walk over all rows: what it adds, that it can be killed, and that nobody sees a difference but the finder."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from core.contract import SourceName
from rewards.backfill.backfill_report import BackfillReport
from rewards.backfill.missing_fields import BackfillFinding
from rewards.backfill.rate_limit import RateLimit
from rewards.backfill.row_completer import RowCompleter, RowOutcome
from rewards.backfill.table_walk import TableWalk
from rewards.errors import SourceUnavailable
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.base import RawRow, SegmentProgress
from rewards.stores.rows import EventRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.backfill.worlds import OldWorld, Row, old_worlds, order_id
from tests.rewards.world import ORDER, STRANGER, at, day, event_raw, load, ped_raw

LEGACY = ped_raw(createdAt=None, lastUpdatedTime=day(9), gcId="GC-2", memo="kept")


def backfill(store: SqliteStore, **options: Any) -> TableWalk:
    return TableWalk(store, standard_sources(store), **options)


def load_orders(store: SqliteStore, count: int) -> None:
    for number in range(count):
        key: dict[str, Any] = {"businessReferenceId": order_id(number)}
        load(
            store,
            ("p", ped_raw(**key, createdAt=None, lastUpdatedTime=day(9))),
            ("e", event_raw(f"R-{number}", "RESERVED", **key)),
        )


async def dated_orders(store: SqliteStore, count: int) -> int:
    rows = [row for number in range(count) for row in await store.ped_of_order(order_id(number))]
    return sum("createdAt" in row for row in rows)


async def test_old_row_gets_its_dates_and_cards_and_keeps_the_rest(store: SqliteStore) -> None:
    load(store, ("p", LEGACY), ("e", event_raw("R-1", "RESERVED")), ("e", event_raw("I-1", gcId="GC-1")))
    report = await backfill(store).run()
    (row,) = await store.ped_of_order(ORDER)
    derived = "derivedFromEvents"
    added = {"createdAt": day(1), "createdAtSource": derived, "reservedAt": day(1), "reservedAtSource": derived}
    assert row == LEGACY | added | {"gcIds": ["GC-1", "GC-2"]}
    assert (report.is_finished, report.rows_read, report.outcomes[RowOutcome.COMPLETED]) == (True, 1, 1)
    assert report.added == {"createdAt": 1, "reservedAt": 1, "gcIds": 1}


async def test_second_run_adds_nothing(store: SqliteStore) -> None:
    load_orders(store, 5)
    await backfill(store).run()
    report = await backfill(store).run()
    assert report.outcomes[RowOutcome.NOTHING_TO_ADD] == report.rows_read == 5


async def test_dry_run_reports_the_same_and_writes_nothing(store: SqliteStore) -> None:
    load_orders(store, 5)
    tried = await backfill(store, is_dry_run=True).run(segments=2)
    assert await dated_orders(store, 5) == 0
    assert await store.backfill_progress() == []
    done = await backfill(store).run(segments=2)
    assert tried == done.model_copy(update={"dry_run": True})
    assert tried.outcomes[RowOutcome.COMPLETED] == 5


async def test_report_names_what_could_not_be_settled(store: SqliteStore) -> None:
    unproven: dict[str, Any] = {"businessReferenceId": order_id(1)}
    foreign: dict[str, Any] = {"businessReferenceId": order_id(2)}
    load(store, ("p", ped_raw(**unproven, createdAt=None)), ("p", ped_raw(**foreign, createdAt=None)))
    load(store, ("e", event_raw(**foreign, customerId=STRANGER)))
    report = await backfill(store).run()
    assert {name: count for name, count in report.findings.items() if count} == {
        BackfillFinding.NO_RESERVATION: 1,
        BackfillFinding.FOREIGN_EVENTS: 1,
    }
    assert [key.business_reference_id for key in report.examples[BackfillFinding.FOREIGN_EVENTS]] == [order_id(2)]


async def test_malformed_row_is_counted_and_left(store: SqliteStore) -> None:
    load(store, ("p", LEGACY))
    store._writer.execute("UPDATE ped SET row = json_set(row, '$.eligibleMinor', 'a lot')")
    report = await backfill(store).run()
    assert report.outcomes[RowOutcome.MALFORMED] == 1


class Killed(BaseException):
    """Stands for a kill: no handler of the run catches it as one of its errors."""


class KillingPace(RateLimit):
    def __init__(self, rows: int) -> None:
        super().__init__(None)
        self.rows_left = rows
        self.let_through = 0

    async def wait(self) -> None:
        if self.rows_left == 0:
            raise Killed
        self.rows_left -= 1
        self.let_through += 1


@pytest.mark.parametrize("killed_after", [0, 1, 4, 9, 19])
@pytest.mark.parametrize("segments", [1, 3])
async def test_killed_run_goes_on_where_it_was(store: SqliteStore, killed_after: int, segments: int) -> None:
    load_orders(store, 20)
    with pytest.raises(Killed):
        await backfill(store, pace=KillingPace(killed_after), page_rows=2).run(segments=segments)
    rest = KillingPace(1000)
    report = await backfill(store, pace=rest, page_rows=2).run(segments=7, resume=True)
    assert await dated_orders(store, 20) == 20
    assert (report.is_finished, report.segments, report.rows_read) == (True, segments, 20)
    assert rest.let_through <= 20 - killed_after + 2 * segments  # a page of each segment is done again at most


async def test_kill_while_it_begins_leaves_no_segment_out(store: SqliteStore) -> None:
    load_orders(store, 20)
    await store.save_backfill_progress(SegmentProgress(0, 3, None, is_done=False, counts={}, started_at=at(0)))
    report = await backfill(store).run(resume=True)
    assert (report.segments, report.segments_done, await dated_orders(store, 20)) == (3, 3, 20)


async def test_resume_of_nothing_is_a_whole_run_and_of_a_finished_one_does_nothing(store: SqliteStore) -> None:
    load_orders(store, 3)
    whole = await backfill(store).run(resume=True)
    again = KillingPace(0)
    assert await backfill(store, pace=again).run(resume=True) == whole


async def test_source_of_events_that_is_down_stops_the_run(store: SqliteStore) -> None:
    load_orders(store, 3)
    sources = with_failure(standard_sources(store), SourceName.CONCESSIONS)
    with pytest.raises(SourceUnavailable):
        await TableWalk(store, sources).run()
    assert await dated_orders(store, 3) == 0


async def test_row_that_changes_meanwhile_is_read_again(store: SqliteStore) -> None:
    """An issuance comes in between the read of a row and the write to it."""
    load(store, ("p", LEGACY), ("e", event_raw("I-1", gcId="GC-1")))
    (stale,) = await store.ped_of_order(ORDER)
    late = event_raw("I-3", gcId="GC-3", eventTime=day(3))
    await store.put_event(parse_row(EventRow, late), late)
    result = await RowCompleter(store, standard_sources(store)).complete(stale)
    (row,) = await store.ped_of_order(ORDER)
    assert (result.outcome, row["gcIds"], row["gcId"]) == (RowOutcome.COMPLETED, ["GC-1", "GC-2", "GC-3"], "GC-3")


class BusyStore(SqliteStore):
    """A store whose rows change before every write."""

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        return False


@pytest.mark.parametrize(("rows", "outcome"), [([("p", LEGACY)], RowOutcome.BUSY), ([], RowOutcome.GONE)])
async def test_row_that_keeps_changing_or_goes_is_reported(
    tmp_path: Path, rows: list[Row], outcome: RowOutcome
) -> None:
    store = BusyStore.open(tmp_path / "busy.sqlite3")
    load(store, ("e", event_raw("R-1", "RESERVED")), *rows)
    assert (await RowCompleter(store, standard_sources(store)).complete(LEGACY)).outcome is outcome
    store.close()


async def test_pages_are_reported_as_they_are_done(store: SqliteStore) -> None:
    load_orders(store, 5)
    reports: list[BackfillReport] = []
    await backfill(store, page_rows=2).run(on_page=reports.append)
    assert [one.rows_read for one in reports] == [2, 4, 5]
    assert [one.is_finished for one in reports] == [False, False, True]


async def test_pace_keeps_below_its_rate_and_makes_up_for_nothing() -> None:
    now_s = 100.0
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        nonlocal now_s
        slept.append(round(seconds, 6))
        now_s += seconds

    pace = RateLimit(10, now_s=lambda: now_s, sleep=sleep)
    for _ in range(3):
        await pace.wait()
    now_s += 5
    await pace.wait()
    await pace.wait()
    assert slept == [0, 0.1, 0.1, 0, 0.1]


@settings(max_examples=25, deadline=None)
@given(old_worlds())
def test_any_world_loses_no_card_and_moves_no_other_attribute(world: OldWorld) -> None:
    async def before_and_after() -> list[tuple[RawRow, RawRow]]:
        with TemporaryDirectory() as folder:
            store = SqliteStore.open(Path(folder) / "w.sqlite3")
            load(store, *world.rows)
            before = [row for order in sorted(world.created_on) for row in await store.ped_of_order(order)]
            await backfill(store, page_rows=1).run(segments=2)
            after = [row for order in sorted(world.created_on) for row in await store.ped_of_order(order)]
            store.close()
            return list(zip(before, after, strict=True))

    for before, after in asyncio.run(before_and_after()):
        added = {name for name in after if before.get(name) != after[name]}
        assert added <= {"createdAt", "createdAtSource", "reservedAt", "reservedAtSource", "gcIds"}
        assert before.get("createdAt") in (None, after.get("createdAt"))
        if before.get("gcId"):
            assert after.get("gcIds", [before["gcId"]])[-1] == before["gcId"]
