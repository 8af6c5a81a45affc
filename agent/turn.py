"""One turn, from a question to its last event.

Read the question, look up, build the menu of statements, select, realise. A model of a provider selects where one is
configured and can add something; whatever it fails to do, the offline selector completes.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agent.answer_builder import MOST_ORDERS, AnswerInProgress, Spoken
from agent.conversations.conversation import Conversation, Turn
from agent.conversations.conversation_store import TURNS_OF_A_TURN, Conversations
from agent.errors import AgentError, ConversationFull, ConversationsUnavailable, ConversationUnknown, StepLimit
from agent.finished_answer import answer_of
from agent.lookups import Lookups, Prefetch
from agent.provider.prompt import instructions, load_prompt
from agent.provider.timeouts import ModelTimes
from agent.reading.lookup_plan import plan_lookups
from agent.reading.question import Intent
from agent.reading.question_reader import read_question
from agent.reading.reading_context import ReadingContext
from agent.telemetry.traces import Telemetry, TurnTrace
from agent.turn_events import AnswerCompleted, AnswerDelta, FactsFound, RunFailed, RunStarted, TurnEvent
from agent.turn_limits import TurnLimits
from core.clock import Clock
from core.identity.tokens import Principal, Role
from core.windows import Window
from guardrails.authorization.gift_card_reveal import Reveal
from guardrails.errors import GuardrailError
from guardrails.token_budget import TokenBudget
from guardrails.tool_gateway import ToolGateway
from guardrails.turn_scope import TurnScope
from statements.approved_texts import NO_KNOWLEDGE, ApprovedTexts
from statements.statement import StatementIds
from tools import wording
from tools.facts import FactBook

if TYPE_CHECKING:  # importing it imports LangChain, which a process without a model does without
    from agent.provider.chat_model import ProviderModel

logger = logging.getLogger(__name__)
OFFLINE = "offline"  # the name of the model where no provider's answered
MOST_STATEMENTS_KEPT = 600  # numbers of statements that a conversation keeps
_USUAL_LIMITS = TurnLimits()
OnFinished = Callable[[AnswerInProgress], None]


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """What one request asks, with the identity that its token proves."""

    message: str
    principal: Principal
    conversation_id: str | None
    request_id: str
    trace_parent: str | None = None  # of the caller, by W3C Trace Context


class Agent:
    """Answers questions. One for the process; each turn has its own scope."""

    def __init__(
        self,
        *,
        seam: ToolGateway,
        conversations: Conversations,
        clock: Clock,
        provider: "ProviderModel | None",
        substitute: "ProviderModel | None" = None,
        model_time_s: float = ModelTimes().turn_s,
        telemetry: Telemetry | None = None,
        limits: TurnLimits = _USUAL_LIMITS,
        knowledge: ApprovedTexts = NO_KNOWLEDGE,
        order_id_patterns: tuple[str, ...] | None = None,
    ) -> None:
        """``substitute`` is asked when ``provider`` does not begin to answer, and the offline selector after it."""
        self._seam = seam
        self._conversations = conversations
        self._clock = clock
        self._providers = tuple(model for model in (provider, substitute) if model is not None)
        self._model_time_s = model_time_s
        self.telemetry = telemetry or Telemetry()
        self.telemetry.figures.watch_circuits(lambda: {each.name: each.breaker.state for each in self._providers})
        self._limits = limits
        self._knowledge = knowledge
        self._order_id_patterns = order_id_patterns

    @property
    def model_name(self) -> str:
        return self._providers[0].name if self._providers else OFFLINE

    @property
    def conversations(self) -> Conversations:
        """What was asked and answered before, for those who list, read, rename or delete it."""
        return self._conversations

    async def aclose(self) -> None:
        """Close the connections to the providers."""
        for provider in self._providers:
            await provider.aclose()

    async def open(self, request: TurnRequest) -> Conversation:
        """Claim the conversation for a turn, a new one where none is named.

        One that can be read and not claimed, because its database takes no writes, is returned without a claim: it is
        answered in, and the turn is not kept.

        Raises:
            ConversationUnknown: it does not exist or belongs to somebody else.
            TurnInProgress: another turn is running in it.
            ConversationFull: it has had all its turns.
            Denied, PolicyUnavailable, AuditUnavailable: this principal may not ask anything, or nobody can say.
        """
        self._seam.admission.admit(request.principal, request.conversation_id, request_id=request.request_id)
        conversation = await self._claimed_or_read(request)
        if self._limits.is_full(conversation):
            await self._conversations.release(conversation)
            raise ConversationFull
        return conversation

    async def _claimed_or_read(self, request: TurnRequest) -> Conversation:
        principal, conversation_id = request.principal, request.conversation_id
        try:
            return await self._conversations.claim(principal, conversation_id, now=self._clock.now())
        except ConversationsUnavailable:
            if conversation_id is None:
                raise
            return await self._conversations.read(principal, conversation_id, most_turns=TURNS_OF_A_TURN)

    async def close(self, conversation: Conversation) -> None:
        """Release a conversation that was opened for a turn; a turn that ran has done so itself."""
        await self._conversations.release(conversation)

    async def reveal(self, principal: Principal, conversation_id: str, fact_id: str, *, request_id: str) -> str:
        """Return the whole number of the gift card that a fact of a conversation stands for.

        Raises:
            Denied, PolicyUnavailable, AuditUnavailable, RewardsError: see ``CardReveal``.
        """
        try:
            conversation = await self._conversations.read(principal, conversation_id)
        except ConversationUnknown:
            conversation = None
        facts = [fact for turn in conversation.turns for fact in turn.answer.facts] if conversation else []
        return await self._seam.reveals.card(
            Reveal(
                principal=principal,
                conversation_id=conversation_id,
                request_id=request_id,
                fact=next((fact for fact in facts if fact.fact_id == fact_id), None),
                vault=conversation.vault if conversation else None,
            )
        )

    async def run(
        self, request: TurnRequest, conversation: Conversation, *, on_finished: OnFinished | None = None
    ) -> AsyncGenerator[TurnEvent]:
        """Yield the events of a turn: exactly one terminal event, and the turn is stored only when it is complete.

        ``on_finished`` gets what the answer was made of, for those who maintain this.
        """
        is_customer = request.principal.role is Role.CUSTOMER
        watched = self.telemetry.turn(
            model=self.model_name,
            conversation_id=conversation.conversation_id,
            request_id=request.request_id,
            trace_parent=request.trace_parent,
            prompt=load_prompt(customer=is_customer).digest,
        )
        try:
            async with aclosing(self._events(request, conversation, watched, on_finished)) as events:
                async for event in events:
                    watched.record_event(event)
                    yield event
        except (AgentError, GuardrailError) as error:
            logger.warning("turn failed", extra={"code": error.public_code, "request_id": request.request_id})
            watched.end("failed", code=error.public_code)
            yield RunFailed(code=error.public_code, retryable=getattr(error, "retryable", False))
        except RecursionError:  # the loop's own bound is one, and so is Python's
            watched.end("failed", code=StepLimit.public_code)
            yield RunFailed(code=StepLimit.public_code, retryable=StepLimit.retryable)
        except Exception as error:
            watched.end("failed", code=type(error).__name__)
            raise
        finally:
            watched.end("stopped")
            await self._conversations.release(conversation)

    async def _events(
        self, request: TurnRequest, conversation: Conversation, watched: TurnTrace, on_finished: OnFinished | None
    ) -> AsyncGenerator[TurnEvent]:
        asked = conversation.vault.admit(request.message)
        answer = self._begin(request, conversation, asked)
        watched.guard_time = answer.scope.guard_time
        turn = conversation.next_turn
        yield RunStarted(conversation_id=conversation.conversation_id, turn=turn)
        lookups = Lookups(self._seam, answer.scope, watched)
        prefetch = Prefetch(lookups, plan_lookups(answer.question, answer.setting))
        async with aclosing(prefetch.events()) as events:
            async for event in events:
                yield event
        asks_model = self._asks_model(answer)
        async with aclosing(
            self._by_model(answer, lookups, prefetch, conversation, asked) if asks_model else self._offline(answer)
        ) as events:
            async for event in events:
                yield event
        if on_finished is not None:
            on_finished(answer)
        whole = answer_of(answer, conversation, knows_model=bool(self._providers))
        is_kept = await self._keep(Turn(turn, asked, whole), answer, conversation)
        yield AnswerCompleted(answer=whole if is_kept else whole.model_copy(update={"kept": False}))

    def _asks_model(self, answer: AnswerInProgress) -> bool:
        """Whether a provider's model could add something: it chooses among statements about what was found."""
        scope = answer.scope
        if not self._providers or answer.question.intent is not Intent.EXPLAIN or not scope.outcomes:
            return False
        if scope.budget.is_spent:
            scope.is_degraded = True
            return False
        return bool(answer.situation.orders) and not answer.chosen.needs_input

    @staticmethod
    async def _offline(answer: AnswerInProgress) -> AsyncGenerator[TurnEvent]:
        with answer.scope.guard_time.measured():
            text = answer.answer_offline()
        answer.scope.model_name = OFFLINE
        for event in _said(text, answer):
            yield event

    async def _by_model(
        self, answer: AnswerInProgress, lookups: Lookups, prefetch: Prefetch, conversation: Conversation, asked: str
    ) -> AsyncGenerator[TurnEvent]:
        """Yield what the model chooses, and what completes it."""
        from agent.model_loop import LoopContext, run_loop
        from agent.provider.chat_history import history  # LangChain is imported where a model is asked, and only there

        scope = answer.scope
        scope.model_ends_at = asyncio.get_running_loop().time() + self._model_time_s
        context = LoopContext(answer, lookups, self._providers)
        stream = run_loop(
            context,
            instructions=instructions(answer.setting),
            earlier=history(conversation.turns),
            asked=asked,
            calls=prefetch.calls,
        )
        async with aclosing(stream) as parts:
            async for part in parts:
                if not isinstance(part, str):
                    yield part
                    continue
                with scope.guard_time.measured():
                    text = answer.say([part])
                for event in _said(text, answer):
                    yield event
        if scope.has_model_failed or not scope.selected:
            scope.is_degraded = True
            if not scope.selected:
                scope.model_name = OFFLINE
        with scope.guard_time.measured():
            rest = answer.finish()
        figures = self.telemetry.figures
        figures.dropped_characters.inc(scope.dropped_characters)
        figures.completed_answers.inc(bool(rest))
        for event in _said(rest, answer):
            yield event

    async def _keep(self, turn: Turn, answer: AnswerInProgress, conversation: Conversation) -> bool:
        """Store a complete turn, and return whether that could be done: the answer is sent either way.

        Raises:
            ConversationUnknown: the conversation was deleted while the turn ran.
            TurnInProgress: another turn has taken it in the meantime.
        """
        if not conversation.claim:
            return False
        scope = answer.scope
        try:
            await self._conversations.store(
                conversation,
                turn,
                next_fact=scope.book.next_number,
                statement_numbers=answer.ids.export(limit=MOST_STATEMENTS_KEPT),
                vault=scope.vault,
                customers=scope.customers,
                now=self._clock.now(),
            )
        except ConversationsUnavailable:
            return False
        return True

    def _begin(self, request: TurnRequest, conversation: Conversation, asked: str) -> AnswerInProgress:
        """Read the question, and set up the scope and the facts that follow from nothing but it."""
        setting = self._setting(request.principal, conversation)
        question = read_question(asked, setting)
        book = FactBook(setting.zone, next_number=conversation.next_fact)
        for amount in question.claims:
            book.claimed(amount, setting.now)
        if question.days:
            start, end = question.days.instants(setting.zone)
            book.asked(Window(start=start, end=end), setting.now)
        principal = request.principal
        scope = TurnScope(
            principal=principal,
            vault=conversation.vault,
            book=book,
            conversation_id=conversation.conversation_id,
            request_id=request.request_id,
            customers={principal.customer_id} if principal.customer_id else set(),
            model_name=self.model_name,
            budget=TokenBudget(self._limits.tokens_left(conversation)),
        )
        spoken = Spoken(
            statements=frozenset(s.statement_id for turn in conversation.turns for s in turn.answer.statements),
            orders=frozenset(order for turn in conversation.turns for order in turn.orders),
        )
        ids = StatementIds(dict(conversation.statement_numbers))
        return AnswerInProgress(scope, setting, question, ids, spoken, self._knowledge)

    def _setting(self, principal: Principal, conversation: Conversation) -> ReadingContext:
        recent, earlier = conversation.recent_orders[:MOST_ORDERS], conversation.earlier_orders
        setting = ReadingContext(
            now=self._clock.now(),
            zone=wording.zone_of(principal.locale),
            role=principal.role,
            customer_id=principal.customer_id,
            case_id=principal.case_id,
            recent_orders=recent,
            earlier_orders=earlier,
            listed_orders=conversation.listed_orders,
            last_question=conversation.turns[-1].question if conversation.turns else "",
            locale=principal.locale,
            known_orders=frozenset([*recent, *earlier, *conversation.listed_orders]),
        )
        return (
            setting if self._order_id_patterns is None else replace(setting, order_id_patterns=self._order_id_patterns)
        )


def _said(text: str, answer: AnswerInProgress) -> Iterable[TurnEvent]:
    """Return the events that add to the text, the facts that it mentions before it."""
    if not text:
        return
    if fresh := answer.unsent_facts():
        yield FactsFound(facts=fresh, cashback=[], installments=[], items=[], partial=False, sources=[])
    yield AnswerDelta(text=text)
