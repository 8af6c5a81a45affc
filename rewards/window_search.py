"""A customer's orders in a window of time.

PED is the index. Rows with a recorded creation time are found directly. Older rows, which have none, are found by their
last update (a row is never created after it), dated by their events if there are any, and kept if their true creation
could lie in the window; so are malformed rows, whatever of them can be read. An order without any PED row is not found:
only PED is indexed by customer.

A page ends at its deadline, and the next page continues from there: no order is omitted because there was no time to
read it, or because a source that decides whether it matches did not answer just now.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from core.contract import MALFORMED_ROW, ExecutionV2, IssuanceStatus, SourceReport
from core.identity.tokens import Principal
from core.windows import TimeField, Window, open_window
from rewards.auth.ownership import may_see
from rewards.errors import SourceUnavailable
from rewards.ledger.evidence import Evidence
from rewards.ledger.timestamps import get_instant_in, get_possible_instant_in
from rewards.order_views import Stamp, execution_v2
from rewards.sources.base import PedSource, Sources, is_immediate
from rewards.sources.gathering import (
    Deadline,
    Gathered,
    Read,
    gather_order,
    is_gap,
    merge_reports,
    read_all,
)
from rewards.stores.rows import PedRow
from rewards.stores.unreadable_rows import UnreadableRow

Item = TypeVar("Item")
_CONCURRENT_ORDERS = 10  # orders read concurrently
_ORDERS_PER_SLICE = 200  # orders to date from their rows alone before yielding to the event loop


@dataclass(slots=True)
class _Candidate:
    """An order of the customer, with those of its PED rows that may put it into the window."""

    rows: list[PedRow] = field(default_factory=list)
    unreadable: list[UnreadableRow] = field(default_factory=list)

    def is_dated_by_ped(self, time_field: TimeField) -> bool:
        is_dated = all(row.created_at is not None for row in self.rows)
        return time_field is TimeField.CREATED and is_dated and not self.unreadable

    def evidence(self, order: str, events: Evidence) -> Evidence:
        unreadable = (*self.unreadable, *events.unreadable)
        return Evidence(order, tuple(self.rows), (), events.events, events.events_complete, unreadable)


@dataclass(frozen=True, slots=True, order=True)
class SortPosition:
    """The sort key of an order: the first instant that puts it into the window, then its id."""

    at: datetime
    business_reference_id: str


@dataclass(frozen=True, slots=True)
class WindowQuery:
    """What to search for. ``after`` is the position at which the previous page ended."""

    customer_id: str
    window: Window
    field: TimeField
    status: IssuanceStatus | None
    is_descending: bool
    limit: int
    after: SortPosition | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page. ``last`` is the position at which it ends, or None if nothing follows."""

    executions: list[ExecutionV2]
    last: SortPosition | None
    partial: bool
    sources: list[SourceReport]


async def search(
    query: WindowQuery, sources: Sources, principal: Principal, deadline: Deadline, stamp: Stamp
) -> SearchPage:
    """Return one page of orders. The caller must already be authorized for the customer.

    Raises:
        SourceUnavailable: if the search cannot be made: PED did not answer, Concessions did not answer for a window on
            reservations or issuances, or no order could be examined in time.
    """
    candidates, reports = await _candidates(query, sources.ped, deadline)
    places, placing_reports = await _find_positions(candidates, query, sources, deadline)
    reports += placing_reports
    ahead = _remaining_positions(places, query)
    examined: SortPosition | None = None
    matches: list[tuple[SortPosition, ExecutionV2]] = []
    async for place, gathered in _read_orders(ahead, sources, deadline, query.limit):
        reports += gathered.reports
        match = _match(gathered, query, principal, stamp)
        if match is None and _may_match_later(gathered):
            break
        examined = place
        matches += [] if match is None else [(place, match)]
        if len(matches) > query.limit:
            break
    is_full = len(matches) > query.limit
    is_cut_short = not is_full and bool(ahead) and examined != ahead[-1]
    if is_cut_short and examined is None:
        raise SourceUnavailable
    page = matches[: query.limit]
    return SearchPage(
        executions=[execution for _, execution in page],
        last=page[-1][0] if is_full else examined if is_cut_short else None,
        partial=is_cut_short or any(is_gap(report) for report in reports),
        sources=merge_reports(reports),
    )


def _match(gathered: Gathered, query: WindowQuery, principal: Principal, stamp: Stamp) -> ExecutionV2 | None:
    """Return the order if the caller may see it and it has the status."""
    if gathered.evidence.is_empty or not may_see(principal, gathered.evidence):
        return None
    execution = execution_v2(gathered, stamp)
    return execution if query.status is None or query.status in _statuses(execution) else None


def _may_match_later(gathered: Gathered) -> bool:
    """Whether an order may still match, because a source that decides it may answer another time."""
    evidence = gathered.evidence
    # The tracker decides neither the owner of an order nor the status of one that PED and Concessions know.
    is_decided = evidence.ped is not None and evidence.events_complete and not evidence.is_empty
    return evidence.is_partial and not is_decided and any(_is_transient(report) for report in gathered.reports)


