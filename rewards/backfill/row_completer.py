"""Completes single rows of a store, safely beside concurrent writers."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from core.contract import SourceName
from rewards.backfill.event_reads import read_events
from rewards.backfill.missing_fields import BackfillFinding, RowCompletion, build_completion
from rewards.errors import StoreUnavailable
from rewards.sources.base import Sources
from rewards.stores.base import PedCompletion, RawRow, RowReader
from rewards.stores.rows import MalformedRow, PedRow, parse_row
from rewards.stores.worklist_index import WorklistIndex

OnCompleted = Callable[[Collection[str]], Awaitable[None]]
_ATTEMPTS = 5  # a row changes only while events of its order arrive; five concurrent changes in a row do not happen
ADDED = ("createdAt", "reservedAt", "gcIds")  # the other attributes name the source of these
INDEXED = "createdIndex"  # in place of a field: the row was added to the index by creation


class CompletableStore(RowReader, PedCompletion, WorklistIndex, Protocol):
    """What completing rows needs from a store."""


class RowOutcome(StrEnum):
    """The outcome for one row."""

    COMPLETED = "completed"
    # The row holds what was about to be added: by this write, whose answer was lost, or by another writer's.
    UNCONFIRMED = "unconfirmed"
    NOTHING_TO_ADD = "nothingToAdd"
    MALFORMED = "malformed"  # violates the schema of PED: left unchanged
    MALFORMED_EVENTS = "malformedEvents"  # an event that may be its own violates the schema: nothing is derived
    REFUSED = "refused"  # the database cannot hold the completed row, which would be too large
    GONE = "gone"
    BUSY = "busy"  # changed at every attempt; the writers that change it complete it themselves


@dataclass(frozen=True, slots=True)
class RowResult:
    """The outcome for one row, the attributes that were added, and the findings.

    ``malformed`` names invalid fields, each with its database. ``is_undated``: the row still has no creation time, or
    the index by creation does not hold it, or neither is known. ``unconfirmed`` are the attributes of an outcome
    UNCONFIRMED.
    """

    outcome: RowOutcome
    added: tuple[str, ...] = ()
    findings: tuple[BackfillFinding, ...] = ()
    malformed: tuple[str, ...] = ()
    is_undated: bool = False
    unconfirmed: tuple[str, ...] = ()


class RowCompleter:
    """Reads a row's events from every event source, and adds the fields that they prove.

    With ``is_dry_run`` it returns what it would do and writes nothing. ``on_completed`` receives every order of which a
    row was completed, or may have been: a write that failed may have been done all the same.
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

    async def complete(self, raw: RawRow, *, is_unindexed: bool = False) -> RowResult:
        """Complete one row, in its current state if it has changed since it was read; see ``ScannedRow``.

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
            except MalformedRow as error:
                fields = tuple(f"{SourceName.PED.value}.{name}" for name in error.fields)
                return RowResult(RowOutcome.MALFORMED, malformed=fields, is_undated=True)
            result = await self._attempt(row, seen, is_unindexed=is_unindexed)
            if result is not None:
                return result
            seen = await self._reread(row)
        return RowResult(RowOutcome.BUSY, is_undated=True)

    async def _attempt(self, row: PedRow, seen: RawRow, *, is_unindexed: bool) -> RowResult | None:
        """Return the result for the row as it was seen, or None if it has changed meanwhile."""
        is_undated = row.created_at is None or is_unindexed
        try:
            events = await read_events(self._event_sources, row.business_reference_id, row.benefit_key)
            completion = build_completion(row, events)
        except MalformedRow as error:
            return RowResult(RowOutcome.MALFORMED_EVENTS, malformed=error.fields, is_undated=is_undated)
        if is_unindexed and row.created_at is not None:
            completion = replace(completion, additions={**completion.additions, "createdAt": seen["createdAt"]})
        if not completion.additions or self._is_dry_run:
            return _result(row, completion, is_undated=is_undated)
        try:
            if not await self._store.add_to_ped(seen, completion.additions):
                return await self._unconfirmed(row, completion, is_undated=is_undated)
        except StoreUnavailable as error:
            if error.code == "storeRefusedRow":
                return RowResult(RowOutcome.REFUSED, findings=completion.findings, is_undated=is_undated)
            await self._announce(row)
            raise
        await self._announce(row)
        return _result(row, completion, is_undated=is_undated)

    async def _unconfirmed(self, row: PedRow, completion: RowCompletion, *, is_undated: bool) -> RowResult | None:
        """Return the result for a row that has changed if it holds all that was to be added, otherwise None.

        A write whose answer is lost is sent again, and then finds the row changed: by itself.
        """
        found = await self._reread(row)
        if found is None or any(found.get(name) != value for name, value in completion.additions.items()):
            return None
        await self._announce(row)
        held = _result(row, completion, is_undated=is_undated)
        return replace(held, outcome=RowOutcome.UNCONFIRMED, added=(), unconfirmed=held.added)

    async def _announce(self, row: PedRow) -> None:
        if self._on_completed is not None:
            await self._on_completed([row.business_reference_id])

    async def _reread(self, row: PedRow) -> RawRow | None:
        key = (row.promotion_id, row.benefit_id)
        rows = await self._store.ped_of_order(row.business_reference_id)
        return next((raw for raw in rows if _key(raw) == key), None)


def _key(raw: Mapping[str, Any]) -> tuple[object, object]:
    return raw.get("promotionId"), raw.get("benefitId")


def _result(row: PedRow, completion: RowCompletion, *, is_undated: bool) -> RowResult:
    names = [name for name in ADDED if name in completion.additions]
    added = tuple(INDEXED if name == "createdAt" and row.created_at is not None else name for name in names)
    outcome = RowOutcome.COMPLETED if added else RowOutcome.NOTHING_TO_ADD
    return RowResult(outcome, added, completion.findings, is_undated=is_undated and "createdAt" not in names)
