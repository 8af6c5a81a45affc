"""The world of the timing benchmark: orders of several sizes, all of another customer, and the token of the caller."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.rewards_world import KEY_FILE, open_store
from bench.turn_worker import SECRET
from core.clock import SystemClock
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Role, Tokens
from rewards.ingest.row_files import load_jsonl

SIZES = (1, 20, 100, 500)  # events of an order
ORDERS_PER_SIZE = 25
_OWNER = "CUST-OTHER"
_MISSING_FROM = 5_000_000
_START = datetime(2026, 10, 1, tzinfo=UTC)
_CALLER = Principal(role=Role.SUPPORT_AGENT, subject="bench", case_id="CASE-1", customer_id="CUST-CALLER")


def build_world(folder: Path) -> None:
    """Load the orders into the store of a folder, and write the key that signs tokens for it."""
    (folder / KEY_FILE).write_text(SECRET)
    store = open_store(folder)
    try:
        load_jsonl(_lines(), store)
    finally:
        store.close()


def token(audience: str = AUDIENCE_REWARDS) -> str:
    """Return a token of a support agent whose customer owns none of the orders, valid for an hour."""
    return _token(_CALLER, audience)


def owner_token() -> str:
    """Return a token of a support agent whose customer owns all of the orders, valid for an hour."""
    return _token(_CALLER.model_copy(update={"customer_id": _OWNER}), AUDIENCE_REWARDS)


def _token(principal: Principal, audience: str) -> str:
    return Tokens(SECRET, clock=SystemClock()).mint(principal, audiences=(audience,), ttl=timedelta(hours=1))


def foreign_order(size: int, number: int) -> str:
    """Return one of the orders with ``size`` events."""
    return f"404-{size:07}-{number % ORDERS_PER_SIZE:07}"


def missing_order(size: int, number: int) -> str:
    """Return an order number of the same form that is in no store."""
    return f"404-{size:07}-{_MISSING_FROM + number % ORDERS_PER_SIZE:07}"


def _lines() -> Iterator[str]:
    for size in SIZES:
        for number in range(ORDERS_PER_SIZE):
            for store, row in _rows(foreign_order(size, number), size):
                yield json.dumps({"store": store, "row": row})


def _rows(order: str, size: int) -> Iterator[tuple[str, dict[str, Any]]]:
    at = _START.isoformat()
    key = {"businessReferenceId": order, "promotionId": "PROMO-1", "benefitId": "BEN-1"}
    promise = {
        **key,
        "customerId": _OWNER,
        "promotionName": "Festival cashback",
        "benefitType": "INSTANT_CASHBACK",
        "eligibleMinor": 100 * size,
        "currency": "INR",
        "benefitIssuanceStatus": "ISSUED",
        "createdAt": at,
        "lastUpdatedTime": at,
    }
    yield "ped", promise
    for place in range(size):
        line = f"LI-{place}"
        item = {**key, "lineItemId": line, "eligibleMinor": 100, "issuedMinor": 100, "status": "ISSUED"}
        yield "lineItems", item | {"title": "Tea", "currency": "INR", "updatedAt": at}
        event = {**key, "eventId": f"{order}-{place}", "type": "ISSUED", "customerId": _OWNER, "lineItemId": line}
        event_time = (_START + timedelta(minutes=place)).isoformat()
        yield "concessions", event | {"amountMinor": 100, "currency": "INR", "eventTime": event_time}
