"""Good and bad turns for the checks by oracles: sums, reasons, bodies of the rewards API, and searches."""

import json
from typing import Any

from core.contract import IssuanceStatus, Reason, ReversalStatus
from core.money import Money
from evals.harness.transcript import AskedTurn, SeenTurn
from tests.evals.checks.transcripts import (
    CUSTOMER,
    ORDER,
    Row,
    answer,
    asked,
    card,
    day,
    facts_with,
    money,
    request,
    seen,
)
from tools.cards import Label

BENEFIT: dict[str, Any] = {
    "businessReferenceId": ORDER,
    "promotionId": "PROMO",
    "benefitId": "BEN-1",
    "currency": "INR",
}
PED = BENEFIT | {
    "customerId": "CUST-1",
    "benefitType": "INSTANT_CASHBACK",
    "eligibleMinor": 10000,
    "benefitIssuanceStatus": "ISSUED",
    "lastUpdatedTime": "2026-11-08T01:30:00+05:30",
    "createdAt": "2026-11-05T10:00:00+05:30",
}
ISSUED = BENEFIT | {
    "eventId": "EV-f4",
    "type": "ISSUED",
    "customerId": "CUST-1",
    "amountMinor": 3600,
    "eventTime": "2026-11-08T01:30:00+05:30",
    "gcId": "GC-1111",
    "lineItemId": "LI-1",
}
ITEM = BENEFIT | {
    "lineItemId": "LI-1",
    "title": "Lamp",
    "eligibleMinor": 3600,
    "issuedMinor": 3600,
    "status": "ISSUED",
    "updatedAt": "2026-11-08T01:30:00+05:30",
}
OPEN = ITEM | {"lineItemId": "LI-2", "title": "Mat", "eligibleMinor": 6400, "issuedMinor": 0, "status": "PENDING"}
ROWS = (PED, ISSUED, ITEM, OPEN)
AT = "2026-11-07T20:00:00Z"  # of the issuance, and of the last update of each row
EVENTS_DOWN = {"source": "concessions", "kind": "error"}


def rupees(minor: int) -> Money:
    return Money(amount_minor=minor, currency="INR")


def over(*rows: dict[str, Any], **task: Any) -> AskedTurn:
    return asked(rows=rows or ROWS, **task)


def shown(**changes: Any) -> SeenTurn:
    """A turn whose card differs from the good one."""
    return seen(answer(cashback=[card(**changes)]))


def stating(*facts: Any) -> SeenTurn:
    return seen(answer(facts=facts_with(*facts)))


def wire(minor: int | None) -> dict[str, Any] | None:
    return None if minor is None else {"amountMinor": minor, "currency": "INR"}


def cashback(**changes: int | None) -> dict[str, Any]:
    sums: dict[str, int | None] = {
        "eligible": 10000,
        "issued": 3600,
        "reversed": 0,
        "granted": 3600,
        "pending": 0,
        "cancelled": 0,
        "expired": 0,
        "remaining": 6400,
        "overIssued": 0,
    }
    named = {name: wire(minor) for name, minor in (sums | changes).items()}
    return named | {"amountsComplete": True, "pendingReversals": 0}


