"""The mapping file: how existing tables name and write the fields of rows. Everything has a default.

The defaults are the tables that this service creates itself, so an empty file changes nothing.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel

from core.currencies import EXPONENTS
from core.money import Currency
from rewards.mapping.card_form import CardsForm
from rewards.mapping.fields import CONCESSION_FIELDS, LINE_ITEM_FIELDS, PED_FIELDS, Contradiction, FieldKind
from rewards.mapping.money_form import MoneyUnit
from rewards.mapping.time_form import TimeShape
from rewards.mapping.time_pattern import TimePattern
from rewards.stores.row_fields import row_fields
from rewards.stores.rows import EventRow, LineItemRow, PedRow

# A table may also be given by its ARN.
TableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/-]{1,1024}$")]
AttributeName = Annotated[str, StringConstraints(min_length=1, max_length=255)]


class UpdatedForm(StrEnum):
    """The format of the sort key of the index by last update.

    DERIVED is a separate attribute in UTC text, which this service writes. The others are ``lastUpdatedTime`` as the
    writers of an existing table write it: text that begins with the date (or epoch digits), or epoch numbers.
    """

    DERIVED = "derived"
    TEXT = "text"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    MICROSECONDS = "microseconds"
    NANOSECONDS = "nanoseconds"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


def _known_zone(key: str) -> str:
    try:
        ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a time zone, such as Asia/Kolkata") from None
    return key


def _known_expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error:
        raise ValueError("not a regular expression") from None
    return pattern


Zone = Annotated[str, AfterValidator(_known_zone)]


class IdsSpec(_Part):
    """Identifiers that are accepted in addition to the usual ones."""

    pattern: Annotated[str, AfterValidator(_known_expression)] = r"[!-~]+"
    max_length: Annotated[int, Field(ge=1, le=500)] = 200


class MoneySpec(_Part):
    unit: MoneyUnit
    as_: Annotated[str | None, Field(alias="as", pattern="^(text|number)$")] = None
    symbols: Mapping[str, Currency] = Field(default_factory=dict)


class TimeSpec(_Part):
    form: TimeShape = TimeShape.AUTO
    zone: Zone | None = None
    pattern: str | None = None
    zone_names: Mapping[str, Zone] = Field(default_factory=dict)
    as_: Annotated[str | None, Field(alias="as", pattern="^(text|number)$")] = None

    @model_validator(mode="after")
    def _pattern_belongs_to_its_form(self) -> Self:
        if (self.form is TimeShape.PATTERN) != (self.pattern is not None):
            raise ValueError("`pattern` and `form: pattern` belong together")
        if self.pattern is not None and self.zone is not None:
            TimePattern(self.pattern, ZoneInfo(self.zone), self.zone_names)
        return self


class CardsSpec(_Part):
    as_: Annotated[CardsForm, Field(alias="as")] = CardsForm.LIST
    separator: Annotated[str, Field(pattern=r"^[,;| ]$")] = ","


def _money(given: object) -> object:
    return {"unit": given} if isinstance(given, str) else given


def _time(given: object) -> object:
    return {"form": given} if isinstance(given, str) else given


def _cards(given: object) -> object:
    return {"as": given} if isinstance(given, str) else given


Money = Annotated[MoneySpec, BeforeValidator(_money)]
Time = Annotated[TimeSpec, BeforeValidator(_time)]
Cards = Annotated[CardsSpec, BeforeValidator(_cards)]
Scalar = StrictStr | StrictBool | StrictInt

_OPTIONS_BY_KIND: Mapping[str, frozenset[FieldKind]] = {
    "words": frozenset({FieldKind.WORD, FieldKind.FLAG, FieldKind.CURRENCY}),
    "prefix": frozenset({FieldKind.ID}),
    "number": frozenset({FieldKind.ID}),
    "from_sort_key": frozenset({FieldKind.ID}),
    "same_as": frozenset({FieldKind.ID}),
    "money": frozenset({FieldKind.MONEY}),
    "time": frozenset({FieldKind.TIME}),
    "cards": frozenset({FieldKind.CARDS}),
}


_VALUES: Mapping[FieldKind, type] = {FieldKind.MONEY: int, FieldKind.FLAG: bool, FieldKind.TIME: type(None)}


class FieldSpec(_Part):
    """Where the value of one field is, and in what form."""

    # A name, or a path into nested maps ("details.status"); a list of names, if they contain dots themselves.
    attribute: AttributeName | Annotated[list[AttributeName], Field(min_length=1)] | None = None
    constant: Scalar | None = None  # the table has no such attribute, and every row this value
    default: Scalar | None = None  # the value of a row without the attribute
    same_as: str | None = None  # the table has no such attribute: the field equals another one
    from_sort_key: StrictBool = False  # the table has no such attribute: the value is a part of the sort key
    absent: tuple[StrictStr | StrictInt, ...] = ()  # stored values that mean "no value"
    words: Mapping[StrictStr | StrictInt, StrictStr | StrictBool] | None = None
    prefix: str = ""
    number: StrictBool = False
    money: Money | None = None
    time: Time | None = None
    cards: Cards | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        origins = (self.attribute is not None, self.constant is not None, self.same_as is not None, self.from_sort_key)
        if sum(origins) > 1:
            raise ValueError("only one of attribute, constant, sameAs and fromSortKey may be given")
        if self.prefix and self.number:
            raise ValueError("a number has no prefix")
        return self

    def reason_against(self, kind: FieldKind) -> str | None:
        """Return why an option or a value does not suit a field of this kind, or None."""
        for option, kinds in _OPTIONS_BY_KIND.items():
            if getattr(self, option) and kind not in kinds:
                return f"cannot have `{to_camel(option)}`"
        for value in (self.constant, self.default):
            if value is not None and type(value) is not _VALUES.get(kind, str):
                return "cannot have a constant or default of this type"
            if kind is FieldKind.CURRENCY and value is not None and value not in EXPONENTS:
                return "is not a currency of ISO 4217"
        return None


def _field(given: object) -> object:
    return {"attribute": given} if isinstance(given, str | list) else given


class SortKeySpec(_Part):
    """The sort key: an attribute, and the form of its text, by default that of this service's own tables."""

    attribute: AttributeName
    form: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    # Whether "#" and "%" inside an identifier are written as "%23" and "%25". No other writer does that.
    escape: StrictBool = False


