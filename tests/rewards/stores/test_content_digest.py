"""Digests of stored events stay the same over releases: another way of computing them turns replays into conflicts."""

import json
from hashlib import sha256
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rewards.stores.content_digest import content_digest
from rewards.stores.rows import EventRow, parse_row, row_adapter

EVENT: dict[str, Any] = {
    "eventId": "evt-1",
    "type": "ISSUED",
    "businessReferenceId": "404-1029384-5566778",
    "promotionId": "FESTIVE",
    "benefitId": "CASHBACK",
    "customerId": "CUST-1001",
    "amountMinor": 3600,
    "currency": "INR",
    "eventTime": "2026-11-08T10:15:00+05:30",
}
# Surrogates cannot be in an event: JSON parsers and the contract refuse them.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def plain_digest(event: EventRow, raw: dict[str, Any]) -> str:
    content = row_adapter(EventRow).dump_python(event, mode="json", exclude={"recorded_at"})
    content |= {"memo": raw.get("memo") or None}
    return sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def test_a_digest_is_the_one_that_existing_stores_hold() -> None:
    assert content_digest(parse_row(EventRow, EVENT), EVENT) == (
        "abe2f05bf8f1a00b3c6ca31a6c7147825c9d9f83c4b9b65d7a171a7f61621e4f"
    )


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "memo": TEXT,
            "gcId": TEXT,
            "reinstates": st.booleans(),
            "recordedAt": st.just("2026-11-09T00:00:00Z"),
            "eventTime": st.sampled_from(["1999-01-02T03:04:05.6+14:00", "2026-11-08T10:15:00.000001Z"]),
            "shipmentId": st.just("SHIP-1"),
            "lineItemId": st.just("LI-1"),
            "reversesEventId": st.just("evt-0"),
            "reasonCode": st.just("ITEM_RETURNED"),
        },
    )
)
def test_a_digest_is_that_of_the_content_with_escapes(fields: dict[str, Any]) -> None:
    raw = EVENT | fields
    event = parse_row(EventRow, raw)

    assert content_digest(event, raw) == plain_digest(event, raw)
