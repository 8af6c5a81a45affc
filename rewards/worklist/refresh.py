"""Brings one order up to date in the index of the worklist.

An order is read, folded, and compared with what the index holds of it. The index is read before the order, and after
every replacement both are read again. So whichever of several processes replaces last has seen rows that are as new
as any that was published before, and whoever finds the index right changes nothing: no order of events, repetition
or delay leaves another result.
"""

import asyncio
import logging
from dataclasses import dataclass
from enum import StrEnum

from core.clock import Clock
from rewards.cache.snapshot import Snapshot
from rewards.errors import SourceUnavailable, StoreUnavailable
from rewards.sources.base import Sources
from rewards.sources.gathering import Deadline, gather_order
from rewards.stores.worklist_index import IndexedEntry, WorklistIndex
from rewards.worklist.derivation import build_entries

_LOG = logging.getLogger(__name__)
_REPLACEMENTS = 10  # of one order in a row; more often it does not change while it is read
_READ_WITHIN_MS = 10_000


class RefreshOutcome(StrEnum):
    """How bringing one order up to date ended."""

    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    UNAVAILABLE = "unavailable"  # a database did not answer: it is tried again
    CONTENDED = "contended"  # it changed at every attempt: it is tried again
    DROPPED = "dropped"  # too many orders were waiting


@dataclass(frozen=True, slots=True)
class WorklistRefresh:
    """Brings single orders up to date, and returns when the index holds what the fold says."""

    index: WorklistIndex
    sources: Sources
    clock: Clock

    async def __call__(self, business_reference_id: str) -> RefreshOutcome:
        """Return how it ended; a database that does not answer raises nothing here."""
        try:
            return await self.require(business_reference_id)
        except (SourceUnavailable, StoreUnavailable) as error:
            _LOG.warning("the worklist could not be brought up to date", extra={"code": error.code})
            return RefreshOutcome.UNAVAILABLE

    async def require(self, business_reference_id: str) -> RefreshOutcome:
        """Bring an order up to date, or find that it changes at every attempt.

        Raises:
            SourceUnavailable, StoreUnavailable: if a database does not answer: then nothing is known to have ended.
        """
        outcome = RefreshOutcome.UNCHANGED
        for _ in range(_REPLACEMENTS):
            seen = await self.index.worklist_of_order(business_reference_id)
            entries = await self._derived(business_reference_id)
            if entries == list(seen):
                return outcome
            if await self.index.replace_worklist(business_reference_id, seen=seen, entries=entries):
                outcome = RefreshOutcome.REPLACED
        return RefreshOutcome.CONTENDED

    async def _derived(self, business_reference_id: str) -> list[IndexedEntry]:
        within = Deadline.within(deadline_ms=_READ_WITHIN_MS, source_timeout_ms=_READ_WITHIN_MS)
        snapshot = Snapshot(await gather_order(tuple(self.sources), business_reference_id, within), self.clock.now())
        if snapshot.evidence.has_silent_source:
            raise SourceUnavailable
        if not snapshot.is_long:
            return build_entries(snapshot.evidence, snapshot.folded)
        return await asyncio.to_thread(lambda: build_entries(snapshot.evidence, snapshot.folded))
