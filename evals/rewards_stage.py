"""The rewards service over a task's world, with the databases that the task breaks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from starlette.types import ASGIApp

from evals.faults import SourceFault, SourceFaultKind
from evals.sharing import with_shared_routes
from rewards.clock import Clock
from rewards.contract import SourceName
from rewards.errors import StoreUnavailable
from rewards.identity import Tokens
from rewards.service import create_app
from rewards.settings import RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.concessions import StoredConcessions
from rewards.sources.line_items import StoredLineItems
from rewards.sources.ped import StoredPed
from rewards.sources.standard import standard_sources
from rewards.stores.base import RowReader, Rows, Store
from rewards.window import Window

# A database that never answers is given up soon: the task is about what is said then, not about waiting.
_SHORT_TIMEOUT_MS = 60
_LONG_TIMEOUT_MS = 5000  # and a machine that is busy must not look like a database that is down
_GARBAGE: Rows = ({"businessReferenceId": 7, "eligibleMinor": "a hundred", "amountMinor": 0.36},)


def rewards_app(store: Store, *, tokens: Tokens, clock: Clock, faults: Sequence[SourceFault]) -> ASGIApp:
    """Build the service; each fault breaks one of its databases."""
    sources = standard_sources(store)
    for fault in faults:
        sources = _broken(sources, fault)
    # Without a look at the environment, which has no part in what a task comes to.
    settings = RewardsSettings.model_construct(source_timeout_ms=_LONG_TIMEOUT_MS, deadline_ms=2 * _LONG_TIMEOUT_MS)
    if any(fault.kind is SourceFaultKind.TIMEOUT for fault in faults):
        settings = settings.model_copy(update={"source_timeout_ms": _SHORT_TIMEOUT_MS})
    app = create_app(store=store, sources=sources, tokens=tokens, clock=clock, settings=settings)
    return with_shared_routes("rewards", app)


def _broken(sources: Sources, fault: SourceFault) -> Sources:
    reader: RowReader = _BrokenReader(fault.kind)
    match fault.source:
        case SourceName.PED:
            return replace(sources, ped=StoredPed(reader))
        case SourceName.LINE_ITEMS:
            return replace(sources, line_items=StoredLineItems(reader))
        case SourceName.CONCESSIONS:
            return replace(sources, concessions=StoredConcessions(reader))


@dataclass(frozen=True, slots=True)
class _BrokenReader:
    """A database of which every read goes wrong in one way. The real source reads it, so its parsing is tested too."""

    kind: SourceFaultKind

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows()

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows()

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows()

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        return await self._rows()

    async def ped_created_in(self, customer_id: str, window: Window) -> Rows:
        return await self._rows()

    async def ped_undated(self, customer_id: str, *, updated_from: datetime) -> Rows:
        return await self._rows()

    async def _rows(self) -> Rows:
        match self.kind:
            case SourceFaultKind.ERROR:
                raise StoreUnavailable("storeUnreadable", Path("the task's fault"))
            case SourceFaultKind.TIMEOUT:
                await asyncio.Event().wait()
                raise AssertionError("nobody sets this event")
            case SourceFaultKind.GARBAGE:
                return _GARBAGE
