"""Good and bad turns for the checks that hold a turn against the ones before it, and sums against what they are of."""

import json
from dataclasses import replace
from typing import Any

from agent.turn_events import FactsFound, Usage
from core.contract import SourceStatus
from core.money import Money
from evals.harness.transcript import AskedTurn, SeenTurn
from tests.evals.checks.transcripts import (
    GOOD_FACTS,
    NOW,
    ORDER,
    answer,
    asked,
    events_of,
    installment,
    money,
    seen,
    source,
)
from tests.evals.checks.turns_always import CUSTOMER
from tests.evals.checks.turns_expected import Row, facts_with
from tools.cards import FactSource, Label, ReversalCard


def gap_told(*, partial: bool) -> SeenTurn:
    events = [
        event.model_copy(update={"partial": partial}) if isinstance(event, FactsFound) else event
        for event in events_of(answer(sources=[source("ped", SourceStatus.ERROR)]))
    ]
    return seen(events=tuple(events))


def taken_back(minor: int | None, *parts: int, status: str) -> SeenTurn:
    """A turn of which a card says what was taken back of 36.00: ₹10.00, by its fact."""

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
    """A turn whose ₹36.00 granted are said to follow from these events."""
    named = [FactSource(source="concessions", record_id=row["eventId"]) for row in rows]
    told = money("f2", Label.GRANTED, 3600, "₹36.00", sources=named)
    return asked(rows=tuple({"businessReferenceId": ORDER} | row for row in rows)), seen(answer(facts=facts_with(told)))


def event(event_id: str, kind: str, minor: int, **more: str) -> dict[str, Any]:
    return {"eventId": event_id, "type": kind, "amountMinor": minor} | more


def model_told(*roles: str) -> SeenTurn:
    body = json.dumps({"messages": [{"role": role, "content": "x" * 400} for role in roles]})
    return seen(model_requests=(body,), earlier=(seen(),), asked_model="scripted")


def took(tokens: int, *, before: int) -> SeenTurn:
    earlier = seen(answer(usage=Usage(input_tokens=before, output_tokens=1)))
    told = answer(model="scripted", usage=Usage(input_tokens=tokens, output_tokens=1))
    return replace(model_told("system", "user"), answer=told, earlier=(earlier,))


TABLE: list[Row] = [
    ("stream", asked(), gap_told(partial=True), None),
    ("stream", asked(), gap_told(partial=False), "all there are, without ped"),
    ("cards", asked(), taken_back(1000, 700, 300, status="PARTIALLY_REVERSED"), None),
    ("cards", asked(), taken_back(None, status="ISSUED"), "shows another reversed than its fact"),
    ("cards", asked(), taken_back(1000, 700, status="PARTIALLY_REVERSED"), "do not come to what was taken back"),
    ("cards", asked(), taken_back(1000, 1000, status="REVERSED"), "says REVERSED"),
    ("cards", asked(), taken_back(1000, 1000, status="ISSUED"), "says ISSUED"),
    ("records", *granted_of(event("E1", "ISSUED", 1500), event("E2", "ISSUED", 2100)), None),
    ("records", *granted_of(event("E1", "ISSUED", 1500)), "told of 1 records, which come to 1500"),
    (
        "records",
        *granted_of(event("E1", "ISSUED", 4000), event("E2", "REVERSED", 400, reversesEventId="E1")),
        None,
    ),
    # No more is taken back than was issued, whatever a reversal asks for.
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
    ("memory", asked(earlier_turns=1), model_told("system", "user", "assistant", "user", "tool"), None),
    ("memory", asked(earlier_turns=1), model_told("system", "user", "assistant", "tool"), "not told what was asked"),
    ("memory", asked(earlier_turns=1), model_told("system", "user", "user"), "not told what was asked"),
    ("memory", asked(), seen(), None),
    ("retold", asked(), seen(), None),
    ("retold", asked(), seen(answer=None, failure="turnFailed", events=()), None),
    ("retold", asked(), seen(retold=None), "not found in its conversation"),
    ("retold", asked(), seen(answer(kept=False), retold=None), None),
    ("retold", asked(), seen(answer(kept=False)), "not kept, is told again"),
    ("retold", asked(), seen(retold=answer(installments=[])), "reads otherwise in its conversation: installments"),
    ("usage", asked(), seen(), None),
    ("usage", asked(earlier_turns=1), took(900, before=700), None),
    ("usage", asked(earlier_turns=1), took(710, before=700), "10 tokens more are told than before"),
    ("usage", asked(earlier_turns=1), replace(took(900, before=700), model_requests=()), "no model was asked"),
    ("usage", asked(**CUSTOMER), replace(took(0, before=700), earlier=()), None),
]
