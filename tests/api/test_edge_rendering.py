"""What the edge shows of an answer, with and without a customer in scope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.turn_events import (
    Answer,
    AnswerDelta,
    DraftLength,
    FactsFound,
    NextStep,
    NextStepCode,
    OrderChoice,
    Outcome,
    ReplyDraft,
    StatementSpan,
    Usage,
)
from api.edge_rendering import Edge
from core.contract import SourceReport, SourceStatus
from core.identity.tokens import SCOPE_READ, Principal, Role
from guardrails.pii import PiiType, Span
from guardrails.pii.vault import Vault
from tests.story_order import NOW
from tools.cards import REFERENCE, Fact, FactKind, Label

CUSTOMER = Principal(role=Role.CUSTOMER, subject="CUST-1001", customer_id="CUST-1001")
AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001")


class _FindsNothing:
    def find(self, text: str) -> list[Span]:
        return []


def _report(source: str, status: str) -> SourceReport:
    return SourceReport(source=source, status=SourceStatus(status), latency_ms=12.5, code="concessionsTimeout")


def _shown(principal: Principal, *reports: SourceReport) -> list[SourceReport]:
    found = FactsFound(facts=[], cashback=[], installments=[], items=[], partial=True, sources=list(reports))
    event = Edge(principal, Vault(_FindsNothing())).event(found, {})
    assert isinstance(event, FactsFound)
    return event.sources


@pytest.mark.parametrize("status", ["timeout", "error", "circuitOpen"])
def test_a_customer_does_not_see_which_database_did_not_answer(status: str) -> None:
    reports = _report("ped", "ok"), _report("lineItems", status), _report("concessions", status)
    assert [(r.source, r.status, r.code, r.latency_ms) for r in _shown(CUSTOMER, *reports)] == [
        ("records", "error", None, 0.0)
    ]


def test_a_customer_of_whom_all_is_known_sees_no_source() -> None:
    assert _shown(CUSTOMER, _report("ped", "ok"), _report("concessions", "empty")) == []


def test_staff_see_each_source() -> None:
    reports = [_report("ped", "ok"), _report("concessions", "timeout")]
    assert _shown(AGENT, *reports) == reports


_PIECES = st.text(st.characters(codec="utf-8", exclude_characters="[]<>"), max_size=9)
_DISPLAYS = st.one_of(_PIECES, st.sampled_from(["₹64.00", "<GIFT_CARD_1>", "for <GIFT_CARD_1> only", "लाभ", "🎁"]))


def fact(fact_id: str, display: str, label: Label = Label.REMAINING) -> Fact:
    return Fact(fact_id=fact_id, kind=FactKind.TEXT, label=label, value="", display=display, sources=[], as_of=NOW)


def edge_of(principal: Principal = AGENT) -> Edge:
    vault = Vault(_FindsNothing())
    assert vault.token_for("GC-1111-2222-3333", PiiType.GIFT_CARD) == "<GIFT_CARD_1>"
    return Edge(principal, vault)


def build_answer(text: str, **fields: object) -> Answer:
    whole = {"conversation_id": "c", "turn": 1, "outcome": Outcome.ANSWERED, "model": "m", "degraded": False}
    return Answer.model_validate(whole | {"text": text} | fields)


_MENTION = st.tuples(_DISPLAYS, st.sampled_from([Label.REMAINING, Label.ITEM_TITLE, Label.PROMOTION_NAME]))
_STATEMENT = st.lists(st.one_of(_PIECES, _MENTION), max_size=5)


@given(statements=st.lists(_STATEMENT, max_size=6), joint=st.sampled_from(["", " ", "\n"]))
def test_each_statement_stands_where_its_span_says(statements: list[list[str | tuple[str, Label]]], joint: str) -> None:
    """A span of the shown text is what its piece of the guarded text shows by itself, in code points."""
    facts: list[Fact] = []
    text, spans = "", []
    for number, parts in enumerate(statements, start=1):
        text += joint if text else ""
        start = len(text)
        for part in parts:
            if isinstance(part, str):
                text += part
            else:
                facts.append(fact(f"f{len(facts) + 1}", *part))
                text += f"[[{facts[-1].fact_id}]]"
        spans.append(StatementSpan(statement_id=f"s{number}", kind="k", start=start, end=len(text)))
    edge = edge_of()
    shown = edge.answer(build_answer(text, facts=facts, statements=spans))

    by_id = {each.fact_id: each for each in facts}
    for guarded, span in zip(spans, shown.statements, strict=True):
        alone = edge.text(text[guarded.start : guarded.end], by_id)[0]
        assert shown.text[span.start : span.end] == alone
    assert "[[" not in shown.text
    for figure in shown.figures:
        assert shown.text[figure.start : figure.end] == edge.restore(by_id[figure.fact_id].display)
    assert [figure.fact_id for figure in shown.figures] == REFERENCE.findall(text)


def test_a_span_holds_the_quotes_of_a_name_and_counts_code_points() -> None:
    text = "🎁 [[f1]] लाभ. Next [[f2]]."
    spans = [StatementSpan(statement_id="s1", kind="k", start=0, end=13), _span("s2", 14, len(text))]
    found = [fact("f1", "Lamp", Label.ITEM_TITLE), fact("f2", "₹1")]
    shown = edge_of().answer(build_answer(text, facts=found, statements=spans))

    assert shown.text == "🎁 “Lamp” लाभ. Next ₹1."
    assert [shown.text[span.start : span.end] for span in shown.statements] == ["🎁 “Lamp” लाभ.", "Next ₹1."]


def _span(statement_id: str, start: int, end: int) -> StatementSpan:
    return StatementSpan(statement_id=statement_id, kind="k", start=start, end=end)


@pytest.mark.parametrize(("principal", "is_staff"), [(AGENT, True), (CUSTOMER, False)])
def test_what_an_answer_holds_for_whom(principal: Principal, *, is_staff: bool) -> None:
    choice = OrderChoice(business_reference_id="O-1", created_on="5 Nov 2026", promotion="to <GIFT_CARD_1>")
    whole = build_answer(
        "",
        choices=[choice],
        suggestions=["When will it come?"],
        language="hi-Latn",
        knowledge="0123456789ab",
        prompt="ba9876543210",
        usage=Usage(input_tokens=1, output_tokens=2),
        reply_draft="Hello, <GIFT_CARD_1>",
        reply_drafts=[ReplyDraft(language="en", length=DraftLength.SHORT, text="<GIFT_CARD_1>: [[f1]]")],
        next_step=NextStep(code=NextStepCode.NOTHING_TO_DO, text="[[f1]]", note="[[f1]] on <GIFT_CARD_1>"),
        facts=[fact("f1", "₹1")],
    )
    shown = edge_of(principal).answer(whole)

    assert [each.promotion for each in shown.choices] == ["to •••• 3333"]
    assert (shown.suggestions, shown.language) == (["When will it come?"], "hi-Latn")
    internal = (shown.knowledge, shown.prompt, shown.usage, shown.reply_draft)
    expected = (whole.knowledge, whole.prompt, whole.usage, "Hello, •••• 3333")
    assert internal == (expected if is_staff else (None, None, None, None))
    assert [each.text for each in shown.reply_drafts] == (["•••• 3333: ₹1"] if is_staff else [])
    step = shown.next_step and (shown.next_step.text, shown.next_step.note)
    assert step == (("₹1", "₹1 on •••• 3333") if is_staff else None)


SERVICE = Principal(role=Role.SERVICE, subject="job", scopes=frozenset({SCOPE_READ}))
LEAD = Principal(role=Role.SUPPORT_LEAD, subject="lena", reason="escalation 12")
# What is shown of a type, if not "[hidden]"; for all of them, no role sees the value.
SHOWN = {
    PiiType.PHONE: "[phone number]",
    PiiType.EMAIL: "[e-mail address]",
    PiiType.NAME: "[name]",
    PiiType.GIFT_CARD: "•••• 3456",
}


@pytest.mark.parametrize("principal", [CUSTOMER, AGENT, LEAD, SERVICE], ids=lambda principal: principal.role)
@pytest.mark.parametrize("pii_type", PiiType)
def test_every_type_of_personal_data_is_hidden_from_every_role(pii_type: PiiType, principal: Principal) -> None:
    value = "A1B2-C3D4-3456"
    vault = Vault(_FindsNothing())
    token = vault.token_for(value, pii_type)
    edge, facts = Edge(principal, vault), [fact("f1", f"of {token}")]

    shown = SHOWN.get(pii_type, "[hidden]")
    answer = edge.answer(build_answer(f"For {token}: [[f1]].", facts=facts))
    assert answer.text == f"For {shown}: of {shown}."
    delta = edge.event(AnswerDelta(text=f"For {token}."), {})
    assert isinstance(delta, AnswerDelta)
    assert delta.text == f"For {shown}."
    assert value not in answer.model_dump_json()
    assert token not in answer.model_dump_json()


def test_every_role_is_tried() -> None:
    assert {principal.role for principal in (CUSTOMER, AGENT, LEAD, SERVICE)} == set(Role)
