"""Validates and stores posted events, each exactly once, and publishes the orders that they change."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from core.event_contract import BatchReceipt, ConcessionEvent
from rewards.errors import InvalidEvent, RowNotStorable
from rewards.ingest.batch_parsing import parse_batch
from rewards.ingest.row_parsing import require_whole_reversal
from rewards.order_changes import OrderChanges
from rewards.stores.base import EventWriter, LoadableRow, PutOutcome, RawRow
from rewards.stores.rows import EventRow, MalformedRow, accepted_event, get_wrong_fields, present_fields


def parse_event(data: Any) -> ConcessionEvent:
    """Return the event that a writer sent as JSON, validated.

    Raises:
        InvalidEvent: if it violates the contract.
    """
    try:
        event = ConcessionEvent.model_validate(present_fields(data) if isinstance(data, dict) else data)
        require_whole_reversal(event)
    except ValidationError as error:
        # Not chained: the validation error quotes the event.
        raise InvalidEvent(get_wrong_fields(error)) from None
    except MalformedRow as error:
        raise InvalidEvent(error.fields) from error
    return event


async def store_event(
    store: EventWriter, event: ConcessionEvent, *, received_at: datetime, changes: OrderChanges
) -> PutOutcome:
    """Store an event and publish its order; it is durable when this returns CREATED or REPLAYED.

    Raises:
        InvalidEvent: if the databases cannot hold it.
        StoreUnavailable: if it could not be stored.
    """
    row, raw = _to_stored(store, event, received_at)
    async with _publication(changes, [row]):
        return await store.put_event(row, raw)


async def store_events(
    store: EventWriter, batch: Sequence[Any], *, received_at: datetime, changes: OrderChanges
) -> list[BatchReceipt]:
    """Validate and store each event of a batch, publish their orders, and return the receipts in batch order.

    All events that are not refused are durable when this returns.

    Raises:
        StoreUnavailable: if one could not be stored: then no event of the batch is acknowledged.
    """
    parsed = _parse_all(store, batch, received_at)
    good = [pair for pair in parsed if not isinstance(pair, InvalidEvent)]
    async with _publication(changes, [row for row, _ in good]):
        outcomes = await store.put_events(good)
    remaining = iter(outcomes)
    return [
        _refusal(index, data, pair)
        if isinstance(pair, InvalidEvent)
        else BatchReceipt.model_construct(index=index, event_id=pair[0].event_id, outcome=next(remaining).value)
        for index, (data, pair) in enumerate(zip(batch, parsed, strict=True))
    ]


@asynccontextmanager
async def _publication(changes: OrderChanges, rows: Sequence[EventRow]) -> AsyncIterator[None]:
    """Publish the orders of these events at the end of the block, however it ends.

    A write that failed or timed out may have been stored all the same. A replayed event may have been stored by a
    process that was killed before it published the order.
    """
    try:
        yield
    finally:
        await changes.publish({row.business_reference_id for row in rows})


def _refusal(index: int, data: Any, error: InvalidEvent) -> BatchReceipt:
    event_id = data.get("eventId") if isinstance(data, dict) and "eventId" not in error.fields else None
    return BatchReceipt(index=index, event_id=event_id, outcome="invalid", fields=list(error.fields))


def _parse_all(
    store: EventWriter, batch: Sequence[Any], received_at: datetime
) -> list[tuple[EventRow, RawRow] | InvalidEvent]:
    pairs = parse_batch(batch, received_at=received_at)
    if pairs is None:
        return [_parse_or_error(store, data, received_at) for data in batch]
    return [_storable_or_error(store, *pair) for pair in pairs]


def _storable_or_error(store: EventWriter, row: EventRow, raw: RawRow) -> tuple[EventRow, RawRow] | InvalidEvent:
    try:
        return _require_storable(store, row, raw)
    except InvalidEvent as error:
        return error


def _parse_or_error(store: EventWriter, data: Any, received_at: datetime) -> tuple[EventRow, RawRow] | InvalidEvent:
    try:
        return _to_stored(store, parse_event(data), received_at)
    except InvalidEvent as error:
        return error


def _to_stored(store: EventWriter, event: ConcessionEvent, received_at: datetime) -> tuple[EventRow, RawRow]:
    return _require_storable(store, *accepted_event(event, received_at=received_at))


def _require_storable(store: EventWriter, row: EventRow, raw: RawRow) -> tuple[EventRow, RawRow]:
    try:
        store.require_storable(LoadableRow(row, raw))
    except RowNotStorable as error:
        raise InvalidEvent(tuple(error.field.split(", "))) from error
    return row, raw
