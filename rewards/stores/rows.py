"""The rows of the three databases, parsed once, at the edge.

Reading is more tolerant than writing: a type or status that a newer writer introduced is kept unchanged, and unknown
fields are ignored. Free text (``memo``) and a customer's name, phone and e-mail are not part of these models, so
nothing built from them can pass such a value on.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass
from pydantic_core import to_jsonable_python

from core.contract import SourceName
from core.event_contract import ConcessionEvent
from core.gift_cards import split_gift_cards
from core.ids import Identifier
from core.instants import IsoInstant
from core.money import Currency, Money, money
from core.quick_construction import construct

DERIVED = "derivedFromEvents"  # the source of a time that an event proved, as PED rows have it
_MILLISECONDS_FROM = 10**11  # as seconds this is the year 5138, as milliseconds it is 1973
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
_PLACEHOLDER_OWNER = {"customerId": "nobody"}
_EPOCH = datetime.fromtimestamp(0, tz=UTC)

Amount = Annotated[int, Field(strict=True, ge=0, le=10**15)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
GiftCards = Annotated[str, StringConstraints(max_length=2000)]
Text = Annotated[str, StringConstraints(max_length=500)]


def _without_null(cards: object) -> object:
    return [card for card in cards if card is not None] if isinstance(cards, list | tuple) else cards


GiftCardList = Annotated[tuple[GiftCards, ...], BeforeValidator(_without_null)]


class MalformedRow(ValueError):
    """A stored row violates its database's schema. ``fields`` names the invalid fields, without their values."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("malformed row: " + ", ".join(fields))
        self.fields = fields


@dataclasses.dataclass(frozen=True, slots=True)
class PedInstant:
    """An instant as stored in PED: ``raw`` as the old writer wrote it, ``at`` in UTC."""

    raw: str | int
    at: datetime


def read_ped_instant(value: object) -> PedInstant:
    """Return the instant of ISO 8601 text with an offset, or of epoch seconds or milliseconds, a number or digits.

    Raises:
        ValueError: if it is none of them.
    """
    if isinstance(value, PedInstant):
        return value
    # A tuple, as a union would be made anew at each call.
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError("not a time")
    try:
        if isinstance(value, int) or (value.isdigit() and value.isascii()):
            return PedInstant(value, _from_epoch(int(value)))
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("a time without an offset")
        return PedInstant(value, instant if instant.tzinfo is UTC else instant.astimezone(UTC))
    except OverflowError as error:
        raise ValueError("not a time") from error


def _from_epoch(number: int) -> datetime:
    unit = timedelta(milliseconds=1) if abs(number) >= _MILLISECONDS_FROM else timedelta(seconds=1)
    return _EPOCH + number * unit


PedTime = Annotated[PedInstant, BeforeValidator(read_ped_instant)]


# Rows have the names of their fields in camelCase; ``dataclasses.replace`` uses the names here.
ROW_CONFIG = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


