"""The rewards service over a task's world, with the databases that the task breaks."""

import asyncio
from collections.abc import Coroutine, Sequence
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
LONG_TIMEOUT_MS = 5000
# The deadline of a request and the age of a cached order count in real time, which a busy machine spends elsewhere.
_NEVER_MS = 3_600_000
_SUMS = ("eligibleMinor", "issuedMinor", "amountMinor")
_GARBAGE: Rows = ({"businessReferenceId": 7, "eligibleMinor": "a hundred", "amountMinor": 0.36},)


def rewards_app(store: Store, *, tokens: Tokens, clock: Clock, faults: Sequence[SourceFault]) -> ASGIApp:
    """Return the service; each fault breaks one of its databases."""
    sources = FaultySources(store, faults).sources if faults else standard_sources(store)
    # Without reading the environment, which must not influence the result of a task.
    settings = RewardsSettings.model_construct(
        source_timeout_ms=LONG_TIMEOUT_MS,
        deadline_ms=_NEVER_MS,
        cache_open_ms=_NEVER_MS,
        cache_settled_ms=_NEVER_MS,
    )
    if any(fault.kind is SourceFaultKind.TIMEOUT for fault in faults):
        settings = settings.model_copy(update={"source_timeout_ms": _SHORT_TIMEOUT_MS})
    app = create_app(store=store, sources=sources, tokens=tokens, clock=clock, settings=settings)
    return with_shared_routes("rewards", app)


class FaultySources:
    """The sources over a store, each of which faults can break and heal."""

    def __init__(self, store: RowReader, faults: Sequence[SourceFault] = ()) -> None:
        self._readers = {name: _BreakableReader(store) for name in SourceName}
        self.switch(faults)

    def switch(self, faults: Sequence[SourceFault]) -> None:
        """Break the sources that these faults name, and heal the others."""
        reading = (fault for fault in faults if fault.kind is not SourceFaultKind.UNACKNOWLEDGED)
        by_source = {fault.source: fault for fault in reading}
        for name, reader in self._readers.items():
            reader.switch(by_source.get(name))

    @property
    def sources(self) -> Sources:
        return Sources(
            ped=StoredPed(self._readers[SourceName.PED]),
            line_items=StoredLineItems(self._readers[SourceName.LINE_ITEMS]),
            concessions=StoredConcessions(self._readers[SourceName.CONCESSIONS]),
        )


class _BreakableReader:
    """A database whose reads can fail in one way. The real source reads from it, so its parsing is tested too."""

    def __init__(self, store: RowReader) -> None:
        self._store = store
        self._fault: SourceFault | None = None
        self._left: float = 0

    def switch(self, fault: SourceFault | None) -> None:
        self._fault = fault
        self._left = 0 if fault is None else inf if fault.times is None else fault.times

    @property
    def _kind(self) -> SourceFaultKind | None:
        return None if self._fault is None else self._fault.kind

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
            return _with_malformed_row(await right, self._fault.benefit if self._fault else None)
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
            case _:
                pass


def _with_malformed_row(rows: Rows, benefit: str | None) -> Rows:
    bad = next((row for row in rows if row.get("benefitId") == benefit), None)
    return [{**row, **{name: "so much" for name in _SUMS if name in row}} if row is bad else row for row in rows]
