"""Completes old rows when they are read: in the background, and only if the read has shown that it would help.

It is off unless ``REWARDS_LAZY_BACKFILL`` is set: a GET that leads to a write surprises whoever gave the read API
read-only rights.
"""

import asyncio
import logging
from collections import OrderedDict

from rewards.backfill.missing_fields import build_completion
from rewards.backfill.row_completer import CompletableStore, OnCompleted, RowCompleter
from rewards.errors import SourceUnavailable, StoreUnavailable
from rewards.ledger.evidence import Evidence
from rewards.sources.base import Sources
from rewards.stores.rows import EventRow

_LOG = logging.getLogger(__name__)
_MAX_WAITING = 1000  # orders; one that does not fit is offered again by its next read


class LazyBackfill:
    """A queue of orders with undated but datable rows, completed one after another.

    Its single task starts with the first order and ends with the last, so it needs no start.
    """

    def __init__(self, store: CompletableStore, sources: Sources, *, on_completed: OnCompleted | None = None) -> None:
        self._completer = RowCompleter(store, sources, on_completed=on_completed)
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._task: asyncio.Task[None] | None = None

    def offer(self, evidence: Evidence) -> None:
        """Queue the order if its events prove a creation time that PED lacks, and return immediately."""
        if len(self._waiting) >= _MAX_WAITING or not _is_datable(evidence):
            return
        self._waiting[evidence.business_reference_id] = None
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())

    async def settled(self) -> None:
        """Wait until the queue is empty."""
        if self._task is not None:
            await self._task

    async def aclose(self) -> None:
        """Stop; queued orders are offered again by their next read."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _drain(self) -> None:
        while self._waiting:
            order, _ = self._waiting.popitem(last=False)
            try:
                await self._completer.complete_order(order)
            except (SourceUnavailable, StoreUnavailable):
                # No caller waits for this, and the next read of the order offers it again.
                _LOG.warning("an order could not be completed in the background")


def _is_datable(evidence: Evidence) -> bool:
    undated = (row for row in evidence.ped or () if row.created_at is None)
    is_log_whole = evidence.events_complete and not evidence.unreadable_of(EventRow)
    return is_log_whole and any("createdAt" in build_completion(row, evidence.events).additions for row in undated)
