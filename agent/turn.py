"""One turn, from a question to its last event."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langgraph.errors import GraphRecursionError

from agent.build import RECURSION_LIMIT, MakeOffline, TurnContext, build_graph, offline_model, unsaid
from agent.conversation import Conversation, Turn
from agent.conversations.store import TURNS_OF_A_TURN, Conversations
from agent.draft import reply_draft
from agent.errors import AgentError, ConversationFull, ConversationsUnavailable, ConversationUnknown, StepLimit
from agent.events import (
    Answer,
    AnswerCompleted,
    AnswerDelta,
    Outcome,
    RunFailed,
    RunStarted,
    TurnEvent,
    Usage,
)
from agent.history import history
from agent.limits import TurnLimits, spent_in
from agent.lookups import Lookups, Prefetch
from agent.models import ProviderModel
from agent.offline.brief import Brief
from agent.offline.model import NAME as OFFLINE
from agent.offline.plan import is_open_search, plan
from agent.offline.selection import choose_for
from agent.offline.spoken import spoken_of
from agent.offline.understand import understand_in
from agent.prompt import Prompt, instructions, load_prompt
from agent.telemetry.telemetry import Telemetry, TurnTrace
from guardrails.budget import Budget
from guardrails.errors import GuardrailError
from guardrails.grounding import figures_of
from guardrails.reveal import Reveal
from guardrails.scope import TurnScope
from guardrails.tool_seam import ToolSeam
from rewards.clock import Clock
from rewards.contract import WireModel
from rewards.identity import Principal, Role
from tools import phrases
from tools.facts import FactBook
from tools.result import ToolStatus

logger = logging.getLogger(__name__)
MODEL_TIME_S = 45.0  # a provider's share of one turn; then the offline model ends it
_USUAL_LIMITS = TurnLimits()
_Card = TypeVar("_Card", bound=WireModel)


@dataclass(frozen=True, slots=True)
class Question:
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
        seam: ToolSeam,
        conversations: Conversations,
        clock: Clock,
        provider: ProviderModel | None,
        substitute: ProviderModel | None = None,
        model_time_s: float = MODEL_TIME_S,
        make_offline: MakeOffline = offline_model,
        telemetry: Telemetry | None = None,
        limits: TurnLimits = _USUAL_LIMITS,
    ) -> None:
        """``substitute`` is asked when ``provider`` does not begin to answer, and the offline model after it."""
        self._seam = seam
        self._conversations = conversations
        self._clock = clock
        self._providers = tuple(model for model in (provider, substitute) if model is not None)
        self._model_time_s = model_time_s
        self._make_offline = make_offline
        self.telemetry = telemetry or Telemetry()
        self.telemetry.figures.watch(lambda: {each.name: each.breaker.state for each in self._providers})
        self._limits = limits
        self._graph = build_graph()

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

    async def open(self, question: Question) -> Conversation:
        """Claim the conversation for a turn, a new one where none is named.

        One that can be read and not claimed, because its database takes no writes, is given without a claim: it is
        answered in, and the turn is not kept.

        Raises:
            ConversationUnknown: it does not exist or belongs to somebody else.
            TurnInProgress: another turn is running in it.
            ConversationFull: it has had all its turns.
            Denied, PolicyUnavailable, AuditUnavailable: this principal may not ask anything, or nobody can say.
        """
        self._seam.admission.admit(question.principal, question.conversation_id, request_id=question.request_id)
        conversation = await self._claimed_or_read(question)
        if self._limits.is_full(conversation):
            await self._conversations.release(conversation)
            raise ConversationFull
        return conversation

    async def _claimed_or_read(self, question: Question) -> Conversation:
        principal, conversation_id = question.principal, question.conversation_id
        try:
            return await self._conversations.claim(principal, conversation_id, now=self._clock.now())
        except ConversationsUnavailable:
            if conversation_id is None:
                raise
            return await self._conversations.read(principal, conversation_id, most_turns=TURNS_OF_A_TURN)

    async def close(self, conversation: Conversation) -> None:
        """Give a conversation back that was opened for a turn; a turn that ran has done so itself."""
        await self._conversations.release(conversation)

    async def reveal(self, principal: Principal, conversation_id: str, fact_id: str, *, request_id: str) -> str:
        """Give the whole number of the gift card that a fact of a conversation stands for.

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

    async def run(self, question: Question, conversation: Conversation) -> AsyncGenerator[TurnEvent]:
        """Yield the events of a turn: exactly one terminal event, and the turn is stored only when it is complete."""
        watched = self.telemetry.turn(
            model=self.model_name,
            conversation_id=conversation.conversation_id,
            request_id=question.request_id,
            trace_parent=question.trace_parent,
            prompt=_prompt_of(question.principal).digest,
        )
        try:
            async with aclosing(self._events(question, conversation, watched)) as events:
                async for event in events:
                    watched.see(event)
                    yield event
        except (AgentError, GuardrailError) as error:
            logger.warning("turn failed", extra={"code": error.public_code, "request_id": question.request_id})
            watched.end("failed", code=error.public_code)
            yield RunFailed(code=error.public_code, retryable=getattr(error, "retryable", False))
        except GraphRecursionError:
            watched.end("failed", code=StepLimit.public_code)
            yield RunFailed(code=StepLimit.public_code, retryable=StepLimit.retryable)
        except Exception as error:
            watched.end("failed", code=type(error).__name__)
            raise
        finally:
            watched.end("stopped")
            await self._conversations.release(conversation)

    async def _events(
        self, question: Question, conversation: Conversation, watched: TurnTrace
    ) -> AsyncGenerator[TurnEvent]:
        context, messages = self._prepare(question, conversation, watched)
        turn = conversation.next_turn
        yield RunStarted(conversation_id=conversation.conversation_id, turn=turn)
        spoken: list[str] = []
        async with aclosing(self._found_and_told(messages, context)) as events:
            async for event in events:
                if isinstance(event, AnswerDelta):
                    spoken.append(event.text)
                yield event
        answer = self._answer("".join(spoken), context, conversation, turn)
        is_kept = await self._keep(Turn(turn, messages[-1].text, answer), context, conversation)
        yield AnswerCompleted(answer=answer if is_kept else answer.model_copy(update={"kept": False}))

    async def _keep(self, turn: Turn, context: TurnContext, conversation: Conversation) -> bool:
        """Store a complete turn, and tell whether it could be: who was answered is not told that nothing was.

        Raises:
            ConversationUnknown: the conversation was deleted while the turn ran.
            TurnInProgress: another turn has taken it in the meantime.
        """
        if not conversation.claim:
            return False
        scope = context.scope
        try:
            await self._conversations.store(
                conversation,
                turn,
                next_fact=scope.book.next_number,
                vault=scope.vault,
                customers=scope.customers,
                now=self._clock.now(),
            )
        except ConversationsUnavailable:
            return False
        return True

    async def _found_and_told(self, messages: list[BaseMessage], context: TurnContext) -> AsyncGenerator[TurnEvent]:
        """Look up what the question is about, then let a model tell it: facts come before any prose."""
        prefetch = Prefetch(context.lookups, plan(context.understanding, context.brief))
        async with aclosing(prefetch.events()) as events:
            async for event in events:
                yield event
        async with aclosing(self._stream([*messages, *prefetch.messages], context)) as events:
            async for event in events:
                yield event
        if rest := unsaid(context):
            yield AnswerDelta(text=rest)

    async def _stream(self, messages: list[BaseMessage], context: TurnContext) -> AsyncGenerator[TurnEvent]:
        """Run the graph and give what the seams let out of it: events of tools, and released text."""
        stream = self._graph.astream(
            {"messages": messages},
            context=context,
            stream_mode=["custom", "messages"],
            config={"recursion_limit": RECURSION_LIMIT},
        )
        async with aclosing(cast("AsyncGenerator[tuple[str, Any]]", stream)) as parts:
            async for mode, part in parts:
                if mode == "custom":
                    yield cast(TurnEvent, part)
                elif text := _released_text(part):
                    yield AnswerDelta(text=text)

    def _prepare(
        self, question: Question, conversation: Conversation, watched: TurnTrace
    ) -> tuple[TurnContext, list[BaseMessage]]:
        principal = question.principal
        zone = phrases.zone_of(principal.locale)
        spoken = spoken_of(conversation.turns)
        brief = Brief(
            now=self._clock.now(),
            zone=zone,
            role=principal.role,
            customer_id=principal.customer_id,
            case_id=principal.case_id,
            recent_orders=spoken.recent,
            earlier_orders=spoken.earlier,
            listed_orders=spoken.listed,
            last_question=spoken.last_question,
            locale=principal.locale,
        )
        asked = conversation.vault.admit(question.message)
        understanding = understand_in(asked, brief)
        book = FactBook(zone, next_number=conversation.next_fact)
        for amount in understanding.claims:
            book.claimed(amount, brief.now)
        if understanding.days and understanding.are_days_of_issue:
            book.asked(understanding.days.window(zone), brief.now)
        scope = TurnScope(
            principal=principal,
            vault=conversation.vault,
            book=book,
            conversation_id=conversation.conversation_id,
            request_id=question.request_id,
            customers={principal.customer_id} if principal.customer_id else set(),
            known_ids=set(understanding.orders) | set(brief.recent_orders) | set(brief.earlier_orders),
            claimed=frozenset(figures_of(asked)),
            model_name=self.model_name,
            budget=Budget(self._limits.tokens_left(conversation)),
            model_ends_at=asyncio.get_running_loop().time() + self._model_time_s,
        )
        watched.guard_time = scope.guard_time
        lookups = Lookups(self._seam, scope, watched)
        context = TurnContext(scope, brief, understanding, lookups, self._providers, self._make_offline)
        earlier = history(conversation.turns)
        return context, [SystemMessage(instructions(brief)), *earlier, HumanMessage(asked)]

    def _answer(self, text: str, context: TurnContext, conversation: Conversation, turn: int) -> Answer:
        outcomes = context.scope.outcomes
        return Answer(
            conversation_id=conversation.conversation_id,
            turn=turn,
            outcome=_outcome(context),
            text=text.strip(),
            facts=list(context.scope.facts.values()),
            cashback=_unique(card for outcome in outcomes for card in outcome.cashback),
            installments=_unique(card for outcome in outcomes for card in outcome.installments),
            items=_unique(card for outcome in outcomes for card in outcome.items),
            sources=_unique(source for outcome in outcomes for source in outcome.sources),
            reply_draft=reply_draft(context),
            model=context.scope.model_name,
            usage=_usage(context, conversation),
            prompt=_prompt_of(context.scope.principal).digest if self._providers else None,
            degraded=context.scope.is_degraded,
        )


