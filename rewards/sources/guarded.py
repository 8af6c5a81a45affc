"""Sources behind circuit breakers: a failing source is not asked for a while, and a transient fault is retried once.

Timeouts are enforced by ``gathering``, which cancels late reads. They are not retried: more load does not help a slow
source, and its caller would only wait twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from core.circuit_breaker import CircuitBreaker, CircuitState
from core.clock import Monotonic
from core.contract import SourceStatus
from rewards.errors import CircuitOpen, SourceFailed, StoreUnavailable
from rewards.sources.base import (
    Contribution,
    EventSource,
    FirstOwner,
    OwnerSource,
    PedSource,
    Source,
    SourceKind,
    Sources,
    is_immediate,
)
from rewards.sources.retry_budget import RetryBudget
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import EventRow, MalformedRow
from rewards.stores.unreadable_rows import ReadRows, UnreadableRow

Answer = TypeVar("Answer")
_PERMANENT = {"storeCorrupt", "storeVersion"}  # retrying does not help


class ReadObserver(Protocol):
    """Receives the outcome of every read of a source."""

    def read_ended(self, source: str, status: SourceStatus, latency_s: float) -> None: ...

    def read_retried(self, source: str) -> None: ...

    def store_failed(self, error: StoreUnavailable) -> None: ...

    def row_unreadable(self, row: UnreadableRow) -> None: ...


@dataclass(frozen=True, slots=True)
class Guard:
    """The circuit breaker and retry budget of one source.

    A read cancelled after ``full_timeout_s`` seconds counts as a timeout. One cancelled sooner does not count: its
    caller had less time, or went away. A short deadline therefore cannot open the circuit for everyone.
    """

    source: str
    breaker: CircuitBreaker
    budget: RetryBudget
    observer: ReadObserver
    monotonic: Monotonic
    full_timeout_s: float

    async def read(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Run one read, with one retry if the fault is transient and the budget allows it.

        Raises:
            CircuitOpen: if the circuit is open.
            Exception: whatever the read raises.
        """
        if not self.breaker.try_acquire():
            self.observer.read_ended(self.source, SourceStatus.CIRCUIT_OPEN, 0)
            raise CircuitOpen
        self.budget.earn()
        started_s = self.monotonic()
        try:
            answer = await self._read_with_retry(call)
        except asyncio.CancelledError:
            self._cancelled(self.monotonic() - started_s)
            raise
        except (MalformedRow, SourceFailed):
            self.breaker.record_success()  # the rows are at fault; the database did answer
            self._observe(SourceStatus.ERROR, started_s)
            raise
        except Exception as error:
            self.breaker.record_failure()
            if isinstance(error, StoreUnavailable):
                self.observer.store_failed(error)
            self._observe(SourceStatus.TIMEOUT if isinstance(error, TimeoutError) else SourceStatus.ERROR, started_s)
            raise
        self.breaker.record_success()
        self._observe(SourceStatus.OK, started_s)
        return answer

    def observe_unreadable(self, rows: Iterable[UnreadableRow]) -> None:
        for row in rows:
            self.observer.row_unreadable(row)

    async def _read_with_retry(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            return await call()
        except (StoreUnavailable, OSError) as error:
            if not _is_transient(error) or not self.budget.try_spend():
                raise
        self.observer.read_retried(self.source)
        return await call()

    def _cancelled(self, waited_s: float) -> None:
        if waited_s < self.full_timeout_s:
            self.breaker.release()
            return
        self.breaker.record_failure()
        self.observer.read_ended(self.source, SourceStatus.TIMEOUT, waited_s)

    def _observe(self, status: SourceStatus, started_s: float) -> None:
        self.observer.read_ended(self.source, status, self.monotonic() - started_s)


@dataclass(frozen=True, slots=True)
class GuardedSource:
    """A source behind a guard."""

    inner: Source
    guard: Guard

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def kind(self) -> SourceKind:
        return self.inner.kind

    @property
    def is_immediate(self) -> bool:
        return is_immediate(self.inner)

    async def of_order(self, business_reference_id: str) -> Contribution:
        contribution = await self.guard.read(lambda: self.inner.of_order(business_reference_id))
        self.guard.observe_unreadable(contribution.unreadable)
        return contribution


@dataclass(frozen=True, slots=True)
class GuardedOwnerSource(GuardedSource):
    """A source whose rows name the customer, behind a guard."""

    inner: OwnerSource

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        return await self.guard.read(lambda: self.inner.owner_of_order(business_reference_id))


@dataclass(frozen=True, slots=True)
class GuardedPed(GuardedOwnerSource):
    """PED behind a guard."""

    inner: PedSource

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return await self.guard.read(lambda: self.inner.places(query))

    async def undated(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        return await self.guard.read(lambda: self.inner.undated(customer_id, updated_from=updated_from))


@dataclass(frozen=True, slots=True)
class GuardedEvents(GuardedOwnerSource):
    """Concessions behind a guard."""

    inner: EventSource

    async def of_gift_card(self, gift_card_id: str) -> ReadRows[EventRow]:
        read = await self.guard.read(lambda: self.inner.of_gift_card(gift_card_id))
        self.guard.observe_unreadable(read.unreadable)
        return read

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return await self.guard.read(lambda: self.inner.places(query))


def guard_sources(sources: Sources, make_guard: Callable[[str], Guard]) -> tuple[Sources, tuple[Guard, ...]]:
    """Return the same sources, each behind a separate guard, and the guards."""
    guards = {source.name: make_guard(source.name) for source in sources}
    guarded = Sources(
        ped=GuardedPed(sources.ped, guards[sources.ped.name]),
        line_items=GuardedSource(sources.line_items, guards[sources.line_items.name]),
        concessions=GuardedEvents(sources.concessions, guards[sources.concessions.name]),
        further=tuple(GuardedOwnerSource(source, guards[source.name]) for source in sources.further),
    )
    return guarded, tuple(guards.values())


def circuit_states(guards: Sequence[Guard]) -> dict[str, CircuitState]:
    """Return the current state of every circuit, by source."""
    return {guard.source: guard.breaker.state for guard in guards}


def _is_transient(error: StoreUnavailable | OSError) -> bool:
    if isinstance(error, StoreUnavailable):
        return error.code not in _PERMANENT
    return not isinstance(error, TimeoutError)
