"""The wire models of the rewards API, shared by the service and its callers.

Field names are camelCase on the wire and snake_case here. Instants carry an offset. ``None`` for an amount means
"unknown", never zero.
"""

from enum import StrEnum
from typing import Generic, Literal, TypeVar

from pydantic import AwareDatetime, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

from core.money import Money
from core.quick_construction import QuickConstruction

MALFORMED_ROW = "malformedRow"  # the code of a source with a row that cannot be read


class WireModel(QuickConstruction):
    """Base of all wire models: frozen, camelCase on the wire, ignoring unknown fields of a newer server."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)


class EventType(StrEnum):
    RESERVED = "RESERVED"
    ISSUED = "ISSUED"
    ISSUE_FAILED = "ISSUE_FAILED"
    REVERSED = "REVERSED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class IssuanceStatus(StrEnum):
    PENDING = "PENDING"
    RESERVED = "RESERVED"
    PARTIALLY_ISSUED = "PARTIALLY_ISSUED"
    ISSUED = "ISSUED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    UNKNOWN = "UNKNOWN"


class ReversalStatus(StrEnum):
    NONE = "NONE"
    PARTIAL = "PARTIAL"
    FULL = "FULL"
    UNKNOWN = "UNKNOWN"


class Reason(StrEnum):
    """Why money is missing, or that none is missing. A closed set."""

    AWAITING_SHIPMENT = "AWAITING_SHIPMENT"
    ISSUANCE_PENDING = "ISSUANCE_PENDING"
    ISSUANCE_FAILED = "ISSUANCE_FAILED"
    SCRATCH_CARD_UNREVEALED = "SCRATCH_CARD_UNREVEALED"
    ITEM_RETURNED = "ITEM_RETURNED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    CAP_REACHED = "CAP_REACHED"
    REVERSED = "REVERSED"
    OVER_ISSUED = "OVER_ISSUED"
    DUPLICATE_ISSUANCE = "DUPLICATE_ISSUANCE"
    ROUNDING = "ROUNDING"  # a remainder of less than one minor unit per item that is not due to anyone
    SOURCE_CONFLICT = "SOURCE_CONFLICT"
    SOURCE_UNAVAILABLE = "SOURCE_UNAVAILABLE"
    MALFORMED_ROW = "MALFORMED_ROW"  # a row on which the position depends cannot be read
    COMPLETE = "COMPLETE"


class SourceName(StrEnum):
    PED = "ped"
    LINE_ITEMS = "lineItems"
    CONCESSIONS = "concessions"


class SourceStatus(StrEnum):
    OK = "ok"
    EMPTY = "empty"
    TIMEOUT = "timeout"
    ERROR = "error"
    CIRCUIT_OPEN = "circuitOpen"
    STALE = "stale"
    NOT_REQUESTED = "notRequested"  # nothing that was asked for depends on it


class SourceReport(WireModel):
    """How one source answered: an open set of names. ``retryable``: false if reading again does not help."""

    source: str
    status: SourceStatus
    latency_ms: float
    code: str | None = None
    retryable: bool | None = Field(default=None, exclude_if=lambda value: value is None)


class Conflict(WireModel):
    """A disagreement between sources: both values, and the rule that chose."""

    code: str
    promotion_id: str
    benefit_id: str
    field: str
    values: dict[str, str | int | None]  # by source name
    chosen: str | None
    rule: str


class Cashback(WireModel):
    """The cashback position of a benefit, or a total in one currency. ``remaining`` includes ``pending``."""

    eligible: Money | None
    issued: Money | None
    reversed: Money | None
    granted: Money | None
    pending: Money | None
    cancelled: Money | None
    expired: Money | None
    remaining: Money | None
    over_issued: Money | None
    amounts_complete: bool
    pending_reversals: int = 0


class GiftCard(WireModel):
    """One issued gift card; ``provenance`` names the source that holds it."""

    gift_card_id: str
    amount: Money | None = None
    issued_at: AwareDatetime | None = None
    provenance: str


class Reversal(WireModel):
    """The effect of one reversal event on an issuance; ``amount`` is at most what was left of it.

    ``reinstates``: whether the amount becomes due again, null if the event does not say. ``reasonCode`` is the
    reason in the writer's own code.
    """

    event_id: str
    amount: Money
    reversed_at: AwareDatetime
    reinstates: bool | None = None
    reason_code: str | None = None


class Closure(WireModel):
    """An event that ended the due of a sum without issuing it. ``reasonCode`` is the writer's own code."""

    event_id: str
    type: Literal["CANCELLED", "EXPIRED"]
    amount: Money
    closed_at: AwareDatetime
    line_item_id: str | None = None
    shipment_id: str | None = None
    reason_code: str | None = None


