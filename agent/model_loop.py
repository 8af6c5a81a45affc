"""LangChain's agent loop between the two gateways, for turns that ask a provider's model.

The model gets the menu of statements as the result of its lookups and answers with references to statements.
"""

from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import langsmith
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolCall,
    ToolMessage,
)
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.graph.state import CompiledStateGraph
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from agent.answer_builder import AnswerBuilder
from agent.lookups import LookupCall, Lookups
from agent.provider.chat_model import ProviderModel
from agent.provider.errors import ProviderError
from agent.provider.fallback_chain import ProviderChain
from agent.turn_events import TurnEvent
from core.identity.tokens import Role
from guardrails.degradation import DegradedReason
from guardrails.model_gateway import ModelGateway
from guardrails.output.references import ReferenceReader
from guardrails.turn_scope import QueuePlace
from tools.registry import TOOLS

MAX_MODEL_CALLS = 5
# Two graph steps per model call with tools, plus the first and the last node.
RECURSION_LIMIT = 2 * MAX_MODEL_CALLS + 4


@dataclass(slots=True)
class LoopContext:
    """What the graph's nodes need to know about a turn. LangGraph passes it on as context and never stores it."""

    answer: AnswerBuilder
    lookups: Lookups
    providers: tuple[ProviderModel, ...]  # in the order in which they are asked
    model_calls: int = 0
    # Of the calls in the model's last message that have not begun, by call.
    places: dict[str, deque[QueuePlace]] = field(default_factory=dict)

    def take_places(self, calls: Iterable[LookupCall], emit: Callable[[TurnEvent], None]) -> None:
        """Announce the calls of a message, and take a place for each, in the order in which the model wrote them.

        LangGraph starts them in an order of its choice, on which neither ids nor the menu may depend.
        """
        self.places = {}
        for call in calls:
            place = self.answer.scope.queue.take(is_lookup=not self.lookups.is_answered(call))
            self.places.setdefault(call.place_key, deque()).append(place)
            if started := self.lookups.start_event(call):
                emit(started)

    @property
    def is_over(self) -> bool:
        """Whether the model is not asked again in this turn."""
        scope = self.answer.scope
        return scope.has_model_failed or scope.budget.is_spent or self.model_calls > MAX_MODEL_CALLS

    @property
    def over_reason(self) -> DegradedReason:
        """Why the model is not asked again, where it has not failed."""
        return DegradedReason.BUDGET_SPENT if self.answer.scope.budget.is_spent else DegradedReason.STEP_LIMIT


