"""LangChain's agent loop with both seams in it: the only place where model, tools and guards are put together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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
from guardrails.model_seam import GuardedModel
from guardrails.scope import TurnScope
from rewards.identity import Role
from tools.registry import TOOLS

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
    provider: ProviderModel | None
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


def build_graph() -> CompiledStateGraph[Any, TurnContext, Any, Any]:
    """Compile the loop once; everything of a turn comes with its context."""
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
    return "\n".join(line for line in whole.splitlines() if line not in said)


def _given(context: Any) -> TurnContext:
    """Refuse to run without a context: LangGraph hands over None when it was forgotten."""
    if not isinstance(context, TurnContext):
        raise TypeError("a turn runs with its context only")
    return context


def _guarded(context: TurnContext) -> GuardedModel:
    offline = context.make_offline(context.brief)
    provider = context.provider
    given_up = context.scope.has_model_failed or context.model_calls > MOST_MODEL_CALLS
    if provider is not None and given_up:
        context.scope.is_degraded = True
        context.scope.model_name = OFFLINE
    return GuardedModel(
        inner=offline if provider is None or given_up else provider.chat,
        fallback=offline,
        scope=context.scope,
        finish=lambda _: finish(context),
        failures=() if provider is None else provider.failures,
    )


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
