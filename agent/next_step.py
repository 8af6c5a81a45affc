"""The next step of a colleague, from the reasons and conflicts of what was found, and the note for an escalation."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from agent.answer_builder import AnswerBuilder
from agent.selecting.offline_selector import get_asked_orders
from agent.turn_events import NextStep, NextStepCode
from core.contract import Reason
from statements.situation import BenefitScope, OrderScope
from tools.cards import Fact, Label, format_reference
from tools.order_record import BenefitRecord, OrderRecord
from tools.tool_outcome import FoundInstallment

_URGENCY = tuple(NextStepCode)
_MAX_BENEFITS = 10  # in one note
_MAX_INSTALLMENTS = 10  # of one benefit
_MAX_RECORDS = 4  # of one figure
# Reasons after which nothing more is due, or nothing that anybody could do.
_SETTLED = frozenset(
    {
        Reason.ITEM_RETURNED,
        Reason.CANCELLED,
        Reason.EXPIRED,
        Reason.CAP_REACHED,
        Reason.REVERSED,
        Reason.ROUNDING,
        Reason.COMPLETE,
    }
)
_FIGURES = (
    Label.PROMISED,
    Label.GRANTED,
    Label.REMAINING,
    Label.OVER_ISSUED,
    Label.TRACKED_PROMISED,
    Label.TRACKED_ISSUED,
    Label.REVERSED,
    Label.CANCELLED,
    Label.EXPIRED,
    Label.EXPIRES_ON,
)
_OF_AN_INSTALLMENT = (
    Label.INSTALLMENT,
    Label.ATTEMPTED,
    Label.RECORDED,
    Label.ISSUED_ON,
    Label.ATTEMPTED_ON,
    Label.RECORDED_ON,
    Label.GIFT_CARD,
)


def build_next_step(answer: AnswerBuilder, *, turn: int) -> NextStep | None:
    """Return the most urgent step over what the question is about.

    None where it is not clear what the question is about, where nothing was found, and where the records name no
    reason for what remains.
    """
    situation = answer.situation
    if answer.chosen.needs_input:
        return None
    orders = get_asked_orders(answer.task)
    steps = {order.order_id: find_step(order.record, situation.now) for order in orders}
    is_incomplete = bool(situation.unanswered_sources or situation.failed_lookups)
    code = NextStepCode.TRY_AGAIN_LATER if is_incomplete else _most_urgent(list(steps.values()))
    if code is None:
        return None
    concerned = orders if is_incomplete else [order for order in orders if steps[order.order_id] is code]
    text = answer.realiser.catalogue.term(f"next_step.{code.value}")
    if len(orders) > 1:
        text = f"{', '.join(order.order_id for order in concerned)}: {text}"
    return NextStep(code=code, text=text, note="\n".join(_note(answer, code, concerned, turn=turn)))


def find_step(order: OrderRecord, now: datetime) -> NextStepCode | None:
    """Return the most urgent step for one order; None where the records name no reason for what remains."""
    return _most_urgent([_find_benefit_step(record, now) for record in order.benefits])


def _most_urgent(steps: list[NextStepCode | None]) -> NextStepCode | None:
    """Return the first of these by urgency. Nothing has to be done only where that is known of all."""
    known = [step for step in steps if step is not None]
    code = min(known, key=_URGENCY.index, default=None)
    return None if code is NextStepCode.NOTHING_TO_DO and len(known) < len(steps) else code


def _find_benefit_step(record: BenefitRecord, now: datetime) -> NextStepCode | None:
    reasons = set(record.reasons)
    remaining = record.cashback.remaining if record.cashback else None
    if Reason.DUPLICATE_ISSUANCE in reasons:
        return NextStepCode.REPORT_DUPLICATE
    if Reason.OVER_ISSUED in reasons:
        return NextStepCode.REPORT_OVER_ISSUE
    if Reason.MALFORMED_ROW in reasons:
        return NextStepCode.REPORT_UNREADABLE_RECORD
    if Reason.SOURCE_CONFLICT in reasons or record.conflicts:
        return NextStepCode.REPORT_CONFLICT
    if remaining is not None and not remaining.amount_minor:
        return NextStepCode.NOTHING_TO_DO
    if Reason.ISSUANCE_FAILED in reasons:
        return NextStepCode.ESCALATE_FAILED
    if Reason.SCRATCH_CARD_UNREVEALED in reasons:
        is_past = record.expires_at is not None and record.expires_at <= now
        is_over = is_past or Reason.EXPIRED in reasons
        return NextStepCode.NOTHING_TO_DO if is_over else NextStepCode.ASK_CUSTOMER_TO_REVEAL
    if Reason.ISSUANCE_PENDING in reasons:
        return NextStepCode.WAIT_FOR_ISSUANCE
    if Reason.AWAITING_SHIPMENT in reasons:
        return NextStepCode.WAIT_FOR_SHIPMENT
    return NextStepCode.NOTHING_TO_DO if reasons and reasons <= _SETTLED else None


def _note(answer: AnswerBuilder, code: NextStepCode, orders: Iterable[OrderScope], *, turn: int) -> Iterator[str]:
    """Yield the lines of the note. Its words are those of the wire, the same in every language."""
    scope, situation = answer.scope, answer.situation
    yield f"nextStep: {code.value}"
    yield f"requestId: {scope.request_id}"
    yield f"conversation: {scope.conversation_id}, turn {turn}"
    yield f"at: {answer.context.now.isoformat()}"
    if situation.unanswered_sources:
        yield f"unanswered: {', '.join(situation.unanswered_sources)}"
    if failed := sorted({outcome.code or outcome.status.value for outcome in situation.failed_lookups}):
        yield f"failed: {', '.join(failed)}"
    benefits = [benefit for order in orders for benefit in order.benefits]
    urgent = [each for each in benefits if _find_benefit_step(each.found.record, situation.now) is code] or benefits
    for benefit in urgent[:_MAX_BENEFITS]:
        yield from _benefit_lines(benefit, scope.facts)
    if len(urgent) > _MAX_BENEFITS:
        yield f"more: {len(urgent) - _MAX_BENEFITS}"


def _benefit_lines(benefit: BenefitScope, facts: dict[str, Fact]) -> Iterator[str]:
    found, subject = benefit.found, benefit.subject
    yield f"order: {subject.order}"
    yield f"benefit: {subject.promotion_id} / {subject.benefit_id} ({found.record.benefit_type})"
    yield f"issuanceStatus: {found.record.issuance_status.value}"
    if found.reasons:
        yield f"reasons: {', '.join(reason.value for reason in found.reasons)}"
    if found.conflicts:
        yield f"conflicts: {', '.join(found.conflicts)}"
    for label in _FIGURES:
        if fact := facts.get(found.facts.get(label, "")):
            yield f"{label.value}: {format_reference(fact.fact_id)} [{_records(fact)}]"
    for each in found.installments[:_MAX_INSTALLMENTS]:
        yield _installment_line(each, facts)
    if (more := len(found.installments) - _MAX_INSTALLMENTS + found.installments_left_out) > 0:
        yield f"moreInstallments: {more}"


def _installment_line(installment: FoundInstallment, facts: dict[str, Fact]) -> str:
    shown = [fact for label in _OF_AN_INSTALLMENT if (fact := facts.get(installment.facts.get(label, "")))]
    values = ", ".join(format_reference(fact.fact_id) for fact in shown)
    issuance = installment.issuance
    code = f", {issuance.reason_code}" if issuance.reason_code else ""
    record = f"{issuance.source} {issuance.event_id}" if issuance.event_id else f"{issuance.source}"
    return f"issuance: {issuance.status}{code}{f', {values}' if values else ''} [{record}]"


def _records(fact: Fact) -> str:
    """Return the records from which a fact follows, as far as a note has room for them."""
    named = [f"{source.source} {source.record_id}" for source in fact.sources[:_MAX_RECORDS]]
    more = len(fact.sources) - _MAX_RECORDS
    return ", ".join([*named, *([f"+{more}"] if more > 0 else [])])
