"""A run of hours: killed, stopped, throttled, beside another one, and what it proves when it is complete."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import FixedClock
from core.contract import SourceName
from rewards.backfill.adaptive_rate import AdaptiveRate
from rewards.backfill.backfill_report import BackfillReport, RunState
from rewards.backfill.outage_retry import OutageRetry
from rewards.backfill.row_completer import RowOutcome
from rewards.backfill.table_walk import OnProgress, TableWalk
from rewards.errors import SourceUnavailable, StoreErrorCode, StoreUnavailable
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.base import PedPage, RawRow, Rows, SegmentProgress
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.backfill.worlds import backfill, dated_orders, load_orders, order_id
from tests.rewards.world import at, event_raw, load, ped_raw

pytestmark = pytest.mark.slow


class Killed(BaseException):
    """Stands for a kill: no handler of the run catches it as one of its errors."""


class KillableStore(SqliteStore):
    """A store of a process that dies after some rows; from then on nothing more is saved."""

    rows_left = 10_000
    events_read = 0

    async def events_of_order(self, business_reference_id: str) -> Rows:
        if self.rows_left == 0:
            raise Killed
        self.rows_left -= 1
        self.events_read += 1
        return await super().events_of_order(business_reference_id)

    async def save_backfill_progress(self, progress: SegmentProgress) -> None:
        if self.rows_left:
            await super().save_backfill_progress(progress)


class LosingStore(SqliteStore):
    """A store that does every second addition, and then does not answer."""

    additions = 0

    async def add_to_ped(self, seen: RawRow, additions: Mapping[str, Any]) -> bool:
        added = await super().add_to_ped(seen, additions)
        self.additions += added
        if added and self.additions % 2:
            raise StoreUnavailable("storeUnreachable", "the test")
        return added


async def test_additions_whose_answer_is_lost_are_counted_once_as_unconfirmed_and_announced(tmp_path: Path) -> None:
    store = LosingStore.open(tmp_path / "losing.sqlite3")
    load_orders(store, 10)
    announced: list[str] = []

    async def announce(orders: Collection[str]) -> None:
        announced.extend(orders)

    async def at_once(_: float) -> None: ...

    rate = AdaptiveRate(None)
    retry = OutageRetry(rate, sleep=at_once)
    report = await backfill(store, rate=rate, retry=retry, on_completed=announce).run()
    assert (report.added["createdAt"], report.unconfirmed["createdAt"]) == (5, 5)
    assert (report.outcomes[RowOutcome.COMPLETED], report.outcomes[RowOutcome.UNCONFIRMED]) == (5, 5)
    assert (report.rows_read, report.still_undated, await dated_orders(store, 10)) == (10, 0, 10)
    assert set(announced) == {order_id(number) for number in range(10)}
    store.close()


async def test_a_write_that_fails_for_good_is_announced_too(tmp_path: Path) -> None:
    """It may have been done all the same, and there is no later attempt that would find out."""
    store = LosingStore.open(tmp_path / "losing.sqlite3")
    load_orders(store, 1)
    announced: list[str] = []

    async def announce(orders: Collection[str]) -> None:
        announced.extend(orders)

    retry = OutageRetry(AdaptiveRate(None), give_up_after_s=0)
    with pytest.raises(StoreUnavailable):
        await backfill(store, retry=retry, on_completed=announce).run()
    assert announced == [order_id(0)]
    store.close()


@pytest.mark.parametrize("killed_after", [1, 4, 9, 19])
@pytest.mark.parametrize("segments", [1, 3])
async def test_killed_run_is_continued_without_losing_a_row(tmp_path: Path, killed_after: int, segments: int) -> None:
    store = KillableStore.open(tmp_path / "killable.sqlite3")
    load_orders(store, 20)
    store.rows_left = killed_after
    with pytest.raises(Killed):
        await backfill(store, page_rows=7, save_every_s=0).run(segments=segments)
    store.rows_left, store.events_read = 10_000, 0
    report = await backfill(store, page_rows=7).run(resume=True)
    assert await dated_orders(store, 20) == 20
    assert (report.is_finished, report.segments, report.rows_read) == (True, segments, 20)
    # Saved by time and not by page: with no time between saves, a row or two of each segment is examined again.
    assert store.events_read <= 20 - killed_after + 3 * segments
    store.close()


async def test_kill_while_it_begins_leaves_no_segment_out(store: SqliteStore) -> None:
    load_orders(store, 20)
    await store.save_backfill_progress(SegmentProgress(0, 3, None, is_done=True, counts={}, started_at=at(0)))
    await store.save_backfill_progress(SegmentProgress(1, 3, None, is_done=False, counts={}, started_at=at(1)))
    report = await backfill(store).run(resume=True)
    assert (report.segments, report.segments_done, await dated_orders(store, 20)) == (3, 3, 20)
    assert report.started_at == at(1)


async def test_resume_of_nothing_is_a_whole_run_and_of_a_finished_one_reads_nothing(tmp_path: Path) -> None:
    store = KillableStore.open(tmp_path / "killable.sqlite3")
    load_orders(store, 3)
    whole = await backfill(store).run(resume=True)
    store.rows_left = 0
    assert await backfill(store).run(resume=True) == whole
    store.close()


async def test_two_runs_at_once_do_no_harm(store: SqliteStore) -> None:
    """They save under the same segment numbers: what one has done must not count for the other's segments."""
    load_orders(store, 60)
    first = backfill(store, page_rows=3, save_every_s=0, clock=FixedClock(at(1)))
    second = backfill(store, page_rows=3, save_every_s=0, clock=FixedClock(at(2)))
    reports = await asyncio.gather(first.run(segments=2), second.run(segments=5))
    assert await dated_orders(store, 60) == 60
    completed = sum(report.outcomes[RowOutcome.COMPLETED] for report in reports)
    examined = [sum(report.outcomes.values()) for report in reports]
    assert (completed >= 60, examined) == (True, [60, 60])
    resumed = await backfill(store).run(resume=True)
    assert (resumed.is_finished, resumed.rows_read, resumed.segments) == (True, 60, 5)


