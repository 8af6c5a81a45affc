"""Events out of records: the envelope is removed, each event is validated, and what is wrong is named by field.

The rules are those of ``POST /concession-events``, with one difference: fields that the contract does not know are
dropped, because writers of a queue address several readers. A site's own form of an event is translated before that,
by an ``EventDecoder``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from core.event_contract import ConcessionEvent
from rewards.consume.record import Message, RowChange
from rewards.ingest.row_parsing import DuplicateKey, NotJson, read_json, require_whole_reversal
from rewards.stores.base import RawRow
from rewards.stores.rows import (
    EventRow,
    MalformedRow,
    accepted_event,
    get_known_name,
    get_wrong_fields,
    present_fields,
)

# From the fields of one event as its writer names them to the fields of the contract; raises ``MalformedRow``.
EventDecoder = Callable[[Mapping[str, Any]], Mapping[str, Any]]
# From the typed attributes of an item to the fields of a row.
ItemReader = Callable[[Mapping[str, Any]], Mapping[str, Any]]
StorableEvent = tuple[EventRow, RawRow]
_BINARY = frozenset({"B", "BS"})
_FIELDS = frozenset(str(field.alias or name) for name, field in ConcessionEvent.model_fields.items())


class Envelope(StrEnum):
    """What a message's body is wrapped in.

    SNS is the notification that a topic delivers to a queue, DYNAMODB a record of a table's stream as JSON, which
    EventBridge Pipes and Kinesis Data Streams for DynamoDB forward.
    """

    NONE = "none"
    SNS = "sns"
    EVENTBRIDGE = "eventbridge"
    DYNAMODB = "dynamodb"


class FaultReason(StrEnum):
    """Why a record cannot be stored, however often it is tried."""

    NOT_JSON = "notJson"
    NOT_AN_EVENT = "notAnEvent"  # JSON, but neither an event nor a list of events in the declared envelope
    MALFORMED = "malformed"
    CONFLICT = "conflict"  # the event id is known with other content
    REFUSED = "refused"  # the database cannot hold it


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an event. ``fields`` names the fields, without their values."""

    reason: FaultReason
    fields: tuple[str, ...] = ()
    event_id: str | None = None


def decode_unchanged(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields as they are: the writer uses the names of the contract."""
    return fields


class RecordDecoder:
    """A decoder of whole records."""

    def __init__(
        self,
        *,
        decode: EventDecoder = decode_unchanged,
        envelope: Envelope = Envelope.NONE,
        read_item: ItemReader = decode_unchanged,
    ) -> None:
        self._decode = decode
        self._envelope = envelope
        self._read_item = read_item

    def events(self, content: Message | RowChange, *, received_at: datetime) -> list[StorableEvent | Fault]:
        """Return each event of a record, ready to be stored, or what is wrong with it; empty if it holds none."""
        if isinstance(content, RowChange):
            return [] if content.row is None else [self._event(content.row, received_at)]
        if content.body is None:
            return []
        try:
            found = self._unwrapped(content.body)
        except DuplicateKey as error:
            return [Fault(FaultReason.NOT_JSON, (error.field,))]
        except NotJson:
            return [Fault(FaultReason.NOT_JSON)]
        except MalformedRow as error:
            return [Fault(FaultReason.NOT_AN_EVENT, error.fields)]
        return [self._event(fields, received_at) for fields in found]

    def _unwrapped(self, body: bytes) -> list[Any]:
        content = read_json(body)
        match self._envelope:
            case Envelope.SNS:
                message = _part(content, "Message")
                if not isinstance(message, str):
                    raise MalformedRow(("Message",))
                content = read_json(message)
            case Envelope.EVENTBRIDGE:
                content = _part(content, "detail")
            case Envelope.DYNAMODB:
                return self._rows_of_change(_part(content, "dynamodb"))
            case Envelope.NONE:
                pass
        if not isinstance(content, dict):
            raise MalformedRow(())
        if "events" not in content:
            return [content]
        events = content["events"]
        if not isinstance(events, list):
            raise MalformedRow(("events",))
        return events

    def _rows_of_change(self, change: Any) -> list[Any]:
        """Return the row after a change, or nothing if it was deleted."""
        image = change.get("NewImage") if isinstance(change, dict) else None
        if image is None:
            return []
        try:
            # Binary attributes are text in JSON; no field of a row is binary.
            attributes = {name: value for name, value in image.items() if not _BINARY & value.keys()}
            return [self._read_item(attributes)]
        except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise MalformedRow(("NewImage",)) from error

    def _event(self, fields: Any, received_at: datetime) -> StorableEvent | Fault:
        if not isinstance(fields, Mapping):
            return Fault(FaultReason.NOT_AN_EVENT)
        try:
            return _validated(self._decode(fields), received_at)
        except MalformedRow as error:
            return Fault(FaultReason.MALFORMED, error.fields, _event_id(fields))


def _part(content: Any, name: str) -> Any:
    if not isinstance(content, dict) or name not in content:
        raise MalformedRow((name,))
    return content[name]


def _validated(fields: Mapping[str, Any], received_at: datetime) -> StorableEvent:
    """Return the event as it is stored.

    Raises:
        MalformedRow: with the names of the missing and invalid fields.
    """
    known = {name: value for name, value in present_fields(fields).items() if name in _FIELDS}
    try:
        event = ConcessionEvent.model_validate(known)
    except ValidationError as error:
        # Not chained: the validation error quotes the event.
        raise MalformedRow(get_wrong_fields(error)) from None
    require_whole_reversal(event)
    return accepted_event(event, received_at=received_at)


def _event_id(fields: Mapping[str, Any]) -> str | None:
    event_id = fields.get("eventId")
    return event_id if isinstance(event_id, str) and 0 < len(event_id) <= 200 else None


def refused_field(name: str) -> tuple[str, ...]:
    """Return the field that the database refused, as a fault names it."""
    return (get_known_name(name),)