class Gateways(AgentMiddleware[Any, LoopContext, Any]):
    """Replaces the graph's own model and tool calls by guarded ones."""

    async def awrap_model_call(
        self,
        request: ModelRequest[LoopContext],
        handler: Callable[[ModelRequest[LoopContext]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        context = _require_context(request.runtime.context)
        context.model_calls += 1
        if context.is_over:
            context.answer.scope.fail_model(context.over_reason)
            return ModelResponse(result=[AIMessage(content="")])
        tools = describe_tools(customer=context.answer.context.role is Role.CUSTOMER)
        return await handler(request.override(model=_build_guarded_model(context), tools=list(tools)))

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage:
        """Answer every call through the tool gateway, unknown names included; the graph itself never runs a tool."""
        context = _require_context(request.runtime.context)
        emit = request.runtime.stream_writer
        call = _lookup_call(request.tool_call)
        if not context.places.get(call.place_key):
            context.take_places([_lookup_call(each) for each in _requested(request.state)], emit)
        place = context.places[call.place_key].popleft()
        try:
            events = await context.lookups.run(call, place=place)
            await place.reached()
            for event in events:
                emit(event)
            context.answer.rebuild_menu()
            return _menu_message(call, context.answer)
        finally:
            place.release()


class TurnModel(ModelGateway):
    """The guarded model. LangChain's callbacks get its name only.

    Otherwise LangChain would serialise the model, and with it the whole turn, for the callbacks of every call.
    """

    @property
    def _serialized(self) -> dict[str, Any]:
        return {"lc": 1, "type": "not_implemented", "id": ["agent", "loop", "TurnModel"]}


@cache
def compiled_loop() -> CompiledStateGraph[Any, LoopContext, Any, Any]:
    """Return the loop, which all agents of a process share; everything about a turn is in its context.

    LangSmith's tracing, which an environment variable could turn on, sends whole conversations to a third party: it is
    kept off.
    """
    langsmith.configure(enabled=False)
    return create_agent(
        FakeListChatModel(responses=[""]),  # the graph needs a model to be built; every call replaces it
        tools=_routable_tools(),
        middleware=[Gateways()],
        context_schema=LoopContext,
    )


async def run_loop(
    context: LoopContext,
    *,
    instructions: str,
    history: Iterable[BaseMessage],
    question: str,
    calls: Iterable[LookupCall],
) -> AsyncGenerator[TurnEvent | str]:
    """Ask the model and yield the events of its lookups and the ids of the statements that it chooses.

    ``calls`` are the lookups that were made already; the model sees them as its own tool calls with their results.
    """
    messages = [
        SystemMessage(instructions),
        *history,
        HumanMessage(question),
        *_as_messages(list(calls), context.answer),
    ]
    stream = compiled_loop().astream(
        {"messages": messages},
        context=context,
        stream_mode=["custom", "messages"],
        config={"recursion_limit": RECURSION_LIMIT},
    )
    async with aclosing(cast("AsyncGenerator[tuple[str, Any]]", stream)) as parts:
        async for mode, part in parts:
            if mode == "custom":
                yield cast(TurnEvent, part)
                continue
            for statement_id in _references(part):
                yield statement_id


def _references(part: Any) -> list[str]:
    """Return the references that passed the gateway; tool results and complete messages hold none."""
    message, _ = part
    return ReferenceReader().feed(str(message.text)) if isinstance(message, AIMessageChunk) else []


def _requested(state: Any) -> list[ToolCall]:
    """Return the calls of the model's last message."""
    return next(message.tool_calls for message in reversed(state["messages"]) if isinstance(message, AIMessage))


def _lookup_call(call: ToolCall) -> LookupCall:
    return LookupCall(call["name"], call["args"], call["id"] or "")


def _as_messages(calls: list[LookupCall], answer: AnswerBuilder) -> list[BaseMessage]:
    if not calls:
        return []
    request = AIMessage(
        content="",
        tool_calls=[
            {"type": "tool_call", "name": call.name, "args": dict(call.arguments), "id": call.call_id} for call in calls
        ],
    )
    others = [_tool_message(call, "Done; see the menu below.") for call in calls[:-1]]
    return [request, *others, _menu_message(calls[-1], answer)]


def _menu_message(call: LookupCall, answer: AnswerBuilder) -> ToolMessage:
    """Return what a lookup adds to the menu, as the result of the call."""
    lines = answer.menu_lines()
    return _tool_message(call, "\n".join(["Menu:", *lines]) if lines else "Nothing new; use the menu above.")


def _tool_message(call: LookupCall, content: str) -> ToolMessage:
    return ToolMessage(content=content, name=call.shown_name, tool_call_id=call.call_id)


def _require_context(context: Any) -> LoopContext:
    """Return the context; LangGraph passes None when it was forgotten.

    Raises:
        TypeError: there is none.
    """
    if not isinstance(context, LoopContext):
        raise TypeError("the loop cannot run without its context")
    return context


def _build_guarded_model(context: LoopContext) -> TurnModel:
    return TurnModel(
        inner=_chain(context),
        scope=context.answer.scope,
        is_on_menu=lambda statement_id: statement_id in context.answer.menu.by_id,
        failures=(ProviderError, *(failure for provider in context.providers for failure in provider.failures)),
    )


def _chain(context: LoopContext) -> BaseChatModel:
    scope = context.answer.scope

    def note_provider(provider: ProviderModel) -> None:
        scope.model_name = provider.name
        if provider is not context.providers[0]:
            scope.degrade(DegradedReason.SUBSTITUTE_MODEL)

    return ProviderChain(providers=context.providers, on_begun=note_provider, trace=context.lookups.trace)


def describe_tools(*, customer: bool) -> list[dict[str, Any]]:
    """Return the descriptions of the tools for a provider; a customer's variant has no ``customerId`` argument."""
    return _CUSTOMER_TOOLS if customer else _STAFF_TOOLS


def _as_function(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


_STAFF_TOOLS = [_as_function(t.name, t.description, t.staff_arguments.model_json_schema()) for t in TOOLS.values()]
_CUSTOMER_TOOLS = [
    _as_function(t.name, t.description, t.customer_arguments.model_json_schema()) for t in TOOLS.values()
]


def _routable_tools() -> list[BaseTool]:
    """Return tools that the graph can route to; they refuse to run, so that nothing bypasses the gateway."""

    async def refuse(**_: Any) -> str:
        raise RuntimeError("a lookup runs through the tool gateway only")

    return [
        StructuredTool.from_function(
            coroutine=refuse, name=tool.name, description=tool.description, args_schema=tool.staff_arguments
        )
        for tool in TOOLS.values()
    ]
