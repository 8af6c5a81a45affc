"""Examples in the OpenAPI document: of bodies, by operation, and of a problem."""

from typing import Any

ORDER = "404-1029384-5566778"
FROM, TO = "2026-11-01T00:00:00+05:30", "2026-12-01T00:00:00+05:30"
_KEY = {"businessReferenceId": ORDER, "promotionId": "PROMO-DIWALI-100", "benefitId": "BEN-CASHBACK-1"}
_ISSUED = {
    "eventId": "EVT-2026-000123",
    "type": "ISSUED",
    **_KEY,
    "customerId": "CUST-1001",
    "amountMinor": 3400,
    "currency": "INR",
    "eventTime": "2026-11-20T10:00:00+05:30",
    "gcId": "GC-7F3K-9Q2M-1111",
    "shipmentId": "SHP-1",
    "lineItemId": "LI-1",
}
_REVERSED = {
    "eventId": "EVT-2026-000124",
    "type": "REVERSED",
    **_KEY,
    "customerId": "CUST-1001",
    "amountMinor": 3400,
    "currency": "INR",
    "eventTime": "2026-11-21T10:00:00+05:30",
    "reversesEventId": "EVT-2026-000123",
    "reinstates": False,
    "reasonCode": "ITEM_RETURNED",
}
_V1 = {
    "businessReferenceId": ORDER,
    "customerId": "CUST-1001",
    "promotions": [
        {
            "promotionId": "PROMO-DIWALI-100",
            "benefitId": "BEN-CASHBACK-1",
            "benefitType": "INSTANT_CASHBACK",
            "benefitValue": 10000,
            "currency": "INR",
            "benefitIssuanceStatus": "ISSUED",
            "benefitIssuanceTime": "2026-11-20T10:00:00+05:30",
            "gcId": "GC-7F3K-9Q2M-1111",
            "lastUpdatedTime": "2026-11-20T10:00:00+05:30",
        }
    ],
}
PROBLEM = {
    "type": "about:blank",
    "title": "A parameter is missing or out of range.",
    "status": 400,
    "code": "invalidParameter",
    "requestId": "0191f3c04a5b7c8d9e0f112233445566",
    "retryable": False,
    "fields": ["deadlineMs"],
}
_Examples = dict[str, dict[str, Any]]
BODIES: dict[str, _Examples] = {
    "postEvent": {"issued": {"value": _ISSUED}, "reversed": {"value": _REVERSED}},
    "postEvents": {"batch": {"value": {"events": [_ISSUED, _REVERSED]}}},
}
RESPONSES: dict[str, _Examples] = {
    "getExecution": {"v1": {"summary": "version=1", "value": _V1}},
    "postEvent": {"replayed": {"value": {"eventId": "EVT-2026-000123", "outcome": "replayed"}}},
    "postEvents": {
        "receipts": {
            "value": {
                "receipts": [
                    {"index": 0, "eventId": "EVT-2026-000123", "outcome": "created", "fields": []},
                    {"index": 1, "eventId": "EVT-2026-000124", "outcome": "invalid", "fields": ["reinstates"]},
                ]
            }
        }
    },
}
