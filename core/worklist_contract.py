"""The wire models of the worklist, shared by the rewards API and its callers."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from core.contract import WireModel
from core.money import Money


class WorklistKind(StrEnum):
    """Why an order needs attention. A closed set."""

    ISSUANCE_FAILED = "issuanceFailed"
    DUPLICATE_SUSPECTED = "duplicateSuspected"
    OVER_ISSUED = "overIssued"
    CONFLICT = "conflict"
    UNREVEALED_EXPIRED = "unrevealedExpired"


class WorklistEntry(WireModel):
    """One benefit that needs attention for one reason. No name and no gift card is part of it.

    ``since`` is the latest instant that shows it, for an unrevealed scratch card its expiry; null if no row has a time
    that can be read. ``amount`` is what is in question: the open sum of failed issuances, the later ones of equal
    issuances, the excess, what the card holds; null if that is not known, and for a conflict. ``codes`` are those of
    the conflicts.
    """

    kind: WorklistKind
    business_reference_id: str
    promotion_id: str
    benefit_id: str
    customer_id: str | None
    since: AwareDatetime | None
    amount: Money | None
    codes: list[str] = Field(default_factory=list)


class WorklistPage(WireModel):
    """One page of the worklist. It may be empty and still have a ``nextCursor``: follow it until there is none."""

    data: list[WorklistEntry]
    has_more: bool
    next_cursor: str | None
    as_of: AwareDatetime
