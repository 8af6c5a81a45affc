"""Every check is silent about a good turn and speaks up about each bad one: one that cannot fail is worth nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.events import AnswerCompleted, Figure, Outcome, RunFailed
from evals.checks.registry import CHECKS, judge
from evals.transcript import AskedTurn, SeenTurn
from rewards.contract import Reason, SourceStatus
from rewards.identity import Principal, Role
from rewards.money import Money
from tests.evals.scene import (
    AGENT,
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
    installment,
    money,
    reason,
    request,
    seen,
    source,
    wire_of,
)
from tools.result import Label

CUSTOMER: dict[str, Any] = {"principal": {"role": "customer", "subject": "asha", "customer": "CUST-1"}}
LEAD: dict[str, Any] = {"principal": {"role": "support_lead", "subject": "ravi", "reason": "escalation"}}


def facts_with(*changed: Any) -> tuple[Any, ...]:
    """The good facts, with those of the same id replaced and new ones added."""
    return tuple({fact.fact_id: fact for fact in (*GOOD_FACTS, *changed)}.values())


def facts_without(*fact_ids: str) -> tuple[Any, ...]:
    return tuple(fact for fact in GOOD_FACTS if fact.fact_id not in fact_ids)


def amounts_without(label: str) -> list[dict[str, str]]:
    return [amount for amount in GOOD_AMOUNTS if amount["label"] != label]


def amount(label: str, value: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "amount": value, "currency": "INR", "because": "a literal of the test", **more}


def figure_moved() -> SeenTurn:
    good = answer()
    first = good.figures[0]
    moved = [Figure(start=first.start + 1, end=first.end + 1, fact_id=first.fact_id), *good.figures[1:]]
    return seen(good.model_copy(update={"figures": moved}))


def ended_twice() -> SeenTurn:
    events = events_of(answer())
    return seen(events=(*events, RunFailed(code="stepLimit", retryable=False)))


def prose_first() -> SeenTurn:
    started, tool, done, found, *rest = events_of(answer())
    events = (started, tool, done, rest[0], found, *rest[1:])
    return seen(events=events)


def other_fact_streamed() -> SeenTurn:
    events = list(events_of(answer()))
    told = answer(facts=facts_with(money("f3", Label.REMAINING, 9900, "₹99.00")))
    events[-1] = AnswerCompleted(answer=answer())
    events[3] = events_of(told)[3]
    return seen(events=tuple(events))


def misnumbered() -> SeenTurn:
    good = seen()
    return replace(good, wire=good.wire.replace("id: 3\n", "id: 4\n"))


# check, what is asked, what is seen, a part of what the check must say (None: nothing)
TABLE: list[tuple[str, AskedTurn, SeenTurn, str | None]] = [
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
    ("budgets", asked({"budgets": {"model_calls": 1}}), seen(), "2 model calls, at most 1"),
    ("budgets", asked({"budgets": {"tool_calls": 0}}), seen(), "1 tool calls, at most 0"),
    ("budgets", asked(), seen(model_requests=("{}",) * 7), "7 model calls, at most 6"),
    ("strays", asked(), seen(), None),
    ("strays", asked(), seen(strays=("POST elsewhere/refunds",)), "a stray request: POST elsewhere/refunds"),
    ("access", asked(), seen(), None),
    ("access", asked(), seen(requests=(request(f"/promotion-executions/{ORDER}/cashback", query={}),)), None),
    ("access", asked(), seen(requests=(request(query={}),)), "not of version 2"),
    ("access", asked(), seen(requests=(request(query={"version": "1"}),)), "not of version 2"),
    ("access", asked(), seen(requests=(request(method="POST"),)), "not a read"),
    ("access", asked(), seen(requests=(request(bearer=None, token_ttl=None),)), "without a good token"),
    ("access", asked(), seen(requests=(request(token_ttl=timedelta(hours=1)),)), "with a token for 1:00:00"),
    (
        "access",
        asked(),
        seen(requests=(request(bearer=AGENT.model_copy(update={"customer_id": "CUST-2"})),)),
        "made as somebody else",
    ),
    (
        "access",
        asked(),
        seen(requests=(request(bearer=Principal(role=Role.SERVICE, subject="ravi", scopes=frozenset({"all"}))),)),
        "with more scopes",
    ),
    ("audit", asked(), seen(), None),
    ("audit", asked(), seen(audit=()), "1 lookups and 0 audit lines"),
    ("audit", asked(stream=False), seen(audit=(), events=()), "no audit line tells of it"),
    ("audit", asked(), seen(audit=(audited(decision="deny"),)), None),
    ("audit", asked(), seen(audit=(audited(subject="meera"),)), "names somebody else"),
    ("audit", asked(), seen(audit=(audited(resource=ORDER),)), "names its resource in clear"),
    ("audit", asked(**LEAD), seen(audit=(audited(role="support_lead", case_id=None),)), "has no reason"),
    (
        "audit",
        asked(**LEAD),
        seen(audit=(audited(role="support_lead", case_id=None, reason="escalation"),)),
        None,
    ),
    ("canaries", asked({"canaries": ["98450 12345"]}), seen(), None),
    (
        "canaries",
        asked({"canaries": ["+91 98450 12345"]}),
        seen(model_requests=("call 9845012345",)),
        "is in the requests to the model",
    ),
    (
        "canaries",
        asked(secrets=["GC-7F3K-9Q2M-1111"]),
        seen(logs=("issued gc 7f3k 9q2m 1111",)),
        "GC…11 (17 characters) is in the logs",
    ),
    ("canaries", asked(secrets=["Asha Verma"]), seen(wire="Dear ASHA VERMA"), "is in the response"),
    ("canaries", asked(secrets=["Asha Verma"]), seen(stored="x Asha Verma"), "is in the stored conversation"),
    ("canaries", asked(secrets=["Asha Verma"]), seen(audit=(audited(reason="for Asha Verma"),)), "is in the audit"),
    (
        "canaries",
        asked(secrets=["98450 12345"]),
        seen(requests=(request("/promotion-executions/९८४५०१२३४५"),)),
        "is in the requests to the rewards API",
    ),
    (
        "canaries",
        asked(secrets=["98450 12345"]),
        seen(events=events_of(answer(), deltas=["call 98450", " 12345"])),
        "is in the streamed text",
    ),
    ("canaries", asked({"canaries": ["7500"]}), seen(wire="75 00"), None),
    ("grounding", asked(), seen(), None),
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
    ("cards", asked(), seen(answer(installments=[installment(amount=None)])), "shows another installment"),
    ("cards", asked(), seen(answer(installments=[installment(gift_card="•••• 9")])), "another gift card than its fact"),
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
        seen(answer(sources=[source("lineItems", SourceStatus.TIMEOUT)], outcome=Outcome.PARTIAL)),
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
        seen(answer(outcome=Outcome.UNAVAILABLE)),
        "promised ₹100.00 is stated, and nothing is available",
    ),
    (
        "audience",
        asked(**CUSTOMER),
        seen(answer(facts=[fact.model_copy(update={"sources": []}) for fact in GOOD_FACTS])),
        None,
    ),
    ("audience", asked(), seen(answer(reply_draft="Hello")), None),
    ("audience", asked(**CUSTOMER), seen(), "names the records it follows from"),
    (
        "audience",
        asked(**CUSTOMER),
        seen(answer(facts=facts_with(reason("f7", Reason.OVER_ISSUED).model_copy(update={"audience": "staff"})))),
        "is for the staff",
    ),
    (
        "audience",
        asked(**CUSTOMER),
        seen(answer(cashback=[card(reasons=[Reason.SOURCE_CONFLICT])])),
        "a card gives a reason",
    ),
    ("audience", asked(**CUSTOMER), seen(answer(reply_draft="Hello")), "a draft of the reply"),
    ("stream", asked(), seen(), None),
    ("stream", asked(stream=False), seen(events=(), wire="{}"), None),
    ("stream", asked(stream=False), seen(), "events, where one JSON body was asked for"),
    ("stream", asked(), seen(events=()), "does not begin with run.started"),
    ("stream", asked(), seen(events=events_of(answer())[:-1]), "does not end with its only terminal event"),
    ("stream", asked(), ended_twice(), "does not end with its only terminal event"),
    ("stream", asked(), prose_first(), "prose before the facts"),
    ("stream", asked(), seen(events=(*events_of(answer())[:2], *events_of(answer())[3:])), "begun and not finished"),
    ("stream", asked(), misnumbered(), "not numbered"),
    ("stream", asked(), seen(events=events_of(answer(), deltas=["₹99.00"])), "not the text of the answer"),
    ("stream", asked(), other_fact_streamed(), "not the same, among the facts"),
]


@pytest.mark.parametrize(
    ("name", "question", "turn", "says"), TABLE, ids=[f"{i}-{row[0]}-{row[3] or 'good'}" for i, row in enumerate(TABLE)]
)
def test_a_check_finds_what_is_wrong_and_nothing_else(
    name: str, question: AskedTurn, turn: SeenTurn, says: str | None
) -> None:
    messages = list(CHECKS[name](question, turn))

    assert bool(messages) is (says is not None), messages
    assert says is None or any(says in message for message in messages), messages


def test_every_check_is_proven_to_pass_and_to_fail() -> None:
    proven = {(name, says is None) for name, _, _, says in TABLE}

    assert proven == {(name, passes) for name in CHECKS for passes in (True, False)}


def test_no_check_finds_anything_in_a_good_turn() -> None:
    whole = {"amounts": GOOD_AMOUNTS, "dates": GOOD_DATES, "gift_cards": ["1111"], "reasons": ["AWAITING_SHIPMENT"]}

    assert judge(asked(whole), seen()) == ()


def test_a_finding_names_its_turn_and_its_check() -> None:
    [finding] = judge(asked({"says": ["tomorrow"]}, earlier_turns=1), seen(earlier=(seen(),)))

    assert (finding.turn, finding.check, finding.message) == (2, "says", "the text does not say 'tomorrow'")


def test_a_turn_without_an_answer_is_judged_by_its_outcome_alone() -> None:
    expect = {"amounts": GOOD_AMOUNTS, "says": ["₹64.00"], "gift_cards": ["1111"], "reasons": []}
    turn = seen(answer=None, status=503, failure="turnFailed", events=(), wire="{}", requests=(), audit=())

    assert [finding.check for finding in judge(asked(expect, stream=False), turn)] == ["outcome"]


def test_the_good_wire_is_what_its_events_say() -> None:
    assert wire_of(events_of(answer())).count("event: ") == len(events_of(answer()))
