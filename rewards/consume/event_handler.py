"""Stores the events of records, each exactly once; one that fails does not hold up the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from core.clock import Clock
from rewards.consume.event_decoder import Fault, FaultReason, RecordDecoder, StorableEvent, refused_field
from rewards.consume.handler import Handled, Result
from rewards.consume.record import Record
from rewards.errors import RowNotStorable, StoreUnavailable
from rewards.stores.base import EventWriter, LoadableRow, PutOutcome

_FAILURES_IN_A_ROW = 3  # from which on the store, not an event, is the problem
_Outcome = PutOutcome | Fault | None


class EventStore(EventWriter, Protocol):
    """What storing events needs of a store."""

    def require_storable(self, loadable: LoadableRow) -> None: ...

    async def check(self) -> None: ...


@dataclass(slots=True)
class _Progress:
    """One record, and the outcome of each of its events: None is one that was not stored yet."""

    record: Record
    events: list[StorableEvent | Fault]
    outcomes: list[_Outcome]
    has_failed: bool = False

    @property
    def is_finished(self) -> bool:
        return None not in self.outcomes


class EventHandler:
    """A handler that stores events in a store."""

    def __init__(self, store: EventStore, decoder: RecordDecoder, *, clock: Clock) -> None:
        self._store = store
        self._decoder = decoder
        self._clock = clock

    async def handle(self, records: Sequence[Record]) -> Handled:
        decoded = [self._decoded(record) for record in records]
        waiting = [
            (progress, number, event)
            for progress in decoded
            for number, event in enumerate(progress.events)
            if not isinstance(event, Fault)
        ]
        stored, failure = await self._store_each([event for _, _, event in waiting])
        for (progress, number, _), outcome in zip(waiting, stored, strict=True):
            progress.has_failed = progress.has_failed or isinstance(outcome, StoreUnavailable)
            progress.outcomes[number] = None if isinstance(outcome, StoreUnavailable) else outcome
        return _summary(decoded, failure)

    def _decoded(self, record: Record) -> _Progress:
        events = self._decoder.events(record.content, received_at=self._clock.now())
        checked = [event if isinstance(event, Fault) else self._storable(event) for event in events]
        return _Progress(record, checked, [event if isinstance(event, Fault) else None for event in checked])

    def _storable(self, event: StorableEvent) -> StorableEvent | Fault:
        row, raw = event
        try:
            self._store.require_storable(LoadableRow(row=row, raw=raw))
        except RowNotStorable as error:
            return Fault(FaultReason.REFUSED, refused_field(error.field), row.event_id)
        return event

    async def _store_each(
        self, events: Sequence[StorableEvent]
    ) -> tuple[list[_Outcome | StoreUnavailable], StoreUnavailable | None]:
        """Return the outcome of each event, None for those that were not tried, and the failure of the others.

        All are stored together if possible. If that fails, each is stored by itself, as one event may be the reason.
        """
        try:
            return list(_with_conflicts(events, await self._store.put_events(events) if events else [])), None
        except StoreUnavailable as error:
            failure = error
        outcomes: list[_Outcome | StoreUnavailable] = []
        failures_in_a_row = 0
        for event in events:
            if failures_in_a_row == _FAILURES_IN_A_ROW:
                outcomes.append(None)
                continue
            outcome = await self._store_one(event)
            outcomes.append(outcome)
            if isinstance(outcome, StoreUnavailable):
                failure = outcome
                failures_in_a_row += 1
            else:
                failures_in_a_row = 0
        has_failed = any(outcome is None or isinstance(outcome, StoreUnavailable) for outcome in outcomes)
        return outcomes, failure if has_failed else None

    async def _store_one(self, event: StorableEvent) -> _Outcome | StoreUnavailable:
        try:
            (outcome,) = _with_conflicts([event], [await self._store.put_event(*event)])
        except StoreUnavailable as error:
            if error.code != "storeRefusedRow":
                return error
        else:
            return outcome
        try:
            # A table with other keys refuses every row. That is no fault of the event, and must not empty the queue.
            await self._store.check()
        except StoreUnavailable as error:
            return error
        return Fault(FaultReason.REFUSED, event_id=event[0].event_id)


def _with_conflicts(events: Sequence[StorableEvent], outcomes: Sequence[PutOutcome]) -> list[_Outcome]:
    return [
        Fault(FaultReason.CONFLICT, ("eventId",), row.event_id) if outcome is PutOutcome.CONFLICT else outcome
        for (row, _), outcome in zip(events, outcomes, strict=True)
    ]


def _summary(decoded: Sequence[_Progress], failure: StoreUnavailable | None) -> Handled:
    finished = [progress for progress in decoded if progress.is_finished]
    unfinished = [progress for progress in decoded if not progress.is_finished]
    counts: Counter[Result] = Counter()
    changed: set[str] = set()
    for progress in decoded:
        for event, outcome in zip(progress.events, progress.outcomes, strict=True):
            # A replay as well: whoever stored the event first may have ended before it announced the change. And an
            # event of an attempt that failed: it may have been stored.
            if not isinstance(event, Fault) and (isinstance(outcome, PutOutcome) or failure is not None):
                changed.add(event[0].business_reference_id)
        if progress.is_finished:
            counts.update(_result(outcome) for outcome in progress.outcomes)
            counts.update([Result.IGNORED] if not progress.outcomes else [])
    return Handled(
        finished=[progress.record for progress in finished],
        # What was not tried comes first, so that events that keep failing do not hold up the others.
        unfinished=[progress.record for progress in sorted(unfinished, key=lambda progress: progress.has_failed)],
        faults={
            progress.record: faults
            for progress in finished
            if (faults := [outcome for outcome in progress.outcomes if isinstance(outcome, Fault)])
        },
        changed_orders=frozenset(changed),
        counts=counts,
        failure=failure,
    )


def _result(outcome: _Outcome) -> Result:
    match outcome:
        case Fault():
            return Result.DEAD_LETTER
        case PutOutcome.CREATED:
            return Result.STORED
        case PutOutcome.REPLAYED | PutOutcome.CONFLICT:
            return Result.REPLAYED
        case None:
            raise AssertionError("the record is finished")
        case other:
            assert_never(other)
