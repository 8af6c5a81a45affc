"""Reads all sources of an order concurrently, each with a timeout, under one deadline.

A source that times out or fails is reported and omitted; the others are used. A malformed row makes unknown what it
could change and no more: see ``rewards.stores.unreadable_rows``.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Generic, TypeVar

from core.contract import MALFORMED_ROW, SourceName, SourceReport, SourceStatus
from rewards.errors import CircuitOpen, SourceFailed, StoreUnavailable
from rewards.ledger.evidence import Evidence
from rewards.sources.base import Contribution, FirstOwner, OwnerSource, Source, SourceKind, is_immediate
from rewards.stores.order_places import PlacePage
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow
from rewards.stores.unreadable_rows import ReadRows, UnreadableRow, foreign_row

Answer = TypeVar("Answer")
_Row = TypeVar("_Row", PedRow, LineItemRow, EventRow)
_PLACES: dict[str, int] = {name: place for place, name in enumerate(SourceName)}
_SEVERITY = {
    SourceStatus.NOT_REQUESTED: -1,
    SourceStatus.EMPTY: 0,
    SourceStatus.OK: 1,
    SourceStatus.STALE: 2,
    SourceStatus.CIRCUIT_OPEN: 3,
    SourceStatus.TIMEOUT: 4,
    SourceStatus.ERROR: 5,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant by which an answer is due, on the scale of ``perf_counter``, and the timeout of a single source."""

    ends_at_s: float
    source_timeout_s: float

    @classmethod
    def within(cls, *, deadline_ms: int, source_timeout_ms: int) -> "Deadline":
        return cls(ends_at_s=perf_counter() + deadline_ms / 1000, source_timeout_s=source_timeout_ms / 1000)

    def halved(self) -> "Deadline":
        """Return a deadline at half of the remaining time, for a read that may be followed by another one."""
        now_s = perf_counter()
        return Deadline(now_s + max(0.0, self.ends_at_s - now_s) / 2, self.source_timeout_s)

    def remaining_s(self) -> float:
        """Return the time until an answer is due."""
        return max(0.0, self.ends_at_s - perf_counter())

    def allowance_s(self) -> float:
        """Return how long a source may take from now."""
        return max(0.0, min(self.source_timeout_s, self.ends_at_s - perf_counter()))


@dataclass(frozen=True, slots=True)
class SourceReading(Generic[Answer]):
    """The report of one read, and its answer, or None if it failed."""

    report: SourceReport
    answer: Answer | None

    @property
    def has_failed(self) -> bool:
        """Whether there is no answer; None may also be one."""
        return self.answer is None and is_gap(self.report)


