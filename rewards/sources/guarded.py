"""The same sources behind their circuit breakers: a source in trouble is left alone, a passing fault is read over once.

Time-outs stay with the aggregate, which cancels what is late. They are not retried: a slow source is not helped by
more work, and its caller would only wait twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from core.circuit_breaker import CircuitBreaker, CircuitState
from core.clock import Monotonic
from core.contract import SourceStatus
from core.windows import Window
from rewards.errors import CircuitOpen, SourceFailed, StoreUnavailable
from rewards.sources.base import (
    Contribution,
    CustomerRows,
    EventSource,
    PedSource,
    Source,
    SourceKind,
    Sources,
    is_immediate,
)
from rewards.sources.retry_budget import RetryBudget
from rewards.stores.rows import EventRow, MalformedRow

Answer = TypeVar("Answer")
_LASTING = {"storeCorrupt", "storeVersion"}  # reading again gives the same


class ReadObserver(Protocol):
    """Is told how every read of a source ended."""

    def read_ended(self, source: str, status: SourceStatus, latency_s: float) -> None: ...

    def read_retried(self, source: str) -> None: ...

    def store_failed(self, error: StoreUnavailable) -> None: ...


@dataclass(frozen=True, slots=True)
class Guard:
    """One source's breaker and retry budget. A read that was cancelled after ``patience_s`` seconds was a time-out.

    One that was cancelled sooner says nothing of the source: its caller had less time, or went away. So nobody can
    open a circuit for all by asking with a short deadline.
    """

    source: str
    breaker: CircuitBreaker
    budget: RetryBudget
    observer: ReadObserver
    monotonic: Monotonic
    patience_s: float

    async def read(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Make one read, with one retry if its fault may pass and the budget allows it.

        Raises:
            CircuitOpen: when the source is not asked just now.
            Exception: whatever the read raises.
        """
        if not self.breaker.try_acquire():
            self.observer.read_ended(self.source, SourceStatus.CIRCUIT_OPEN, 0)
            raise CircuitOpen
        self.budget.earn()
        started_s = self.monotonic()
        try:
            answer = await self._retried(call)
        except asyncio.CancelledError:
            self._cancelled(self.monotonic() - started_s)
            raise
        except (MalformedRow, SourceFailed):
            self.breaker.record_success()  # the fault is of these rows; the database did answer
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

    async def _retried(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            return await call()
        except (StoreUnavailable, OSError) as error:
            if not _may_pass(error) or not self.budget.try_spend():
                raise
        self.observer.read_retried(self.source)
        return await call()

    def _cancelled(self, waited_s: float) -> None:
        if waited_s < self.patience_s:
            self.breaker.release()
            return
        self.breaker.record_failure()
        self.observer.read_ended(self.source, SourceStatus.TIMEOUT, waited_s)

    def _observe(self, status: SourceStatus, started_s: float) -> None:
        self.observer.read_ended(self.source, status, self.monotonic() - started_s)


@dataclass(frozen=True, slots=True)
class GuardedSource:
    """A further source behind its guard."""

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
        return await self.guard.read(lambda: self.inner.of_order(business_reference_id))


@dataclass(frozen=True, slots=True)
class GuardedPed(GuardedSource):
    """PED behind its guard."""

    inner: PedSource

    async def created_in(self, customer_id: str, window: Window) -> CustomerRows:
        return await self.guard.read(lambda: self.inner.created_in(customer_id, window))

    async def undated(self, customer_id: str, *, updated_from: datetime) -> CustomerRows:
        return await self.guard.read(lambda: self.inner.undated(customer_id, updated_from=updated_from))


@dataclass(frozen=True, slots=True)
class GuardedEvents(GuardedSource):
    """Concessions behind its guard."""

    inner: EventSource

    async def of_gift_card(self, gift_card_id: str) -> Sequence[EventRow]:
        return await self.guard.read(lambda: self.inner.of_gift_card(gift_card_id))


def guarded(sources: Sources, make_guard: Callable[[str], Guard]) -> tuple[Sources, tuple[Guard, ...]]:
    """Return the same sources, each behind a guard of its own, and the guards."""
    guards = {source.name: make_guard(source.name) for source in sources}
    behind = Sources(
        ped=GuardedPed(sources.ped, guards[sources.ped.name]),
        line_items=GuardedSource(sources.line_items, guards[sources.line_items.name]),
        concessions=GuardedEvents(sources.concessions, guards[sources.concessions.name]),
        further=tuple(GuardedSource(source, guards[source.name]) for source in sources.further),
    )
    return behind, tuple(guards.values())


def circuit_states(guards: Sequence[Guard]) -> dict[str, CircuitState]:
    """Return the present state of every circuit, by source."""
    return {guard.source: guard.breaker.state for guard in guards}


def _may_pass(error: StoreUnavailable | OSError) -> bool:
    if isinstance(error, StoreUnavailable):
        return error.code not in _LASTING
    return not isinstance(error, TimeoutError)
