"""The rewards service over a task's world, with the databases that the task breaks."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any, TypeVar

from starlette.types import ASGIApp

from core.clock import Clock
from core.contract import SourceName
from core.identity.tokens import Tokens
from evals.harness.injected_faults import SourceFault, SourceFaultKind
from evals.harness.shared_setup import with_shared_routes
from rewards.app import create_app
from rewards.errors import StoreUnavailable
from rewards.settings import RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.concessions import StoredConcessions
from rewards.sources.line_items import StoredLineItems
from rewards.sources.ped import StoredPed
from rewards.sources.standard import standard_sources
from rewards.stores.base import RowReader, Rows, Store
from rewards.stores.order_places import PlacePage, PlaceQuery

_Answer = TypeVar("_Answer")
# A database that never answers times out soon: the task is about the answer that follows, not about the wait.
_SHORT_TIMEOUT_MS = 60
_LONG_TIMEOUT_MS = 5000
# The deadline of a request and the age of a cached order count in real time, which a busy machine spends elsewhere.
_NEVER_MS = 3_600_000
_SUMS = ("eligibleMinor", "issuedMinor", "amountMinor")
_GARBAGE: Rows = ({"businessReferenceId": 7, "eligibleMinor": "a hundred", "amountMinor": 0.36},)


def rewards_app(store: Store, *, tokens: Tokens, clock: Clock, faults: Sequence[SourceFault]) -> ASGIApp:
    """Return the service; each fault breaks one of its databases."""
    sources = standard_sources(store)
    for fault in faults:
        sources = _broken(sources, fault, store)
    # Without reading the environment, which must not influence the result of a task.
    settings = RewardsSettings.model_construct(
        source_timeout_ms=_LONG_TIMEOUT_MS,
        deadline_ms=_NEVER_MS,
        cache_open_ms=_NEVER_MS,
        cache_settled_ms=_NEVER_MS,
    )
    if any(fault.kind is SourceFaultKind.TIMEOUT for fault in faults):
        settings = settings.model_copy(update={"source_timeout_ms": _SHORT_TIMEOUT_MS})
    app = create_app(store=store, sources=sources, tokens=tokens, clock=clock, settings=settings)
    return with_shared_routes("rewards", app)


def _broken(sources: Sources, fault: SourceFault, store: RowReader) -> Sources:
    reader: RowReader = _BrokenReader(fault, store)
    match fault.source:
        case SourceName.PED:
            return replace(sources, ped=StoredPed(reader))
        case SourceName.LINE_ITEMS:
            return replace(sources, line_items=StoredLineItems(reader))
        case SourceName.CONCESSIONS:
            return replace(sources, concessions=StoredConcessions(reader))


class _BrokenReader:
    """A database whose reads fail in one way. The real source reads from it, so its parsing is tested too."""

    def __init__(self, fault: SourceFault, store: RowReader) -> None:
        self._kind = fault.kind
        self._benefit = fault.benefit
        self._store = store
        self._left = inf if fault.times is None else fault.times

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows(self._store.ped_of_order(business_reference_id))

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows(self._store.line_items_of_order(business_reference_id))

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows(self._store.events_of_order(business_reference_id))

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows(self._store.ped_owner_of_order(business_reference_id))

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        return await self._rows(self._store.event_owner_of_order(business_reference_id))

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        return await self._rows(self._store.events_of_gift_card(gift_card_id))

    async def order_places(self, query: PlaceQuery) -> PlacePage | None:
        return await self._keys(self._store.order_places(query))

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        return await self._keys(self._store.undated_orders(customer_id, updated_from=updated_from))

    async def _keys(self, right: Coroutine[Any, Any, _Answer]) -> _Answer:
        """Return what an index holds: its keys are right even if the rows are garbage."""
        if self._left > 0 and self._kind is not SourceFaultKind.GARBAGE:
            right.close()
            await self._fail()
        return await right

    async def _rows(self, right: Coroutine[Any, Any, Rows]) -> Rows:
        if self._left <= 0:
            return await right
        if self._kind is SourceFaultKind.MALFORMED_ROW:
            self._left -= 1
            return _with_malformed_row(await right, self._benefit)
        right.close()
        await self._fail()
        return _GARBAGE

    async def _fail(self) -> None:
        """Count one failing read. Raise, or never return, unless the fault is garbage."""
        self._left -= 1
        match self._kind:
            case SourceFaultKind.ERROR:
                raise StoreUnavailable("storeUnreadable", Path("the task's fault"))
            case SourceFaultKind.TIMEOUT:
                await asyncio.Event().wait()
                raise AssertionError("this event is never set")
            case SourceFaultKind.GARBAGE:
                pass


def _with_malformed_row(rows: Rows, benefit: str | None) -> Rows:
    bad = next((row for row in rows if row.get("benefitId") == benefit), None)
    return [{**row, **{name: "so much" for name in _SUMS if name in row}} if row is bad else row for row in rows]
