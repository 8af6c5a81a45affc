"""LangChain's agent loop with both seams in it: the only place where model, tools and guards are put together."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import langsmith
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.graph.state import CompiledStateGraph
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from agent.lookups import Call, Lookups
from agent.models import ProviderModel
from agent.offline.brief import Brief
from agent.offline.compose import compose_for
from agent.offline.model import NAME as OFFLINE
from agent.offline.model import OfflineModel
from agent.offline.understand import Understanding
from agent.provider.chain import ProviderChain
from agent.provider.errors import ProviderError
from guardrails.model_seam import GuardedModel
from guardrails.scope import TurnScope
from rewards.identity import Role
from tools.registry import TOOLS
from tools.result import REFERENCE

MOST_MODEL_CALLS = 5
# Two graph steps a model call with tools, and room for the first and last node.
RECURSION_LIMIT = 2 * MOST_MODEL_CALLS + 4


# Makes the model of a turn that has no provider, or whose provider failed.
MakeOffline = Callable[[Brief], BaseChatModel]


@dataclass(slots=True)
class TurnContext:
    """What the graph's nodes need of a turn. It is handed along as context, which is never stored."""

    scope: TurnScope
    brief: Brief
    understanding: Understanding
    lookups: Lookups
    providers: tuple[ProviderModel, ...]  # in the order in which they are asked; none: the offline model answers
    make_offline: MakeOffline
    model_calls: int = 0


class Seams(AgentMiddleware[Any, TurnContext, Any]):
    """Puts the guarded model and the guarded lookup in the place of what the graph would call itself."""

    async def awrap_model_call(
        self,
        request: ModelRequest[TurnContext],
        handler: Callable[[ModelRequest[TurnContext]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        context: TurnContext = _given(request.runtime.context)
        context.model_calls += 1
        tools = _described(customer=context.brief.role is Role.CUSTOMER)
        return await handler(request.override(model=_guarded(context), tools=list(tools)))

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage:
        """Answer every call through the seam, unknown names included: the graph's own path is never taken."""
        context = _given(request.runtime.context)
        emit = request.runtime.stream_writer
        call = Call(request.tool_call["name"], request.tool_call["args"], request.tool_call["id"] or "")
        if started := context.lookups.started(call):
            emit(started)
        message, events = await context.lookups.run(call)
        for event in events:
            emit(event)
        return message


def offline_model(brief: Brief) -> BaseChatModel:
    """Make the deterministic model."""
    return OfflineModel(brief=brief)


class TurnModel(GuardedModel):
    """The guarded model, of which LangChain's callbacks are told its name only.

    By itself LangChain writes a model out for them at every call, and with it the whole turn: facts, vault and all.
    """

    @property
    def _serialized(self) -> dict[str, Any]:
        return {"lc": 1, "type": "not_implemented", "id": ["agent", "build", "TurnModel"]}


def build_graph() -> CompiledStateGraph[Any, TurnContext, Any, Any]:
    """Give the loop, which is the same for every agent of a process; everything of a turn comes with its context.

    LangSmith's tracing, which an environment variable would turn on, sends whole conversations elsewhere: it stays off.
    """
    langsmith.configure(enabled=False)
    return _compiled()


@cache
def _compiled() -> CompiledStateGraph[Any, TurnContext, Any, Any]:
    return create_agent(
        offline_model(_NOBODY),
        tools=_described_tools(),
        middleware=[Seams()],
        context_schema=TurnContext,
    )


def finish(context: TurnContext) -> str:
    """Say from the facts what a turn's answer has not said yet."""
    whole = compose_for(context.scope.views, context.understanding, context.brief)
    said = "".join(context.scope.released)
    told = Counter[str]()
    rest: list[str] = []
    for line in whole.splitlines():
        told[line] += 1  # of two orders the same may be true
        if told[line] > said.count(line):
            rest.append(line)
    return "\n".join(rest)


def unsaid(context: TurnContext) -> str:
    """Give what has to follow a model's answer that states none of the facts which were found; mostly nothing.

    A refusal, or small talk, is no answer to somebody whose question could be answered.
    """
    scope = context.scope
    said = "".join(scope.released)
    has_position = any(order.benefits for view in scope.views for order in view.orders)
    if scope.model_name == OFFLINE or not has_position or REFERENCE.search(said):
        return ""
    rest = finish(context)
    if rest:
        scope.is_degraded = True
        scope.released.append(rest)
    return f"\n{rest}" if said.strip() and rest else rest


def _given(context: Any) -> TurnContext:
    """Refuse to run without a context: LangGraph hands over None when it was forgotten."""
    if not isinstance(context, TurnContext):
        raise TypeError("a turn runs with its context only")
    return context


def _guarded(context: TurnContext) -> TurnModel:
    offline = context.make_offline(context.brief)
    scope = context.scope
    given_up = scope.has_model_failed or scope.budget.is_spent or context.model_calls > MOST_MODEL_CALLS
    if context.providers and given_up:
        context.scope.is_degraded = True
        context.scope.model_name = OFFLINE
    return TurnModel(
        inner=offline if given_up or not context.providers else _chain(context),
        fallback=offline,
        scope=context.scope,
        finish=lambda _: finish(context),
        failures=(ProviderError, *(failure for provider in context.providers for failure in provider.failures)),
    )


def _chain(context: TurnContext) -> ProviderChain:
    def note(provider: ProviderModel) -> None:
        context.scope.model_name = provider.name
        context.scope.is_degraded = context.scope.is_degraded or provider is not context.providers[0]

    return ProviderChain(providers=context.providers, on_begun=note, trace=context.lookups.trace)


def _described(*, customer: bool) -> list[dict[str, Any]]:
    return _CUSTOMER_TOOLS if customer else _STAFF_TOOLS


def _as_function(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


# The graph wants a model to be built with; the seam replaces it at every call.
_NOBODY = Brief(datetime.max.replace(tzinfo=UTC), UTC, Role.CUSTOMER, customer_id=None, case_id=None)

_STAFF_TOOLS = [_as_function(t.name, t.description, t.staff_arguments.model_json_schema()) for t in TOOLS.values()]
_CUSTOMER_TOOLS = [
    _as_function(t.name, t.description, t.customer_arguments.model_json_schema()) for t in TOOLS.values()
]


def _described_tools() -> list[BaseTool]:
    """The graph wants tools to route to; they cannot be run past the seam."""

    async def refuse(**_: Any) -> str:
        raise RuntimeError("a lookup runs through the tool seam only")

    return [
        StructuredTool.from_function(
            coroutine=refuse, name=tool.name, description=tool.description, args_schema=tool.staff_arguments
        )
        for tool in TOOLS.values()
    ]