def _is_transient(report: SourceReport) -> bool:
    """Whether a gap may close by itself. Malformed rows stay malformed, and must not end every search."""
    return is_gap(report) and report.code != MALFORMED_ROW


async def _candidates(
    query: WindowQuery, ped: PedSource, deadline: Deadline
) -> tuple[dict[str, _Candidate], list[SourceReport]]:
    """Return the orders that may be in the window.

    Raises:
        SourceUnavailable: if PED did not answer.
    """
    # Only the creation time is indexed: for other transitions every row of the customer may match.
    window = query.window if query.field is TimeField.CREATED else open_window(None, None)
    # In sequence, and the undated rows first: a row that the backfill dates meanwhile is found twice, never missed.
    # An embedded store has no timeout here: its reads yield to the event loop, and could time out on every attempt.
    is_inline = is_immediate(ped)
    undated = Read(ped.name, lambda: ped.undated(query.customer_id, updated_from=window.start), is_inline)
    dated = Read(ped.name, lambda: ped.created_in(query.customer_id, window), is_inline)
    by_key: dict[tuple[str, str, str], PedRow] = {}
    unreadable: list[UnreadableRow] = []
    reports: list[SourceReport] = []
    for read in (undated, dated):
        (reading,) = await read_all([read], deadline)
        if reading.answer is None:
            raise SourceUnavailable
        by_key |= {(row.business_reference_id, *row.benefit_key): row for row in reading.answer.rows}
        unreadable += reading.answer.unreadable
        reports.append(reading.report)
    by_order: dict[str, _Candidate] = {}
    for row in by_key.values():
        by_order.setdefault(row.business_reference_id, _Candidate()).rows.append(row)
    for one in unreadable:
        if one.business_reference_id is not None:  # the report of PED says that there are rows without
            by_order.setdefault(one.business_reference_id, _Candidate()).unreadable.append(one)
    return by_order, reports


async def _find_positions(
    candidates: dict[str, _Candidate], query: WindowQuery, sources: Sources, deadline: Deadline
) -> tuple[list[SortPosition], list[SourceReport]]:
    """Return the position of every order in the window; events are read only where PED has no creation time.

    Raises:
        SourceUnavailable: if there was no time for all of them: the order of only some is unknown.
    """
    places: list[SortPosition] = []
    reports: list[SourceReport] = []
    by_events = {order for order, candidate in candidates.items() if not candidate.is_dated_by_ped(query.field)}
    for batch in _batches(sorted(by_events)):
        if not deadline.allowance_s():
            raise SourceUnavailable
        reads = [gather_order(sources.of_events, order, deadline) for order in batch]
        for order, gathered in zip(batch, await asyncio.gather(*reads), strict=True):
            reports += gathered.reports
            found = gathered.evidence
            if not found.events_complete and query.field is not TimeField.CREATED:
                raise SourceUnavailable
            places += _sort_position(candidates[order].evidence(order, found), query)
    for batch in _batches(sorted(candidates.keys() - by_events), _ORDERS_PER_SLICE):
        await asyncio.sleep(0)
        for order in batch:
            without_events = Evidence(order, None, None, (), events_complete=True)
            places += _sort_position(candidates[order].evidence(order, without_events), query)
    return places, reports


def _sort_position(evidence: Evidence, query: WindowQuery) -> list[SortPosition]:
    benefits = evidence.benefits()
    if query.field is TimeField.CREATED:
        # A benefit whose row is not a candidate was created outside the window, whatever bound its events imply.
        benefits = [benefit for benefit in benefits if benefit.ped is not None]
    instants = [get_instant_in(query.window, benefit, query.field) for benefit in benefits]
    instants += [get_possible_instant_in(query.window, row, query.field) for row in evidence.unreadable]
    known = [instant for instant in instants if instant is not None]
    return [SortPosition(min(known), evidence.business_reference_id)] if known else []


def _remaining_positions(places: list[SortPosition], query: WindowQuery) -> list[SortPosition]:
    ordered = sorted(places, reverse=query.is_descending)
    after = query.after
    if after is None:
        return ordered
    return [place for place in ordered if (place < after if query.is_descending else place > after)]


async def _read_orders(
    places: list[SortPosition], sources: Sources, deadline: Deadline, limit: int
) -> AsyncIterator[tuple[SortPosition, Gathered]]:
    """Yield whole orders in sort order, reading a few at a time until the consumer stops or the deadline ends."""
    for batch in _batches(places, min(_CONCURRENT_ORDERS, limit + 1)):
        if not deadline.allowance_s():
            return
        await asyncio.sleep(0)  # an embedded store never waits, so yield to the event loop here
        reads = [gather_order(tuple(sources), place.business_reference_id, deadline) for place in batch]
        for place, gathered in zip(batch, await asyncio.gather(*reads), strict=True):
            yield place, gathered


def _statuses(execution: ExecutionV2) -> set[IssuanceStatus]:
    return {benefit.issuance_status for promotion in execution.promotions for benefit in promotion.benefits}


def _batches(items: Sequence[Item], size: int = _CONCURRENT_ORDERS) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
