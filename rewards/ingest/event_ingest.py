"""Validates and stores posted events, each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from core.event_contract import ConcessionEvent, EventReceipt
from rewards.errors import InvalidEvent, RowNotStorable
from rewards.ingest.row_parsing import require_whole_reversal
from rewards.stores.base import EventWriter, LoadableRow, PutOutcome, RawRow
from rewards.stores.rows import EventRow, MalformedRow, event_to_row, parse_row, present_fields

_INVALID = EventReceipt(event_id=None, outcome="invalid")


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """The receipt of each event of a batch, in batch order, and the orders that changed."""

    receipts: list[EventReceipt]
    changed_orders: frozenset[str]


def parse_event(data: Any) -> ConcessionEvent:
    """Return the event that a writer sent as JSON, validated.

    Raises:
        InvalidEvent: if it violates the contract.
    """
    try:
        event = ConcessionEvent.model_validate(present_fields(data) if isinstance(data, dict) else data)
        require_whole_reversal(event)
    except (ValidationError, MalformedRow):
        # Not chained: the validation error quotes the event.
        raise InvalidEvent from None
    return event


async def store_event(store: EventWriter, event: ConcessionEvent, *, received_at: datetime) -> PutOutcome:
    """Store an event; it is durable when this returns CREATED or REPLAYED.

    Raises:
        InvalidEvent: if the databases cannot hold it.
        StoreUnavailable: if it could not be stored.
    """
    return await store.put_event(*_to_stored(store, event, received_at))


async def store_events(store: EventWriter, batch: Sequence[Any], *, received_at: datetime) -> StoredBatch:
    """Validate and store each event of a batch; all that are not refused are durable when this returns.

    Raises:
        StoreUnavailable: if one could not be stored: then no event of the batch is acknowledged.
    """
    parsed = [_parse_or_none(store, data, received_at) for data in batch]
    good = [pair for pair in parsed if pair is not None]
    outcomes = await store.put_events(good)
    stored = zip(good, outcomes, strict=True)
    changed = {row.business_reference_id for (row, _), outcome in stored if outcome is PutOutcome.CREATED}
    remaining = iter(outcomes)
    receipts = [_INVALID if pair is None else _receipt(pair[0], next(remaining)) for pair in parsed]
    return StoredBatch(receipts, frozenset(changed))


def _receipt(event: EventRow, outcome: PutOutcome) -> EventReceipt:
    return EventReceipt(event_id=event.event_id, outcome=outcome.value)


def _parse_or_none(store: EventWriter, data: Any, received_at: datetime) -> tuple[EventRow, RawRow] | None:
    try:
        return _to_stored(store, parse_event(data), received_at)
    except InvalidEvent:
        return None


def _to_stored(store: EventWriter, event: ConcessionEvent, received_at: datetime) -> tuple[EventRow, RawRow]:
    raw = event_to_row(event.model_copy(update={"recorded_at": event.recorded_at or received_at}))
    try:
        row = parse_row(EventRow, raw)
        store.require_storable(LoadableRow(row, raw))
    except (MalformedRow, RowNotStorable) as error:
        raise InvalidEvent from error
    return row, raw
