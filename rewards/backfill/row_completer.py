"""Completes single rows of a store, safely beside concurrent writers."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from rewards.backfill.missing_fields import BackfillFinding, RowCompletion, build_completion
from rewards.errors import SourceUnavailable
from rewards.sources.base import Sources
from rewards.sources.gathering import Deadline, gather_order
from rewards.stores.base import PedCompletion, RawRow, RowReader
from rewards.stores.rows import EventRow, MalformedRow, PedRow, parse_row

OnCompleted = Callable[[Collection[str]], Awaitable[None]]
_ATTEMPTS = 5  # a row changes only while events of its order arrive; five concurrent changes in a row do not happen
_EVENTS_WITHIN_MS = 5000
_COUNTED = frozenset({"createdAt", "reservedAt", "gcIds"})  # the others name the source of these


class CompletableStore(RowReader, PedCompletion, Protocol):
    """What completing rows needs from a store."""


class RowOutcome(StrEnum):
    """The outcome for one row."""

    COMPLETED = "completed"
    NOTHING_TO_ADD = "nothingToAdd"
    MALFORMED = "malformed"  # it violates the schema of PED, or an event of its order that of Concessions: unchanged
    GONE = "gone"
    BUSY = "busy"  # changed at every attempt; the writers that change it complete it themselves


@dataclass(frozen=True, slots=True)
class RowResult:
    """The outcome for one row, the attributes that were added, and the findings."""

    outcome: RowOutcome
    added: tuple[str, ...] = ()
    findings: tuple[BackfillFinding, ...] = ()


class RowCompleter:
    """Reads a row's events from every event source, and adds the fields that they prove.

    With ``is_dry_run`` it returns what it would do and writes nothing. ``on_completed`` receives every order of which a
    row was completed.
    """

    def __init__(
        self,
        store: CompletableStore,
        sources: Sources,
        *,
        is_dry_run: bool = False,
        on_completed: OnCompleted | None = None,
    ) -> None:
        self._store = store
        self._event_sources = sources.of_events
        self._is_dry_run = is_dry_run
        self._on_completed = on_completed

    async def complete_order(self, business_reference_id: str) -> None:
        """Complete all rows of an order.

        Raises:
            SourceUnavailable, StoreUnavailable: see ``complete``.
        """
        for raw in await self._store.ped_of_order(business_reference_id):
            await self.complete(raw)

    async def complete(self, raw: RawRow) -> RowResult:
        """Complete one row, in its current state if it has changed since it was read.

        Raises:
            SourceUnavailable: if an event source did not answer: continuing without it could date a row wrongly.
            StoreUnavailable: if the store cannot be used.
        """
        seen: RawRow | None = raw
        for _ in range(_ATTEMPTS):
            if seen is None:
                return RowResult(RowOutcome.GONE)
            try:
                row = parse_row(PedRow, seen)
                completion = build_completion(row, await self._events(row.business_reference_id))
                if not completion.additions or self._is_dry_run:
                    return _result(completion)
                if await self._store.add_to_ped(seen, completion.additions):
                    if self._on_completed is not None:
                        await self._on_completed([row.business_reference_id])
                    return _result(completion)
            except MalformedRow:
                return RowResult(RowOutcome.MALFORMED)
            seen = await self._reread(row)
        return RowResult(RowOutcome.BUSY)

    async def _events(self, business_reference_id: str) -> tuple[EventRow, ...]:
        deadline = Deadline.within(deadline_ms=_EVENTS_WITHIN_MS, source_timeout_ms=_EVENTS_WITHIN_MS)
        evidence = (await gather_order(self._event_sources, business_reference_id, deadline)).evidence
        if not evidence.events_complete:
            raise SourceUnavailable
        if evidence.unreadable:  # an earlier reservation may be among them
            raise MalformedRow(evidence.unreadable[0].fields)
        return evidence.events

    async def _reread(self, row: PedRow) -> RawRow | None:
        key = (row.promotion_id, row.benefit_id)
        rows = await self._store.ped_of_order(row.business_reference_id)
        return next((raw for raw in rows if _key(raw) == key), None)


def _key(raw: Mapping[str, Any]) -> tuple[object, object]:
    return raw.get("promotionId"), raw.get("benefitId")


def _result(completion: RowCompletion) -> RowResult:
    added = tuple(name for name in completion.additions if name in _COUNTED)
    return RowResult(RowOutcome.COMPLETED if added else RowOutcome.NOTHING_TO_ADD, added, completion.findings)
