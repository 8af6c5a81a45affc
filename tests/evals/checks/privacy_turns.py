"""Good and bad turns for the checks of who may see what, and of what is recorded about a lookup."""

from agent.turn_events import Usage
from core.contract import Reason
from evals.harness.transcript import Step
from tests.evals.checks.transcripts import (
    CUSTOMER,
    GOOD_FACTS,
    LEAD,
    ORDER,
    Row,
    answer,
    asked,
    audited,
    card,
    events_of,
    facts_with,
    reason,
    request,
    seen,
)

TABLE: list[Row] = [
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
    ("audience", asked(**CUSTOMER), seen(answer(usage=Usage(input_tokens=9, output_tokens=1))), "the token usage"),
    (
        "audience",
        asked(**CUSTOMER),
        seen(answer(facts=[fact.model_copy(update={"sources": []}) for fact in GOOD_FACTS])),
        None,
    ),
    ("audience", asked(), seen(answer(reply_draft="Hello")), None),
    ("audience", asked(**CUSTOMER), seen(), "names the records it is derived from"),
    (
        "audience",
        asked(**CUSTOMER),
        seen(answer(facts=facts_with(reason("f7", Reason.OVER_ISSUED).model_copy(update={"audience": "staff"})))),
        "is staff-only",
    ),
    (
        "audience",
        asked(**CUSTOMER),
        seen(answer(cashback=[card(reasons=[Reason.SOURCE_CONFLICT])])),
        "a card gives a staff-only reason",
    ),
    ("audience", asked(**CUSTOMER), seen(answer(reply_draft="Hello")), "a draft of the reply"),
    ("audit", asked(), seen(), None),
    ("audit", asked(), seen(audit=()), "1 lookups and 0 audit lines"),
    ("audit", asked(stream=False), seen(audit=(), events=()), "there is no audit line for it"),
    ("audit", asked(), seen(audit=(audited(decision="deny"),)), None),
    ("audit", asked(), seen(audit=(audited(subject="meera"),)), "names another subject"),
    ("audit", asked(), seen(steps=(Step(ORDER, is_allowed=False),)), "no audit line says so"),
    ("audit", asked(), seen(steps=(Step(ORDER, is_allowed=False),), audit=(audited(decision="deny"),)), None),
    ("audit", asked(), seen(audit=(audited(resource=ORDER),)), "has its resource in clear text"),
    ("audit", asked(**LEAD), seen(audit=(audited(role="support_lead", case_id=None),)), "has no reason"),
    (
        "audit",
        asked(**LEAD),
        seen(audit=(audited(role="support_lead", case_id=None, reason="escalation"),)),
        None,
    ),
]