class FailingStore(SqliteStore):
    """A store that fails some times, with one code, wherever the backfill uses it."""

    code: StoreErrorCode = "storeThrottled"
    failures_left = 0

    def _fail(self) -> None:
        if self.failures_left:
            self.failures_left -= 1
            raise StoreUnavailable(self.code, "failing")

    async def ped_segment(self, *arguments: Any, **options: Any) -> PedPage:
        self._fail()
        return await super().ped_segment(*arguments, **options)

    async def events_of_order(self, business_reference_id: str) -> Rows:
        self._fail()
        return await super().events_of_order(business_reference_id)

    async def add_to_ped(self, seen: RawRow, additions: Any) -> bool:
        self._fail()
        return await super().add_to_ped(seen, additions)


class ManualTime:
    """Time that passes only while something sleeps."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def now(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds
        await asyncio.sleep(0)


def waiting(time: ManualTime, **options: Any) -> dict[str, Any]:
    rate = AdaptiveRate(None, now_s=time.now, sleep=time.sleep)
    return {"rate": rate, "retry": OutageRetry(rate, now_s=time.now, sleep=time.sleep, **options)}


@pytest.mark.parametrize("code", ["storeThrottled", "storeUnreachable", "storeBusy"])
async def test_minutes_of_failures_are_waited_for(tmp_path: Path, code: StoreErrorCode) -> None:
    store = FailingStore.open(tmp_path / "failing.sqlite3")
    load_orders(store, 5)
    store.code, store.failures_left = code, 30
    time = ManualTime()
    report = await backfill(store, **waiting(time)).run()
    assert (report.state, report.outcomes[RowOutcome.COMPLETED], report.waits) == (RunState.FINISHED, 5, {code: 30})
    assert time.now_s > 60
    store.close()


@pytest.mark.parametrize(
    ("code", "waits"), [("storeThrottled", True), ("storeRefused", False), ("storeReadOnly", False)]
)
async def test_failure_that_lasts_ends_the_run_with_its_progress(
    tmp_path: Path, code: StoreErrorCode, *, waits: bool
) -> None:
    store = FailingStore.open(tmp_path / "failing.sqlite3")
    load_orders(store, 5)
    time = ManualTime()
    walk = backfill(store, page_rows=1, save_every_s=0, **waiting(time, give_up_after_s=600))
    reports: list[BackfillReport] = []

    def fail_after_two(report: BackfillReport) -> None:
        reports.append(report)
        if report.rows_read >= 2:
            store.code, store.failures_left = code, 1_000_000

    with pytest.raises(StoreUnavailable):
        await walk.run(on_progress=fail_after_two, report_every_s=0)
    report = walk.report()
    assert (report.state, report.reason, report.is_finished) == (RunState.FAILED, code, False)
    assert reports[-1] == report
    assert (time.now_s >= 600) is waits
    store.failures_left = 0
    resumed = await backfill(store).run(resume=True)
    assert (resumed.rows_read, await dated_orders(store, 5)) == (5, 5)
    store.close()


async def test_source_of_events_that_is_down_ends_the_run_after_waiting(store: SqliteStore) -> None:
    load_orders(store, 3)
    time = ManualTime()
    sources = with_failure(standard_sources(store), SourceName.CONCESSIONS)
    with pytest.raises((SourceUnavailable, StoreUnavailable)):
        await TableWalk(store, sources, **waiting(time)).run()
    assert await dated_orders(store, 3) == 0
    assert time.now_s >= 900


def stop_at(walk: TableWalk, *, rows: int) -> OnProgress:
    def stop(report: BackfillReport) -> None:
        if report.rows_read >= rows:
            walk.stop("signal")

    return stop


async def test_stopped_run_reports_what_is_done_and_is_continued(store: SqliteStore) -> None:
    load_orders(store, 40)
    walk = backfill(store, page_rows=10)
    report = await walk.run(segments=2, on_progress=stop_at(walk, rows=5), report_every_s=0)
    assert (report.state, report.reason, report.is_finished) == (RunState.STOPPED, "signal", False)
    assert 5 <= report.rows_read < 40
    rest = await backfill(store).run(resume=True)
    assert (rest.is_finished, rest.rows_read, await dated_orders(store, 40)) == (True, 40, 40)
    # The position was saved at the row: at most the row that each segment was at is examined again.
    assert rest.outcomes[RowOutcome.COMPLETED] >= 38


async def test_deadline_stops_it(store: SqliteStore) -> None:
    load_orders(store, 3)
    report = await backfill(store, rate=AdaptiveRate(0.5)).run(stop_after_s=0.01)
    assert (report.state, report.reason) == (RunState.STOPPED, "deadline")


async def test_run_that_is_stopped_before_it_begins_does_nothing(store: SqliteStore) -> None:
    load_orders(store, 3)
    walk = backfill(store)
    walk.stop("signal")
    report = await walk.run()
    assert (report.state, report.rows_read, await dated_orders(store, 3)) == (RunState.STOPPED, 0, 0)


async def test_progress_is_reported_while_a_database_is_waited_for(tmp_path: Path) -> None:
    store = FailingStore.open(tmp_path / "failing.sqlite3")
    load_orders(store, 1)
    store.failures_left = 50
    seen: list[int] = []
    walk = backfill(store, **waiting(ManualTime()))
    await walk.run(on_progress=lambda report: seen.append(sum(report.waits.values())), report_every_s=0)
    assert len(set(seen)) > 2
    store.close()


class NotingStore(SqliteStore):
    """A store that records what searches by customer rely on."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.noted: list[str] = []
        self.completed_at: datetime | None = None

    async def note_undated(self, raw: RawRow) -> None:
        self.noted.append(raw["businessReferenceId"])

    async def complete_backfill(self, *, started_at: datetime) -> None:
        self.completed_at = started_at


