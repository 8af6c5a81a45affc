"""Parallel reads: late, failing and garbage sources stay their own trouble."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from core.contract import SourceName, SourceReport, SourceStatus
from rewards.errors import SourceFailed, StoreUnavailable
from rewards.sources.base import Contribution, Source, SourceKind
from rewards.sources.failing import with_failure
from rewards.sources.gathering import Deadline, Gathered, Read, gather_order, merge_reports, read_all
from rewards.sources.standard import standard_sources
from rewards.stores.rows import MalformedRow
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.world import ORDER, STRANGER, event, item, ped

SOON = 0.02  # seconds: how long the tests below let a source be late


def within(seconds: float) -> Deadline:
    return Deadline.within(deadline_ms=int(seconds * 1000), source_timeout_ms=60_000)


@dataclass
class Scripted:
    """A source with a scripted answer, which records whether it was cancelled."""

    name: str
    kind: SourceKind
    answer: Callable[[], Awaitable[Contribution]]
    cancelled: list[bool] = field(default_factory=list)

    async def of_order(self, business_reference_id: str) -> Contribution:
        try:
            return await self.answer()
        except asyncio.CancelledError:
            self.cancelled.append(True)
            raise


def answers(contribution: Contribution) -> Callable[[], Awaitable[Contribution]]:
    async def answer() -> Contribution:
        return contribution

    return answer


def raises(error: BaseException) -> Callable[[], Awaitable[Contribution]]:
    async def answer() -> Contribution:
        raise error

    return answer


async def never() -> Contribution:
    await asyncio.Event().wait()
    raise AssertionError


PED = Scripted("ped", SourceKind.PROMISES, answers(Contribution(ped=(ped(),))))
ITEMS = Scripted("lineItems", SourceKind.LINE_ITEMS, answers(Contribution(items=(item(),))))
EVENTS = Scripted("concessions", SourceKind.EVENTS, answers(Contribution(events=(event(),))))


async def gathered(*sources: Source, within_s: float = 5) -> Gathered:
    return await gather_order(sources, ORDER, within(within_s))


def summaries(reports: list[SourceReport]) -> list[tuple[str, str, str | None]]:
    return [(report.source, report.status.value, report.code) for report in reports]


async def test_all_answer() -> None:
    found = await gathered(PED, ITEMS, EVENTS)
    assert (found.evidence.ped, found.evidence.items, found.evidence.events) == ((ped(),), (item(),), (event(),))
    assert not found.evidence.is_partial
    assert summaries(found.reports) == [("ped", "ok", None), ("lineItems", "ok", None), ("concessions", "ok", None)]


async def test_nothing_there_is_empty_and_no_gap() -> None:
    empty = answers(Contribution())
    found = await gathered(
        Scripted("ped", SourceKind.PROMISES, empty),
        Scripted("lineItems", SourceKind.LINE_ITEMS, empty),
        Scripted("c", SourceKind.EVENTS, empty),
    )
    assert (found.evidence.is_empty, found.evidence.is_partial) == (True, False)
    assert {report.status for report in found.reports} == {SourceStatus.EMPTY}


async def test_late_source_is_cancelled_and_awaited_and_the_rest_is_used() -> None:
    late = Scripted("concessions", SourceKind.EVENTS, never)
    found = await gathered(PED, ITEMS, late, within_s=SOON)
    assert late.cancelled == [True]
    assert (found.evidence.events_complete, found.evidence.ped) == (False, (ped(),))
    assert summaries(found.reports)[2] == ("concessions", "timeout", "late")
    assert found.reports[2].latency_ms >= SOON * 1000 * 0.9


async def test_source_timeout_is_shorter_than_the_deadline() -> None:
    late = Scripted("ped", SourceKind.PROMISES, never)
    found = await gather_order([late], ORDER, Deadline.within(deadline_ms=60_000, source_timeout_ms=20))
    assert summaries(found.reports) == [("ped", "timeout", "late")]


async def test_passed_deadline_leaves_nothing_to_wait_for() -> None:
    found = await gather_order([Scripted("ped", SourceKind.PROMISES, never)], ORDER, Deadline(0, 60))
    assert summaries(found.reports) == [("ped", "timeout", "late")]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (SourceFailed("throttled"), "error", "throttled"),
        (MalformedRow(("eligibleMinor",)), "error", "malformedRow"),
        (RuntimeError("CUST-1 has a secret"), "error", "failed"),
        (TimeoutError(), "timeout", "late"),
        (asyncio.CancelledError(), "error", "cancelled"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else value,
)
async def test_failure_is_of_that_source_only(error: BaseException, status: str, code: str) -> None:
    found = await gathered(PED, Scripted("lineItems", SourceKind.LINE_ITEMS, raises(error)), EVENTS)
    assert summaries(found.reports) == [("ped", "ok", None), ("lineItems", status, code), ("concessions", "ok", None)]
    assert (found.evidence.items, found.evidence.events) == (None, (event(),))


async def test_rows_of_another_order_are_garbage() -> None:
    foreign = Contribution(ped=(ped(businessReferenceId="404-9", customerId=STRANGER),))
    found = await gathered(Scripted("ped", SourceKind.PROMISES, answers(foreign)))
    assert summaries(found.reports) == [("ped", "error", "malformedRow")]
    assert (found.evidence.ped, found.evidence.owners, found.evidence.is_partial) == (None, frozenset(), True)


async def test_row_of_another_order_beside_others_makes_every_benefit_unknown() -> None:
    rows = Contribution(ped=(ped(), ped(businessReferenceId="404-9", customerId=STRANGER)))
    found = await gathered(Scripted("ped", SourceKind.PROMISES, answers(rows)))
    assert summaries(found.reports) == [("ped", "ok", "malformedRow")]
    assert found.evidence.ped == (ped(),)
    assert [row.benefit_key for row in found.evidence.unreadable] == [None]
    assert not found.evidence.is_owner_proven


async def test_further_source_of_events_counts_like_concessions() -> None:
    wallet = Scripted("wallet", SourceKind.EVENTS, answers(Contribution(events=(event("W-1"),))))
    found = await gathered(PED, ITEMS, EVENTS, wallet)
    assert [row.event_id for row in found.evidence.events] == ["E-1", "W-1"]
    broken = await gathered(PED, ITEMS, EVENTS, Scripted("wallet", SourceKind.EVENTS, raises(OSError())))
    assert (broken.evidence.events_complete, len(broken.evidence.events)) == (False, 1)


async def test_cancelled_request_cancels_its_reads() -> None:
    started = asyncio.Event()

    async def hang() -> Contribution:
        started.set()
        return await never()

    late = Scripted("ped", SourceKind.PROMISES, hang)
    request = asyncio.create_task(gathered(late))
    await started.wait()
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert late.cancelled == [True]


async def test_store_that_cannot_be_read_fails_every_source_by_name(store: SqliteStore) -> None:
    async def broken(_: str) -> list[dict[str, object]]:
        raise StoreUnavailable("storeCorrupt", store._path)

    readings = await read_all([Read("ped", lambda: broken(ORDER))], within(5))
    assert summaries([reading.report for reading in readings]) == [("ped", "error", "storeCorrupt")]


@pytest.mark.parametrize("name", list(SourceName))
async def test_switched_off_source_fails_every_read(store: SqliteStore, name: SourceName) -> None:
    sources = with_failure(standard_sources(store), name)
    found = await gathered(*sources)
    assert [report.source for report in found.reports if report.code == "switchedOff"] == [name]
    assert len([report for report in found.reports if report.status is SourceStatus.EMPTY]) == 2


def test_reports_of_many_reads_become_one_with_the_worst_status() -> None:
    reports = [
        SourceReport(source="ped", status=SourceStatus.OK, latency_ms=5.0),
        SourceReport(source="lineItems", status=SourceStatus.EMPTY, latency_ms=1.0),
        SourceReport(source="ped", status=SourceStatus.TIMEOUT, latency_ms=2.0, code="late"),
        SourceReport(source="lineItems", status=SourceStatus.OK, latency_ms=0.5),
    ]
    assert merge_reports(reports) == [
        SourceReport(source="ped", status=SourceStatus.TIMEOUT, latency_ms=5.0, code="late"),
        SourceReport(source="lineItems", status=SourceStatus.OK, latency_ms=1.0),
    ]


@pytest.mark.parametrize(
    "names", [["wallet", "lineItems", "concessions", "ped"], ["ped", "wallet", "concessions", "lineItems"]]
)
def test_merged_reports_have_one_order_whichever_read_ends_first(names: list[str]) -> None:
    reports = [SourceReport(source=name, status=SourceStatus.OK, latency_ms=1) for name in names]
    merged = [report.source for report in merge_reports(reports)]
    assert merged == ["ped", "lineItems", "concessions", "wallet"]
