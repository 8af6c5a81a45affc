"""Refreshes the index of the worklist in the background: every order that has changed, soon after the change."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from time import perf_counter
from typing import Protocol

from rewards.order_changes import RunningChanges
from rewards.worklist.refresh import RefreshOutcome

_LOG = logging.getLogger(__name__)
_AT_ONCE = 4
_MOST_WAITING = 500_000  # orders; each is remembered by its id only
_RETRY_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_DRAINED_WITHIN_S = 10.0
# An order that takes longer than this, and keeps changing, is folded for a fifth of the time.
_LONG_REFRESH_S = 0.25
_PAUSE_AFTER_LONG = 4
_TRIED_AGAIN = {RefreshOutcome.UNAVAILABLE, RefreshOutcome.CONTENDED}


class RefreshObserver(Protocol):
    """Receives how each refresh ended."""

    def refreshed(self, outcome: RefreshOutcome) -> None: ...


class WorklistUpdates:
    """Refreshes the orders that are offered, each once however often it is offered before its turn.

    A process that is killed forgets the orders that wait. The next change of such an order brings it up to date, and so
    does ``rewards-agent backfill --worklist``.
    """

    def __init__(
        self,
        refresh: Callable[[str], Awaitable[RefreshOutcome]],
        *,
        observer: RefreshObserver,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._refresh = refresh
        self._observer = observer
        self._pause = pause
        self._waiting: dict[str, None] = {}
        self._under_way: set[str] = set()
        self._offered = asyncio.Event()
        self._ended = asyncio.Event()
        self._failures_in_a_row = 0

    @property
    def waiting_count(self) -> int:
        return len(self._waiting) + len(self._under_way)

    def offer(self, business_reference_ids: Collection[str]) -> None:
        """Have these orders brought up to date, and return immediately."""
        for order in business_reference_ids:
            if len(self._waiting) >= _MOST_WAITING:
                self._observer.refreshed(RefreshOutcome.DROPPED)
                continue
            self._waiting[order] = None
        self._offered.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Refresh while the block runs. At its end what waits is finished, if that takes seconds only."""
        workers = [asyncio.create_task(self._work()) for _ in range(_AT_ONCE)]
        try:
            yield
        finally:
            try:
                async with asyncio.timeout(_DRAINED_WITHIN_S):
                    await self._drain()
            except TimeoutError:
                _LOG.warning("orders were not brought up to date in the worklist", extra={"count": self.waiting_count})
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _drain(self) -> None:
        while self.waiting_count and not self._failures_in_a_row:
            self._ended.clear()
            await self._ended.wait()

    async def _work(self) -> None:
        while True:
            order = self._take()
            if order is None:
                self._offered.clear()
                await self._offered.wait()
                continue
            started_at_s = perf_counter()
            await self._run(order)
            if self._failures_in_a_row:
                await self._pause(min(_LONGEST_PAUSE_S, _RETRY_PAUSE_S * 2 ** min(self._failures_in_a_row, 10)))
            elif (took_s := perf_counter() - started_at_s) > _LONG_REFRESH_S:
                await self._pause(took_s * _PAUSE_AFTER_LONG)

    async def _run(self, order: str) -> None:
        self._under_way.add(order)
        outcome = RefreshOutcome.UNAVAILABLE
        try:
            outcome = await self._refresh(order)
        except Exception:  # noqa: BLE001  (one order must not end the work on all others)
            _LOG.exception("an order could not be folded for the worklist")
            outcome = RefreshOutcome.DROPPED
        finally:
            self._under_way.discard(order)
            if outcome in _TRIED_AGAIN:
                self._waiting.setdefault(order)
        self._failures_in_a_row = self._failures_in_a_row + 1 if outcome is RefreshOutcome.UNAVAILABLE else 0
        self._observer.refreshed(outcome)
        self._ended.set()

    def _take(self) -> str | None:
        """Remove the order that waits longest and is not under way; a change meanwhile needs another turn."""
        order = next((order for order in self._waiting if order not in self._under_way), None)
        if order is not None:
            del self._waiting[order]
        return order


class IndexedChanges:
    """Changes whose orders are brought up to date in the worklist, too."""

    def __init__(self, changes: RunningChanges, updates: WorklistUpdates) -> None:
        self._changes = changes
        self._updates = updates

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        await self._changes.publish(business_reference_ids)
        self._updates.offer(business_reference_ids)

    async def publish_every_order(self) -> None:
        """Publish it, and leave the worklist: an order is brought up to date by its next change, or by a backfill."""
        await self._changes.publish_every_order()

    def running(self) -> AbstractAsyncContextManager[None]:
        return self._running()

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        async with self._changes.running(), self._updates.running():
            yield
