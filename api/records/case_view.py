"""What people are shown of a case before anybody has asked anything: the wire models of the case summary.

An amount that is null is not known or not shown yet. It is never zero, and nothing is added up without it.
"""

from pydantic import AwareDatetime, Field

from agent.turn_events import NextStepCode
from core.contract import Reason, SourceReport, WireModel
from core.money import Money


class CaseTotal(WireModel):
    """The sums of an order, or of all orders of the window, in one currency; null where not every part is known."""

    currency: str | None  # null if none of the amounts is known
    promised: Money | None
    granted: Money | None
    remaining: Money | None


class CaseOrder(WireModel):
    """One order. ``totals`` is empty where the worth of an unrevealed card is withheld, and without any promotion."""

    business_reference_id: str
    created_at: AwareDatetime | None  # of its first benefit whose creation is recorded
    promotion_name: str | None  # null where it has several, and where no name may be shown
    totals: list[CaseTotal]
    is_open: bool | None  # whether anything is still to be issued; null if that is not known
    reasons: list[Reason]
    needs_action: list[Reason]  # those that somebody has to act on; a customer's are those that the customer can
    next_step: NextStepCode | None  # for staff
    partial: bool


class CaseWindow(WireModel):
    """The window in which a benefit of an order was created, or may have been; half-open."""

    start: AwareDatetime = Field(alias="from")
    end: AwareDatetime = Field(alias="to")


class CaseSummary(WireModel):
    """All orders of the case's customer in a recent window, newest first.

    ``totals`` are null in every sum that is not known of each order; with ``hasMore`` or ``partial`` orders may be
    missing, so that no sum is known.
    """

    window: CaseWindow
    orders: list[CaseOrder]
    totals: list[CaseTotal]
    open: list[str]  # orders, as are the next two
    unknown: list[str]  # of which it is not known whether anything is open
    needs_action: list[str]
    lines: list[str]  # the same in a few sentences
    language: str  # of the lines
    has_more: bool
    partial: bool
    sources: list[SourceReport]
    as_of: AwareDatetime
