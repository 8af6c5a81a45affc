"""Good and bad turns for the checks of figures: amounts, days, gift cards, reasons, and what their labels say."""

from typing import Any

from agent.turn_events import FactSpan, StatementSpan
from core.contract import Reason
from core.money import Money
from evals.harness.transcript import SeenTurn
from tests.evals.checks.transcripts import (
    GOOD_AMOUNTS,
    GOOD_DATES,
    GOOD_TEXT,
    ORDER,
    Row,
    answer,
    asked,
    card,
    day,
    facts_with,
    facts_without,
    gift_card,
    money,
    reason,
    seen,
)
from tools.cards import ItemCard, Label

ITEMS = [
    ItemCard(
        business_reference_id=ORDER,
        promotion_id="PROMO",
        benefit_id="BEN-1",
        line_item_id=f"LI-{number}",
        title=None,
        promised=Money(amount_minor=1000, currency="INR"),
        status="PENDING",
        reason=None,
    )
    for number in range(3)
]


def amounts_without(label: str) -> list[dict[str, str]]:
    return [amount for amount in GOOD_AMOUNTS if amount["label"] != label]


def amount(label: str, value: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "amount": value, "currency": "INR", "because": "a literal of the test", **more}


def figure_moved() -> SeenTurn:
    good = answer()
    first = good.figures[0]
    moved = [FactSpan(start=first.start + 1, end=first.end + 1, fact_id=first.fact_id), *good.figures[1:]]
    return seen(good.model_copy(update={"figures": moved}))


def moved(span: StatementSpan, **changes: Any) -> StatementSpan:
    return span.model_copy(update=changes)


