"""The demo's main order as the rewards API returns it, built by hand, for tests of the layers above."""

from datetime import datetime
from typing import Any

from core.contract import (
    Benefit,
    Cashback,
    ExecutionV2,
    GiftCard,
    Issuance,
    IssuanceStatus,
    LineItem,
    Promotion,
    Reason,
    ReversalStatus,
    SourceName,
    SourceReport,
    SourceStatus,
)
from core.money import Money

ORDER = "404-1029384-5566778"
CUSTOMER = "CUST-1001"
CASE = "CASE-9001"
FIRST_CARD = "GC-7F3K-9Q2M-1111"
SECOND_CARD = "GC-8H4L-2W6N-2222"
NOW = datetime.fromisoformat("2026-11-23T10:00:00+05:30")
FIRST_AT = datetime.fromisoformat("2026-11-08T11:20:00+05:30")
SECOND_AT = datetime.fromisoformat("2026-11-12T16:05:00+05:30")
CREATED_AT = datetime.fromisoformat("2026-11-05T10:15:00+05:30")


def inr(amount_minor: int) -> Money:
    return Money(amount_minor=amount_minor, currency="INR")


def cashback(*, eligible: int | None, issued: int | None, remaining: int | None) -> Cashback:
    """Return a position without reversals; None is an unknown amount."""

    def amount(value: int | None) -> Money | None:
        return None if value is None else inr(value)

    zero = None if issued is None else 0
    return Cashback(
        eligible=amount(eligible),
        issued=amount(issued),
        reversed=amount(zero),
        granted=amount(issued),
        pending=amount(remaining),
        cancelled=amount(zero),
        expired=amount(zero),
        remaining=amount(remaining),
        over_issued=amount(zero),
        amounts_complete=issued is not None,
    )


def item(number: int, title: str, eligible: int, issued: int, shipment: str | None) -> LineItem:
    shipped = shipment is not None
    return LineItem(
        line_item_id=f"LI-{number}",
        shipment_id=shipment,
        title=title,
        eligible=inr(eligible),
        issued=inr(issued),
        status="ISSUED" if shipped else "PENDING",
        updated_at=SECOND_AT,
        reason=None if shipped else Reason.AWAITING_SHIPMENT,
    )


def issuance(event_id: str, amount: int, card: str, at: datetime, shipment: str) -> Issuance:
    return Issuance(
        event_id=event_id,
        type="ISSUED",
        amount=inr(amount),
        gift_card_id=card,
        shipment_id=shipment,
        issued_at=at,
        status="ISSUED",
        source="concessions",
    )


def sources(**status: SourceStatus) -> list[SourceReport]:
    """Return the reports of three healthy sources, except for those named."""
    return [
        SourceReport(source=name.value, status=status.get(name.name.lower(), SourceStatus.OK), latency_ms=1.0)
        for name in SourceName
    ]


def benefit(**changes: Any) -> Benefit:
    """Return the one benefit of the order, with changes."""
    healthy = Benefit(
        benefit_id="BEN-1",
        benefit_type="INSTANT_CASHBACK",
        issuance_status=IssuanceStatus.PARTIALLY_ISSUED,
        reversal_status=ReversalStatus.NONE,
        cashback=cashback(eligible=10000, issued=3600, remaining=6400),
        reasons=[Reason.AWAITING_SHIPMENT],
        created_at=CREATED_AT,
        created_at_source="recorded",
        last_updated_at=SECOND_AT,
        gift_cards=[
            GiftCard(gift_card_id=FIRST_CARD, amount=inr(1500), issued_at=FIRST_AT, provenance="concessions"),
            GiftCard(gift_card_id=SECOND_CARD, amount=inr(2100), issued_at=SECOND_AT, provenance="concessions"),
        ],
        gift_card_history="complete",
        issuances=[
            issuance("EV-1", 1500, FIRST_CARD, FIRST_AT, "SHP-1"),
            issuance("EV-2", 2100, SECOND_CARD, SECOND_AT, "SHP-2"),
        ],
        line_items=[
            item(1, "Steel water bottle", 1500, 1500, "SHP-1"),
            item(2, "Cotton bedsheet", 1200, 1200, "SHP-2"),
            item(3, "Notebook set", 900, 900, "SHP-2"),
            item(4, "Desk lamp", 3400, 0, None),
            item(5, "Yoga mat", 3000, 0, None),
        ],
    )
    return healthy.model_copy(update=changes)


def execution(**changes: Any) -> ExecutionV2:
    """Return the order, with all sources healthy unless changed."""
    only = changes.pop("benefit", benefit())
    healthy = ExecutionV2(
        business_reference_id=ORDER,
        customer_id=CUSTOMER,
        promotions=[Promotion(promotion_id="PROMO-FEST", promotion_name="Festive cashback", benefits=[only])],
        totals=[only.cashback],
        partial=False,
        conflicts=[],
        sources=sources(),
        request_id="0" * 32,
        as_of=NOW,
    )
    return healthy.model_copy(update=changes)


def without_concessions() -> ExecutionV2:
    """Return the order while the Concessions database does not answer."""
    unknown = cashback(eligible=10000, issued=None, remaining=None)
    blind = benefit(
        cashback=unknown,
        issuance_status=IssuanceStatus.UNKNOWN,
        reversal_status=ReversalStatus.UNKNOWN,
        reasons=[Reason.AWAITING_SHIPMENT, Reason.SOURCE_UNAVAILABLE],
        issuances=[],
        gift_cards=[],
        gift_card_history="unknown",
    )
    return execution(benefit=blind, partial=True, sources=sources(concessions=SourceStatus.TIMEOUT))
