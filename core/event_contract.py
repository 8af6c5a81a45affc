"""The wire model of a concession event that writers post, and its receipt."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictBool

from core.contract import EventType, WireModel
from core.ids import Identifier
from core.instants import IsoInstant
from core.money import Currency

NewerType = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{2,39}$")]


class ConcessionEvent(WireModel):
    """An immutable event of the Concessions database. The type gives the direction; the amount is never negative.

    A type introduced by a newer writer is stored and shown unchanged; if such an event has an amount, no sum of its
    benefit is stated.
    """

    model_config = ConfigDict(extra="forbid")

    event_id: Identifier
    type: Annotated[EventType | NewerType, Field(union_mode="left_to_right")]
    business_reference_id: Identifier
    promotion_id: Identifier
    benefit_id: Identifier
    customer_id: Identifier
    amount_minor: Annotated[int, Field(strict=True, ge=0, le=10**15)]
    currency: Currency
    event_time: IsoInstant
    recorded_at: IsoInstant | None = None
    gc_id: Identifier | None = None  # one card: with several in one field, the amount of each would be unknown
    shipment_id: Identifier | None = None
    line_item_id: Identifier | None = None
    reverses_event_id: Identifier | None = None
    reinstates: StrictBool | None = None
    reason_code: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")] | None = None
    memo: Annotated[str, Field(max_length=2000)] | None = None


class EventReceipt(WireModel):
    """The outcome of one posted event."""

    event_id: str
    outcome: Literal["created", "replayed"]


class BatchReceipt(WireModel):
    """The outcome of the event at ``index`` in a batch, from 0.

    An invalid event has its id if that can be read, and the names of its wrong fields, never their values.
    """

    index: int
    event_id: str | None
    outcome: Literal["created", "replayed", "conflict", "invalid"]
    fields: list[str] = Field(default_factory=list)


class BatchReceipts(WireModel):
    """The outcome of each event of a batch, in batch order."""

    receipts: list[BatchReceipt]
