"""The demo world: two customers, five orders, and the usual problems of cashback."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType

_IST = timezone(timedelta(hours=5, minutes=30), "IST")

# Rows in the format that ``rewards.ingest.row_files`` reads.
DEMO_WORLD = Path(__file__).with_name("world.jsonl")
# Orders of one more customer, without a case: what leads find in the worklist.
DEMO_ATTENTION = Path(__file__).with_name("attention.jsonl")
# The instant at which the demo takes place.
DEMO_NOW = datetime(2026, 11, 23, 10, 0, tzinfo=_IST)
# Support cases, and the customer of each.
DEMO_CASES: Mapping[str, str] = MappingProxyType({"CASE-9001": "CUST-1001", "CASE-9002": "CUST-2002"})

STORY_ORDER = "404-1029384-5566778"  # two of three installments issued, PED holds only the second
SCRATCH_CARD_ORDER = "171-5550123-9988776"  # three benefits of one transaction, issued on three days
LEGACY_ORDER = "403-7700112-3344556"  # older than the event log
RETURNED_ITEM_ORDER = "402-3334445-1112223"  # one of two issuances reversed
UNREVEALED_ORDER = "405-9090909-1212121"  # an unrevealed scratch card, and an issuance that failed