TABLE: list[Row] = [
    ("amounts", asked({"amounts": GOOD_AMOUNTS}), seen(), None),
    ("amounts", asked({"amounts": amounts_without("remaining")}), seen(), "unexpected fact: remaining ₹64.00"),
    ("amounts", asked({"amounts": []}), seen(), "unexpected fact: promised"),
    ("amounts", asked({"amounts": []}), seen(answer("Hello!", ())), None),
    (
        "amounts",
        asked({"amounts": [*amounts_without("remaining"), amount("remaining", "63.00")]}),
        seen(),
        "no fact: remaining 63.00",
    ),
    (
        "amounts",
        asked({"amounts": GOOD_AMOUNTS}),
        seen(answer(GOOD_TEXT.replace(" and [[f3]] remains", ""))),
        "not said in the text: remaining 64.00",
    ),
    (
        "amounts",
        asked({"amounts": [*amounts_without("remaining"), amount("remaining", "64.00", said=False)]}),
        seen(answer(GOOD_TEXT.replace(" and [[f3]] remains", ""))),
        None,
    ),
    (
        "amounts",
        asked({"amounts": GOOD_AMOUNTS}),
        seen(answer(facts=facts_with(money("f3", Label.GRANTED, 6400, "₹64.00")))),
        "no fact: remaining 64.00",
    ),
    (
        "amounts",
        asked({"amounts": GOOD_AMOUNTS}),
        seen(answer(facts=facts_with(money("f3", Label.REMAINING, 6400, "₹6400.00")))),
        "is shown as '₹6400.00'",
    ),
    (
        "amounts",
        asked({"amounts": GOOD_AMOUNTS}),
        seen(answer(facts=facts_with(money("f3", Label.REMAINING, 6400, "$64.00", currency="USD")))),
        "no fact: remaining 64.00 INR",
    ),
    (
        "amounts",
        asked({"amounts": [*amounts_without("remaining"), amount("remaining", "64.00", order="999-0000000-0000000")]}),
        seen(),
        "no fact: remaining 64.00 INR of 999",
    ),
    (
        "amounts",
        asked({"amounts": [*amounts_without("remaining"), amount("remaining", "64.00", benefit="BEN-2")]}),
        seen(),
        "of BEN-2",
    ),
    (
        "amounts",
        asked({"amounts": GOOD_AMOUNTS}),
        seen(answer(GOOD_TEXT + " [[f9]] promised.", facts_with(money("f9", Label.ITEM_PROMISED, 3400, "₹34.00")))),
        "unexpected amount in the text: itemPromised ₹34.00",
    ),
    (
        "amounts",
        asked({"amounts": GOOD_AMOUNTS}),
        seen(answer(facts=facts_with(money("f9", Label.ITEM_PROMISED, 3400, "₹34.00")))),
        None,
    ),
    (
        "amounts",
        asked({"amounts": [*GOOD_AMOUNTS, amount("installment", "36.00")]}),
        seen(),
        "no fact: installment 36.00",
    ),
    ("notStated", asked({"not_stated": ["reversed"]}), seen(), None),
    ("notStated", asked({"not_stated": ["remaining"]}), seen(), "remaining ₹64.00 is stated in the text"),
    (
        "notStated",
        asked({"not_stated": ["remaining"]}),
        seen(answer("Not known.", facts_without("f3"), cashback=[card(fact_ids={})])),
        "remaining is on the card",
    ),
    (
        "notStated",
        asked({"not_stated": ["overIssued"]}),
        seen(answer(facts=facts_with(money("f9", Label.OVER_ISSUED, 100, "₹1.00")))),
        "overIssued ₹1.00 is stated as a fact",
    ),
    ("dates", asked({"dates": GOOD_DATES}), seen(), None),
    ("dates", asked({"dates": []}), seen(), "unexpected day in the text: issuedOn 8 Nov 2026"),
    (
        "dates",
        asked({"dates": GOOD_DATES}),
        seen(answer(facts=facts_with(day("f5", Label.ISSUED_ON, "2026-11-07T18:00:00+00:00", "8 Nov 2026")))),
        "no fact: issuedOn 2026-11-08",
    ),
    (
        "dates",
        asked({"dates": GOOD_DATES}),
        seen(answer(facts=facts_with(day("f5", Label.ISSUED_ON, "2026-11-07T20:00:00+00:00", "7 Nov 2026")))),
        "is shown as '7 Nov 2026'",
    ),
    ("dates", asked({"dates": GOOD_DATES}), seen(answer(GOOD_TEXT.replace(" on [[f5]]", ""))), "not said in the text"),
    (
        "dates",
        asked({"dates": GOOD_DATES}),
        seen(answer(facts=facts_with(day("f5", Label.CREATED_ON, "2026-11-07T20:00:00+00:00", "8 Nov 2026")))),
        "no fact: issuedOn",
    ),
    ("giftCards", asked({"gift_cards": ["1111"]}), seen(), None),
    ("giftCards", asked({"gift_cards": ["1111", "2222"]}), seen(), "missing from the facts: 2222"),
    ("giftCards", asked({"gift_cards": []}), seen(), "too many in the facts: 1111"),
    (
        "giftCards",
        asked({"gift_cards": ["1111"]}),
        seen(answer(GOOD_TEXT.replace(", gift card [[f6]]", ""))),
        "missing from the text: 1111",
    ),
    ("giftCards", asked({"gift_cards": ["1111"]}), seen(answer(installments=[])), "missing from the cards: 1111"),
    (
        "giftCards",
        asked({"gift_cards": ["1111"]}),
        seen(answer(facts=facts_with(gift_card("f6", "GC-7F3K-9Q2M-1111")))),
        "something else than its last four",
    ),
    ("reasons", asked({"reasons": ["AWAITING_SHIPMENT"]}), seen(), None),
    ("reasons", asked({"reasons": []}), seen(), "too many in the facts: AWAITING_SHIPMENT"),
    ("reasons", asked({"reasons": ["AWAITING_SHIPMENT", "EXPIRED"]}), seen(), "missing from the facts: EXPIRED"),
    (
        "reasons",
        asked({"reasons": ["AWAITING_SHIPMENT"]}),
        seen(answer(cashback=[card(reasons=[Reason.COMPLETE])])),
        "too many in the cards: COMPLETE",
    ),
    (
        "reasons",
        asked({"reasons": ["AWAITING_SHIPMENT"]}),
        seen(answer(facts=facts_with(reason("f9", Reason.CANCELLED)))),
        "too many in the facts: CANCELLED",
    ),
    ("labels", asked(), seen(), None),
    (
        "labels",
        asked(),
        seen(answer(GOOD_TEXT.replace("[[f3]] remains", "[[f2]] remains"))),
        "stated as remaining",
    ),
    ("labels", asked(), seen(answer(f"[[f1]] of [[f2]] has come on order {ORDER}.")), "as a part of the granted one"),
    ("labels", asked(), seen(answer(f"[[f2]] of [[f1]] has come on order {ORDER}.")), None),
    (
        "labels",
        asked(),
        seen(answer(GOOD_TEXT.replace("issued on", "reversed on"))),
        "stands after 'reversed'",
    ),
    ("labels", asked(), seen(answer(GOOD_TEXT.replace("[[f3]] remains", "[[f2]] remains"), language="hi")), None),
    ("grounding", asked(), seen(), None),
    ("grounding", asked(), seen(answer(GOOD_TEXT + " It is item 2 of 3.", items=ITEMS)), None),
    ("grounding", asked(), seen(answer(GOOD_TEXT + " यह 3 में से आइटम 2 है।", items=ITEMS)), None),
    ("grounding", asked(), seen(answer(GOOD_TEXT + " It is item 4 of 3.", items=ITEMS)), "the text holds '4'"),
    ("grounding", asked(), seen(answer(GOOD_TEXT + " It is item 2 of 4.", items=ITEMS)), "the text holds '2'"),
    ("grounding", asked(), figure_moved(), "is not where it says"),
    ("grounding", asked(), seen(answer(GOOD_TEXT + " That is 64 in all.")), "the text holds '6'"),
    ("grounding", asked(), seen(answer(GOOD_TEXT + " A hundred in all.")), "the text holds 'hundred'"),
    ("grounding", asked(), seen(answer(GOOD_TEXT + " Half, or ५० of it.")), "the text holds '5'"),
    (
        "grounding",
        asked(),
        seen(answer(GOOD_TEXT + " As for order 999-0000000-0000000: no.")),
        "neither asked for nor found",
    ),
    (
        "grounding",
        asked(),
        seen(answer().model_copy(update={"facts": list(facts_without("f3"))})),
        "refers to f3, which is no fact",
    ),
    (
        "grounding",
        asked(),
        seen(answer().model_copy(update={"figures": answer().figures[::-1]})),
        "overlap or are out of order",
    ),
    ("grounding", asked(), seen(answer(reply_draft=f"₹64.00 remains on order {ORDER}.")), None),
    ("grounding", asked(), seen(answer(reply_draft="₹65.00 remains.")), "the draft holds '₹'"),
]
