"""Validates and stores posted events, each exactly once, and publishes the orders that they change."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from core.event_contract import ConcessionEvent, EventReceipt
from rewards.errors import InvalidEvent
from rewards.ingest.row_parsing import require_whole_reversal
from rewards.order_changes import OrderChanges
from rewards.stores.base import EventWriter, PutOutcome, RawRow
from rewards.stores.rows import EventRow, MalformedRow, event_to_row, parse_row, present_fields

_INVALID = EventReceipt(event_id=None, outcome="invalid")


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


async def store_event(
    store: EventWriter, event: ConcessionEvent, *, received_at: datetime, changes: OrderChanges
) -> PutOutcome:
    """Store an event and publish its order; it is durable when this returns CREATED or REPLAYED.

    Raises:
        InvalidEvent: if the databases cannot hold it.
        StoreUnavailable: if it could not be stored.
    """
    row, raw = _to_stored(event, received_at)
    async with _publication(changes, [row]):
        return await store.put_event(row, raw)


async def store_events(
    store: EventWriter, batch: Sequence[Any], *, received_at: datetime, changes: OrderChanges
) -> list[EventReceipt]:
    """Validate and store each event of a batch, publish their orders, and return the receipts in batch order.

    All events that are not refused are durable when this returns.

    Raises:
        StoreUnavailable: if one could not be stored: then no event of the batch is acknowledged.
    """
    parsed = [_parse_or_none(data, received_at) for data in batch]
    good = [pair for pair in parsed if pair is not None]
    async with _publication(changes, [row for row, _ in good]):
        outcomes = await store.put_events(good)
    remaining = iter(outcomes)
    return [_INVALID if pair is None else _receipt(pair[0], next(remaining)) for pair in parsed]


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


def _receipt(event: EventRow, outcome: PutOutcome) -> EventReceipt:
    return EventReceipt(event_id=event.event_id, outcome=outcome.value)


def _parse_or_none(data: Any, received_at: datetime) -> tuple[EventRow, RawRow] | None:
    try:
        return _to_stored(parse_event(data), received_at)
    except InvalidEvent:
        return None


def _to_stored(event: ConcessionEvent, received_at: datetime) -> tuple[EventRow, RawRow]:
    raw = event_to_row(event)
    raw.setdefault("recordedAt", to_jsonable_python(received_at))
    try:
        return parse_row(EventRow, raw), raw
    except MalformedRow as error:
        raise InvalidEvent from error