EVERY_KIND = frozenset(SourceKind)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence of the sources about one order, and a report on each source.

    ``kinds`` are those that were read: for the others the evidence is as if they had not answered.
    """

    evidence: Evidence
    reports: list[SourceReport]
    kinds: frozenset[SourceKind] = EVERY_KIND

    @property
    def is_partial(self) -> bool:
        """Whether a source that was asked did not answer."""
        if self.kinds == EVERY_KIND:
            return self.evidence.is_partial
        return any(is_gap(report) for report in self.reports)


@dataclass(frozen=True, slots=True)
class Read(Generic[Answer]):
    """A read to run. An immediate read does not wait for others, so it needs no separate task."""

    name: str
    call: Callable[[], Awaitable[Answer]]
    is_immediate: bool = False


async def gather_order(sources: Sequence[Source], business_reference_id: str, deadline: Deadline) -> Gathered:
    """Read one order from all sources; a failing source raises nothing here."""
    readings = await read_all([order_read(source, business_reference_id) for source in sources], deadline)
    answers = [(source.kind, reading.answer) for source, reading in zip(sources, readings, strict=True)]
    return Gathered(
        evidence=_build_evidence(business_reference_id, answers), reports=[reading.report for reading in readings]
    )


async def gather_kinds(
    sources: Iterable[Source], business_reference_id: str, kinds: frozenset[SourceKind], deadline: Deadline
) -> Gathered:
    """Read one order from the sources of these kinds only, and report on the others as not requested."""
    every = tuple(sources)
    asked = [source for source in every if source.kind in kinds]
    gathered = await gather_order(asked, business_reference_id, deadline)
    evidence = replace(
        gathered.evidence,
        ped=gathered.evidence.ped if SourceKind.PROMISES in kinds else None,
        items=gathered.evidence.items if SourceKind.LINE_ITEMS in kinds else None,
        events_complete=gathered.evidence.events_complete and SourceKind.EVENTS in kinds,
    )
    left_out = [
        _build_report(source.name, SourceStatus.NOT_REQUESTED, 0) for source in every if source.kind not in kinds
    ]
    return Gathered(evidence, [*gathered.reports, *left_out], kinds)


def order_read(source: Source, business_reference_id: str) -> Read[Contribution]:
    """Return the read of one order from one source, for ``read_all``; rows of other orders count as malformed."""

    async def read() -> Contribution:
        answer = await source.of_order(business_reference_id)
        foreign: list[UnreadableRow] = []

        def own(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
            others = [row for row in rows if row.business_reference_id != business_reference_id]
            foreign.extend(foreign_row(source.name, type(row)) for row in others)
            return tuple(row for row in rows if row not in others) if others else rows

        ped, items, events = own(answer.ped), own(answer.items), own(answer.events)
        if not foreign:
            return answer
        return Contribution(ped, items, events, (*answer.unreadable, *foreign), answer.records)

    return Read(source.name, read, is_immediate=is_immediate(source))


def owner_read(source: OwnerSource, business_reference_id: str) -> Read[FirstOwner]:
    """Return the read of an order's first owner from one source, for ``read_all``."""
    return Read(source.name, lambda: source.owner_of_order(business_reference_id), is_immediate=is_immediate(source))


async def read_all(reads: Sequence[Read[Answer]], deadline: Deadline) -> list[SourceReading[Answer]]:
    """Run reads concurrently. Late ones are cancelled, and have ended when this returns."""
    tasks = {place: asyncio.create_task(_run_read(read)) for place, read in enumerate(reads) if not read.is_immediate}
    allowance_s = deadline.allowance_s()
    try:
        readings = await _run_immediate(reads, allowance_s)
        if tasks:
            await asyncio.wait(tasks.values(), timeout=allowance_s)
    finally:
        late = {place: task for place, task in tasks.items() if not task.done()}
        for task in late.values():
            task.cancel()
        if late:
            await asyncio.gather(*late.values(), return_exceptions=True)
    for place, task in tasks.items():
        name = reads[place].name
        readings[place] = _timed_out(name, allowance_s) if place in late else _finished(name, task)
    return [readings[place] for place in range(len(reads))]


async def _run_immediate(reads: Sequence[Read[Answer]], allowance_s: float) -> dict[int, SourceReading[Answer]]:
    """Run the immediate reads, one after another, and return their readings by place.

    A long order is parsed in slices, between which the event loop gets its turn; there the time may be up.
    """
    immediate = {place: read for place, read in enumerate(reads) if read.is_immediate}
    readings: dict[int, SourceReading[Answer]] = {}
    if not immediate:
        return readings
    with suppress(TimeoutError):
        async with asyncio.timeout(allowance_s):
            for place, read in immediate.items():
                readings[place] = await _run_read(read)
    for place, read in immediate.items():
        if place not in readings:
            readings[place] = _timed_out(read.name, allowance_s)
    return readings


async def _run_read(read: Read[Answer]) -> SourceReading[Answer]:
    """Run one read; any exception of the source becomes its report."""
    started_s = perf_counter()
    try:
        answer = await read.call()
    except Exception as error:  # noqa: BLE001  (reported, not swallowed)
        report = _build_report(read.name, _get_status(error), perf_counter() - started_s, _get_code(error))
        return SourceReading(as_malformed(report) if isinstance(error, MalformedRow) else report, None)
    status = SourceStatus.EMPTY if _is_empty(answer) else SourceStatus.OK
    if isinstance(answer, Contribution) and not answer.is_usable:
        status = SourceStatus.ERROR
    report = _build_report(read.name, status, perf_counter() - started_s)
    has_unreadable = isinstance(answer, Contribution | ReadRows) and bool(answer.unreadable)
    return SourceReading(as_malformed(report) if has_unreadable else report, answer)


