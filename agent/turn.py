"""One turn, from the question to its last event.

Read the question, look up, build the menu of statements, select, realise. A provider's model selects where one is
configured and can add something; the offline selector completes whatever the model leaves out or fails to do.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from agent.answer_builder import MAX_ORDERS, AnswerBuilder, EarlierTurns
from agent.conversations.conversation import Conversation, Turn
from agent.conversations.conversation_store import MAX_CONTEXT_TURNS, ConversationStore
from agent.errors import AgentError, ConversationsUnavailable, ConversationUnknown, StepLimit
from agent.fact_reveal import reveal_of_fact
from agent.finished_answer import build_answer
from agent.handoff.delivery import NoHandoffs
from agent.lookups import Lookups, Prefetch
from agent.provider.prompt import build_instructions, load_prompt
from agent.provider.timeouts import ModelTimeouts
from agent.reading.lookup_plan import plan_lookups
from agent.reading.question import ORDER_ID_PATTERNS, Intent, ReadingContext
from agent.reading.question_reader import read_question
from agent.telemetry.traces import Telemetry, TurnTrace
from agent.turn_events import AnswerCompleted, RunFailed, RunStarted, TurnEvent
from agent.turn_limits import TurnLimits
from core.clock import Clock
from core.identity.tokens import Principal, Role
from core.windows import Window
from guardrails.degradation import DegradedReason
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
OFFLINE = "offline"  # the model's name where no provider answered
LONG_QUESTION = 500  # characters; a longer one is read off the event loop
MAX_STORED_STATEMENTS = 600  # statement ids that a conversation keeps
_DEFAULT_LIMITS = TurnLimits()
OnFinished = Callable[[AnswerBuilder], None]


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """One request: the message, and the identity that the token proves."""

    message: str
    principal: Principal
    conversation_id: str | None
    request_id: str
    trace_parent: str | None = None  # of the caller (W3C Trace Context)
    may_begin: bool = False  # whether a conversation of this id begins when there is none
    replaces_turn: int | None = None  # the number of the last turn, whose place the new one takes


class Agent:
    """Answers questions. There is one per process; each turn has its own scope."""

    def __init__(
        self,
        *,
        tool_gateway: ToolGateway,
        conversations: ConversationStore,
        clock: Clock,
        provider: "ProviderModel | None",
        substitute: "ProviderModel | None" = None,
        model_time_s: float = ModelTimeouts().turn_s,
        telemetry: Telemetry | None = None,
        limits: TurnLimits = _DEFAULT_LIMITS,
        knowledge: ApprovedTexts = NO_KNOWLEDGE,
        order_id_patterns: tuple[str, ...] | None = None,
        handoffs: NoHandoffs | None = None,
    ) -> None:
        """``substitute`` is asked when ``provider`` does not begin to answer, the offline selector after it."""
        self.tool_gateway = tool_gateway  # also for what people look up themselves
        self.conversations = conversations  # also for those who list, read, rename or delete them
        self.clock = clock  # also for those who store something beside a turn
        self._providers = tuple(model for model in (provider, substitute) if model is not None)
        self._model_time_s = model_time_s
        self.telemetry = telemetry or Telemetry()
        self.telemetry.figures.watch_circuits(lambda: {each.name: each.breaker.state for each in self._providers})
        self._limits = limits
        self._knowledge = knowledge
        self._order_id_patterns = order_id_patterns or ORDER_ID_PATTERNS
        self.handoffs = handoffs or NoHandoffs()

    @property
    def model_name(self) -> str:
        return self._providers[0].name if self._providers else OFFLINE

    async def aclose(self) -> None:
        """Close the connections to the providers."""
        for provider in self._providers:
            await provider.aclose()

    async def open(self, request: TurnRequest) -> Conversation:
        """Return the conversation, claimed for a turn; a new one where the request names none.

        A conversation that can be read but not claimed, because its database takes no writes, is returned without a
        claim: the question is answered, and the turn is not stored.

        Raises:
            ConversationUnknown: it does not exist or belongs to somebody else.
            TurnInProgress: another turn is running in it.
            ConversationFull: it has had its maximum number of turns.
            TurnNotLast: the turn to replace is not the last one.
            Denied, PolicyUnavailable, AuditUnavailable: this principal may not ask, or it cannot be decided.
        """
        with self.telemetry.figures.counting_guard_faults():
            await self.tool_gateway.admission.admit(
                request.principal, request.conversation_id, request_id=request.request_id
            )
        conversation = await self._claim_or_read(request)
        try:
            if request.replaces_turn is not None:
                conversation = conversation.without_turn(request.replaces_turn)
            self._limits.require_room(conversation)
        except AgentError:
            await self.conversations.release(conversation)
            raise
        return conversation

    async def _claim_or_read(self, request: TurnRequest) -> Conversation:
        principal, conversation_id, now = request.principal, request.conversation_id, self.clock.now()
        try:
            return await self.conversations.claim(principal, conversation_id, now=now, may_begin=request.may_begin)
        except ConversationsUnavailable as unavailable:
            if conversation_id is None:
                raise
            try:
                return await self.conversations.read(principal, conversation_id, most_turns=MAX_CONTEXT_TURNS)
            except ConversationUnknown:
                raise unavailable if request.may_begin else ConversationUnknown from None

    async def close(self, conversation: Conversation) -> None:
        """Release a conversation that was opened for a turn that never ran; a turn that ran has released it itself."""
        await self.conversations.release(conversation)

    async def reveal(self, principal: Principal, conversation_id: str, fact_id: str, *, request_id: str) -> str:
        """Return the full number of the gift card that a fact of a conversation stands for.

        Raises:
            Denied, PolicyUnavailable, AuditUnavailable, RewardsError: see ``CardReveal``.
        """
        reveal = await reveal_of_fact(self.conversations, principal, conversation_id, fact_id, request_id=request_id)
        with self.telemetry.figures.counting_guard_faults():
            return await self.tool_gateway.reveals.card(reveal)

    async def run(
        self, request: TurnRequest, conversation: Conversation, *, on_finished: OnFinished | None = None
    ) -> AsyncGenerator[TurnEvent]:
        """Yield the events of a turn, the last of which is the only terminal one. Only a complete turn is stored.

        ``on_finished`` receives the builder of the finished answer, for diagnostics.
        """
        is_customer = request.principal.role is Role.CUSTOMER
        trace = self.telemetry.turn(
            model=self.model_name,
            conversation_id=conversation.conversation_id,
            request_id=request.request_id,
            trace_parent=request.trace_parent,
            prompt=load_prompt(customer=is_customer).digest,
        )
        try:
            with self.telemetry.figures.counting_guard_faults():
                async with aclosing(self._events(request, conversation, trace, on_finished)) as events:
                    async for event in events:
                        trace.record_event(event)
                        yield event
        except (AgentError, GuardrailError) as error:
            logger.warning("turn failed", extra={"code": error.public_code, "request_id": request.request_id})
            trace.end("failed", code=error.public_code)
            yield RunFailed(code=error.public_code, retryable=getattr(error, "retryable", False))
        except RecursionError:  # raised by LangGraph's step limit and by Python's own
            trace.end("failed", code=StepLimit.public_code)
            yield RunFailed(code=StepLimit.public_code, retryable=StepLimit.retryable)
        except Exception as error:
            trace.end("failed", code=type(error).__name__)
            raise
        finally:
            trace.end("stopped")
            await self.conversations.release(conversation)

    async def _events(
        self, request: TurnRequest, conversation: Conversation, trace: TurnTrace, on_finished: OnFinished | None
    ) -> AsyncGenerator[TurnEvent]:
        message = await self.tool_gateway.admitted(request.message, conversation.vault)
        answer = await self._begin_answer(request, conversation, message)
        trace.guard_time = answer.scope.guard_time
        turn, revision = conversation.next_turn, conversation.next_revision
        yield RunStarted(conversation_id=conversation.conversation_id, turn=turn, revision=revision)
        lookups = Lookups(self.tool_gateway, answer.scope, trace)
        prefetch = Prefetch(lookups, plan_lookups(answer.question, answer.context))
        async with aclosing(prefetch.events()) as events:
            async for event in events:
                yield event
        asks_model = self._asks_model(answer)
        async with aclosing(
            self._by_model(answer, lookups, prefetch, conversation, message) if asks_model else self._offline(answer)
        ) as events:
            async for event in events:
                yield event
        if on_finished is not None:
            on_finished(answer)
        finished = build_answer(answer, conversation, has_model=bool(self._providers))
        handoff = self.handoffs.note_of(request.principal, conversation, finished)
        is_stored = await self._store(Turn(turn, message, finished, revision, handoff), answer, conversation)
        if is_stored and handoff is not None:
            self.handoffs.wake()
        yield AnswerCompleted(answer=finished if is_stored else finished.model_copy(update={"kept": False}))

    def _asks_model(self, answer: AnswerBuilder) -> bool:
        """Whether a provider's model could add something, which takes statements about records to choose from."""
        scope = answer.scope
        if not self._providers or answer.question.intent is not Intent.EXPLAIN or not scope.outcomes:
            return False
        if scope.budget.is_spent:
            scope.degrade(DegradedReason.BUDGET_SPENT)
            return False
        return bool(answer.situation.orders) and not answer.chosen.needs_input

    @staticmethod
    async def _offline(answer: AnswerBuilder) -> AsyncGenerator[TurnEvent]:
        with answer.scope.guard_time.measured():
            text = answer.add_offline_answer()
        answer.scope.model_name = OFFLINE
        for event in answer.text_events(text):
            yield event

    async def _by_model(
        self, answer: AnswerBuilder, lookups: Lookups, prefetch: Prefetch, conversation: Conversation, message: str
    ) -> AsyncGenerator[TurnEvent]:
        """Yield what the model chooses, and what completes its choice."""
        # LangChain is imported where a model is asked, and only there.
        from agent.model_loop import LoopContext, run_loop
        from agent.provider.chat_history import build_history

        scope = answer.scope
        scope.model_ends_at = asyncio.get_running_loop().time() + self._model_time_s
        stream = run_loop(
            LoopContext(answer, lookups, self._providers),
            instructions=build_instructions(answer.context),
            history=build_history(conversation.turns),
            question=message,
            calls=prefetch.calls,
        )
        async with aclosing(stream) as parts:
            async for part in parts:
                if not isinstance(part, str):
                    yield part
                    continue
                with scope.guard_time.measured():
                    text = answer.add_chosen([part])
                for event in answer.text_events(text):
                    yield event
        if scope.model_failure is not None:
            scope.degrade(scope.model_failure)
        elif not scope.selected:
            scope.degrade(DegradedReason.NOTHING_CHOSEN)
        if not scope.selected:
            scope.model_name = OFFLINE
        with scope.guard_time.measured():
            rest = answer.add_missing()
        figures = self.telemetry.figures
        figures.dropped_characters.inc(scope.dropped_characters)
        figures.completed_answers.inc(bool(rest))
        for event in answer.text_events(rest):
            yield event

    async def _store(self, turn: Turn, answer: AnswerBuilder, conversation: Conversation) -> bool:
        """Store a complete turn and return whether that succeeded; the answer is sent either way.

        Raises:
            ConversationUnknown: the conversation was deleted while the turn ran.
            TurnInProgress: another turn has claimed it in the meantime.
        """
        if not conversation.claim:
            return False
        scope = answer.scope
        try:
            await self.conversations.store(
                conversation,
                turn,
                next_fact=scope.book.next_number,
                statement_numbers=answer.ids.export(limit=MAX_STORED_STATEMENTS),
                vault=scope.vault,
                customers=scope.customers,
                account=scope.principal.subject if scope.principal.role is Role.SUPPORT_AGENT else None,
                now=self.clock.now(),
            )
        except ConversationsUnavailable:
            return False
        return True

    async def _begin_answer(self, request: TurnRequest, conversation: Conversation, message: str) -> AnswerBuilder:
        """Read the question, and set up the scope and the facts that follow from the question alone."""
        context = self._reading_context(request.principal, conversation)
        reading = partial(read_question, message, context)
        question = await self.tool_gateway.guard_threads.run(reading, is_long=len(message) > LONG_QUESTION)
        book = FactBook(context.zone, next_number=conversation.next_fact)
        for amount in question.claims:
            book.add_claim(amount, context.now)
        if question.days:
            start, end = question.days.to_instants(context.zone)
            book.add_asked_days(Window(start=start, end=end), context.now)
        principal = request.principal
        scope = TurnScope(
            principal=principal,
            vault=conversation.vault,
            guard_threads=self.tool_gateway.guard_threads,
            book=book,
            conversation_id=conversation.conversation_id,
            request_id=request.request_id,
            customers={principal.customer_id} if principal.customer_id else set(),
            model_name=self.model_name,
            budget=TokenBudget(self._limits.tokens_left(conversation)),
        )
        earlier_turns = EarlierTurns(statements=conversation.spoken_statements, orders=conversation.spoken_orders)
        ids = StatementIds(dict(conversation.statement_numbers))
        return AnswerBuilder(scope, context, question, ids, earlier_turns, self._knowledge)

    def _reading_context(self, principal: Principal, conversation: Conversation) -> ReadingContext:
        recent, earlier = conversation.recent_orders[:MAX_ORDERS], conversation.earlier_orders
        return ReadingContext(
            now=self.clock.now(),
            zone=wording.get_zone(principal.locale),
            role=principal.role,
            customer_id=principal.customer_id,
            case_id=principal.case_id,
            recent_orders=recent,
            earlier_orders=earlier,
            listed_orders=conversation.listed_orders,
            last_question=conversation.turns[-1].question if conversation.turns else "",
            locale=principal.locale,
            known_orders=frozenset([*recent, *earlier, *conversation.listed_orders]),
            other_languages=self._knowledge.other_languages(is_for_staff=principal.role is not Role.CUSTOMER),
            order_id_patterns=self._order_id_patterns,
        )
