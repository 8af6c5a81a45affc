"""Reads all sources of an order at once, each with its own time-out, under one deadline.

A source that is late, fails or answers garbage is reported and left out; the others are used.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

from rewards.contract import SourceReport, SourceStatus
from rewards.errors import CircuitOpen, SourceFailed, StoreUnavailable
from rewards.ledger.evidence import Evidence
from rewards.rows import MalformedRow
from rewards.sources.base import Contribution, Kind, Source

Answer = TypeVar("Answer")
_BADNESS = {
    SourceStatus.EMPTY: 0,
    SourceStatus.OK: 1,
    SourceStatus.STALE: 2,
    SourceStatus.CIRCUIT_OPEN: 3,
    SourceStatus.TIMEOUT: 4,
    SourceStatus.ERROR: 5,
}
ReadCall = Callable[[], Coroutine[object, object, Answer]]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant by which an answer is due, on ``perf_counter``'s scale, and the most that one source may take."""

    ends_at_s: float
    source_timeout_s: float

    @classmethod
    def within(cls, *, deadline_ms: int, source_timeout_ms: int) -> "Deadline":
        return cls(ends_at_s=perf_counter() + deadline_ms / 1000, source_timeout_s=source_timeout_ms / 1000)

    def allowance_s(self) -> float:
        """Give how long a source may take from now on."""
        return max(0.0, min(self.source_timeout_s, self.ends_at_s - perf_counter()))


@dataclass(frozen=True, slots=True)
class Reading(Generic[Answer]):
    """One read: its report, and the answer if there is one."""

    report: SourceReport
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that the sources said of one order, and how each of them answered."""

    evidence: Evidence
    reports: list[SourceReport]


async def gather_order(sources: Sequence[Source], business_reference_id: str, deadline: Deadline) -> Gathered:
    """Read one order from all sources; never raises for a source's sake."""
    readings = await read_all([order_read(source, business_reference_id) for source in sources], deadline)
    answers = [(source.kind, reading.answer) for source, reading in zip(sources, readings, strict=True)]
    return Gathered(
        evidence=_evidence(business_reference_id, answers), reports=[reading.report for reading in readings]
    )


def order_read(source: Source, business_reference_id: str) -> tuple[str, ReadCall[Contribution]]:
    """Give the read of one order from one source, for ``read_all``; it fails on rows of any other order."""

    async def read() -> Contribution:
        answer = await source.of_order(business_reference_id)
        rows = (*answer.ped, *answer.items, *answer.events)
        if any(row.business_reference_id != business_reference_id for row in rows):
            raise SourceFailed("foreignRow")  # rows of another order may be another customer's
        return answer

    return source.name, read


async def read_all(reads: Sequence[tuple[str, ReadCall[Answer]]], deadline: Deadline) -> list[Reading[Answer]]:
    """Run named reads side by side. What is late is cancelled, and has ended when this returns."""
    started = [_Read(name, read) for name, read in reads]
    allowance_s = deadline.allowance_s()
    try:
        await asyncio.wait([read.task for read in started], timeout=allowance_s)
    finally:
        late = [read for read in started if not read.task.done()]
        for read in late:
            read.task.cancel()
        await asyncio.gather(*(read.task for read in late), return_exceptions=True)
    return [read.late(allowance_s) if read in late else read.outcome() for read in started]


class _Read(Generic[Answer]):
    """One read under way."""

    def __init__(self, name: str, read: ReadCall[Answer]) -> None:
        self._name = name
        self._latency_s = 0.0
        self.task = asyncio.create_task(self._timed(read))

    async def _timed(self, read: ReadCall[Answer]) -> Answer:
        started_s = perf_counter()
        try:
            return await read()
        finally:
            self._latency_s = perf_counter() - started_s

    def late(self, allowance_s: float) -> Reading[Answer]:
        return Reading(_report(self._name, SourceStatus.TIMEOUT, allowance_s, "late"), None)

    def outcome(self) -> Reading[Answer]:
        """Give the answer, or the failure: whatever a source raises is its own failure and nobody else's."""
        if self.task.cancelled():
            return Reading(_report(self._name, SourceStatus.ERROR, self._latency_s, "cancelled"), None)
        if error := self.task.exception():
            return Reading(_report(self._name, _status(error), self._latency_s, _code(error)), None)
        answer = self.task.result()
        status = SourceStatus.EMPTY if _is_empty(answer) else SourceStatus.OK
        return Reading(_report(self._name, status, self._latency_s), answer)


def _evidence(business_reference_id: str, answers: Sequence[tuple[Kind, Contribution | None]]) -> Evidence:
    silent = {kind for kind, answer in answers if answer is None}
    given = [answer for _, answer in answers if answer is not None]
    return Evidence(
        business_reference_id=business_reference_id,
        ped=None if Kind.PROMISES in silent else tuple(row for answer in given for row in answer.ped),
        items=None if Kind.LINE_ITEMS in silent else tuple(row for answer in given for row in answer.items),
        events=tuple(row for answer in given for row in answer.events),
        events_complete=Kind.EVENTS not in silent,
    )


def merged(reports: Iterable[SourceReport]) -> list[SourceReport]:
    """Give one report a source for many reads: its worst status, and its longest latency."""
    by_source: dict[str, list[SourceReport]] = {}
    for report in reports:
        by_source.setdefault(report.source, []).append(report)
    return [_worst(group) for group in by_source.values()]


def is_gap(report: SourceReport) -> bool:
    return report.status not in (SourceStatus.OK, SourceStatus.EMPTY)


def _worst(reports: list[SourceReport]) -> SourceReport:
    worst = max(reports, key=lambda report: _BADNESS[report.status])
    return worst.model_copy(update={"latency_ms": max(report.latency_ms for report in reports)})


def _is_empty(answer: object) -> bool:
    return answer.is_empty if isinstance(answer, Contribution) else not answer


def _report(name: str, status: SourceStatus, latency_s: float, code: str | None = None) -> SourceReport:
    return SourceReport(source=name, status=status, latency_ms=round(latency_s * 1000, 3), code=code)


def _status(error: BaseException) -> SourceStatus:
    if isinstance(error, CircuitOpen):
        return SourceStatus.CIRCUIT_OPEN
    return SourceStatus.TIMEOUT if isinstance(error, TimeoutError) else SourceStatus.ERROR


def _code(error: BaseException) -> str:
    """Give a fixed word for a failure: its text may hold a row's values."""
    if isinstance(error, TimeoutError):
        return "late"
    if isinstance(error, SourceFailed | StoreUnavailable):
        return error.code
    return "malformedRow" if isinstance(error, MalformedRow) else "failed"
