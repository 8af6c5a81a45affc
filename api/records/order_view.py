"""What people are shown of an order: the wire models of the routes for orders, customers and gift cards.

They are no copy of the rewards API's: a field that is not named here is shown to nobody. An amount that is null is not
known or not shown yet, and never zero. Gift cards are shown by their last four characters.
"""

from typing import Literal

from pydantic import AwareDatetime

from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceReport, WireModel
from core.money import Money


class PositionView(WireModel):
    """The sums of a benefit, or the totals of an order in one currency. ``remaining`` includes ``pending``."""

    promised: Money | None
    issued: Money | None  # gross, before reversals
    reversed: Money | None
    granted: Money | None
    pending: Money | None
    cancelled: Money | None
    expired: Money | None
    remaining: Money | None
    over_issued: Money | None  # staff only
    amounts_complete: bool


class ReversalView(WireModel):
    amount: Money
    reversed_at: AwareDatetime
    reason_code: str | None  # the writer's own code; staff only


class InstallmentView(WireModel):
    """One issuance or attempt. ``revealId`` names its gift card for a reveal, for a viewer who may ask for one."""

    amount: Money | None
    issued_at: AwareDatetime | None
    status: str  # ISSUED | PARTIALLY_REVERSED | REVERSED | FAILED | RECORDED (not proven by an event)
    gift_card: str | None
    reveal_id: str | None
    shipment_id: str | None
    line_item_id: str | None
    reversed: Money | None
    reversals: list[ReversalView]  # oldest first
    reversals_left_out: int
    reason_code: str | None  # why an attempt failed, as its writer's code; staff only


class ClosureView(WireModel):
    """A cancellation or an expiry."""

    type: Literal["CANCELLED", "EXPIRED"]
    amount: Money
    closed_at: AwareDatetime
    line_item_id: str | None
    reason_code: str | None  # staff only


class ItemView(WireModel):
    line_item_id: str
    title: str | None
    promised: Money
    issued: Money
    status: str
    reason: Reason | None
    shipment_id: str | None
    shipped_at: AwareDatetime | None


class ConflictView(WireModel):
    """A disagreement between sources: the value of each that is an amount, a count or a code, and the chosen source."""

    code: str
    field: str
    values: dict[str, str | int | None]
    chosen: str | None


class BenefitView(WireModel):
    """One benefit. ``promotionName`` is null where no name may be shown; long lists say how much they leave out."""

    promotion_id: str
    promotion_name: str | None
    benefit_id: str
    benefit_type: str
    issuance_status: IssuanceStatus
    reversal_status: ReversalStatus
    position: PositionView | None
    reasons: list[Reason]
    created_at: AwareDatetime | None
    is_creation_recorded: bool  # false: created by then at the latest
    reserved_at: AwareDatetime | None
    revealed_at: AwareDatetime | None
    expires_at: AwareDatetime | None
    gift_card_history: Literal["complete", "lastOnly", "unknown"]
    installments: list[InstallmentView]
    installments_left_out: int
    closures: list[ClosureView]
    closures_left_out: int
    items: list[ItemView]
    conflicts: list[ConflictView]  # staff only


class OrderView(WireModel):
    """One order. ``revision`` is equal for equal content, whenever it was looked up.

    ``sources`` of a customer names no database, and only says whether something is missing.
    """

    business_reference_id: str
    customer_id: str | None  # the owner; staff only
    benefits: list[BenefitView]
    benefits_left_out: int
    totals: list[PositionView]
    partial: bool
    sources: list[SourceReport]
    as_of: AwareDatetime
    revision: str


class OrderPage(WireModel):
    """A page of a customer's orders. It may be empty and still have a ``nextCursor``."""

    data: list[OrderView]
    has_more: bool
    next_cursor: str | None
    partial: bool
    sources: list[SourceReport]


class GiftCardIssuance(WireModel):
    """An installment, and the benefit that it belongs to."""

    business_reference_id: str
    promotion_id: str
    benefit_id: str
    installment: InstallmentView


class GiftCardPage(WireModel):
    """A page of the issuances that put money on one gift card, oldest first."""

    gift_card: str
    data: list[GiftCardIssuance]
    has_more: bool
    next_cursor: str | None
    partial: bool
    sources: list[SourceReport]


class RevealedGiftCard(WireModel):
    """The whole number of a gift card."""

    gift_card: str
