"""Reading contexts for the tests in this folder."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.reading.question import ReadingContext
from core.identity.tokens import Role

ZONE = ZoneInfo("Asia/Kolkata")
A, B = "404-1029384-5566778", "171-5550123-9988776"
FRESH = ReadingContext(
    now=datetime(2026, 11, 23, 10, tzinfo=ZONE),  # a Monday
    zone=ZONE,
    role=Role.SUPPORT_AGENT,
    customer_id="CUST-1001",
    case_id="CASE-1",
    known_orders=frozenset({A, B, "RCH88X"}),
)
FOLLOW = replace(FRESH, recent_orders=(A,), last_question=f"order {A}")
SECOND = replace(FOLLOW, recent_orders=(B,), earlier_orders=(A,))
LEAD = replace(FOLLOW, role=Role.SUPPORT_LEAD, customer_id=None, case_id=None)
CUSTOMER = replace(FOLLOW, role=Role.CUSTOMER, case_id=None)
