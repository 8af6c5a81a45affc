"""The rows of the three databases, parsed once, at the edge.

Reading is more tolerant than writing: a type or status that a newer writer introduced is kept as it is, and fields that
nobody here knows are ignored. Free text (``memo``) and a customer's name, phone and e-mail have no place in these
models, so nothing that is built from them can pass such a value on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from core.contract import SourceName
from core.event_contract import ConcessionEvent
from core.gift_cards import split_gift_cards
from core.ids import Identifier
from core.instants import IsoInstant
from core.money import Currency, Money, money

DERIVED = "derivedFromEvents"  # the source of a time that an event proved, as PED rows have it
_MILLISECONDS_FROM = 10**11  # as seconds this is the year 5138, as milliseconds it is 1973
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
_NO_OWNER = {"customerId": "nobody"}
_EPOCH = datetime.fromtimestamp(0, tz=UTC)

Amount = Annotated[int, Field(strict=True, ge=0, le=10**15)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
GiftCards = Annotated[str, StringConstraints(max_length=2000)]
Text = Annotated[str, StringConstraints(max_length=500)]


def _without_null(cards: object) -> object:
    return [card for card in cards if card is not None] if isinstance(cards, list | tuple) else cards


GiftCardList = Annotated[tuple[GiftCards, ...], BeforeValidator(_without_null)]


class MalformedRow(ValueError):
    """A stored row is not what its database promises. ``fields`` names what is wrong, without the values."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("malformed row: " + ", ".join(fields))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class PedInstant:
    """An instant as PED holds it: ``raw`` in the old writer's form, ``at`` in UTC."""

    raw: str | int
    at: datetime


def _ped_instant(value: object) -> PedInstant:
    """Read ISO 8601 with an offset, or epoch seconds or milliseconds as a number or as digits."""
    if isinstance(value, PedInstant):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("not a time")
    try:
        if isinstance(value, int) or (value.isascii() and value.isdigit()):
            return PedInstant(raw=value, at=_from_epoch(int(value)))
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("a time without an offset")
        return PedInstant(raw=value, at=instant.astimezone(UTC))
    except OverflowError as error:
        raise ValueError("not a time") from error


def _from_epoch(number: int) -> datetime:
    unit = timedelta(milliseconds=1) if abs(number) >= _MILLISECONDS_FROM else timedelta(seconds=1)
    return _EPOCH + number * unit


PedTime = Annotated[PedInstant, BeforeValidator(_ped_instant)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore")

    kept_empty: ClassVar[frozenset[str]] = frozenset()  # fields in which "" is a value

    business_reference_id: Identifier
    promotion_id: Identifier
    benefit_id: Identifier
    currency: Currency

    @property
    def benefit_key(self) -> tuple[str, str]:
        return self.promotion_id, self.benefit_id


class PedRow(_Row):
    """One promotion's benefit of an order, as PED remembers it: the last status, time and gift card only."""

    kept_empty = frozenset({"gcId"})  # v1 shows what PED holds

    customer_id: Identifier
    promotion_name: Text | None = None
    benefit_type: Code
    eligible_minor: Amount
    benefit_issuance_status: Code
    benefit_issuance_time: PedTime | None = None
    last_updated_time: PedTime
    created_at: PedTime | None = None
    # Absent where the row's own writer recorded the time; ingest and the backfill say that they derived it.
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
        """All gift cards that PED holds in any form, each once. Their order tells nothing of time."""
        held = (card for form in (*self.gc_ids, self.gc_id) for card in split_gift_cards(form))
        return tuple(dict.fromkeys(held))


class LineItemRow(_Row):
    """What one line item was due and got, as the tracker remembers it. ``issued_minor`` is gross of reversals."""

    line_item_id: Identifier
    shipment_id: Identifier | None = None
    title: Text | None = None
    eligible_minor: Amount
    issued_minor: Amount
    status: Code
    shipped_at: IsoInstant | None = None
    updated_at: IsoInstant
    gc_id: GiftCards | None = None


class EventRow(_Row):
    """One concession event as stored. ``type`` is open, because a newer writer may know more of them.

    ``source`` is the database that holds it; the reader of another one parses into a subclass that names its own.
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


def parse_row(model: type[Row], raw: Mapping[str, Any]) -> Row:
    """Parse one row of a database. Null and empty fields are absent.

    Raises:
        MalformedRow: naming the fields that are missing or wrong.
    """
    try:
        return model.model_validate(present_fields(raw, kept_empty=model.kept_empty))
    except ValidationError as error:
        # Not chained: the validation error quotes the row.
        raise MalformedRow(get_wrong_fields(error)) from None


def parse_owner(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the ``customerId`` of the first of these rows, None when there is no row.

    Raises:
        MalformedRow: when it is no identifier.
    """
    # A missing order's owner is checked too: its refusal must take as long as that of another customer's order.
    first = rows[0] if rows else _NO_OWNER
    try:
        customer_id = _IDENTIFIER.validate_python(first.get("customerId"))
    except ValidationError:
        raise MalformedRow(("customerId",)) from None
    return customer_id if rows else None


def present_fields(raw: Mapping[str, Any], *, kept_empty: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the fields that say something: writers spell "absent" as null and as an empty text as well."""
    return {
        name: value
        for name, value in raw.items()
        if value is not None and (value != "" or name in kept_empty)  # numbers and lists equal no text
    }


def event_to_row(event: ConcessionEvent) -> dict[str, Any]:
    """Return the JSON form in which an accepted event is stored, absent fields left out."""
    return event.model_dump(mode="json", by_alias=True, exclude_none=True)


def get_wrong_fields(error: ValidationError) -> tuple[str, ...]:
    """Name the known fields that a validation error is about."""
    names = (str(detail["loc"][0]) if detail["loc"] else "row" for detail in error.errors(include_input=False))
    return tuple(dict.fromkeys(map(get_known_name, names)))


def get_known_name(field: str) -> str:
    """Return the name of a field if it is one of ours: what a caller made up is not echoed."""
    return field if field in _KNOWN_FIELDS else "unknown field"


_KNOWN_FIELDS = frozenset(
    to_camel(name) for model in (PedRow, LineItemRow, EventRow, ConcessionEvent) for name in model.model_fields
) | {"store", "row"}