class TableSpec(_Part):
    """One of the three databases. An unlisted field has the attribute of the same name; null: none."""

    model: ClassVar[type[PedRow | LineItemRow | EventRow]]
    kinds: ClassVar[Mapping[str, FieldKind]] = {}
    key_fields: ClassVar[frozenset[str]] = frozenset()  # that a sort key may contain
    default_sort_key: ClassVar[tuple[str, str]]  # attribute and form

    table: TableName
    sort_key: SortKeySpec | AttributeName | None = None  # a text names the field that is the sort key
    fields: Mapping[str, Annotated[FieldSpec, BeforeValidator(_field)] | None] = Field(default_factory=dict)
    currency: Currency | None = None
    money: Money | None = None
    times: Time | None = None

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        for field, spec in self.fields.items():
            if reason := self._reason_against(field, spec):
                raise Contradiction(f"{field[:60]} {reason}", "fields", field)
        if isinstance(self.sort_key, str) and self.sort_key not in self.key_fields:
            raise Contradiction(f"the sort key can be one of {', '.join(sorted(self.key_fields))}", "sortKey")
        return self

    def _reason_against(self, field: str, spec: FieldSpec | None) -> str | None:
        kind = self.kinds.get(field)
        if kind is None:
            return "is not a field of this database"
        if spec is None:
            return "cannot be null: every row needs it" if field in _required_fields(self.model) else None
        if spec.same_as is not None and (spec.same_as not in self.kinds or spec.same_as == field):
            return "cannot be the same as that field"
        return spec.reason_against(kind)


def _required_fields(model: type[PedRow | LineItemRow | EventRow]) -> frozenset[str]:
    return frozenset(field.name for field in row_fields(model) if field.is_required)


class PedSpec(TableSpec):
    """Promotions. Each index holds the rows that have its key: a creation time, a reservation, or a last update.

    A derived ``updatedKey`` is written to undated rows only. ``updatedIndex`` is null once no writer leaves out the
    creation time any more and a backfill has completed. ``reservedIndex`` is used where it exists.
    """

    model = PedRow
    kinds = PED_FIELDS
    # An event names these, and must find the row that it completes.
    key_fields = frozenset({"businessReferenceId", "customerId", "promotionId", "benefitId"})
    default_sort_key = ("promotionBenefit", "{promotionId}#{benefitId}")

    table: TableName = "PromotionExecutionDetails"
    created_index: TableName = "byCustomerCreated"
    created_key: AttributeName = "createdKey"
    reserved_index: TableName | None = "byCustomerReserved"
    reserved_key: AttributeName = "reservedKey"
    updated_index: TableName | None = "byCustomerUpdated"
    updated_key: AttributeName = "updatedKey"
    updated_form: UpdatedForm = UpdatedForm.DERIVED


class LineItemsSpec(TableSpec):
    """What each line item is due and has received."""

    model = LineItemRow
    kinds = LINE_ITEM_FIELDS
    key_fields = frozenset(LINE_ITEM_FIELDS)
    default_sort_key = ("lineItemKey", "{promotionId}#{benefitId}#{lineItemId}#{shipmentId}")

    table: TableName = "LineItemsBenefitTracker"


class ConcessionsSpec(TableSpec):
    """Events. ``customerIndex`` is used where it exists: it must then hold every reservation and issuance.

    Its key is derived, for tables that only this service writes, or the text of the event's time, which must begin with
    the date.
    """

    model = EventRow
    kinds = CONCESSION_FIELDS
    key_fields = frozenset(CONCESSION_FIELDS)
    default_sort_key = ("eventKey", "{promotionId}#{benefitId}#{eventId}")

    table: TableName = "Concessions"
    gift_card_index: TableName = "byGiftCard"
    customer_index: TableName | None = "byCustomerEventTime"
    customer_key: AttributeName = "customerEventKey"
    customer_form: Literal["derived", "text"] = "derived"

    @model_validator(mode="after")
    def _sort_key_identifies_an_event(self) -> Self:
        form = self.sort_key.form if isinstance(self.sort_key, SortKeySpec) else f"{{{self.sort_key}}}"
        if self.sort_key is not None and form is not None and "{eventId}" not in form:
            raise Contradiction("it must contain eventId: two events of an order may not share a key", "sortKey")
        return self


class BookkeepingSpec(_Part):
    """The table of this service itself: which event ids are taken, and the progress of the backfill."""

    table: TableName = "RewardsBookkeeping"
    partition_key: AttributeName = "subject"
    sort_key: AttributeName = "entry"


class MappingFile(_Part):
    """The whole file. ``currency``, ``money`` and ``times`` are the defaults of every table."""

    currency: Currency | None = None
    money: Money | None = None
    times: Time | None = None
    ids: IdsSpec | None = None
    ped: PedSpec = PedSpec()
    line_items: LineItemsSpec = LineItemsSpec()
    concessions: ConcessionsSpec = ConcessionsSpec()
    bookkeeping: BookkeepingSpec = BookkeepingSpec()


def schema() -> dict[str, Any]:
    """Return the JSON schema of the file."""
    return MappingFile.model_json_schema(by_alias=True)