def as_malformed(report: SourceReport) -> SourceReport:
    """Return the report of a source with malformed rows; reading it again does not help."""
    return report.model_copy(update={"code": MALFORMED_ROW, "retryable": False})


def _timed_out(name: str, allowance_s: float) -> SourceReading[Answer]:
    return SourceReading(_build_report(name, SourceStatus.TIMEOUT, allowance_s, "late"), None)


def _finished(name: str, task: "asyncio.Task[SourceReading[Answer]]") -> SourceReading[Answer]:
    """Return the reading of a finished task; the source may have cancelled itself."""
    return (
        SourceReading(_build_report(name, SourceStatus.ERROR, 0, "cancelled"), None)
        if task.cancelled()
        else task.result()
    )


def _build_evidence(business_reference_id: str, answers: Sequence[tuple[SourceKind, Contribution | None]]) -> Evidence:
    unanswered = {kind for kind, answer in answers if answer is None or not answer.is_usable}
    answered = [answer for _, answer in answers if answer is not None]
    return Evidence(
        business_reference_id=business_reference_id,
        ped=None if SourceKind.PROMISES in unanswered else tuple(row for answer in answered for row in answer.ped),
        items=None
        if SourceKind.LINE_ITEMS in unanswered
        else tuple(row for answer in answered for row in answer.items),
        events=tuple(row for answer in answered for row in answer.events),
        events_complete=SourceKind.EVENTS not in unanswered,
        unreadable=tuple(row for answer in answered for row in answer.unreadable),
        records=tuple(record for answer in answered for record in answer.records),
    )


def merge_reports(reports: Iterable[SourceReport]) -> list[SourceReport]:
    """Return one report per source for many reads, with the worst status and the highest latency.

    They are in the order of ``SourceName``, further sources by name behind them: not in that in which reads ended.
    """
    by_source: dict[str, list[SourceReport]] = {}
    for report in reports:
        by_source.setdefault(report.source, []).append(report)
    return [
        _worst(by_source[name]) for name in sorted(by_source, key=lambda name: (_PLACES.get(name, len(_PLACES)), name))
    ]


def is_gap(report: SourceReport) -> bool:
    return report.status not in (SourceStatus.OK, SourceStatus.EMPTY, SourceStatus.NOT_REQUESTED)


def is_transient(report: SourceReport) -> bool:
    """Whether a gap may close by itself. Malformed rows stay malformed, and must not end every search."""
    return is_gap(report) and report.code != MALFORMED_ROW


def _worst(reports: list[SourceReport]) -> SourceReport:
    worst = max(reports, key=lambda report: (_SEVERITY[report.status], report.code is not None))
    return worst.model_copy(update={"latency_ms": max(report.latency_ms for report in reports)})


def _is_empty(answer: object) -> bool:
    return answer.is_empty if isinstance(answer, Contribution | ReadRows | PlacePage | FirstOwner) else not answer


def _build_report(name: str, status: SourceStatus, latency_s: float, code: str | None = None) -> SourceReport:
    return SourceReport(source=name, status=status, latency_ms=round(latency_s * 1000, 3), code=code)


def _get_status(error: BaseException) -> SourceStatus:
    if isinstance(error, CircuitOpen):
        return SourceStatus.CIRCUIT_OPEN
    return SourceStatus.TIMEOUT if isinstance(error, TimeoutError) else SourceStatus.ERROR


def _get_code(error: BaseException) -> str:
    """Return a fixed code for a failure, whose own message may contain values of a row."""
    if isinstance(error, TimeoutError):
        return "late"
    if isinstance(error, SourceFailed | StoreUnavailable):
        return error.code
    return MALFORMED_ROW if isinstance(error, MalformedRow) else "failed"
