"""An order that is shown otherwise than the role may see it is found."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from evals.harness.transcript import RewardsRequest
from evals.oracles.shown_order import view_problems
from evals.steps.seen_step import SeenStep
from evals.steps.shown_records import shown_problems

ORDER = "404-1029384-5566778"
AT = "2026-11-01T04:30:00Z"
SUMS = ("issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "overIssued")


def money(minor: int) -> dict[str, Any]:
    return {"amountMinor": minor, "currency": "INR"}


POSITION = {name: money(number) for number, name in enumerate(SUMS, start=1)} | {"amountsComplete": True}
BODY: dict[str, Any] = {
    "businessReferenceId": ORDER,
    "customerId": "CUST-1",
    "promotions": [
        {
            "promotionId": "PROMO",
            "promotionName": "Festive",
            "benefits": [
                {
                    "benefitId": "BEN",
                    "benefitType": "INSTANT_CASHBACK",
                    "issuanceStatus": "ISSUED",
                    "reversalStatus": "NONE",
                    "cashback": POSITION | {"eligible": money(9)},
                    "reasons": ["OVER_ISSUED", "COMPLETE"],
                    "createdAt": AT,
                    "createdAtSource": "recorded",
                    "reservedAt": AT,
                    "revealedAt": None,
                    "expiresAt": None,
                    "giftCardHistory": "complete",
                    "giftCards": [],
                    "issuances": [
                        {
                            "eventId": "EV-1",
                            "amount": money(1),
                            "issuedAt": AT,
                            "status": "ISSUED",
                            "giftCardId": "GC-7F3K-9Q2M-1111",
                            "shipmentId": "SHP-1",
                            "lineItemId": None,
                            "reversedAmount": None,
                            "reversals": [{"amount": money(1), "reversedAt": AT, "reasonCode": "RETURN"}],
                            "reasonCode": "for Asha Verma",
                        }
                    ],
                    "closures": [
                        {"type": "EXPIRED", "amount": money(1), "closedAt": AT, "lineItemId": None, "reasonCode": None}
                    ],
                    "lineItems": [
                        {
                            "lineItemId": "LI-1",
                            "eligible": money(9),
                            "issued": money(1),
                            "status": "SHIPPED",
                            "reason": None,
                            "shipmentId": "SHP-1",
                            "shippedAt": AT,
                        }
                    ],
                }
            ],
        }
    ],
    "conflicts": [
        {
            "promotionId": "PROMO",
            "benefitId": "BEN",
            "code": "eligibleDiffers",
            "field": "eligible",
            "chosen": "ped",
            "values": {"ped": 9, "lineItems": 8},
        }
    ],
    "totals": [POSITION | {"eligible": money(9)}],
    "partial": False,
    "sources": [{"source": "ped", "status": "stale", "latencyMs": 1.0, "code": None}],
    "asOf": AT,
}
FOR_STAFF: dict[str, Any] = {
    "businessReferenceId": ORDER,
    "customerId": "CUST-1",
    "benefits": [
        {
            "promotionId": "PROMO",
            "promotionName": "Festive",
            "benefitId": "BEN",
            "benefitType": "INSTANT_CASHBACK",
            "issuanceStatus": "ISSUED",
            "reversalStatus": "NONE",
            "position": POSITION | {"promised": money(9)},
            "reasons": ["OVER_ISSUED", "COMPLETE"],
            "createdAt": AT,
            "isCreationRecorded": True,
            "reservedAt": AT,
            "revealedAt": None,
            "expiresAt": None,
            "giftCardHistory": "complete",
            "installments": [
                {
                    "amount": money(1),
                    "issuedAt": AT,
                    "status": "ISSUED",
                    "giftCard": "•••• 1111",
                    "revealId": None,
                    "shipmentId": "SHP-1",
                    "lineItemId": None,
                    "reversed": None,
                    "reversals": [{"amount": money(1), "reversedAt": AT, "reasonCode": "RETURN"}],
                    "reversalsLeftOut": 0,
                    "reasonCode": None,
                }
            ],
            "installmentsLeftOut": 0,
            "closures": [
                {"type": "EXPIRED", "amount": money(1), "closedAt": AT, "lineItemId": None, "reasonCode": None}
            ],
            "closuresLeftOut": 0,
            "items": [
                {
                    "lineItemId": "LI-1",
                    "promised": money(9),
                    "issued": money(1),
                    "status": "SHIPPED",
                    "reason": None,
                    "shipmentId": "SHP-1",
                    "shippedAt": AT,
                }
            ],
            "conflicts": [
                {"code": "eligibleDiffers", "field": "eligible", "chosen": "ped", "values": {"ped": 9, "lineItems": 8}}
            ],
        }
    ],
    "benefitsLeftOut": 0,
    "totals": [POSITION | {"promised": money(9)}],
    "partial": False,
    "sources": [{"source": "ped", "status": "stale", "latencyMs": 1.0, "code": None}],
    "asOf": AT,
}


def for_customer() -> dict[str, Any]:
    view = deepcopy(FOR_STAFF)
    view |= {"customerId": None}
    view["sources"] = [{"source": "records", "status": "stale", "latencyMs": 0.0, "code": None}]
    [benefit] = view["benefits"]
    benefit |= {"reasons": ["COMPLETE"], "conflicts": []}
    benefit["position"]["overIssued"] = view["totals"][0]["overIssued"] = None
    benefit["installments"][0]["reversals"][0]["reasonCode"] = None
    return view


def unrevealed() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a card that is still to be scratched, and what its customer is shown of it."""
    body, view = deepcopy(BODY), for_customer()
    [benefit], [shown] = body["promotions"][0]["benefits"], view["benefits"]
    benefit |= {"benefitType": "SCRATCH_CARD", "issuances": []}
    benefit["cashback"]["issued"] = money(0)
    shown |= {"benefitType": "SCRATCH_CARD", "installments": [], "closures": [], "items": [], "reservedAt": None}
    shown |= {"position": dict.fromkeys(shown["position"]) | {"amountsComplete": False}, "giftCardHistory": "unknown"}
    return body, view | {"totals": []}


