"""An answer builder over records that a test provides: a whole turn except for the lookups and the model."""

from collections.abc import Iterable
from dataclasses import replace

from agent.answer_builder import AnswerBuilder, EarlierTurns
from agent.reading.question import ReadingContext
from agent.reading.question_reader import read_question
from core.contract import ExecutionV2
from core.identity.tokens import Principal
from core.windows import Window
from guardrails.authorization.field_projection import Projection
from guardrails.pii.vault import Vault
from guardrails.turn_scope import TurnScope
from statements.approved_texts import NO_KNOWLEDGE, ApprovedTexts
from statements.statement import StatementIds
from tests.harness import AGENT, detector
from tests.story_order import NOW
from tools import wording
from tools.cards import ToolStatus
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.order_record import LookupResult, from_execution
from tools.tool_outcome import ToolOutcome

_DETAILS = "get_promotion_execution_details"


def in_progress(
    message: str,
    *executions: ExecutionV2,
    principal: Principal = AGENT,
    searched: Window | None = None,
    status: ToolStatus | None = None,
    earlier_turns: EarlierTurns | None = None,
    recent: tuple[str, ...] = (),
    ids: StatementIds | None = None,
    knowledge: ApprovedTexts = NO_KNOWLEDGE,
) -> AnswerBuilder:
    """Return the builder of the answer to a message whose lookups have found these orders.

    With ``searched`` one search found them all, otherwise each was looked up by number. ``status`` is that of one more
    lookup, which found nothing.
    """
    zone = wording.get_zone("en-IN")
    context = ReadingContext(
        now=NOW,
        zone=zone,
        role=principal.role,
        customer_id=principal.customer_id,
        case_id=principal.case_id,
        recent_orders=recent,
        known_orders=frozenset(recent),
    )
    vault, book = Vault(detector(), key=b"v" * 32), FactBook(zone)
    question = read_question(vault.admit(message), context)
    for amount in question.claims:
        book.add_claim(amount, NOW)
    scope = TurnScope(principal, vault, book, conversation_id="conv", request_id="req")
    scope.outcomes += _found(executions, scope, searched)
    if status is not None:
        scope.outcomes.append(ToolOutcome(tool=_DETAILS, status=status))
    return AnswerBuilder(scope, context, question, ids or StatementIds(), earlier_turns or EarlierTurns(), knowledge)


def _found(executions: Iterable[ExecutionV2], scope: TurnScope, searched: Window | None) -> list[ToolOutcome]:
    records = [from_execution(execution) for execution in executions]
    groups = [records] if searched else [[record] for record in records]
    projection = Projection(scope.principal.role, scope.vault)
    outcomes = []
    for group in groups:
        sources = tuple(source for record in group for source in record.sources)
        partial = any(record.partial for record in group)
        lookup = LookupResult(orders=tuple(group), partial=partial, sources=sources, window=searched)
        projected = projection.lookup(lookup, lookup.orders)
        outcomes.append(build_outcome(_DETAILS, projected, scope.book, as_of=NOW))
    return outcomes


def kinds(answer: AnswerBuilder) -> list[str]:
    """Return the kinds of the statements in the text, in order."""
    return [said.statement.kind for said in answer.realiser.spans]


def statement_ids(answer: AnswerBuilder, *wanted: str) -> list[str]:
    """Return the id of the first statement of each kind on the menu."""
    return [answer.menu.of(kind)[0].statement_id for kind in wanted]


def as_earlier_turns(answer: AnswerBuilder) -> EarlierTurns:
    """Return what the next turn knows about this answer."""
    statements = frozenset(said.statement.statement_id for said in answer.realiser.spans)
    orders = frozenset(said.statement.subject.order for said in answer.realiser.spans if said.statement.subject.order)
    return replace(answer.earlier_turns, statements=statements | answer.earlier_turns.statements, orders=orders)
