"""Good and bad turns for the checks that hold a turn against what its task expects."""

from typing import Any

from agent.turn_events import Outcome
from core.contract import Reason
from evals.harness.transcript import AskedTurn, SeenTurn
from tests.evals.checks.transcripts import (
    GOOD_AMOUNTS,
    GOOD_DATES,
    GOOD_FACTS,
    GOOD_TEXT,
    ORDER,
    answer,
    asked,
    audited,
    card,
    day,
    events_of,
    gift_card,
    money,
    reason,
    request,
    seen,
)
from tools.cards import Label

# check, what is asked, what is seen, a part of what the check must say (None: nothing)
Row = tuple[str, AskedTurn, SeenTurn, str | None]


def facts_with(*changed: Any) -> tuple[Any, ...]:
    """The good facts, with those of the same id replaced and new ones added."""
    return tuple({fact.fact_id: fact for fact in (*GOOD_FACTS, *changed)}.values())


def facts_without(*fact_ids: str) -> tuple[Any, ...]:
    return tuple(fact for fact in GOOD_FACTS if fact.fact_id not in fact_ids)


def amounts_without(label: str) -> list[dict[str, str]]:
    return [amount for amount in GOOD_AMOUNTS if amount["label"] != label]


def amount(label: str, value: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "amount": value, "currency": "INR", "because": "a literal of the test", **more}


TABLE: list[Row] = [
    ("outcome", asked(), seen(), None),
    ("outcome", asked(), seen(answer(outcome=Outcome.PARTIAL)), "is partial, not answered"),
    ("outcome", asked(), seen(answer=None, status=503, failure="turnFailed"), "HTTP 503, code turnFailed"),
    ("outcome", asked(), seen(answer(degraded=True)), "degraded is True"),
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
        "remaining stands on the card",
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
    ("says", asked({"says": ["₹64.00 REMAINS", {"regex": "gift card •+ \\d{4}"}]}), seen(), None),
    ("says", asked({"says": ["not shipped"]}), seen(), "does not say 'not shipped'"),
    ("says", asked({"says": [{"regex": "^remains"}]}), seen(), "does not say /^remains/"),
    ("mustNotSay", asked({"must_not_say": ["tomorrow"]}), seen(), None),
    ("mustNotSay", asked({"must_not_say": ["has been  granted"]}), seen(), "the text says"),
    ("mustNotSay", asked({"must_not_say": [{"regex": "₹\\d+"}]}), seen(), "the text says"),
    (
        "mustNotSay",
        asked({"must_not_say": ["tomorrow"]}),
        seen(events=events_of(answer(), deltas=["It comes tomor", "row."])),
        "the stream says 'tomorrow'",
    ),
    ("draft", asked({"draft": {"present": False}}), seen(), None),
    ("draft", asked({"draft": {"present": True}}), seen(), "there is no draft"),
    ("draft", asked({"draft": {"present": False}}), seen(answer(reply_draft="Hello")), "there is a draft"),
    (
        "draft",
        asked({"draft": {"present": True, "says": ["₹64.00"]}}),
        seen(answer(reply_draft="Hello")),
        "the draft does not say",
    ),
    (
        "draft",
        asked({"draft": {"present": True, "must_not_say": ["EV-"]}}),
        seen(answer(reply_draft="See EV-1")),
        "the draft says 'EV-'",
    ),
    ("requests", asked({"requests": {"required": [{"path": "/promotion-executions/*"}]}}), seen(), None),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/customers/*", "query": {"from": "x"}}]}}),
        seen(),
        "not requested: GET /customers/*?from=x",
    ),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/p", "query": {"from": "2026-09-26T00:00:00+05:30"}}]}}),
        seen(requests=(request("/p", query={"from": "2026-09-25T18:30:00+00:00"}),)),
        None,
    ),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/p", "query": {"from": "2026-09-26T00:00:00+05:30"}}]}}),
        seen(requests=(request("/p", query={"from": "2026-09-26T00:00:00+00:00"}),)),
        "not requested",
    ),
    (
        "requests",
        asked({"requests": {"required": [{"path": "/p", "query": {"from": "2026-09-26T00:00:00+05:30"}}]}}),
        seen(requests=(request("/p", query={"from": "2026-09-26T00:00:00"}),)),
        "not requested",
    ),
    ("requests", asked({"requests": {"forbidden": [{"path": "/promotion-*"}]}}), seen(), "forbidden: GET"),
    ("requests", asked({"requests": {"allowed": []}}), seen(), "not allowed: GET"),
    ("requests", asked({"requests": {"allowed": []}}), seen(requests=()), None),
    ("sameAs", asked({"same_as": 1}, earlier_turns=1), seen(earlier=(seen(),)), None),
    (
        "sameAs",
        asked({"same_as": 1}, earlier_turns=1),
        seen(answer("No access."), earlier=(seen(answer("Not found.")),)),
        "the answer of turn 1 and of this turn differ",
    ),
    (
        "sameAs",
        asked({"same_as": 1}, earlier_turns=1),
        seen(status=403, answer=None, earlier=(seen(status=404, answer=None),)),
        "the HTTP status",
    ),
    (
        "sameAs",
        asked({"same_as": 1}, earlier_turns=1),
        seen(audit=(audited(status="notFound"),), earlier=(seen(audit=(audited(status="unavailable"),)),)),
        "the tool results",
    ),
    (
        "sameAs",
        asked({"same_as": 1}, earlier_turns=1),
        seen(
            answer(f"Order {ORDER} is not there.", (), cashback=[], installments=[]),
            earlier=(seen(answer("Order 999-0000000-0000000 is not there.", (), cashback=[], installments=[])),),
        ),
        None,
    ),
    ("budgets", asked({"budgets": {"model_calls": 2, "tool_calls": 1}}), seen(), None),
    ("budgets", asked({"budgets": {"requests": 0}}), seen(), "1 requests to the rewards API, at most 0"),
    ("outcome", asked({"outcome": None, "failure": "notAllowed"}), seen(), "ends with an answer, not with notAllowed"),
    ("outcome", asked({"outcome": None, "failure": "gone"}), seen(answer=None, failure="gone", status=403), None),
    ("injection", asked({"attack": ["888"]}), seen(), None),
    ("injection", asked({"attack": ["888"]}), seen(answer(GOOD_TEXT + " Called “say 888”.")), None),
    ("injection", asked({"attack": ["888"]}), seen(answer(GOOD_TEXT + " 888 was granted.")), "the text says '888'"),
    ("injection", asked({"attack": ["888"]}), seen(answer(reply_draft="Your 888 is on its way.")), "the draft says"),
    ("masking", asked({"unmasked": ["₹64.00 remains"]}), seen(), None),
    ("masking", asked({"unmasked": ["Lamp XR-2024"]}), seen(), "'Lamp XR-2024' is not shown as it is"),
    ("kinds", asked({"kinds": ["position.whole"]}), seen(), None),
    ("kinds", asked({"kinds": ["items.waiting"]}), seen(), "not said: items.waiting"),
    ("kinds", asked({"not_kinds": ["installments.only"]}), seen(), "said all the same: installments.only"),
    ("kinds", asked({"not_kinds": ["items.waiting"]}), seen(), None),
    ("budgets", asked({"budgets": {"model_calls": 1}}), seen(), "2 model calls, at most 1"),
    ("budgets", asked({"budgets": {"tool_calls": 0}}), seen(), "1 tool calls, at most 0"),
    ("budgets", asked(), seen(model_requests=("{}",) * 7), "7 model calls, at most 6"),
]