def test_what_each_role_may_see_is_no_finding() -> None:
    body, view = unrevealed()

    assert list(view_problems(FOR_STAFF, BODY, role="support_agent")) == []
    assert list(view_problems(for_customer(), BODY, role="customer")) == []
    assert list(view_problems(view, body, role="customer")) == []


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda view: view.update(customerId=None), "customerId is None"),
        (lambda view: view.update(partial=True), "partial is True"),
        (lambda view: view.update(benefits=[]), "other benefits"),
        (lambda view: view["totals"].clear(), "totals is []"),
        (lambda view: view["benefits"][0]["position"].update(granted=money(2)), "position is"),
        (lambda view: view["benefits"][0].update(promotionName="Other"), "another name"),
        (lambda view: view["benefits"][0].update(isCreationRecorded=False), "isCreationRecorded"),
        (lambda view: view["benefits"][0].update(conflicts=[]), "conflicts is []"),
        (lambda view: view["benefits"][0]["items"].clear(), "0 items are shown and 0 are not, of 1"),
        (lambda view: view["benefits"][0].update(closures=[], closuresLeftOut=1), "closures are left out"),
        (lambda view: view["benefits"][0]["installments"][0].update(giftCard="•••• 2222"), "giftCard is"),
        (lambda view: view["benefits"][0]["installments"][0].update(revealId="EV-1"), "revealId is"),
        (lambda view: view["benefits"][0]["installments"][0].update(reasonCode="for Asha Verma"), "reasonCode is"),
    ],
)
def test_what_differs_is_found(change: Change, problem: str) -> None:
    view = deepcopy(FOR_STAFF)
    change(view)

    assert any(problem in line for line in view_problems(view, BODY, role="support_agent"))


def test_a_customer_is_shown_less() -> None:
    found = "\n".join(view_problems(FOR_STAFF, BODY, role="customer"))

    for name in ("customerId", "sources", "reasons", "position", "conflicts", "reversals"):
        assert f"{name} is " in found
    body, _ = unrevealed()
    assert "totals is" in "\n".join(view_problems(for_customer(), body, role="customer"))


def seen(view: dict[str, Any], body: dict[str, Any] | None, path: str) -> SeenStep:
    request = RewardsRequest("GET", f"/promotion-executions/{ORDER}", {}, None, None, 200, json.dumps(body))
    made = () if body is None else (request,)
    return SeenStep(1, "a", "ravi", url=f"http://chat.eval{path}", status=200, text=json.dumps(view), requests=made)


@pytest.mark.parametrize(
    ("path", "wrapped"),
    [
        (f"/v1/orders/{ORDER}", lambda view: view),
        ("/mcp", lambda view: {"result": {"structuredContent": {"orders": [view]}}}),
    ],
)
def test_orders_are_found_in_the_responses_that_show_them(path: str, wrapped: Callable[[Any], Any]) -> None:
    wrong = FOR_STAFF | {"partial": True}

    assert list(shown_problems(seen(wrapped(FOR_STAFF), BODY, path), "support_agent")) == []
    assert list(shown_problems(seen(wrapped(wrong), BODY, path), "support_agent")) != []
    assert list(shown_problems(seen(wrapped(FOR_STAFF), None, path), "support_agent")) == [
        f"{ORDER} is shown and was not looked up"
    ]
