"""Facts with ids, and the cards that a person reads.

A fact is one value with a label and the source records it follows from. A text mentions it as ``[[f3]]``; whoever shows
the text puts the value there. So no text between the tools and the edge of the service holds a figure of its own.
"""

import re
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from core.contract import IssuanceStatus, Reason, ReversalStatus, WireModel
from core.money import Money

REFERENCE = re.compile(r"\[\[(f\d+)\]\]")


def format_reference(fact_id: str) -> str:
    """Return the mark that stands for a fact in a text."""
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
    """What a fact's value is of."""

    PROMISED = "promised"
    GRANTED = "granted"
    REMAINING = "remaining"
    ISSUED = "issued"  # gross, before reversals
    REVERSED = "reversed"
    PENDING = "pending"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    OVER_ISSUED = "overIssued"
    CLOSED = "closed"  # the amount of one event by which a sum stopped being due
    DIFFERENCE = "difference"  # between two amounts of the record, or of the record and a claim
    INSTALLMENT = "installment"  # the amount of one issuance
    ATTEMPTED = "attempted"  # the amount of an issuance that failed
    RECORDED = "recorded"  # an amount that older records hold and no event proves
    ITEM_PROMISED = "itemPromised"
    ITEM_ISSUED = "itemIssued"
    TRACKED_PROMISED = "trackedPromised"  # what the tracker says where another source ranks before it
    TRACKED_ISSUED = "trackedIssued"
    CLAIMED = "claimed"  # what the user said, not what a source holds
    ISSUED_ON = "issuedOn"
    ATTEMPTED_ON = "attemptedOn"
    RECORDED_ON = "recordedOn"
    REVERSED_ON = "reversedOn"
    CLOSED_ON = "closedOn"
    CREATED_ON = "createdOn"
    REVEALED_ON = "revealedOn"
    EXPIRES_ON = "expiresOn"
    WINDOW_FROM = "windowFrom"
    WINDOW_TO = "windowTo"  # the last day that is still inside
    ASKED_FROM = "askedFrom"  # the days of which it was asked what came, whatever was looked up
    ASKED_TO = "askedTo"
    GIFT_CARD = "giftCard"
    ORDER = "order"
    INSTALLMENT_COUNT = "installmentCount"
    OPEN_ITEM_COUNT = "openItemCount"
    CARD_COUNT = "cardCount"
    ORDER_COUNT = "orderCount"
    DAYS_LEFT = "daysLeft"  # whole days from today to a deadline, the deadline's own day included
    STATUS = "status"
    REVERSAL_STATUS = "reversalStatus"
    REASON = "reason"
    CONFLICT = "conflict"  # a code: how records do not agree
    ITEM_TITLE = "itemTitle"
    PROMOTION_NAME = "promotionName"


Audience = Literal["staff", "customer"]


class FactSource(WireModel):
    """One record that a fact follows from."""

    source: str
    record_id: str


class Fact(WireModel):
    """One value that an answer may state. Gift-card values are tokens until the edge restores them for a viewer."""

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


class CashbackCard(WireModel):
    """The position of one benefit, as the sidebar draws it. A null amount is not known, never zero."""

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
    is_creation_recorded: bool = True  # false: it was created by then, the day itself is not recorded
    revealed_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    fact_ids: dict[str, str] = Field(default_factory=dict)  # label -> fact


class ReversalCard(WireModel):
    """What one event took back of an installment."""

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
    reversals: list[ReversalCard] = Field(default_factory=list)  # oldest first; they add up to ``reversed``
    fact_ids: dict[str, str] = Field(default_factory=dict)


class ItemCard(WireModel):
    """One line item and what it was promised."""

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
    OK = "ok"
    EMPTY = "empty"  # the search was made and found nothing
    NOT_FOUND = "notFound"  # missing and not allowed alike
    UNAVAILABLE = "unavailable"
    INVALID = "invalidArguments"
