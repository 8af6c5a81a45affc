"""Requests to the records routes by a hostile viewer, who knows the orders, customers and gift cards of others."""

from typing import Any

from evals.noninterference.worlds import Pair

Probe = tuple[str, str, Any]  # method, path, body
_WINDOW = "from=2024-11-24T00:00:00Z&to=2025-11-24T00:00:00Z", "from=2025-11-24T00:00:00Z&to=2026-11-24T00:00:00Z"
_MISSING = "404-9999999-9999999"


def record_probes(pair: Pair) -> tuple[Probe, ...]:
    """Return requests for orders, searches, gift cards and reveals, in scope and out of it.

    A lead's reveal of an order in scope is none: it shows what differs between the worlds.
    """
    orders = (*pair.own_orders[:2], *pair.foreign_orders[:3], _MISSING)
    named = pair.viewer.principal.customer_id
    customers = (*((named,) if named else ()), *pair.foreign_customers[:2], "CUST-0")
    card = pair.gift_cards[0]
    reveal = {"promotionId": "P", "benefitId": "B", "revealId": "recorded:1", "lastFour": card[-4:]}
    return (
        *(("GET", f"/v1/orders/{order}", None) for order in orders),
        *(("GET", f"/v1/customers/{who}/orders?{window}&limit=50", None) for who in customers for window in _WINDOW),
        *(("GET", f"/v1/customers/{who}/orders?{_WINDOW[1]}&limit=50&status=ISSUED", None) for who in customers[:2]),
        *(("GET", f"/v1/gift-cards/{each}/issuances", None) for each in (*pair.gift_cards[:3], "GC-0000-0000-0000")),
        *(("POST", f"/v1/orders/{order}/reveal", reveal) for order in orders),
    )