def _prompt_of(principal: Principal) -> Prompt:
    return load_prompt(customer=principal.role is Role.CUSTOMER)


def _usage(context: TurnContext, conversation: Conversation) -> Usage | None:
    before, budget = spent_in(conversation), context.scope.budget
    total = Usage(
        input_tokens=before.input_tokens + budget.input_tokens,
        output_tokens=before.output_tokens + budget.output_tokens,
    )
    return total if total.input_tokens else None


def _outcome(context: TurnContext) -> Outcome:
    """Tell what became of the question. It follows from what was looked up, never from what a model says."""
    outcomes = context.scope.outcomes
    statuses = {outcome.view.status for outcome in outcomes}
    if not outcomes:
        return Outcome.REFUSED if context.understanding.refusals else Outcome.NEEDS_INPUT
    if not statuses & {ToolStatus.OK, ToolStatus.EMPTY}:
        return Outcome.UNAVAILABLE if ToolStatus.UNAVAILABLE in statuses else Outcome.NEEDS_INPUT
    if any(outcome.partial for outcome in outcomes) or ToolStatus.UNAVAILABLE in statuses:
        return Outcome.PARTIAL
    found = any(view.orders for view in context.scope.views)
    if is_open_search(context.understanding, context.brief) and not found:
        return Outcome.NEEDS_INPUT
    if choose_for(context.scope.views, context.understanding, context.brief).needs_input:
        return Outcome.NEEDS_INPUT
    return Outcome.ANSWERED


def _released_text(part: Any) -> str:
    """Give the text that the guarded model released; results of tools and whole messages are not prose."""
    message, _ = part
    return message.text if isinstance(message, AIMessageChunk) else ""


def _unique(cards: Iterable[_Card]) -> list[_Card]:
    """Keep each card once, in order: two lookups of one turn may find the same."""
    seen: dict[str, _Card] = {}
    for card in cards:
        seen.setdefault(card.model_dump_json(exclude={"latency_ms"}), card)
    return list(seen.values())
