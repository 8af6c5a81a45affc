"""The places of a window's orders, in their order: read from indexes page by page, or found from the rows themselves.

An index costs what a page needs. Orders that no index places (those with a PED row that lacks a creation time, or every
order of the customer if a search by events has no index) must all be placed before the first of them is known. If there
is no time for that, the next page continues with what was found.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from core.contract import SourceReport
from core.windows import TimeField, open_window
from rewards.errors import SourceUnavailable
from rewards.sources.base import EventSource, PedSource, SourceKind, Sources, is_immediate
from rewards.sources.gathering import Deadline, Gathered, Read, gather_kinds, is_transient, read_all
from rewards.stores.order_places import OrderPlace, PlaceIndex, PlacePage, PlaceQuery
from rewards.window_query import Placed, WindowQuery, find_place

_Answer = TypeVar("_Answer")
_Pages = AsyncIterator[OrderPlace]
_CONCURRENT_ORDERS = 16  # orders placed concurrently, each by two reads
_PLACES_PER_PAGE = 1000  # when all orders of a customer are listed
_KEPT = 30  # places that a cursor holds
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_PLACING_KINDS = frozenset({SourceKind.PROMISES, SourceKind.EVENTS})
_INDEXES = {
    TimeField.CREATED: (PlaceIndex.CREATED,),
    TimeField.RESERVED: (PlaceIndex.RESERVED, PlaceIndex.EVENT_RESERVED),
    TimeField.ISSUED: (PlaceIndex.EVENT_ISSUED,),
}
_PED_INDEXES = frozenset({PlaceIndex.CREATED, PlaceIndex.RESERVED})


class WindowPlaces:
    """The places of one search. Call ``find`` first, then ``take``; ``reports`` grows with every read."""

    def __init__(self, query: WindowQuery, sources: Sources, deadline: Deadline) -> None:
        self._query = query
        self._sources = sources
        self._deadline = deadline
        self._first_pages: list[tuple[PlaceIndex, PlacePage]] = []
        self._found: list[OrderPlace] = []
        self._is_cut = False
        self._ahead: _Pages | None = None
        self.reports: list[SourceReport] = []
        self.unplaced: frozenset[str] = frozenset()  # orders that no index places
        self.placed: Placed | None = None  # set if this search placed any of them
        self.is_placing_done = False

    async def find(self) -> None:
        """Place every order that no index places, as far as there is time; see ``is_placing_done`` and ``placed``.

        Raises:
            SourceUnavailable: if a source that is needed did not answer, or there was no time for any order.
        """
        is_by_creation = self._query.field is TimeField.CREATED
        # The undated rows first: one that is dated in between is found twice, never missed.
        undated = await self._undated(self._query.window.start) if is_by_creation else ()
        has_indexes = await self._open_indexes()
        self.unplaced = frozenset(undated if has_indexes else await self._every_order())
        await self._place(sorted(self.unplaced))

    async def take(self, count: int) -> list[OrderPlace]:
        """Return the next places, fewer only at the end.

        Raises:
            SourceUnavailable: if an index did not answer.
        """
        if self._ahead is None:
            self._ahead = self._all_ahead()
        taken: list[OrderPlace] = []
        while len(taken) < count:
            place = await anext(self._ahead, None)
            if place is None:
                break
            taken.append(place)
        return taken

    @property
    def is_cut(self) -> bool:
        """Whether more places follow than ``take`` returns, for the next page."""
        return self._is_cut

    async def _all_ahead(self) -> _Pages:
        found = iter(sorted(self._found, reverse=self._query.is_descending))
        waiting = next(found, None)
        last: OrderPlace | None = None
        async for place in self._indexed():
            while waiting is not None and self._precedes(waiting, place):
                yield waiting
                waiting = next(found, None)
            if waiting is None and self._is_cut:
                return  # what was not kept may precede this place
            if place != last and place.business_reference_id not in self.unplaced:
                yield place
            last = place
        while waiting is not None:
            yield waiting
            waiting = next(found, None)

    async def _indexed(self) -> _Pages:
        """Yield the places of all indexes in the direction of the search; one may come twice in a row."""
        streams = [self._index(index, page) for index, page in self._first_pages]
        heads = [await anext(stream, None) for stream in streams]
        while known := [head for head in heads if head is not None]:
            place = max(known) if self._query.is_descending else min(known)
            number = heads.index(place)
            yield place
            heads[number] = await anext(streams[number], None)

    async def _index(self, index: PlaceIndex, page: PlacePage) -> _Pages:
        while True:
            for place in page.places:
                yield place
            if page.next_after is None:
                return
            found = await self._page(index, page.next_after)
            if found is None:
                raise SourceUnavailable
            page = found

    async def _open_indexes(self) -> bool:
        """Read the first pages. Whether there is an index for this search."""
        is_by_creation = self._query.field is TimeField.CREATED
        if self._sources.further and not is_by_creation:
            return False  # the index by event time holds the events of one system only
        for index in _INDEXES[self._query.field]:
            page = await self._page(index, self._query.after)
            if page is None:
                self._first_pages.clear()
                return False
            self._first_pages.append((index, page))
        return True

    async def _page(self, index: PlaceIndex, after: OrderPlace | None) -> PlacePage | None:
        query = self._query
        limit = query.limit + 1  # as many as prove that a further page follows
        wanted = PlaceQuery(
            query.customer_id, index, query.window, is_descending=query.is_descending, limit=limit, after=after
        )
        source = self._sources.ped if index in _PED_INDEXES else self._sources.concessions
        return await self._read(source, lambda: source.places(wanted))

    async def _undated(self, updated_from: datetime) -> Sequence[str]:
        ped = self._sources.ped
        return await self._read(ped, lambda: ped.undated(self._query.customer_id, updated_from=updated_from))

    async def _every_order(self) -> set[str]:
        """Return all orders of the customer that PED knows."""
        orders = set(await self._undated(_BEGINNING))
        ped, after = self._sources.ped, None
        while True:
            wanted = PlaceQuery(
                self._query.customer_id,
                PlaceIndex.CREATED,
                open_window(None, None),
                is_descending=False,
                limit=_PLACES_PER_PAGE,
                after=after,
            )
            page = await self._read(ped, lambda: ped.places(wanted))  # noqa: B023  (awaited before the next round)
            if page is None:
                raise SourceUnavailable
            orders.update(place.business_reference_id for place in page.places)
            if page.next_after is None:
                return orders
            after = page.next_after

    async def _place(self, orders: Sequence[str]) -> None:
        begun = None if self._query.begin is None else self._query.begin.placed
        if begun is not None:
            self._found, self._is_cut = list(begun.places), begun.is_cut
            orders = [order for order in orders if order > begun.up_to]
        placed_up_to: str | None = None
        for start in range(0, len(orders), _CONCURRENT_ORDERS):
            batch = orders[start : start + _CONCURRENT_ORDERS]
            if not self._deadline.allowance_s() or not await self._place_batch(batch):
                break
            placed_up_to = batch[-1]
        else:
            self.is_placing_done = True
        if orders and placed_up_to is None:
            raise SourceUnavailable
        if placed_up_to is not None:
            self.placed = self._kept(placed_up_to)

    async def _place_batch(self, batch: Sequence[str]) -> bool:
        """Place some orders. Returns False if one of them cannot be placed now."""
        await asyncio.sleep(0)  # an embedded store never waits, so yield to the event loop here
        reads = (gather_kinds(self._sources, order, _PLACING_KINDS, self._deadline) for order in batch)
        every = await asyncio.gather(*reads)
        for gathered in every:
            self.reports += gathered.reports
        if any(self._is_undecided(gathered) for gathered in every):
            return False
        places = (find_place(gathered.evidence, self._query) for gathered in every)
        self._found += [place for place in places if place is not None and self._query.is_ahead(place)]
        return True

    def _is_undecided(self, gathered: Gathered) -> bool:
        """Whether a source did not answer that decides where an order is. Lasting faults are reported, not waited for.

        Without its events, an order is still in every window on the creation that it may be in.
        """
        evidence = gathered.evidence
        is_known = evidence.ped is not None and (evidence.events_complete or self._query.field is TimeField.CREATED)
        return not is_known and any(is_transient(report) for report in gathered.reports)

    def _kept(self, up_to: str) -> Placed:
        first = sorted(self._found, reverse=self._query.is_descending)[:_KEPT]
        return Placed(up_to, tuple(first), is_cut=self._is_cut or len(first) < len(self._found))

    def _precedes(self, one: OrderPlace, other: OrderPlace) -> bool:
        return one > other if self._query.is_descending else one < other

    async def _read(self, source: PedSource | EventSource, call: Callable[[], Awaitable[_Answer]]) -> _Answer:
        # An embedded store has no timeout here: its reads could time out on every attempt.
        (reading,) = await read_all([Read(source.name, call, is_immediate(source))], self._deadline)
        self.reports.append(reading.report)
        if reading.has_failed:
            raise SourceUnavailable
        return reading.answer  # type: ignore[return-value]  # None is an answer here: there is no such index
