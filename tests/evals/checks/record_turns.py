"""Good and bad turns for the checks against the world's records: facts, cards, and gaps of a source."""

from typing import Any

from agent.turn_events import Outcome
from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceStatus
from core.money import Money
from evals.harness.transcript import AskedTurn, SeenTurn
from tests.evals.checks.transcripts import (
    GOOD_FACTS,
    NOW,
    ORDER,
    Row,
    answer,
    asked,
    audited,
    card,
    facts_with,
    installment,
    money,
    seen,
    source,
)
from tools.cards import ClosureCard, FactSource, Label, ReversalCard

ZERO = Money(amount_minor=0, currency="INR")
CLOSURE = ClosureCard(type="CANCELLED", amount=ZERO, closed_at=NOW)
# The records that the good facts follow from, as a world has them.
EVENT: dict[str, Any] = {
    "amountMinor": 3600,
    "eventTime": "2026-11-08T01:30:00+05:30",
    "gcId": "GC-7F3K-9Q2M-1111",
    "businessReferenceId": ORDER,
}
RECORDS = tuple(EVENT | {"eventId": f"EV-{fact}"} for fact in ("f4", "f5", "f6"))
PROMISE = {"businessReferenceId": ORDER, "promotionId": "PROMO", "benefitId": "BEN-1", "promotionName": "Festive"}
ITEM = {**PROMISE, "lineItemId": "LI-1", "eligibleMinor": 3000, "title": "Desk lamp"}
GAP = ("position.whole", "unknown.source")
UNREADABLE = ("unknown.sums", "unknown.malformed_row")


def amount(label: str, value: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "amount": value, "currency": "INR", "because": "a literal of the test", **more}


def of_item(minor: int) -> SeenTurn:
    source_of = [FactSource(source="lineItems", record_id=f"{ORDER}#PROMO#BEN-1#LI-1#")]
    promised = money("f8", Label.ITEM_PROMISED, minor, "₹30.00", sources=source_of)
    return seen(answer(facts=(*GOOD_FACTS, promised)))


def with_records(**changes: Any) -> list[dict[str, Any]]:
    return [record | changes for record in RECORDS]


def reversed_by(minor: int | None, *parts: int, status: str) -> SeenTurn:
    """A turn with a card of an installment of ₹36.00 that shows this reversed sum; its fact says ₹10.00."""

    def rupees(amount: int) -> Money:
        return Money(amount_minor=amount, currency="INR")

    shown = installment(
        reversed=None if minor is None else rupees(minor),
        reversals=[ReversalCard(amount=rupees(part), reversed_at=NOW) for part in parts],
        status=status,
        fact_ids={"installment": "f4", "giftCard": "f6", "reversed": "f9"},
    )
    facts = (*GOOD_FACTS, money("f9", Label.REVERSED, 1000, "₹10.00"))
    return seen(answer(facts=facts, installments=[shown]))


def granted_of(*rows: dict[str, Any]) -> tuple[AskedTurn, SeenTurn]:
    """A turn that states ₹36.00 granted as derived from these events."""
    named = [FactSource(source="concessions", record_id=row["eventId"]) for row in rows]
    granted = money("f2", Label.GRANTED, 3600, "₹36.00", sources=named)
    return asked(rows=tuple({"businessReferenceId": ORDER} | row for row in rows)), seen(
        answer(facts=facts_with(granted))
    )


def event(event_id: str, kind: str, minor: int, **more: str) -> dict[str, Any]:
    return {"eventId": event_id, "type": kind, "amountMinor": minor} | more


