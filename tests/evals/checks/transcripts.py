"""Turns built by hand, for the tables of good and bad transcripts that every check is tested with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.turn_events import (
    Answer,
    AnswerCompleted,
    AnswerDelta,
    FactsFound,
    FactSpan,
    Outcome,
    RunStarted,
    StatementSpan,
    ToolFinished,
    ToolStarted,
    TurnEvent,
)
from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceReport, SourceStatus
from core.identity.tokens import Principal, Role
from core.money import Money
from evals.answers.answer_task import AnswerTask
from evals.answers.model_answer import ModelAnswer
from evals.harness.task import Task
from evals.harness.transcript import AskedTurn, RewardsRequest, SeenTurn, Step
from guardrails.audit.record import AuditRecord
from tools.cards import (
    REFERENCE,
    CashbackCard,
    Fact,
    FactKind,
    FactSource,
    InstallmentCard,
    Label,
    ToolStatus,
)

ORDER = "404-1029384-5566778"
NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-1", customer_id="CUST-1")


def asked(expect: dict[str, Any] | None = None, *, earlier_turns: int = 0, **task: Any) -> AskedTurn:
    """Return a task whose last turn has this expectation; without one it forbids a word that no answer has."""
    secrets, rows = task.pop("secrets", ()), task.pop("rows", ())
    turn = {"ask": "What is left?", "expect": {"outcome": "answered", "must_not_say": ["xyzzy"]} | (expect or {})}
    before = {"ask": "What is left?", "expect": {"outcome": "answered", "must_not_say": ["xyzzy"]}}
    raw: dict[str, Any] = {
        "id": "scene",
        "why": "a task of the tests of the checks",
        "tags": ["test"],
        "world": "story",
        "now": "2026-11-23T10:00:00+05:30",
        "principal": {"role": "support_agent", "subject": "ravi", "case": "CASE-1", "customer": "CUST-1"},
        "turns": [before] * earlier_turns + [turn],
    } | task
    return AskedTurn(Task.model_validate(raw, strict=False), earlier_turns + 1, tuple(secrets), tuple(rows))


def answered_by(**fields: Any) -> AskedTurn:
    """Return a task whose model sends this answer of the corpus."""
    written = {"kind": "written", "after": "a literal of the tests of the checks"}
    raw = {"id": "scene", "why": "an answer of the tests of the checks", "source": written, "chooses": True}
    task = asked().task
    answer = ModelAnswer.model_validate(raw | fields, strict=False)
    return AskedTurn(AnswerTask(**{name: getattr(task, name) for name in Task.model_fields}, answer=answer), 1)


def money(fact_id: str, label: Label, minor: int, shown: str, **changes: Any) -> Fact:
    value = Money(amount_minor=minor, currency=changes.pop("currency", "INR"))
    return _fact(fact_id, FactKind.MONEY, label, value, shown, **changes)


def day(fact_id: str, label: Label, instant: str, shown: str, **changes: Any) -> Fact:
    return _fact(fact_id, FactKind.DATE, label, instant, shown, **changes)


def gift_card(fact_id: str, shown: str) -> Fact:
    return _fact(fact_id, FactKind.GIFT_CARD, Label.GIFT_CARD, shown, shown)


def reason(fact_id: str, code: Reason) -> Fact:
    return _fact(fact_id, FactKind.REASON, Label.REASON, code.value, code.value.lower())


def _fact(fact_id: str, kind: FactKind, label: Label, value: Money | str, shown: str, **changes: Any) -> Fact:
    fact = Fact(
        fact_id=fact_id,
        kind=kind,
        label=label,
        value=value,
        display=shown,
        sources=[FactSource(source="concessions", record_id=f"EV-{fact_id}")],
        as_of=NOW,
        business_reference_id=ORDER,
        promotion_id="PROMO",
        benefit_id="BEN-1",
    )
    return fact.model_copy(update=changes)


GOOD_FACTS = (
    money("f1", Label.PROMISED, 10000, "₹100.00"),
    money("f2", Label.GRANTED, 3600, "₹36.00"),
    money("f3", Label.REMAINING, 6400, "₹64.00"),
    money("f4", Label.INSTALLMENT, 3600, "₹36.00"),
    day("f5", Label.ISSUED_ON, "2026-11-07T20:00:00+00:00", "8 Nov 2026"),
    gift_card("f6", "•••• 1111"),
    reason("f7", Reason.AWAITING_SHIPMENT),
)
GOOD_TEXT = (
    f"[[f1]] cashback was promised on order {ORDER}, [[f2]] has been granted and [[f3]] remains.\n"
    "- [[f4]] issued on [[f5]], gift card [[f6]]."
)
KINDS = ("position.whole", "installments.only")
# What a task would expect of the good turn. 20:00 UTC is 01:30 of the next day in Mumbai.
GOOD_AMOUNTS = [
    {"label": label, "amount": amount, "currency": "INR", "because": "a literal of the test"}
    for label, amount in (
        ("promised", "100.00"),
        ("granted", "36.00"),
        ("remaining", "64.00"),
        ("installment", "36.00"),
    )
]
GOOD_DATES = [{"label": "issuedOn", "day": "2026-11-08", "because": "a literal of the test"}]


def card(**changes: Any) -> CashbackCard:
    good = CashbackCard(
        business_reference_id=ORDER,
        promotion_id="PROMO",
        promotion_name=None,
        benefit_id="BEN-1",
        benefit_type="INSTANT_CASHBACK",
        issuance_status=IssuanceStatus.PARTIALLY_ISSUED,
        reversal_status=ReversalStatus.NONE,
        promised=Money(amount_minor=10000, currency="INR"),
        granted=Money(amount_minor=3600, currency="INR"),
        remaining=Money(amount_minor=6400, currency="INR"),
        pending=None,
        reversed=None,
        reasons=[Reason.AWAITING_SHIPMENT],
        amounts_complete=True,
        fact_ids={"promised": "f1", "granted": "f2", "remaining": "f3"},
    )
    return good.model_copy(update=changes)


def installment(**changes: Any) -> InstallmentCard:
    good = InstallmentCard(
        business_reference_id=ORDER,
        promotion_id="PROMO",
        benefit_id="BEN-1",
        benefit_type="INSTANT_CASHBACK",
        amount=Money(amount_minor=3600, currency="INR"),
        issued_at=NOW,
        gift_card="•••• 1111",
        shipment_id=None,
        status="ISSUED",
        fact_ids={"installment": "f4", "giftCard": "f6"},
    )
    return good.model_copy(update=changes)


def source(name: str, status: SourceStatus = SourceStatus.OK) -> SourceReport:
    return SourceReport(source=name, status=status, latency_ms=1.0)


def answer(
    text: str = GOOD_TEXT, facts: Sequence[Fact] = GOOD_FACTS, *, kinds: Sequence[str] = KINDS, **changes: Any
) -> Answer:
    """Return an answer whose figures replace the references in ``text``; each line of it is a statement."""
    shown = {fact.fact_id: fact.display for fact in facts}
    written, figures, position = "", [], 0
    for match in REFERENCE.finditer(text):
        written += text[position : match.start()]
        start = len(written)
        written += shown[match[1]]
        figures.append(FactSpan(start=start, end=len(written), fact_id=match[1]))
        position = match.end()
    whole = Answer(
        conversation_id="conv-1",
        turn=1,
        outcome=Outcome.ANSWERED,
        text=written + text[position:],
        figures=figures,
        statements=spans(written + text[position:], kinds),
        facts=list(facts),
        cashback=[card()],
        installments=[installment()],
        sources=[source("ped"), source("lineItems"), source("concessions")],
        model="offline",
        degraded=False,
    )
    return whole.model_copy(update=changes)


def spans(text: str, kinds: Sequence[str] = KINDS) -> list[StatementSpan]:
    """Return a statement for each line of a text, of these kinds, all about the good order."""
    found, start = [], 0
    lines = text.split("\n")
    named = zip(lines, [*kinds, *["next.try_later"] * len(lines)], strict=False)
    for number, (line, kind) in enumerate(named, start=1):
        if line:
            found.append(
                StatementSpan(
                    statement_id=f"s{number}",
                    kind=kind,
                    start=start,
                    end=start + len(line),
                    business_reference_id=ORDER,
                )
            )
        start += len(line) + 1
    return found


def request(path: str = f"/promotion-executions/{ORDER}", **changes: Any) -> RewardsRequest:
    fields: dict[str, Any] = {
        "method": "GET",
        "query": {"version": "2"},
        "bearer": AGENT,
        "token_ttl": timedelta(seconds=60),
        "status": 200,
    }
    return RewardsRequest(path=path, **(fields | changes))


def audited(**changes: Any) -> AuditRecord:
    fields: dict[str, Any] = {
        "at": NOW.isoformat(),
        "request_id": "req",
        "conversation_id": "conv-1",
        "subject": "ravi",
        "role": "support_agent",
        "case_id": "CASE-1",
        "reason": None,
        "tool": "get_promotion_execution_details",
        "resource": "0123456789abcdef01234567",
        "decision": "allow",
        "policy": "agent-sees-customer-of-case",
        "status": "ok",
        "result_digest": "fedcba9876543210fedcba98",
        "customer": "00112233445566778899aabb",
    }
    return AuditRecord(**(fields | changes))


def events_of(given: Answer, *, deltas: Sequence[str] | None = None) -> tuple[TurnEvent, ...]:
    """Return the events of the stream that ends with this answer."""
    found = FactsFound(
        facts=given.facts,
        cashback=given.cashback,
        installments=given.installments,
        items=given.items,
        partial=False,
        sources=given.sources,
    )
    texts = given.text.splitlines(keepends=True) if deltas is None else deltas
    return (
        RunStarted(conversation_id=given.conversation_id, turn=given.turn),
        ToolStarted(call_id="t1", name="get_promotion_execution_details", arguments={}),
        ToolFinished(call_id="t1", name="get_promotion_execution_details", status=ToolStatus.OK, latency_ms=1.0),
        found,
        *(AnswerDelta(text=text) for text in texts),
        AnswerCompleted(answer=given),
    )


def wire_of(events: Sequence[TurnEvent]) -> str:
    frames = (
        f"event: {event.type}\nid: conv-1/1/{number}\ndata: {event.model_dump_json()}\n\n"
        for number, event in enumerate(events, start=1)
    )
    return "".join(frames)


def seen(given: Answer | None = None, **changes: Any) -> SeenTurn:
    """Return a turn in which no check finds anything, unless ``changes`` cause it to."""
    whole = answer() if given is None else given
    events = changes.pop("events", events_of(whole))
    fields: dict[str, Any] = {
        "question": f"What is left on order {ORDER}?",
        "status": 200,
        "wire": wire_of(events),
        "events": events,
        "answer": whole,
        "requests": (request(),),
        "model_requests": ("{}", "{}"),
        "audit": (audited(),),
    }
    whole_turn = SeenTurn(**({"reread": changes.get("answer", whole)} | fields | changes))
    return whole_turn if "steps" in changes else replace(whole_turn, steps=steps_of(whole_turn.requests))


def steps_of(requests: Sequence[RewardsRequest]) -> tuple[Step, ...]:
    """Return the steps of a turn in which every request follows a decision that allows it."""
    subjects = [each.path.partition("/")[2].partition("/")[2].partition("/")[0] for each in requests]
    return tuple(Step(subject, is_allowed) for subject in subjects for is_allowed in (True, None))


# check, what is asked, what is seen, a part of what the check must say (None: nothing)
Row = tuple[str, AskedTurn, SeenTurn, str | None]


CUSTOMER: dict[str, Any] = {"principal": {"role": "customer", "subject": "asha", "customer": "CUST-1"}}


LEAD: dict[str, Any] = {"principal": {"role": "support_lead", "subject": "ravi", "reason": "escalation"}}


def facts_with(*changed: Any) -> tuple[Any, ...]:
    """The good facts, with those of the same id replaced and new ones added."""
    return tuple({fact.fact_id: fact for fact in (*GOOD_FACTS, *changed)}.values())


def facts_without(*fact_ids: str) -> tuple[Any, ...]:
    return tuple(fact for fact in GOOD_FACTS if fact.fact_id not in fact_ids)
