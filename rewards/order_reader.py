"""Reads whole orders: from the cache if it is fresh enough, otherwise once for all concurrent callers.

A settled order (everything is known and nothing remains) may stay fresh for longer than an open one. A change that is
published (``rewards.order_changes``) invalidates the order at once; one that another system makes to the databases is
published by a consumer (``rewards.consume``), or else seen on expiry. While published changes may not have arrived
here, a snapshot is served for a second only.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from time import monotonic as system_monotonic
from time import perf_counter
from typing import Protocol

from core.clock import Clock, Monotonic
from core.contract import SourceReport
from rewards.cache.memory_cache import CachedSnapshot, SnapshotCache
from rewards.cache.snapshot import Snapshot
from rewards.sources.base import Sources, is_immediate
from rewards.sources.gathering import Deadline, gather_order

_JITTER_S = 0.005  # deadlines this close count as equal
UNSURE_S = 1.0  # how long a snapshot is served while changes may be unknown here


class CacheResult(StrEnum):
    """The result of a cache lookup."""

    HIT = "hit"
    STALE = "stale"
    MISS = "miss"
    PASSED = "passed"
    STALE_ON_ERROR = "staleOnError"


@dataclass(frozen=True, slots=True)
class ServedSnapshot:
    """A snapshot for one request. ``reports`` are those of the reads that this request waited for, if any."""

    snapshot: Snapshot
    lookup: CacheResult
    reports: Sequence[SourceReport] = ()


class LookupObserver(Protocol):
    """Receives the result of every cache lookup."""

    def looked_up(self, outcome: CacheResult) -> None: ...


@dataclass(frozen=True, slots=True)
class Freshness:
    """For how many seconds a snapshot is fresh, and for how many more it may be served stale.

    ``revalidate_s``: served stale while the order is read again. ``on_error_s``: served stale if a source does not
    answer.
    """

    open_s: float = 2.0
    settled_s: float = 2.0
    revalidate_s: float = 3.0
    on_error_s: float = 60.0

    def staleness_s(self, cached: CachedSnapshot) -> float:
        """Return the seconds since a snapshot ceased to be fresh, negative while it is fresh."""
        return cached.age_s - (self.settled_s if cached.snapshot.is_settled else self.open_s)

    @property
    def keep_s(self) -> float:
        return max(self.open_s, self.settled_s) + max(self.revalidate_s, self.on_error_s)


@dataclass(frozen=True, slots=True)
class RefreshTimeouts:
    """The deadline and source timeout of a read in the background."""

    deadline_ms: int
    source_timeout_ms: int

    def deadline(self) -> Deadline:
        return Deadline.within(deadline_ms=self.deadline_ms, source_timeout_ms=self.source_timeout_ms)


class OrderReader:
    """A reader of order snapshots. Close it at the end: background reads may be under way."""

    def __init__(
        self,
        sources: Sources,
        cache: SnapshotCache,
        *,
        clock: Clock,
        freshness: Freshness,
        refresh_timeouts: RefreshTimeouts,
        observer: LookupObserver,
        knows_all_changes: Callable[[], bool] = lambda: True,
        monotonic: Monotonic = system_monotonic,
    ) -> None:
        self._sources = tuple(sources)
        self._cache = cache
        self._clock = clock
        self._freshness = freshness
        self._refresh_timeouts = refresh_timeouts
        self._observer = observer
        self._monotonic = monotonic
        self.knows_all_changes = knows_all_changes
        self._is_immediate = all(is_immediate(source) for source in self._sources)
        self._flights: dict[str, list[_Flight]] = {}
        self._tasks: set[asyncio.Task[Snapshot]] = set()

    async def read(
        self, business_reference_id: str, deadline: Deadline, *, fresh: bool = False, allow_stale: bool = True
    ) -> ServedSnapshot:
        """Return a snapshot of an order by the deadline; a failing source raises nothing here.

        ``fresh`` bypasses the cache. Without ``allow_stale``, a stale snapshot is not used.
        """
        served = await self._serve(business_reference_id, deadline, fresh=fresh, allow_stale=allow_stale)
        self._observer.looked_up(served.lookup)
        return served

    async def _serve(self, order: str, deadline: Deadline, *, fresh: bool, allow_stale: bool) -> ServedSnapshot:
        if fresh:
            return _from_read(await self._read_now(order, deadline), CacheResult.PASSED)
        cached = await self._cache.get(order)
        if cached is None:
            return _from_read(await self._read_once(order, deadline), CacheResult.MISS)
        if self._is_fresh(cached):
            return ServedSnapshot(cached.snapshot, CacheResult.HIT)
        if not self.knows_all_changes():
            return _from_read(await self._read_once(order, deadline), CacheResult.MISS)
        staleness_s = self._freshness.staleness_s(cached)
        if allow_stale and staleness_s < self._freshness.revalidate_s:
            self._revalidate(order)
            return ServedSnapshot(cached.snapshot.marked_revalidating, CacheResult.STALE)
        snapshot = await self._read_once(order, deadline)
        if allow_stale and snapshot.evidence.has_silent_source and staleness_s < self._freshness.on_error_s:
            reports = snapshot.gathered.reports
            return ServedSnapshot(cached.snapshot.marked_stale(reports), CacheResult.STALE_ON_ERROR, reports)
        return _from_read(snapshot, CacheResult.MISS)

    def _is_fresh(self, cached: CachedSnapshot) -> bool:
        if not self.knows_all_changes():
            return cached.age_s < min(self._freshness.open_s, UNSURE_S)
        return self._freshness.staleness_s(cached) < 0

    async def cached(self, business_reference_id: str) -> ServedSnapshot | None:
        """Return the snapshot of an order if a fresh one is cached, and read nothing."""
        found = await self._cache.get(business_reference_id)
        if found is None or not self._is_fresh(found):
            return None
        self._observer.looked_up(CacheResult.HIT)
        return ServedSnapshot(found.snapshot, CacheResult.HIT)

    async def cached_owners(self, business_reference_id: str) -> frozenset[str]:
        """Return the owners that the cached snapshot of an order names, empty if none is cached."""
        return await self._cache.owners(business_reference_id)

    def invalidate(self, business_reference_ids: Iterable[str]) -> None:
        """Drop what this process holds of changed orders; reads under way are neither cached nor shared any more."""
        for order in set(business_reference_ids):
            for flight in self._flights.pop(order, ()):
                flight.is_invalidated = True
            self._cache.drop(order)

    def invalidate_all(self) -> None:
        """Drop what this process holds, as any order may have changed."""
        for flight in chain.from_iterable(self._flights.values()):
            flight.is_invalidated = True
        self._flights.clear()
        self._cache.drop_all()

    async def aclose(self) -> None:
        under_way = list(self._tasks)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._cache.aclose()

    async def _read_once(self, order: str, deadline: Deadline) -> Snapshot:
        for flight in self._flights.get(order, ()):
            if flight.task is not None and self._is_recent(flight) and flight.can_serve(deadline):
                return await _wait_for(flight.task)
        return await self._read_now(order, deadline)

    def _is_recent(self, flight: "_Flight") -> bool:
        """Whether what a read finds is fresh enough for a caller who asks now: it began a while ago."""
        limit_s = max(self._freshness.open_s, UNSURE_S) if self.knows_all_changes() else UNSURE_S
        return self._monotonic() - flight.since_s < limit_s

    async def _read_now(self, order: str, deadline: Deadline) -> Snapshot:
        if self._is_immediate:
            # Not to be shared, as it hardly ever waits; but a long order is parsed in slices, and may change meanwhile.
            return await self._run_flight(self._take_off(order, deadline), order, deadline)
        return await _wait_for(self._start(order, deadline))

    def _revalidate(self, order: str) -> None:
        if order not in self._flights:
            self._start(order, self._refresh_timeouts.deadline())

    def _start(self, order: str, deadline: Deadline) -> asyncio.Task[Snapshot]:
        flight = self._take_off(order, deadline)
        flight.task = asyncio.create_task(self._run_flight(flight, order, deadline))
        self._tasks.add(flight.task)
        flight.task.add_done_callback(self._tasks.discard)
        return flight.task

    def _take_off(self, order: str, deadline: Deadline) -> "_Flight":
        flight = _Flight(deadline, since_s=self._monotonic())
        self._flights.setdefault(order, []).append(flight)
        return flight

    async def _run_flight(self, flight: "_Flight", order: str, deadline: Deadline) -> Snapshot:
        try:
            version = await self._cache.version(order)
            as_of = self._clock.now()
            snapshot = Snapshot(await gather_order(self._sources, order, deadline), as_of)
            if snapshot.is_whole and not snapshot.evidence.is_empty and not flight.is_invalidated:
                if (earlier := self._cache.at_hand(order)) is not None:
                    snapshot.take_over(earlier)
                age_s = self._monotonic() - flight.since_s
                await self._cache.put(order, snapshot, keep_s=self._freshness.keep_s, age_s=age_s, version=version)
            return snapshot
        finally:
            self._remove_flight(order, flight)

    def _remove_flight(self, order: str, flight: "_Flight") -> None:
        flights = self._flights.get(order, [])
        if flight in flights:
            flights.remove(flight)
            if not flights:
                del self._flights[order]


async def _wait_for(task: asyncio.Task[Snapshot]) -> Snapshot:
    # Shielded: other callers may be waiting for the same read if this one goes away.
    return await asyncio.shield(task)


def _from_read(snapshot: Snapshot, lookup: CacheResult) -> ServedSnapshot:
    return ServedSnapshot(snapshot, lookup, snapshot.gathered.reports)


class _Flight:
    """One read of an order. Concurrent callers share it if it has a task."""

    def __init__(self, deadline: Deadline, *, since_s: float) -> None:
        self.task: asyncio.Task[Snapshot] | None = None
        self.since_s = since_s
        self.is_invalidated = False
        self._timeout_s = deadline.allowance_s()
        self._ends_at_s = perf_counter() + self._timeout_s

    def can_serve(self, deadline: Deadline) -> bool:
        """Whether it ends in time for a caller, and allows the sources as much time as that caller would."""
        allowance_s = deadline.allowance_s()
        ends_in_time = self._ends_at_s <= perf_counter() + allowance_s + _JITTER_S
        return ends_in_time and self._timeout_s + _JITTER_S >= allowance_s