def body(*, totals: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The body of the good order, as the rewards API has to answer it."""
    card = {"giftCardId": "GC-1111", "amount": wire(3600), "issuedAt": AT, "provenance": "concessions"}
    benefit = {
        "benefitId": "BEN-1",
        "benefitType": "INSTANT_CASHBACK",
        "createdAt": "2026-11-05T04:30:00Z",
        "createdAtSource": "recorded",
        "lastUpdatedAt": AT,
        "issuanceStatus": "PARTIALLY_ISSUED",
        "reversalStatus": "NONE",
        "cashback": cashback(),
        "reasons": ["AWAITING_SHIPMENT"],
        "reservedAt": None,
        "firstIssuedAt": AT,
        "lastIssuedAt": AT,
        "revealedAt": None,
        "expiresAt": None,
        "giftCards": [card],
        "giftCardHistory": "complete",
        "issuances": [issuance()],
        "lineItems": [_item("LI-1", "Lamp", 3600, 3600, "ISSUED"), _item("LI-2", "Mat", 6400, 0, "PENDING")],
        "closures": [],
    } | changes
    return {
        "businessReferenceId": ORDER,
        "customerId": "CUST-1",
        "promotions": [{"promotionId": "PROMO", "promotionName": None, "benefits": [benefit]}],
        "totals": [totals or cashback()],
        "conflicts": [],
        "sources": [{"source": "ped", "status": "ok"}],
        "partial": False,
    }


def issuance(**changes: Any) -> dict[str, Any]:
    event: dict[str, Any] = {
        "eventId": "EV-f4",
        "type": "ISSUED",
        "amount": wire(3600),
        "giftCardId": "GC-1111",
        "shipmentId": None,
    }
    event |= {"lineItemId": "LI-1", "issuedAt": AT, "reversedAt": None, "reversedAmount": None, "reversals": []}
    return event | {"status": "ISSUED", "source": "concessions", "reasonCode": None} | changes


def _item(name: str, title: str, due: int, issued: int, status: str) -> dict[str, Any]:
    about = {"lineItemId": name, "shipmentId": None, "title": title, "status": status, "giftCardId": None}
    about |= {"shippedAt": None, "updatedAt": AT, "reason": "AWAITING_SHIPMENT" if status == "PENDING" else None}
    return about | {"eligible": wire(due), "issued": wire(issued)}


def conflict(code: str, **changes: Any) -> dict[str, Any]:
    return body() | {"conflicts": [{"code": code, "promotionId": "PROMO", "benefitId": "BEN-1"} | changes]}


def answered(found: object, path: str = f"/promotion-executions/{ORDER}", **query: str) -> SeenTurn:
    """A turn with one request, which the rewards API answers with this body."""
    return seen(requests=(request(path, body=json.dumps(found), query={"version": "2"} | query),))


def history(**changes: Any) -> SeenTurn:
    about = {"businessReferenceId": ORDER, "customerId": "CUST-1", "promotionId": "PROMO", "benefitId": "BEN-1"}
    event = issuance() | about | {"reversesEventId": None, "reinstates": None}
    return answered({"data": [event | changes]}, f"/promotion-executions/{ORDER}/issuances")


# Three orders of CUST-1: in the window, on its end, and without a creation time.
DATED = PED | {"businessReferenceId": "A", "createdAt": "2026-10-01T00:00:00+05:30"}
AT_ITS_END = PED | {"businessReferenceId": "B", "createdAt": "2026-10-02T00:00:00+05:30"}
UNDATED = {k: v for k, v in PED.items() if k != "createdAt"} | {"businessReferenceId": "C"}
FOREIGN = DATED | {"businessReferenceId": "D", "customerId": "CUST-2"}
SEARCHED = {"from": "2026-10-01T00:00:00+05:30", "to": "2026-10-02T00:00:00+05:30", "limit": "10"}


def page(*orders: str, more: bool = False, cursor: str | None = None) -> dict[str, Any]:
    listed = [{"businessReferenceId": order} for order in orders]
    return {"data": listed, "hasMore": more, "nextCursor": cursor, "sources": [], "partial": False}


def searched(*pages: dict[str, Any], **changes: Any) -> SeenTurn:
    asked_for = SEARCHED | {"timeField": "created", "order": "asc"} | changes.pop("query", {})
    made = tuple(
        request("/customers/CUST-1/promotion-executions", body=json.dumps(each), query=asked_for) for each in pages
    )
    return seen(answer(**({"cashback": []} | changes)), requests=made)


CARD = body()["promotions"][0]["benefits"][0]["giftCards"][0]
LAMP, MAT = body()["promotions"][0]["benefits"][0]["lineItems"]
WORLD = over(DATED, AT_ITS_END, UNDATED, FOREIGN)
TABLE: list[Row] = [
    ("fold", over(), seen(), None),
    ("fold", over(), stating(money("f3", Label.REMAINING, 6300, "₹63.00")), "remaining ₹63.00"),
    ("fold", over(), stating(money("f3", Label.REMAINING, 6400, "$64.00", currency="USD")), "is in USD"),
    ("fold", over(), stating(money("f4", Label.INSTALLMENT, 6400, "₹64.00")), "installment ₹64.00"),
    ("fold", over(), stating(money("f9", Label.REVERSED, 3600, "₹36.00")), "reversed ₹36.00"),
    ("fold", over(), stating(money("f9", Label.PROMISED, 9900, "₹99.00", benefit_id=None)), "promised ₹99.00"),
    ("fold", over(), stating(money("f9", Label.PROMISED, 10000, "₹100.00", benefit_id=None)), None),
    ("fold", over(), shown(granted=rupees(3700)), "has granted 3700"),
    ("fold", over(), shown(granted=None), "has granted unknown"),
    ("fold", over(), shown(issuance_status=IssuanceStatus.ISSUED), "says ISSUED"),
    ("fold", over(), shown(reversal_status=ReversalStatus.FULL), "its reversal is FULL"),
    ("fold", over(), shown(benefit_id="BEN-9"), "that no row names"),
    ("fold", over(*ROWS, PED | {"eligibleMinor": 9900}), seen(), "promised ₹100.00"),
    ("fold", over(faults=[EVENTS_DOWN]), seen(), "granted ₹36.00"),
    ("foldReasons", over(), seen(), None),
    ("foldReasons", over(), shown(reasons=[]), "does not give AWAITING_SHIPMENT"),
    ("foldReasons", over(), shown(reasons=[Reason.AWAITING_SHIPMENT, Reason.EXPIRED]), "gives EXPIRED"),
    ("foldReasons", over(), shown(reasons=[Reason.AWAITING_SHIPMENT, Reason.COMPLETE]), "COMPLETE beside"),
    ("foldReasons", over(PED, ISSUED), shown(reasons=[]), "gives no reason"),
    ("foldReasons", over(PED, ISSUED, **CUSTOMER), shown(reasons=[]), None),
    ("ledger", over(), answered(body()), None),
    ("ledger", over(), answered("nothing"), "no JSON object"),
    ("ledger", over(), answered(body(benefitId="BEN-2")), "has the benefits"),
    ("ledger", over(), answered(body(cashback=cashback(remaining=6399))), "remaining is 6399"),
    ("ledger", over(), answered(body(cashback=cashback() | {"pendingReversals": 1})), "1 reversals are pending"),
    ("ledger", over(), answered(body(issuanceStatus="ISSUED")), "issuanceStatus is ISSUED"),
    ("ledger", over(), answered(body(reasons=["COMPLETE"])), "the reasons differ by AWAITING_SHIPMENT, COMPLETE"),
    ("ledger", over(), answered(body() | {"partial": True}), "partial is True, and no source did not answer"),
    ("ledger", over(), answered(body(issuances=[])), "issuances"),
    ("ledger", over(), answered(body(lineItems=[])), "lineItems"),
    ("ledger", over(), answered(body(giftCards=[])), "the gift cards are not those"),
    ("ledger", over(), answered(body(lastIssuedAt=None)), "lastIssuedAt is None"),
    ("ledger", over(), answered(body(totals=cashback(granted=3500))), "the total granted"),
    ("ledger", over(faults=[{"route": "/promotion-executions/*", "kind": "missingField"}]), answered({}), None),
    ("ledger", over(), history(), None),
    ("ledger", over(), history(eventId="EV-9"), "EV-9, which is no event of it"),
    ("ledger", over(), history(amount=wire(3700)), "EV-f4: amount is"),
    ("ledger", over(), history(giftCardId=None), "EV-f4: giftCardId is None"),
    ("ledger", over(), history(customerId="CUST-2"), "EV-f4: customerId is CUST-2"),
    ("ledger", over(), answered(body(createdAt=None)), "createdAt is None"),
    ("ledger", over(), answered(body(createdAtSource="lastUpdatedFallback")), "createdAtSource is"),
    ("ledger", over(), answered(body(lastUpdatedAt="2026-11-05T04:30:00Z")), "lastUpdatedAt is"),
    ("ledger", over(), answered(body(giftCardHistory="lastOnly")), "giftCardHistory is lastOnly"),
    ("ledger", over(), answered(body(giftCards=[{**CARD, "amount": None}])), "a card's amount is None"),
    ("ledger", over(), answered(body(issuances=[issuance(reversedAt=AT)])), "EV-f4: reversedAt is"),
    ("ledger", over(), answered(body(issuances=[issuance(), issuance(eventId=None)])), "recorded as issued"),
    ("ledger", over(), answered(body(lineItems=[LAMP, MAT | {"reason": None}])), "LI-2: reason is None"),
    ("ledger", over(), answered(body(lineItems=[LAMP, MAT | {"updatedAt": None}])), "LI-2: updatedAt is None"),
    ("ledger", over(), answered(body() | {"customerId": "CUST-2"}), "customerId is CUST-2"),
    ("ledger", over(), answered(body() | {"totals": []}), "has 0 totals"),
    ("ledger", over(), answered(body(totals=cashback() | {"amountsComplete": False})), "the total amountsComplete"),
    ("ledger", over(), answered(body(totals=cashback() | {"pendingReversals": 1})), "the total pendingReversals"),
    ("ledger", over(), answered(conflict("eligibleDiffers")), "1 conflicts eligibleDiffers, and the rows have 0"),
    ("ledger", over(), answered(conflict("ownerDiffers")), "1 conflicts about the owner"),
    ("ledger", over(), answered(conflict("eligibleDiffers", benefitId="BEN-2")), "names a benefit that"),
    ("ledger", over(PED | {"eligibleMinor": 9000}, *ROWS[1:]), answered(body()), "0 conflicts eligibleDiffers"),
    ("ledger", over(), answered(body(reasons=["AWAITING_SHIPMENT", "SOURCE_CONFLICT"])), "SOURCE_CONFLICT is given"),
    ("windows", WORLD, searched(page("A", "C")), None),
    ("windows", WORLD, searched(page("A")), "leaves out C"),
    (
        "windows",
        WORLD,
        searched(page("A", "C") | {"sources": [{"source": "concessions", "status": "timeout"}]}),
        "the page is not partial",
    ),
    ("windows", WORLD, searched(page("A", "B", "C")), "lists B, which do not belong"),
    ("windows", WORLD, searched(page("A", "C", "D")), "lists D, which do not belong"),
    ("windows", WORLD, searched(page("C", "A")), "in another order"),
    ("windows", WORLD, searched(page("C", "A"), query={"order": "desc"}), None),
    ("windows", WORLD, searched(page("A", more=True, cursor="x"), page("C")), None),
    ("windows", WORLD, searched(page("A", more=True, cursor="x"), page("A", "C")), "lists an order twice"),
    ("windows", WORLD, searched(page("A", "C", more=True, cursor="x")), "every order of the window is listed"),
    ("windows", WORLD, searched(page("C", more=True, cursor="x")), "begins with other orders"),
    ("windows", WORLD, searched(page("A", more=True)), "nextCursor does not fit"),
    ("windows", WORLD, searched(page("A", "C"), query={"limit": "1"}), "more orders on a page"),
    ("windows", WORLD, searched(page("A", "C"), cashback=[card()]), "an order that no lookup returned"),
    (
        "windows",
        WORLD,
        searched(
            page("A", "C"), facts=facts_with(day("f9", Label.WINDOW_TO, "2026-10-02T00:00:00+05:30", "2 Oct 2026"))
        ),
        "windowTo 2 Oct 2026",
    ),
]
