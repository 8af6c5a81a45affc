"""Good and bad turns for the checks of a stream, and of a turn beside the ones before it."""

import json
from dataclasses import replace
from typing import Any

from agent.turn_events import AnswerCompleted, FactsFound, RunFailed, Usage
from core.contract import SourceStatus
from evals.harness.transcript import SeenTurn
from tests.evals.checks.transcripts import (
    CUSTOMER,
    ORDER,
    Row,
    answer,
    asked,
    audited,
    events_of,
    facts_with,
    money,
    seen,
    source,
)
from tools.cards import Label


def ended_twice() -> SeenTurn:
    events = events_of(answer())
    return seen(events=(*events, RunFailed(code="stepLimit", retryable=False)))


def prose_first() -> SeenTurn:
    started, tool, done, found, *rest = events_of(answer())
    events = (started, tool, done, rest[0], found, *rest[1:])
    return seen(events=events)


def other_fact_streamed() -> SeenTurn:
    events = list(events_of(answer()))
    other = answer(facts=facts_with(money("f3", Label.REMAINING, 9900, "₹99.00")))
    events[-1] = AnswerCompleted(answer=answer())
    events[3] = events_of(other)[3]
    return seen(events=tuple(events))


def gap_streamed(*, partial: bool) -> SeenTurn:
    events = [
        event.model_copy(update={"partial": partial}) if isinstance(event, FactsFound) else event
        for event in events_of(answer(sources=[source("ped", SourceStatus.ERROR)]))
    ]
    return seen(events=tuple(events))


def event(event_id: str, kind: str, minor: int, **more: str) -> dict[str, Any]:
    return {"eventId": event_id, "type": kind, "amountMinor": minor} | more


def model_sent(*roles: str) -> SeenTurn:
    body = json.dumps({"messages": [{"role": role, "content": "x" * 400} for role in roles]})
    return seen(model_requests=(body,), earlier=(seen(),), asked_model="scripted")


def took(tokens: int, *, before: int) -> SeenTurn:
    earlier = seen(answer(usage=Usage(input_tokens=before, output_tokens=1)))
    whole = answer(model="scripted", usage=Usage(input_tokens=tokens, output_tokens=1))
    return replace(model_sent("system", "user"), answer=whole, earlier=(earlier,))


TABLE: list[Row] = [
    ("stream", asked(), seen(), None),
    ("stream", asked(stream=False), seen(events=(), wire="{}"), None),
    ("stream", asked(stream=False), seen(), "events, where one JSON body was asked for"),
    ("stream", asked(), seen(events=()), "does not begin with run.started"),
    ("stream", asked(), seen(events=events_of(answer())[:-1]), "does not end with its only terminal event"),
    ("stream", asked(), ended_twice(), "does not end with its only terminal event"),
    ("stream", asked(), prose_first(), "text before the facts"),
    ("stream", asked(), seen(events=(*events_of(answer())[:2], *events_of(answer())[3:])), "started and not finished"),
    ("stream", asked(), seen(events=events_of(answer(), deltas=["₹99.00"])), "not the text of the answer"),
    ("stream", asked(), other_fact_streamed(), "not the same, among the facts"),
    ("stream", asked(), gap_streamed(partial=True), None),
    ("stream", asked(), gap_streamed(partial=False), "not marked as partial, without ped"),
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
    ("chatHistory", asked(earlier_turns=1), model_sent("system", "user", "assistant", "user", "tool"), None),
    (
        "chatHistory",
        asked(earlier_turns=1),
        model_sent("system", "user", "assistant", "tool"),
        "lacks the earlier turn",
    ),
    ("chatHistory", asked(earlier_turns=1), model_sent("system", "user", "user"), "lacks the earlier turn"),
    ("chatHistory", asked(), seen(), None),
    ("reread", asked(), seen(), None),
    ("reread", asked(), seen(answer=None, failure="turnFailed", events=()), None),
    ("reread", asked(), seen(reread=None), "not found in its conversation"),
    ("reread", asked(), seen(answer(kept=False), reread=None), None),
    ("reread", asked(), seen(answer(kept=False)), "not kept, is in the conversation"),
    ("reread", asked(), seen(reread=answer(installments=[])), "read again: installments"),
    ("usage", asked(), seen(), None),
    ("usage", asked(earlier_turns=1), took(900, before=700), None),
    ("usage", asked(earlier_turns=1), took(710, before=700), "10 tokens more are reported than before"),
    ("usage", asked(earlier_turns=1), replace(took(900, before=700), model_requests=()), "no model was asked"),
    ("usage", asked(**CUSTOMER), replace(took(0, before=700), earlier=()), None),
]