class TestWhatACompleteRunProves:
    """A complete run saves since when every row is dated or noted; see ``PedCompletion``."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[NotingStore]:
        opened = NotingStore.open(tmp_path / "noting.sqlite3")
        load_orders(opened, 3)
        yield opened
        opened.close()

    async def test_a_run_that_dates_every_row(self, store: NotingStore) -> None:
        await backfill(store, clock=FixedClock(at(30))).run(segments=2)
        assert (store.completed_at, store.noted) == (at(30), [])

    async def test_a_resumed_run_proves_it_since_the_start_of_the_first(self, store: NotingStore) -> None:
        walk = backfill(store, clock=FixedClock(at(30)))
        await walk.run(on_progress=stop_at(walk, rows=1), report_every_s=0)
        assert store.completed_at is None
        await backfill(store, clock=FixedClock(at(40))).run(resume=True)
        assert store.completed_at == at(30)

    async def test_every_row_that_stays_undated_is_noted(self, store: NotingStore) -> None:
        undated, malformed, contradicted = order_id(7), order_id(8), order_id(1)
        load(store, ("p", ped_raw(businessReferenceId=undated, createdAt=None)))
        load(store, ("p", ped_raw(businessReferenceId=malformed)))
        for table, field, order in (("ped", "eligibleMinor", malformed), ("concessions", "amountMinor", contradicted)):
            damage = f"UPDATE {table} SET row = json_set(row, '$.{field}', 'x') WHERE business_reference_id = ?"  # noqa: S608
            store._writer.execute(damage, (order,))
        report = await backfill(store, clock=FixedClock(at(30))).run()
        assert sorted(store.noted) == [contradicted, undated, malformed]
        assert (report.still_undated, store.completed_at) == (3, at(30))

    @pytest.mark.parametrize("options", [{"is_dry_run": True}, {}], ids=["dry run", "stopped"])
    async def test_a_run_that_is_not_a_complete_one_proves_nothing(
        self, store: NotingStore, options: dict[str, Any]
    ) -> None:
        walk = backfill(store, **options)
        if not options:
            walk.stop("signal")
        await walk.run()
        assert (store.completed_at, store.noted) == (None, [])


async def indexed_orders(store: SqliteStore, count: int) -> int:
    return sum([bool(await store.worklist_of_order(order_id(number))) for number in range(count)])


async def test_killed_filling_of_the_worklist_is_continued_and_leaves_no_order_out(tmp_path: Path) -> None:
    store = KillableStore.open(tmp_path / "killable.sqlite3")
    for number in range(20):
        key: dict[str, Any] = {"businessReferenceId": order_id(number)}
        failed = event_raw(f"F-{number}", "ISSUE_FAILED", 10000, **key)
        load(store, ("p", ped_raw(**key)), ("p", ped_raw(benefitId="BEN-2", **key)), ("e", failed))
    store.rows_left = 31
    with pytest.raises(Killed):
        await backfill(store, page_rows=7, save_every_s=0).run(segments=2, fill_worklist=True)
    assert 0 < await indexed_orders(store, 20) < 20
    store.rows_left = 10_000
    report = await backfill(store, page_rows=7).run(resume=True)
    assert (report.is_finished, await indexed_orders(store, 20)) == (True, 20)
    again = await backfill(store).run(fill_worklist=True)
    assert again.worklist == {"unchanged": 20, "replaced": 0, "contended": 0}
    assert (await backfill(store).run()).worklist is None
    store.close()
