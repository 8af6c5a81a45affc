"""A customer's orders in a window of time.

PED is the index: an order without any PED row of the customer is not found. Places come from indexes, page by page
(``window_places``), and are candidates: each order is read, and only its rows say whether it belongs there, so that an
index that lags behind or has an order at several places shows none twice. Rows without a recorded creation time are
found by their last update (a row is never created after it), dated by their events if there are any, and kept if their
true creation could lie in the window.

A page ends at its deadline, and the next page continues from there: no order is omitted because there was no time to
read it, or because a source that decides whether it matches did not answer just now.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from core.contract import SourceReport
from core.identity.tokens import Principal
from core.windows import TimeField
from rewards.auth.ownership import may_see
from rewards.errors import SourceUnavailable
from rewards.sources.base import SourceKind, Sources
from rewards.sources.gathering import Deadline, Gathered, is_gap, is_transient, merge_reports
from rewards.stores.order_places import OrderPlace
from rewards.window_places import WindowPlaces
from rewards.window_query import Continuation, WindowQuery, find_place, may_be_anywhere
from rewards.window_views import View

_Record = TypeVar("_Record")
_CONCURRENT_ORDERS = 10  # orders read concurrently
_KEPT_ORDERS = 200
_BY_EVENTS = frozenset({SourceKind.EVENTS})


@dataclass(frozen=True, slots=True)
class SearchPage(Generic[_Record]):
    """One page. ``following`` is where the next one begins, or None if nothing follows."""

    executions: list[_Record]
    following: Continuation | None
    partial: bool
    sources: list[SourceReport]


async def search(
    query: WindowQuery, sources: Sources, principal: Principal, deadline: Deadline, view: View[_Record]
) -> SearchPage[_Record]:
    """Return one page of orders. The caller must already be authorized for the customer.

    Raises:
        SourceUnavailable: if the search cannot be made: PED did not answer, Concessions did not answer for a window on
            reservations or issuances, or no order could be placed or examined in time.
    """
    places = WindowPlaces(query, sources, deadline)
    await places.find()
    page = _Page(query, sources, principal, deadline, view, places)
    if places.is_placing_done:
        await page.fill()
    return page.result()


@dataclass
class _Page(Generic[_Record]):
    """A page that is being filled: up to one match more than it shows, which proves that more follow."""

    query: WindowQuery
    sources: Sources
    principal: Principal
    deadline: Deadline
    view: View[_Record]
    places: WindowPlaces
    matches: list[tuple[OrderPlace, _Record]] = field(default_factory=list)
    examined: OrderPlace | None = None
    has_ended: bool = False  # every place was examined
    reports: list[SourceReport] = field(default_factory=list)
    _read: dict[str, Gathered] = field(default_factory=dict)  # an order at several places is read once

    async def fill(self) -> None:
        """Examine places until the page is full, nothing follows, or an order cannot be examined now."""
        size = min(self._missing, _CONCURRENT_ORDERS)
        while self._missing:
            try:
                batch = await self.places.take(size)
            except SourceUnavailable:
                return
            if batch and not self.deadline.allowance_s():
                return
            found = len(self.matches)
            await self._read_orders(batch)
            if not all(self._examine(place) for place in batch):
                return
            if len(batch) < size:
                self.has_ended = not self.places.is_cut
                return
            # As few as the page needs, unless it turns out that not every order is on it.
            needed = self._missing if len(self.matches) - found == len(batch) else _CONCURRENT_ORDERS
            size = min(needed, _CONCURRENT_ORDERS)

    def result(self) -> SearchPage[_Record]:
        """Return the page.

        Raises:
            SourceUnavailable: if nothing was found out that the next page could begin with.
        """
        is_full = not self._missing
        is_cut_short = not is_full and not self.has_ended
        shown = self.matches[: self.query.limit]
        following: Continuation | None = None
        if is_full:
            following = Continuation(shown[-1][0])
        elif is_cut_short:
            following = self._continuation()
        reports = merge_reports([*self.places.reports, *self.reports])
        return SearchPage(
            executions=[record for _, record in shown],
            following=following,
            partial=is_cut_short or any(is_gap(report) for report in reports),
            sources=reports,
        )

    @property
    def _missing(self) -> int:
        return max(0, self.query.limit + 1 - len(self.matches))

    def _continuation(self) -> Continuation:
        if self.examined is not None:
            return Continuation(self.examined)
        if self.places.placed is None:
            raise SourceUnavailable
        return Continuation(self.query.after, self.places.placed)

    async def _read_orders(self, batch: list[OrderPlace]) -> None:
        await asyncio.sleep(0)  # an embedded store never waits, so yield to the event loop here
        also = frozenset[SourceKind]() if self.query.field is TimeField.CREATED else _BY_EVENTS
        orders = dict.fromkeys(place.business_reference_id for place in batch)
        known = {order: self._read[order] for order in orders if order in self._read}
        new = [order for order in orders if order not in known]
        every = await asyncio.gather(*(self.view.read(self.sources, o, self.deadline, also=also) for o in new))
        self.reports = merge_reports([*self.reports, *(report for one in every for report in one.reports)])
        if len(self._read) > _KEPT_ORDERS:
            self._read.clear()
        self._read |= known | dict(zip(new, every, strict=True))

    def _examine(self, place: OrderPlace) -> bool:
        """Take the order at this place if it matches. Returns False if that cannot be decided now."""
        gathered = self._read[place.business_reference_id]
        is_here = self._is_here(place, gathered)
        match = self._match(gathered) if is_here else None
        if match is None and is_here and _may_match_later(gathered):
            return False
        self.examined = place
        self.matches += [] if match is None else [(place, match)]
        return True

    def _is_here(self, place: OrderPlace, gathered: Gathered) -> bool:
        """Whether this is the order's place in the window. It is unless the rows that were read say otherwise.

        Rows that cannot be read do not say which of several places is the first: the order is on the page once.
        """
        evidence = gathered.evidence
        is_answered = evidence.ped is not None and (evidence.events_complete or self.query.field is TimeField.CREATED)
        if not is_answered or may_be_anywhere(evidence, self.query):
            return all(place.business_reference_id != shown.business_reference_id for shown, _ in self.matches)
        actual = find_place(evidence, self.query)
        # An order that no index places was placed by its rows, a moment ago or for the page before.
        return actual is not None if place.business_reference_id in self.places.unplaced else actual == place

    def _match(self, gathered: Gathered) -> _Record | None:
        """Return the order if the caller may see it and it has the status."""
        if gathered.evidence.is_empty or not may_see(self.principal, gathered.evidence):
            return None
        if self.query.status is not None and self.query.status not in self.view.statuses(gathered):
            return None
        return self.view.show(gathered)


def _may_match_later(gathered: Gathered) -> bool:
    """Whether an order may still match, because a source that decides it may answer another time."""
    evidence = gathered.evidence
    # The tracker decides neither the owner of an order nor the status of one that PED and Concessions know.
    is_decided = evidence.ped is not None and evidence.events_complete and not evidence.is_empty
    return gathered.is_partial and not is_decided and any(is_transient(report) for report in gathered.reports)
