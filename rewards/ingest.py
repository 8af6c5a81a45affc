"""How a posted event is checked and stored: once, whatever comes twice."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from rewards.contract import ConcessionEvent, EventType
from rewards.errors import InvalidEvent
from rewards.rows import EventRow, MalformedRow, event_as_row, parse_row
from rewards.stores.base import EventWriter, PutOutcome


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
    raw = event_as_row(event.model_copy(update={"recorded_at": event.recorded_at or received_at}))
    try:
        row = parse_row(EventRow, raw)
    except MalformedRow as error:
        raise InvalidEvent from error
    return await store.put_event(row, raw)
