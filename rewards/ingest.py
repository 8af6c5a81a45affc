"""How a posted event is checked and stored: once, whatever comes twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from rewards.contract import ConcessionEvent, EventReceipt, EventType
from rewards.errors import InvalidEvent
from rewards.rows import EventRow, MalformedRow, event_as_row, parse_row
from rewards.stores.base import EventWriter, PutOutcome, RawRow


def parse_event(data: Any) -> ConcessionEvent:
    """Check one event that a writer sent, as JSON has it.

    Raises:
        InvalidEvent: when it does not keep the contract.
    """
    try:
        event = ConcessionEvent.model_validate(data)
    except ValidationError:
        # Not chained: the validation error quotes the event.
        raise InvalidEvent from None
    if event.type is EventType.REVERSED and (event.reverses_event_id is None or event.reinstates is None):
        raise InvalidEvent  # what is taken back, and whether it becomes due again, is for the writer to say
    return event


async def store_event(store: EventWriter, event: ConcessionEvent, *, received_at: datetime) -> PutOutcome:
    """Store an event; when this returns CREATED or REPLAYED it is durable.

    Raises:
        InvalidEvent: when the databases could not hold it.
        StoreUnavailable: when it could not be stored.
    """
    return await store.put_event(*_as_stored(event, received_at))


async def store_events(store: EventWriter, batch: Sequence[Any], *, received_at: datetime) -> list[EventReceipt]:
    """Check and store each of a batch, and tell of each what became of it; when this returns, all is durable.

    Raises:
        StoreUnavailable: when one could not be stored: nothing of the batch is acknowledged then.
    """
    parsed = [_parsed_or_none(data, received_at) for data in batch]
    outcomes = iter(await store.put_events([good for good in parsed if good is not None]))
    return [
        EventReceipt(event_id=None, outcome="invalid")
        if good is None
        else EventReceipt(event_id=good[0].event_id, outcome=next(outcomes).value)
        for good in parsed
    ]


def _parsed_or_none(data: Any, received_at: datetime) -> tuple[EventRow, RawRow] | None:
    try:
        return _as_stored(parse_event(data), received_at)
    except InvalidEvent:
        return None


def _as_stored(event: ConcessionEvent, received_at: datetime) -> tuple[EventRow, RawRow]:
    raw = event_as_row(event.model_copy(update={"recorded_at": event.recorded_at or received_at}))
    try:
        return parse_row(EventRow, raw), raw
    except MalformedRow as error:
        raise InvalidEvent from error
