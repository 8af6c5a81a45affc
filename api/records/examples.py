"""Examples of the records routes for the OpenAPI document: an order paid in parts, as a support lead sees it."""

from datetime import datetime

from agent.turn_events import NextStepCode
from api.records.case_view import CaseOrder, CaseSummary, CaseTotal, CaseWindow
from api.records.order_view import (
    BenefitView,
    GiftCardIssuance,
    GiftCardPage,
    InstallmentView,
    ItemView,
    OrderPage,
    OrderView,
    PositionView,
    RevealedGiftCard,
)
from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceName, SourceReport, SourceStatus
from core.http.problem import Problem
from core.money import Money

_ISSUED_AT = datetime.fromisoformat("2026-11-08T11:20:00+05:30")
_AS_OF = datetime.fromisoformat("2026-11-23T10:00:00+05:30")


def _inr(amount_minor: int) -> Money:
    return Money(amount_minor=amount_minor, currency="INR")


_POSITION = PositionView(
    promised=_inr(10_000),
    issued=_inr(3_600),
    reversed=_inr(0),
    granted=_inr(3_600),
    pending=_inr(0),
    cancelled=_inr(0),
    expired=_inr(0),
    remaining=_inr(6_400),
    over_issued=_inr(0),
    amounts_complete=True,
)
_CASE_TOTAL = CaseTotal(currency="INR", promised=_inr(10_000), granted=_inr(3_600), remaining=_inr(6_400))
_INSTALLMENT = InstallmentView(
    amount=_inr(3_600),
    issued_at=_ISSUED_AT,
    status="ISSUED",
    gift_card="•••• 1111",
    reveal_id="EVT-1001",
    shipment_id="SHP-1",
    line_item_id="LI-1",
    reversed=None,
    reversals=[],
    reversals_left_out=0,
    reason_code=None,
)
_ITEM = ItemView(
    line_item_id="LI-4",
    title="Desk lamp",
    promised=_inr(6_400),
    issued=_inr(0),
    status="PENDING",
    reason=Reason.AWAITING_SHIPMENT,
    shipment_id=None,
    shipped_at=None,
)
_BENEFIT = BenefitView(
    promotion_id="PROMO-DIWALI-100",
    promotion_name="Diwali cashback",
    benefit_id="BEN-CASHBACK-1",
    benefit_type="INSTANT_CASHBACK",
    issuance_status=IssuanceStatus.PARTIALLY_ISSUED,
    reversal_status=ReversalStatus.NONE,
    position=_POSITION,
    reasons=[Reason.AWAITING_SHIPMENT],
    created_at=datetime.fromisoformat("2026-11-05T10:15:00+05:30"),
    is_creation_recorded=True,
    reserved_at=datetime.fromisoformat("2026-11-05T10:15:00+05:30"),
    revealed_at=None,
    expires_at=None,
    gift_card_history="complete",
    installments=[_INSTALLMENT],
    installments_left_out=0,
    closures=[],
    closures_left_out=0,
    items=[_ITEM],
    conflicts=[],
)
_SOURCES = [SourceReport(source=source, status=SourceStatus.OK, latency_ms=2.5) for source in SourceName]
ORDER = OrderView(
    business_reference_id="404-1029384-5566778",
    customer_id="CUST-1001",
    benefits=[_BENEFIT],
    benefits_left_out=0,
    totals=[_POSITION],
    partial=False,
    sources=_SOURCES,
    as_of=_AS_OF,
    revision="0c3f5b1d2a4e6f708192a3b4",
)
ORDER_PAGE = OrderPage(data=[ORDER], has_more=False, next_cursor=None, partial=False, sources=_SOURCES)
GIFT_CARD_PAGE = GiftCardPage(
    gift_card="•••• 1111",
    data=[
        GiftCardIssuance(
            business_reference_id=ORDER.business_reference_id,
            promotion_id=_BENEFIT.promotion_id,
            benefit_id=_BENEFIT.benefit_id,
            installment=_INSTALLMENT,
        )
    ],
    has_more=False,
    next_cursor=None,
    partial=False,
    sources=_SOURCES,
)
CASE_SUMMARY = CaseSummary(
    window=CaseWindow(
        start=datetime.fromisoformat("2026-05-27T00:00:00+05:30"),
        end=datetime.fromisoformat("2026-11-24T00:00:00+05:30"),
    ),
    orders=[
        CaseOrder(
            business_reference_id=ORDER.business_reference_id,
            created_at=datetime.fromisoformat("2026-11-05T10:15:00+05:30"),
            promotion_name="Festive cashback",
            totals=[_CASE_TOTAL],
            is_open=True,
            reasons=[Reason.AWAITING_SHIPMENT],
            needs_action=[],
            next_step=NextStepCode.WAIT_FOR_SHIPMENT,
            partial=False,
        )
    ],
    totals=[_CASE_TOTAL],
    open=[ORDER.business_reference_id],
    unknown=[],
    needs_action=[],
    lines=[
        "On order 404-1029384-5566778, ₹100.00 was promised, ₹36.00 has been granted in 2 installments and "
        "₹64.00 remains."
    ],
    language="en",
    has_more=False,
    partial=False,
    sources=_SOURCES,
    as_of=_AS_OF,
)
REVEALED = RevealedGiftCard(gift_card="GC-7F3K-9Q2M-1111")
NOT_FOUND = Problem(title="Nothing was found.", status=404, code="notFound", request_id="0" * 32, retryable=False)
