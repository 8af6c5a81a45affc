"""Good and bad turns for the checks that every turn is held against, whatever its task expects."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from agent.turn_events import Answer, AnswerCompleted, FactSpan, Outcome, RunFailed, StatementSpan, Usage
from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceStatus
from core.identity.tokens import Principal, Role
from core.money import Money
from evals.harness.transcript import SeenTurn, Step
from tests.evals.checks.transcripts import (
    AGENT,
    GOOD_FACTS,
    GOOD_TEXT,
    ORDER,
    answer,
    asked,
    audited,
    card,
    events_of,
    installment,
    money,
    reason,
    request,
    seen,
    source,
)
from tests.evals.checks.turns_expected import Row, facts_with, facts_without
from tools.cards import FactSource, Label

CUSTOMER: dict[str, Any] = {"principal": {"role": "customer", "subject": "asha", "customer": "CUST-1"}}
ZERO = Money(amount_minor=0, currency="INR")
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


def of_item(minor: int) -> SeenTurn:
    source_of = [FactSource(source="lineItems", record_id=f"{ORDER}#PROMO#BEN-1#LI-1#")]
    told = money("f8", Label.ITEM_PROMISED, minor, "₹30.00", sources=source_of)
    return seen(answer(facts=(*GOOD_FACTS, told)))


def with_records(**changes: Any) -> list[dict[str, Any]]:
    return [record | changes for record in RECORDS]


LEAD: dict[str, Any] = {"principal": {"role": "support_lead", "subject": "ravi", "reason": "escalation"}}


def figure_moved() -> SeenTurn:
    good = answer()
    first = good.figures[0]
    moved = [FactSpan(start=first.start + 1, end=first.end + 1, fact_id=first.fact_id), *good.figures[1:]]
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


def model_offered(*names: str, customer_id: bool = False) -> SeenTurn:
    parameters: dict[str, Any] = {"properties": {"customerId": {}}} if customer_id else {}
    tools = [{"function": {"name": name, "parameters": parameters}} for name in names]
    return seen(model_requests=(json.dumps({"tools": tools}),))


GAP = ("position.whole", "unknown.source")


def with_spans(change: Callable[[list[StatementSpan]], list[StatementSpan]]) -> Answer:
    return answer(statements=change(answer().statements))


def moved(span: StatementSpan, **changes: Any) -> StatementSpan:
    return span.model_copy(update=changes)


TABLE: list[Row] = [
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
    ("records", asked(), seen(), None),
    ("records", asked(rows=RECORDS), seen(), None),
    (
        "records",
        asked(rows=with_records(amountMinor=2100)),
        seen(),
        "installment ₹36.00 is told of EV-f4, which has 2100",
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
    ("outcome", asked(), seen(answer(model="scripted"), asked_model="scripted"), None),
    ("outcome", asked(), seen(asked_model="scripted"), None),  # the offline model stood in where nothing was to be said
    ("outcome", asked(), seen(answer(model="another"), asked_model="scripted"), "said to be of another"),
    ("audience", asked(**CUSTOMER), seen(answer(usage=Usage(input_tokens=9, output_tokens=1))), "what the answer took"),
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
    ("denied", asked(), seen(), None),
    ("denied", asked(), seen(requests=(), steps=(Step(ORDER, is_allowed=False),)), None),
    ("denied", asked(), seen(steps=(Step(ORDER, is_allowed=None),)), "about which nothing had been decided"),
    ("denied", asked(), seen(steps=(Step(ORDER, is_allowed=None), Step(ORDER, is_allowed=True))), "nothing had been"),
    ("denied", asked(), seen(steps=(Step(ORDER, is_allowed=False), Step(ORDER, is_allowed=None))), "had been denied"),
    # Allowed to be looked up, and denied when it came: what comes after that is a request too many.
    (
        "denied",
        asked(),
        seen(
            requests=(request(), request()),
            steps=tuple(Step(ORDER, is_allowed) for is_allowed in (True, None, False, True, None)),
        ),
        "had been denied",
    ),
    (
        "denied",
        asked(),
        seen(steps=(Step("CUST-1", is_allowed=True), Step("CUST-2", is_allowed=None))),
        "a request for CUST-2",
    ),
    ("denied", asked(), seen(steps=()), "1 requests, of which 0"),
    ("audit", asked(), seen(), None),
    ("audit", asked(), seen(audit=()), "1 lookups and 0 audit lines"),
    ("audit", asked(stream=False), seen(audit=(), events=()), "no audit line tells of it"),
    ("audit", asked(), seen(audit=(audited(decision="deny"),)), None),
    ("audit", asked(), seen(audit=(audited(subject="meera"),)), "names somebody else"),
    ("audit", asked(), seen(steps=(Step(ORDER, is_allowed=False),)), "no audit line says so"),
    ("audit", asked(), seen(steps=(Step(ORDER, is_allowed=False),), audit=(audited(decision="deny"),)), None),
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
    ("offered", asked(), model_offered("get_remaining_cashback"), None),
    ("offered", asked(), model_offered("get_remaining_cashback", customer_id=True), None),
    ("offered", asked(), model_offered("get_remaining_cashback", "issue_cashback"), "is offered issue_cashback"),
    ("offered", asked(**CUSTOMER), model_offered("get_remaining_cashback", customer_id=True), "may name a customer"),
    ("masking", asked(), seen(), None),
    ("masking", asked(), seen(answer(GOOD_TEXT + " <GIFT_CARD_1>")), "a token was left in the text"),
    ("masking", asked(), seen(answer('{"tool":"x"}' + GOOD_TEXT)), "a program wrote for a program"),
    ("masking", asked(), seen(answer(reply_draft="You got [[f2]].")), "a reference was left in the draft"),
    (
        "masking",
        asked(),
        seen(answer(GOOD_TEXT.replace(ORDER, "[hidden]"))),
        "something is hidden in a sentence",
    ),
    ("masking", asked(), seen(answer(GOOD_TEXT.replace(f" on order {ORDER}", ""))), None),
    (
        "masking",
        asked(),
        seen(answer(GOOD_TEXT.replace(f" on order {ORDER}", "")), question="Where is my cashback?"),
        f"something of order {ORDER} is told",
    ),
    ("statements", asked(), seen(), None),
    ("statements", asked(), seen(answer("Hello!", (), kinds=("courtesy.greeting",))), None),
    ("statements", asked(), seen(answer(statements=[])), "no statement holds"),
    ("statements", asked(), seen(with_spans(lambda s: [s[0]])), "no statement holds"),
    ("statements", asked(), seen(with_spans(lambda s: [s[1], s[0]])), "overlaps another"),
    ("statements", asked(), seen(with_spans(lambda s: [s[0], moved(s[1], start=s[0].start)])), "overlaps another"),
    ("statements", asked(), seen(with_spans(lambda s: [moved(s[0], end=9_999)])), "outside of the text"),
    (
        "statements",
        asked(),
        seen(with_spans(lambda s: [moved(s[0], business_reference_id="404-0000000-0000000"), s[1]])),
        f"has a figure of {ORDER}",
    ),
    (
        "statements",
        asked(),
        seen(with_spans(lambda s: [s[0], moved(s[1], business_reference_id="404-0000000-0000000")])),
        "does not name its order",
    ),
    ("statements", asked(), seen(with_spans(lambda s: [s[0], moved(s[1], statement_id="s1")])), "is said twice"),
    (
        "statements",
        asked(earlier_turns=1),
        seen(with_spans(lambda s: [moved(s[0], kind="position.none_yet"), s[1]]), earlier=(seen(),)),
        "stood for another statement",
    ),
    ("statements", asked(earlier_turns=1), seen(earlier=(seen(),)), None),
    ("statements", asked(**CUSTOMER), seen(answer(kinds=("position.whole", "next.may_close"))), "said to a customer"),
    ("statements", asked(**CUSTOMER), seen(answer(kinds=("position.whole", "excess.none"))), None),
    ("labels", asked(), seen(), None),
    (
        "labels",
        asked(),
        seen(answer(GOOD_TEXT.replace("[[f3]] remains", "[[f2]] remains"))),
        "told as remaining",
    ),
    ("labels", asked(), seen(answer(f"[[f1]] of [[f2]] has come on order {ORDER}.")), "a part of what is granted"),
    ("labels", asked(), seen(answer(f"[[f2]] of [[f1]] has come on order {ORDER}.")), None),
    (
        "labels",
        asked(),
        seen(answer(GOOD_TEXT.replace("issued on", "reversed on"))),
        "stands after 'reversed'",
    ),
    ("labels", asked(), seen(answer(GOOD_TEXT.replace("[[f3]] remains", "[[f2]] remains"), language="hi")), None),
    ("language", asked(), seen(), None),
    ("language", asked(), seen(answer("नमस्ते।", ())), "not in the language that it says: en"),
    ("language", asked(), seen(answer("नमस्ते।", (), language="hi"), question="कितना बाकी है?"), None),
    ("language", asked(), seen(question="कितना बाकी है?"), "in Devanagari is answered in en"),
    ("language", asked(), seen(answer(language="hi-Latn")), "not in the language that it says: hi-Latn"),
    ("language", asked(), seen(answer("Abhi kuch baaki nahi hai.", (), language="hi-Latn")), None),
    ("cards", asked(), seen(answer(installments=[installment(), installment()])), "stands on the cards 2 times"),
]
