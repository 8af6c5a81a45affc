"""The finished answer of a turn: text, statements, cards, suggested questions and the reply drafts."""

from collections.abc import Iterable
from typing import TypeVar

from agent.answer_builder import AnswerBuilder
from agent.conversations.conversation import Conversation
from agent.next_step import build_next_step
from agent.provider.prompt import load_prompt
from agent.reading.lookup_plan import is_open_search
from agent.reply_drafts import NO_DRAFTS, build_reply_drafts
from agent.selecting.suggestions import suggest_questions
from agent.turn_events import Answer, OrderChoice, Outcome, StatementSpan, Usage
from agent.turn_limits import get_usage
from core.contract import WireModel
from core.identity.tokens import Role
from statements.kinds.messages import choice_slots
from statements.situation import OrderScope
from statements.statement import FactSlot
from tools.cards import ToolStatus

_Card = TypeVar("_Card", bound=WireModel)


def build_answer(answer: AnswerBuilder, conversation: Conversation, *, has_model: bool) -> Answer:
    """Return the answer as it is stored: its text holds references and tokens."""
    outcomes, scope = answer.scope.outcomes, answer.scope
    is_customer = answer.context.role is Role.CUSTOMER
    drafts = NO_DRAFTS if is_customer else build_reply_drafts(answer)
    return Answer(
        conversation_id=conversation.conversation_id,
        turn=conversation.next_turn,
        outcome=get_outcome(answer),
        text=answer.realiser.text,
        statements=_spans(answer),
        facts=list(scope.facts.values()),
        cashback=_unique(card for outcome in outcomes for card in outcome.cashback),
        installments=_unique(card for outcome in outcomes for card in outcome.installments),
        items=_unique(card for outcome in outcomes for card in outcome.items),
        sources=_unique(source for outcome in outcomes for source in outcome.sources),
        choices=_choices(answer),
        suggestions=suggest_questions(answer.task, answer.selected, answer.realiser.catalogue),
        language=_language(answer),
        reply_draft=drafts.default,
        reply_drafts=list(drafts.variants),
        next_step=None if is_customer else build_next_step(answer, turn=conversation.next_turn),
        model=scope.model_name,
        usage=_usage(answer, conversation),
        prompt=load_prompt(customer=is_customer).digest if has_model else None,
        knowledge=answer.knowledge.digest or None,
        degraded=scope.degraded is not None,
        degraded_reason=scope.degraded,
    )


def get_outcome(answer: AnswerBuilder) -> Outcome:
    """Return the outcome of the turn. It follows from the lookups, never from what a model chose."""
    outcomes, question = answer.scope.outcomes, answer.question
    statuses = {outcome.status for outcome in outcomes}
    if not outcomes and question.is_over_customers and not question.refusals:
        return Outcome.ANSWERED
    if not outcomes:
        return Outcome.REFUSED if question.refusals else Outcome.NEEDS_INPUT
    if not statuses & {ToolStatus.OK, ToolStatus.EMPTY}:
        return Outcome.UNAVAILABLE if ToolStatus.UNAVAILABLE in statuses else Outcome.NEEDS_INPUT
    if any(outcome.partial for outcome in outcomes) or ToolStatus.UNAVAILABLE in statuses:
        return Outcome.PARTIAL
    is_found = any(outcome.orders for outcome in outcomes)
    if is_open_search(question, answer.context) and not is_found:
        return Outcome.NEEDS_INPUT
    return Outcome.NEEDS_INPUT if answer.chosen.needs_input else Outcome.ANSWERED


def _language(answer: AnswerBuilder) -> str:
    """Return the language of the text; of one that is only the sentence in the question's own language, that one."""
    kinds = {span.statement.kind for span in answer.realiser.spans}
    return answer.question.other_language if kinds == {"approved.language"} else answer.question.language


def _spans(answer: AnswerBuilder) -> list[StatementSpan]:
    return [
        StatementSpan(
            statement_id=span.statement.statement_id,
            kind=span.statement.kind,
            start=span.start,
            end=span.end,
            business_reference_id=span.statement.subject.order or None,
        )
        for span in answer.realiser.spans
    ]


def _choices(answer: AnswerBuilder) -> list[OrderChoice]:
    by_id = {order.order_id: order for order in answer.situation.orders}
    return [_choice(answer, by_id[order]) for order in answer.chosen.candidates if order in by_id]


def _choice(answer: AnswerBuilder, order: OrderScope) -> OrderChoice:
    slots, facts = choice_slots(order), answer.scope.facts

    def shown(name: str) -> str | None:
        slot = slots.get(name)
        return facts[slot.fact_id].display if isinstance(slot, FactSlot) else None

    return OrderChoice(
        business_reference_id=order.order_id,
        created_on=shown("created"),
        promotion=shown("promotion"),
        promised=shown("promised"),
    )


def _usage(answer: AnswerBuilder, conversation: Conversation) -> Usage | None:
    before, budget = get_usage(conversation), answer.scope.budget
    total = Usage(
        input_tokens=before.input_tokens + budget.input_tokens,
        output_tokens=before.output_tokens + budget.output_tokens,
    )
    return total if total.input_tokens else None


def _unique(cards: Iterable[_Card]) -> list[_Card]:
    """Return each card once, in order: two lookups of one turn may find the same."""
    seen: dict[str, _Card] = {}
    for card in cards:
        seen.setdefault(card.model_dump_json(exclude={"latency_ms"}), card)
    return list(seen.values())