# Not models: reading an attribute of a model takes three times as long, and an order may have thousands of rows.
@dataclass(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class _Row:
    kept_empty: ClassVar[frozenset[str]] = frozenset()  # fields for which "" is a value

    business_reference_id: Identifier
    promotion_id: Identifier
    benefit_id: Identifier
    currency: Currency

    @property
    def benefit_key(self) -> tuple[str, str]:
        return self.promotion_id, self.benefit_id


@dataclass(frozen=True, kw_only=True, config=ROW_CONFIG)
class PedRow(_Row):
    """One benefit of an order as PED stores it: only its latest status, time and gift card."""

    kept_empty = frozenset({"gcId"})  # v1 returns what PED holds

    customer_id: Identifier
    promotion_name: Text | None = None
    benefit_type: Code
    eligible_minor: Amount
    benefit_issuance_status: Code
    benefit_issuance_time: PedTime | None = None
    last_updated_time: PedTime
    created_at: PedTime | None = None
    # Absent if the row's writer recorded the time; ingest and the backfill mark a time that they derived.
    created_at_source: Code | None = None
    reserved_at: PedTime | None = None
    reserved_at_source: Code | None = None
    expires_at: PedTime | None = None
    revealed_at: PedTime | None = None
    gc_id: GiftCards | None = None
    gc_ids: GiftCardList = ()

    @property
    def is_creation_derived(self) -> bool:
        return self.created_at_source == DERIVED

    @property
    def is_reservation_derived(self) -> bool:
        return self.reserved_at_source == DERIVED

    @cached_property
    def gift_card_ids(self) -> tuple[str, ...]:
        """All gift cards that PED holds in any form, without duplicates. Their order is not chronological."""
        held = (card for form in (*self.gc_ids, self.gc_id) for card in split_gift_cards(form))
        return tuple(dict.fromkeys(held))


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class LineItemRow(_Row):
    """What one line item is due and has received, as the tracker stores it. ``issued_minor`` is gross of reversals."""

    line_item_id: Identifier
    shipment_id: Identifier | None = None
    title: Text | None = None
    eligible_minor: Amount
    issued_minor: Amount
    status: Code
    shipped_at: IsoInstant | None = None
    updated_at: IsoInstant
    gc_id: GiftCards | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class EventRow(_Row):
    """One concession event as stored. ``type`` is an open set, because a newer writer may know more types.

    ``source`` is the database that holds the event; another database's reader parses into a subclass with its name,
    which is declared with the same decorator.
    """

    source: ClassVar[str] = SourceName.CONCESSIONS.value

    event_id: Identifier
    type: Code
    customer_id: Identifier
    amount_minor: Amount
    event_time: IsoInstant
    recorded_at: IsoInstant | None = None
    gc_id: GiftCards | None = None
    shipment_id: Identifier | None = None
    line_item_id: Identifier | None = None
    reverses_event_id: Identifier | None = None
    reinstates: bool | None = None
    reason_code: Code | None = None

    @property
    def amount(self) -> Money:
        return money(self.amount_minor, self.currency)


Row = TypeVar("Row", bound=_Row)
_ADAPTERS: dict[object, TypeAdapter[Any]] = {}


def parse_row(model: type[Row], raw: Mapping[str, Any]) -> Row:
    """Return one row of a database, parsed. Null and empty fields count as absent.

    Raises:
        MalformedRow: with the names of the missing and invalid fields.
    """
    try:
        present = present_fields(raw, kept_empty=model.kept_empty)
        return row_adapter(model).validate_python(present, by_name=False)
    except ValidationError as error:
        # Not chained: the validation error quotes the row.
        raise MalformedRow(get_wrong_fields(error)) from None


def row_adapter(model: type[Row]) -> TypeAdapter[Row]:
    """Return the parser and serialiser of one class of rows.

    Raises:
        TypeError: for a subclass that is not declared with the decorator of its base: it would parse into the base.
    """
    adapter = _ADAPTERS.get(model)
    if adapter is None:
        if "__pydantic_validator__" not in vars(model):
            raise TypeError(f"{model.__name__} is not declared as a row")
        adapter = _ADAPTERS[model] = TypeAdapter(model)
    return adapter


def parse_owner(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the ``customerId`` of the first row, or None if there is no row or it is not an identifier."""
    # A placeholder is validated for a missing order: its refusal must take as long as that of a foreign order.
    first = rows[0] if rows else _PLACEHOLDER_OWNER
    customer_id = first.get("customerId")
    # The same steps without an owner that can be read: such an order looks like a missing one.
    is_known = _IDENTIFIER.validator.isinstance_python(customer_id, strict=True)
    return customer_id if rows and is_known else None


def present_fields(raw: Mapping[str, Any], *, kept_empty: frozenset[str] = frozenset()) -> Mapping[str, Any]:
    """Return the fields that have a value: writers also write null or an empty string for an absent field."""
    values = raw.values()
    if None not in values and "" not in values:
        return raw  # as most rows are
    return {
        name: value
        for name, value in raw.items()
        if value is not None and (value != "" or name in kept_empty)  # a number or a list never equals a string
    }


def accepted_event(event: ConcessionEvent, *, received_at: datetime) -> tuple[EventRow, dict[str, Any]]:
    """Return the row of an accepted event, and the JSON form in which it is stored, without absent fields.

    The contract of events is stricter than that of rows, so the row is made of the event's values as they are. An event
    without a recording time gets ``received_at``.
    """
    raw = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    given = vars(event)
    values = {name: given[name] for name in _EVENT_FIELDS}
    values["type"] = str(event.type)
    if event.recorded_at is None:
        values["recorded_at"] = received_at
        raw["recordedAt"] = to_jsonable_python(received_at)
    return construct(EventRow, values.values()), raw


def get_wrong_fields(error: ValidationError) -> tuple[str, ...]:
    """Return the known fields that a validation error is about."""
    names = (str(detail["loc"][0]) if detail["loc"] else "row" for detail in error.errors(include_input=False))
    return tuple(dict.fromkeys(map(get_known_name, names)))


def get_known_name(field: str) -> str:
    """Return the name of a field if it is known here, or a placeholder: names made up by a caller are not echoed."""
    return field if field in _KNOWN_FIELDS else "unknown field"


_EVENT_FIELDS = tuple(field.name for field in dataclasses.fields(EventRow))
_KNOWN_FIELDS = (
    frozenset(to_camel(field.name) for model in (PedRow, LineItemRow, EventRow) for field in dataclasses.fields(model))
    | {to_camel(name) for name in ConcessionEvent.model_fields}
    | {"store", "row"}
)