class Issuance(WireModel):
    """One installment or attempt. ``eventId`` is null if only PED or the tracker recorded it.

    ``reversedAmount`` is the sum of ``reversals``, ``reversedAt`` the instant of the last of them.
    """

    event_id: str | None
    type: str
    amount: Money | None
    gift_card_id: str | None = None
    shipment_id: str | None = None
    line_item_id: str | None = None
    issued_at: AwareDatetime | None
    reversed_at: AwareDatetime | None = None
    reversed_amount: Money | None = None
    reversals: list[Reversal] = Field(default_factory=list)  # oldest first
    status: str  # ISSUED | PARTIALLY_REVERSED | REVERSED | FAILED | RECORDED (not proven by an event)
    source: str
    reason_code: str | None = None  # the writer's own code, such as why an attempt failed


class LineItem(WireModel):
    line_item_id: str
    shipment_id: str | None = None
    title: str | None = None
    eligible: Money
    issued: Money
    status: str
    shipped_at: AwareDatetime | None = None
    updated_at: AwareDatetime
    gift_card_id: str | None = None
    reason: Reason | None = None


class Benefit(WireModel):
    benefit_id: str
    benefit_type: str
    issuance_status: IssuanceStatus
    reversal_status: ReversalStatus
    cashback: Cashback
    reasons: list[Reason]
    created_at: AwareDatetime | None
    created_at_source: Literal["recorded", "derivedFromEvents", "lastUpdatedFallback"] | None
    reserved_at: AwareDatetime | None = None
    first_issued_at: AwareDatetime | None = None
    last_issued_at: AwareDatetime | None = None
    revealed_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    last_updated_at: AwareDatetime | None
    gift_cards: list[GiftCard]
    gift_card_history: Literal["complete", "lastOnly", "unknown"]
    issuances: list[Issuance] = Field(default_factory=list)  # absent only if ``include`` omits them
    line_items: list[LineItem] = Field(default_factory=list)  # as above
    closures: list[Closure] = Field(default_factory=list)  # oldest first


class Promotion(WireModel):
    promotion_id: str
    promotion_name: str | None
    benefits: list[Benefit]


class ExecutionV2(WireModel):
    """Everything known of one order's promotions, from all sources that answered."""

    api_version: Literal[2] = 2
    business_reference_id: str
    customer_id: str | None
    promotions: list[Promotion]
    totals: list[Cashback]  # one per currency
    partial: bool
    conflicts: list[Conflict] = Field(default_factory=list)  # absent only if ``include`` omits them
    sources: list[SourceReport]
    request_id: str
    as_of: AwareDatetime


class PromotionV1(WireModel):
    """One PED record as stored: nothing is corrected, and a type that deviates from the first named is passed on."""

    promotion_id: str | JsonValue
    benefit_id: str | JsonValue
    benefit_type: str | JsonValue
    benefit_value: int | JsonValue
    currency: str | JsonValue
    benefit_issuance_status: str | JsonValue
    benefit_issuance_time: str | int | JsonValue
    gc_id: str | JsonValue
    last_updated_time: str | int | JsonValue


class ExecutionV1(WireModel):
    """The minimal record of existing callers; it never changes. ``customerId`` is null if PED's rows name none."""

    business_reference_id: str
    customer_id: str | None
    promotions: list[PromotionV1]


class HistoryEntry(Issuance):
    """One concession event of an order, of any type, as recorded."""

    business_reference_id: str
    customer_id: str
    promotion_id: str
    benefit_id: str
    reverses_event_id: str | None = None
    reinstates: bool | None = None
    recorded_at: AwareDatetime | None = None


class BenefitCashback(WireModel):
    promotion_id: str
    promotion_name: str | None
    benefit_id: str
    benefit_type: str
    issuance_status: IssuanceStatus
    reversal_status: ReversalStatus
    cashback: Cashback
    reasons: list[Reason]


class OrderCashback(WireModel):
    """Promised, granted and remaining of one order, without the history."""

    business_reference_id: str
    customer_id: str | None
    benefits: list[BenefitCashback]
    totals: list[Cashback]
    partial: bool
    conflicts: list[Conflict]
    sources: list[SourceReport]
    request_id: str
    as_of: AwareDatetime


Item = TypeVar("Item")


class Page(WireModel, Generic[Item]):
    """One page of a list. With ``partial``, rows may be missing."""

    data: list[Item]
    has_more: bool
    next_cursor: str | None
    partial: bool
    sources: list[SourceReport]
