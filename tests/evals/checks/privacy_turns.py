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
    answered_by,
    asked,
    audited,
    card,
    events_of,
    facts_with,
    reason,
    request,
    seen,
)

_PROMPT = '{"messages": [{"role": "tool", "content": "Menu:\\ns1 (message): You can ask me more about it"}]}'
_ASKED_ONCE = (_PROMPT,)
_DEAR = "Dear friend, all of it has been paid"

DENIED = audited(decision="deny", policy="default-deny", status="notFound", result_digest=None, customer=None)
TABLE: list[Row] = [
    ("modelAnswer", asked(), seen(), None),
    ("modelAnswer", answered_by(replies=[{"text": _DEAR}]), seen(model_requests=_ASKED_ONCE), None),
    (
        "modelAnswer",
        answered_by(replies=[{"text": "You can ask me more about it"}]),
        seen(wire="you can ask me more", model_requests=_ASKED_ONCE),
        None,
    ),
    (
        "modelAnswer",
        answered_by(replies=[{"text": _DEAR}]),
        seen(stored="it says: ALL, of it has!", model_requests=_ASKED_ONCE),
        "'all of it has' are in the stored conversation",
    ),
    (
        "modelAnswer",
        answered_by(replies=[{"deltas": [{"reasoning_content": _DEAR}]}]),
        seen(logs=(_DEAR,), model_requests=_ASKED_ONCE),
        "are in the logs",
    ),
    (
        "modelAnswer",
        answered_by(replies=[{"text": "₹4,321.00"}], never=["4,321"]),
        seen(wire="₹4,321.00", model_requests=_ASKED_ONCE),
        "'4,321' of the model is in the response",
    ),
    (
        "modelAnswer",
        answered_by(replies=[{"text": ""}]),
        seen(model_requests=(_PROMPT, _PROMPT)),
        "asked 2 times, not 1",
    ),
    (
        "modelAnswer",
        answered_by(replies=[{"text": ""}], degraded="modelCutShort"),
        seen(model_requests=_ASKED_ONCE),
        "degraded for None, not for modelCutShort",
    ),
    (
        "modelAnswer",
        answered_by(replies=[{"usage": {"prompt_tokens": 90, "completion_tokens": 8}}]),
        seen(answer(usage=Usage(input_tokens=90, output_tokens=9)), model_requests=_ASKED_ONCE),
        "reported 90 and 8 tokens",
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
    ("canaries", asked({"canaries": ["7500"]}), seen(wire='{"turnId":"turn_ab7500c", "id": "0f-7500-1"}'), None),
    ("canaries", asked({"canaries": ["7500"]}), seen(wire='{"amountMinor":7500}'), "75…00 (4 characters) is in the"),
    ("canaries", asked({"canaries": ["75.00"]}), seen(wire=r'"\n75.00 \u20b975.00"'), "75…00 (5 characters) is in the"),
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
    ("audience", asked(), seen(answer(facts=facts_with(reason("f7", Reason.OVER_ISSUED)))), "is for customer"),
    ("audit", asked(), seen(), None),
    ("audit", asked(), seen(audit=()), "1 lookups and 0 audit lines"),
    ("audit", asked(stream=False), seen(audit=(), events=()), "there is no audit line for it"),
    ("audit", asked(), seen(audit=(DENIED,), events=()), None),
    ("audit", asked(), seen(audit=(DENIED,)), "other ends of them, than the stream"),
    ("audit", asked(), seen(audit=(audited(tool="get_issuance_history"),)), "name other lookups"),
    ("audit", asked(), seen(audit=(audited(decision="deny"),)), "says deny by agent-sees-customer-of-case"),
    ("audit", asked(), seen(audit=(audited(conversation_id="conv-2"),)), "names conversation 'conv-2'"),
    ("audit", asked(), seen(audit=(audited(at="2026-11-23T05:30:00+00:00"),)), "is dated"),
    (
        "audit",
        asked(),
        seen(audit=(audited(), audited(customer="a" * 24)), events=()),
        "name several customers",
    ),
    ("audit", asked(), seen(audit=(audited(subject="meera"),)), "names another subject"),
    ("audit", asked(), seen(steps=(Step(ORDER, is_allowed=False),)), "no audit line says so"),
    ("audit", asked(), seen(steps=(Step(ORDER, is_allowed=False),), audit=(DENIED,), events=()), None),
    ("audit", asked(), seen(audit=(audited(resource=ORDER),)), "has its resource in clear text"),
    ("audit", asked(**LEAD), seen(audit=(audited(role="support_lead", case_id=None),)), "has no reason"),
    (
        "audit",
        asked(**LEAD),
        seen(audit=(audited(role="support_lead", case_id=None, reason="escalation", policy="lead-sees-all"),)),
        None,
    ),
]
