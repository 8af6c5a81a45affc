"""Facts with ids, and the cards that the sidebar draws.

A fact is one value with a label and the source records from which it follows. A text mentions it as ``[[f3]]``, and the
edge of the service inserts the value when it renders the text. So no text within the service contains a figure.
"""

import re
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from core.contract import IssuanceStatus, Reason, ReversalStatus, WireModel
from core.money import Money

REFERENCE = re.compile(r"\[\[(f\d+)\]\]")


def format_reference(fact_id: str) -> str:
    """Return the reference to a fact, as texts contain it."""
    return f"[[{fact_id}]]"


class FactKind(StrEnum):
    MONEY = "money"
    DATE = "date"
    GIFT_CARD = "giftCard"
    COUNT = "count"
    STATUS = "status"
    REASON = "reason"
    TEXT = "text"


class Label(StrEnum):
    """What the value of a fact is."""

    PROMISED = "promised"
    GRANTED = "granted"
    REMAINING = "remaining"
    ISSUED = "issued"  # gross, before reversals
    REVERSED = "reversed"
    PENDING = "pending"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    OVER_ISSUED = "overIssued"
    CLOSED = "closed"  # the amount of one event after which a sum is no longer due
    DIFFERENCE = "difference"  # between two amounts on record, or one on record and a claim
    INSTALLMENT = "installment"  # the amount of one issuance
    ATTEMPTED = "attempted"  # the amount of an issuance that failed
    RECORDED = "recorded"  # an amount in older records that no event proves
    ITEM_PROMISED = "itemPromised"
    ITEM_ISSUED = "itemIssued"
    TRACKED_PROMISED = "trackedPromised"  # the tracker's amount where another source takes precedence
    TRACKED_ISSUED = "trackedIssued"
    CLAIMED = "claimed"  # stated by the user, not by a source
    ISSUED_ON = "issuedOn"
    ATTEMPTED_ON = "attemptedOn"
    RECORDED_ON = "recordedOn"
    REVERSED_ON = "reversedOn"
    CLOSED_ON = "closedOn"
    CREATED_ON = "createdOn"
    REVEALED_ON = "revealedOn"
    EXPIRES_ON = "expiresOn"
    WINDOW_FROM = "windowFrom"
    WINDOW_TO = "windowTo"  # the last day inside
    ASKED_FROM = "askedFrom"  # the days of issuance that the user asks about, whatever was looked up
    ASKED_TO = "askedTo"
    GIFT_CARD = "giftCard"
    ORDER = "order"
    INSTALLMENT_COUNT = "installmentCount"
    OPEN_ITEM_COUNT = "openItemCount"
    CARD_COUNT = "cardCount"
    ORDER_COUNT = "orderCount"
    BENEFIT_COUNT = "benefitCount"
    INSTALLMENTS_LEFT_OUT = "installmentsLeftOut"  # those of a benefit for which there are no facts
    DAYS_LEFT = "daysLeft"  # whole days from today to a deadline, including the deadline's day
    STATUS = "status"
    REVERSAL_STATUS = "reversalStatus"
    REASON = "reason"
    CONFLICT = "conflict"  # a code: how the records disagree
    ITEM_TITLE = "itemTitle"
    PROMOTION_NAME = "promotionName"


Audience = Literal["staff", "customer"]


class FactSource(WireModel):
    """One record from which a fact follows."""

    source: str
    record_id: str


class Fact(WireModel):
    """One value that an answer may state. Gift card numbers are tokens until the edge restores them for a viewer."""

    fact_id: str
    kind: FactKind
    label: Label
    value: Money | int | str
    display: str
    sources: list[FactSource]
    as_of: AwareDatetime
    business_reference_id: str | None = None
    promotion_id: str | None = None
    benefit_id: str | None = None
    audience: Audience = "customer"


class ClosureCard(WireModel):
    """One cancellation or expiry of a benefit, or of a part of it: an amount that is no longer due since then."""

    type: Literal["CANCELLED", "EXPIRED"]
    amount: Money
    closed_at: AwareDatetime
    fact_ids: dict[str, str] = Field(default_factory=dict)


class CashbackCard(WireModel):
    """The position of one benefit, as the sidebar draws it. A null amount is unknown, never zero."""

    business_reference_id: str
    promotion_id: str
    promotion_name: str | None
    benefit_id: str
    benefit_type: str
    issuance_status: IssuanceStatus
    reversal_status: ReversalStatus
    promised: Money | None
    granted: Money | None
    remaining: Money | None
    pending: Money | None
    reversed: Money | None
    reasons: list[Reason]
    amounts_complete: bool
    created_at: AwareDatetime | None = None
    is_creation_recorded: bool = True  # false: created by then at the latest, the day is not recorded
    reserved_at: AwareDatetime | None = None
    revealed_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    closures: list[ClosureCard] = Field(default_factory=list)  # oldest first
    closures_left_out: int = 0  # those that are not among ``closures``
    installments_left_out: int = 0  # those of which there is no ``InstallmentCard``
    fact_ids: dict[str, str] = Field(default_factory=dict)  # label -> fact


class ReversalCard(WireModel):
    """One reversal of an installment, or of a part of it."""

    amount: Money
    reversed_at: AwareDatetime
    fact_ids: dict[str, str] = Field(default_factory=dict)


class InstallmentCard(WireModel):
    """One issuance of a benefit. ``giftCard`` is a token until the edge restores it for a viewer."""

    business_reference_id: str
    promotion_id: str
    benefit_id: str
    benefit_type: str
    amount: Money | None
    issued_at: AwareDatetime | None
    gift_card: str | None
    shipment_id: str | None
    status: str
    reversed: Money | None = None
    reversals: list[ReversalCard] = Field(default_factory=list)  # oldest first; all of them add up to ``reversed``
    reversals_left_out: int = 0  # those that are not among ``reversals``
    fact_ids: dict[str, str] = Field(default_factory=dict)


class ItemCard(WireModel):
    """One line item and the cashback promised for it."""

    business_reference_id: str
    promotion_id: str
    benefit_id: str
    line_item_id: str
    title: str | None
    promised: Money
    status: str
    reason: Reason | None
    fact_ids: dict[str, str] = Field(default_factory=dict)


class ToolStatus(StrEnum):
    """The result of a lookup."""

    OK = "ok"
    EMPTY = "empty"  # the search was made and found nothing
    NOT_FOUND = "notFound"  # missing or not allowed
    UNAVAILABLE = "unavailable"
    INVALID = "invalidArguments"
