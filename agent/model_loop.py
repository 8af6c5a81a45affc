"""LangChain's agent loop with both gateways in it, for turns that ask a provider's model.

The model gets the menu of statements as the result of its look-ups and answers with references to them.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import langsmith
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage
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
from guardrails.model_gateway import ModelGateway
from guardrails.output.references import ReferenceReader
from tools.registry import TOOLS

MAX_MODEL_CALLS = 5
# Two graph steps a model call with tools, and room for the first and last node.
RECURSION_LIMIT = 2 * MAX_MODEL_CALLS + 4


@dataclass(slots=True)
class LoopContext:
    """What the graph's nodes need of a turn. It is handed along as context, which is never stored."""

    answer: AnswerBuilder
    lookups: Lookups
    providers: tuple[ProviderModel, ...]  # in the order in which they are asked
    model_calls: int = 0

    @property
    def is_over(self) -> bool:
        """Whether the model is asked no more in this turn."""
        scope = self.answer.scope
        return scope.has_model_failed or scope.budget.is_spent or self.model_calls > MAX_MODEL_CALLS


class Gateways(AgentMiddleware[Any, LoopContext, Any]):
    """Puts the guarded model and the guarded look-up in the place of what the graph would call itself."""

    async def awrap_model_call(
        self,
        request: ModelRequest[LoopContext],
        handler: Callable[[ModelRequest[LoopContext]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        context = _given(request.runtime.context)
        context.model_calls += 1
        if context.is_over:
            context.answer.scope.has_model_failed = True
            return ModelResponse(result=[AIMessage(content="")])
        tools = described_tools(customer=context.answer.context.role is Role.CUSTOMER)
        return await handler(request.override(model=_guarded(context), tools=list(tools)))

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage:
        """Answer every call through the tool gateway, unknown names included: the graph's own path is never taken."""
        context = _given(request.runtime.context)
        emit = request.runtime.stream_writer
        call = LookupCall(request.tool_call["name"], request.tool_call["args"], request.tool_call["id"] or "")
        if started := context.lookups.started(call):
            emit(started)
        for event in await context.lookups.run(call):
            emit(event)
        context.answer.refresh()
        return _result(call, context.answer)


class TurnModel(ModelGateway):
    """The guarded model, of which LangChain's callbacks get the name only.

    By itself LangChain serialises a model for them at every call, and with it the whole turn.
    """

    @property
    def _serialized(self) -> dict[str, Any]:
        return {"lc": 1, "type": "not_implemented", "id": ["agent", "loop", "TurnModel"]}


@cache
def compiled_loop() -> CompiledStateGraph[Any, LoopContext, Any, Any]:
    """Return the loop, which is the same for every agent of a process; everything of a turn comes with its context.

    LangSmith's tracing, which an environment variable would turn on, sends whole conversations elsewhere: it stays off.
    """
    langsmith.configure(enabled=False)
    return create_agent(
        FakeListChatModel(responses=[""]),  # the graph wants a model to be built with; every call replaces it
        tools=_routable_tools(),
        middleware=[Gateways()],
        context_schema=LoopContext,
    )


async def run_loop(
    context: LoopContext, *, instructions: str, earlier: Iterable[BaseMessage], asked: str, calls: Iterable[LookupCall]
) -> AsyncGenerator[TurnEvent | str]:
    """Ask the model and yield the events of its look-ups, and the ids of the statements that it chooses.

    ``calls`` are the look-ups that were made before; the model gets them as calls of its own that are done.
    """
    messages = [
        SystemMessage(instructions),
        *earlier,
        HumanMessage(asked),
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
    """Return the references that the gateway let through; results of tools and whole messages hold none of them."""
    message, _ = part
    return ReferenceReader().feed(str(message.text)) if isinstance(message, AIMessageChunk) else []


def _as_messages(calls: list[LookupCall], answer: AnswerBuilder) -> list[BaseMessage]:
    if not calls:
        return []
    asked = AIMessage(
        content="",
        tool_calls=[
            {"type": "tool_call", "name": call.name, "args": dict(call.arguments), "id": call.call_id} for call in calls
        ],
    )
    others = [_tool_message(call, "Done; see the menu below.") for call in calls[:-1]]
    return [asked, *others, _result(calls[-1], answer)]


def _result(call: LookupCall, answer: AnswerBuilder) -> ToolMessage:
    """Return what a look-up adds to the menu."""
    lines = answer.menu_lines()
    return _tool_message(call, "\n".join(["Menu:", *lines]) if lines else "Nothing new; use the menu above.")


def _tool_message(call: LookupCall, content: str) -> ToolMessage:
    return ToolMessage(content=content, name=call.shown_name, tool_call_id=call.call_id)


def _given(context: Any) -> LoopContext:
    """Refuse to run without a context: LangGraph hands over None when it was forgotten."""
    if not isinstance(context, LoopContext):
        raise TypeError("the loop runs with its context only")
    return context


def _guarded(context: LoopContext) -> TurnModel:
    return TurnModel(
        inner=_chain(context),
        scope=context.answer.scope,
        is_on_menu=lambda statement_id: statement_id in context.answer.menu.by_id,
        failures=(ProviderError, *(failure for provider in context.providers for failure in provider.failures)),
    )


def _chain(context: LoopContext) -> BaseChatModel:
    scope = context.answer.scope

    def note(provider: ProviderModel) -> None:
        scope.model_name = provider.name
        scope.is_degraded = scope.is_degraded or provider is not context.providers[0]

    return ProviderChain(providers=context.providers, on_begun=note, trace=context.lookups.trace)


def described_tools(*, customer: bool) -> list[dict[str, Any]]:
    """Return the tools as a provider wants them described; a customer's arguments hold no customer."""
    return _CUSTOMER_TOOLS if customer else _STAFF_TOOLS


def _as_function(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


_STAFF_TOOLS = [_as_function(t.name, t.description, t.staff_arguments.model_json_schema()) for t in TOOLS.values()]
_CUSTOMER_TOOLS = [
    _as_function(t.name, t.description, t.customer_arguments.model_json_schema()) for t in TOOLS.values()
]


def _routable_tools() -> list[BaseTool]:
    """Return tools that the graph can route to; they cannot be run past the gateway."""

    async def refuse(**_: Any) -> str:
        raise RuntimeError("a look-up runs through the tool gateway only")

    return [
        StructuredTool.from_function(
            coroutine=refuse, name=tool.name, description=tool.description, args_schema=tool.staff_arguments
        )
        for tool in TOOLS.values()
    ]