TABLE: list[Row] = [
    ("records", asked(), seen(), None),
    ("records", asked(rows=RECORDS), seen(), None),
    (
        "records",
        asked(rows=with_records(amountMinor=2100)),
        seen(),
        "installment ₹36.00 is stated for EV-f4, which has 2100",
    ),
    # Half past midnight in Mumbai is the day before in UTC, which is not whose days are meant.
    ("records", asked(rows=with_records(eventTime="2026-11-07T20:00:00+00:00")), seen(), None),
    ("records", asked(rows=with_records(eventTime="2026-11-07T18:00:00+00:00")), seen(), "which has 2026-11-07"),
    ("records", asked(rows=with_records(gcId="GC-7F3K-9Q2M-2222")), seen(), "which has 2222"),
    # One number twice: it is enough that one of the rows agrees.
    ("records", asked(rows=(*with_records(amountMinor=1), *RECORDS)), seen(), None),
    ("records", asked(rows=(PROMISE,)), seen(answer(cashback=[card(promotion_name="Festive")])), None),
    ("records", asked(rows=(PROMISE,)), seen(answer(cashback=[card(promotion_name="Summer")])), "is called 'Summer'"),
    ("records", asked(rows=(PROMISE,)), seen(answer(cashback=[card(promotion_name="[name] days")])), None),
    ("records", asked(rows=(ITEM,)), of_item(3000), None),
    ("records", asked(rows=(ITEM,)), of_item(3400), "which has 3000"),
    (
        "records",
        asked(
            rows=with_records(amountMinor=2100),
            faults=[{"route": "/promotion-executions/*", "kind": "recorded", "body": "any.json"}],
        ),
        seen(),
        None,
    ),
    ("records", *granted_of(event("E1", "ISSUED", 1500), event("E2", "ISSUED", 2100)), None),
    ("records", *granted_of(event("E1", "ISSUED", 1500)), "stated for 1 records, which add up to 1500"),
    (
        "records",
        *granted_of(event("E1", "ISSUED", 4000), event("E2", "REVERSED", 400, reversesEventId="E1")),
        None,
    ),
    # No more is reversed than was issued, whatever a reversal asks for.
    (
        "records",
        *granted_of(
            event("E1", "ISSUED", 3600),
            event("E2", "ISSUED", 500),
            event("E3", "REVERSED", 900, reversesEventId="E2"),
            event("E4", "ISSUE_FAILED", 700),
        ),
        None,
    ),
    ("cards", asked(), seen(answer(cashback=[card(reversed=ZERO)])), None),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(reversed=ZERO, issuance_status=IssuanceStatus.ISSUED)])),
        "says ISSUED",
    ),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(reversed=ZERO, reversal_status=ReversalStatus.FULL)])),
        "its reversal is FULL",
    ),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(granted=ZERO, reversed=ZERO, fact_ids={})])),
        "says PARTIALLY_ISSUED",
    ),
    ("cards", asked(), seen(), None),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(remaining=Money(amount_minor=9900, currency="INR"))])),
        "shows another remaining than its fact",
    ),
    ("cards", asked(), seen(answer(cashback=[card(remaining=None)])), "shows another remaining than its fact"),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(fact_ids={"promised": "f1", "granted": "f4", "remaining": "f3"})])),
        "gives a fact of installment for granted",
    ),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(pending=Money(amount_minor=6400, currency="INR"))])),
        "shows another pending",
    ),
    ("cards", asked(), seen(answer(cashback=[card(reversed=Money(amount_minor=0, currency="INR"))])), None),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(closures=[CLOSURE])])),
        "shows another day of a closure than its fact",
    ),
    (
        "cards",
        asked(),
        seen(answer(cashback=[card(closures=[CLOSURE.model_copy(update={"fact_ids": {"closed": "f1"}})])])),
        "gives a fact of promised for closed",
    ),
    ("cards", asked(), seen(answer(installments=[installment(amount=None)])), "shows another installment"),
    ("cards", asked(), seen(answer(installments=[installment(gift_card="•••• 9")])), "another gift card than its fact"),
    ("cards", asked(), seen(answer(installments=[installment(), installment()])), "is on the cards 2 times"),
    ("cards", asked(), reversed_by(1000, 700, 300, status="PARTIALLY_REVERSED"), None),
    ("cards", asked(), reversed_by(None, status="ISSUED"), "shows another reversed than its fact"),
    ("cards", asked(), reversed_by(1000, 700, status="PARTIALLY_REVERSED"), "do not add up to the reversed sum"),
    ("cards", asked(), reversed_by(1000, 1000, status="REVERSED"), "says REVERSED"),
    ("cards", asked(), reversed_by(1000, 1000, status="ISSUED"), "says ISSUED"),
    ("honesty", asked(), seen(), None),
    (
        "honesty",
        asked(),
        seen(answer(sources=[source("lineItems", SourceStatus.TIMEOUT)])),
        "did not answer, and the outcome is answered",
    ),
    (
        "honesty",
        asked(),
        seen(answer(kinds=GAP, sources=[source("lineItems", SourceStatus.TIMEOUT)], outcome=Outcome.PARTIAL)),
        None,
    ),
    (
        "honesty",
        asked(),
        seen(answer(sources=[source("lineItems", SourceStatus.TIMEOUT)], outcome=Outcome.PARTIAL)),
        "did not answer, and the text does not say so",
    ),
    ("honesty", asked(), seen(answer(cashback=[card(reasons=[Reason.OVER_ISSUED])])), "more was issued"),
    (
        "honesty",
        asked(),
        seen(answer(kinds=("position.whole", "excess.over_issued"), cashback=[card(reasons=[Reason.OVER_ISSUED])])),
        None,
    ),
    ("honesty", asked(), seen(answer(cashback=[card(reasons=[Reason.SOURCE_CONFLICT])])), "disagree"),
    (
        "honesty",
        asked(),
        seen(answer(kinds=("position.whole", "conflict.other"), cashback=[card(reasons=[Reason.SOURCE_CONFLICT])])),
        None,
    ),
    ("honesty", asked(), seen(audit=(audited(status="unavailable"),)), "the outcome is answered"),
    ("honesty", asked(), seen(answer(outcome=Outcome.PARTIAL)), "partial, and everything answered"),
    (
        "honesty",
        asked(),
        seen(answer(sources=[source("concessions", SourceStatus.ERROR)], outcome=Outcome.PARTIAL)),
        "remaining ₹64.00 is stated without concessions",
    ),
    (
        "honesty",
        asked(),
        seen(answer(sources=[source("ped", SourceStatus.ERROR)], outcome=Outcome.PARTIAL)),
        "promised ₹100.00 is stated without ped",
    ),
    (
        "honesty",
        asked(),
        seen(answer(kinds=UNREADABLE, cashback=[card(reasons=[Reason.MALFORMED_ROW])], outcome=Outcome.PARTIAL)),
        "promised ₹100.00 is stated, and a record of the benefit cannot be read",
    ),
    (
        "honesty",
        asked(),
        seen(answer(kinds=UNREADABLE, cashback=[card(reasons=[Reason.MALFORMED_ROW])])),
        "did not answer, and the outcome is answered",
    ),
    (
        "honesty",
        asked(),
        seen(answer(cashback=[card(reasons=[Reason.MALFORMED_ROW])], outcome=Outcome.PARTIAL)),
        "did not answer, and the text does not say so",
    ),
    (
        "honesty",
        asked(),
        seen(answer(outcome=Outcome.UNAVAILABLE)),
        "promised ₹100.00 is stated, and nothing is available",
    ),
]
