"""Faults of who may see what, and of one conversation in another."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.identity.tokens import AUDIENCE_REWARDS
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import always
from guardrails import tool_gateway
from guardrails.authorization.policy import Decision
from tools.cards import ToolStatus
from tools.errors import RewardsError
from tools.registry import TOOLS
from tools.tool_outcome import ToolOutcome

_YES = Decision(allowed=True, policy="everybody")
_GUARDED = "guardrails.tool_gateway:ToolGateway._guarded"
_POLICY = "guardrails.authorization.cedar:CedarPolicy"


def _second_unchecked(original: Any) -> Any:
    """Check the owner after one of the tools only."""

    def faulty(self: Any, name: str, lookup: Any, request: Any, scope: Any, asked: Any) -> Any:
        if name == "get_issuance_history":
            owner = scope.principal.customer_id
            lookup = replace(lookup, orders=tuple(replace(order, customer_id=owner) for order in lookup.orders))
        return original(self, name, lookup, request, scope, asked)

    return faulty


def _told_apart(original: Any) -> Any:
    """Say that something is there, and not for you."""

    def faulty(self: Any, name: str, lookup: Any, request: Any, scope: Any, asked: Any) -> Any:
        outcome, decision = original(self, name, lookup, request, scope, asked)
        if decision.allowed:
            return outcome, decision
        return ToolOutcome(tool=name, status=ToolStatus.INVALID, code="denied"), decision

    return faulty


def _of_any_order(original: Any) -> Any:
    """Take whatever order came back for the one that was asked for."""

    def faulty(self: Any, name: str, lookup: Any, request: Any, scope: Any, asked: Any) -> Any:
        named = lookup.orders[0].business_reference_id if request.order and lookup.orders else request.order
        return original(self, name, lookup, replace(request, order=named), scope, asked)

    return faulty


async def _asked(gateway: Any, name: str, arguments: Any, scope: Any) -> None:
    """Ask the rewards API for what a call is about, whatever the policy says."""
    tool = TOOLS.get(name)
    parsed = tool_gateway._parse(tool, arguments, scope) if tool else None
    if tool is None or parsed is None:
        return
    token = gateway._tokens.mint(scope.principal, audiences=(AUDIENCE_REWARDS,), ttl=tool_gateway.TURN_TOKEN_TTL)
    with suppress(RewardsError):
        await tool.run(parsed, gateway._client.with_token(token), tool_gateway._request(parsed, scope))


def _asks_first(original: Any) -> Any:
    async def faulty(self: Any, name: str, arguments: Any, scope: Any, place: Any) -> Any:
        await _asked(self, name, arguments, scope)
        return await original(self, name, arguments, scope, place)

    return faulty


def _asks_again(original: Any) -> Any:
    async def faulty(self: Any, name: str, arguments: Any, scope: Any, place: Any) -> Any:
        finished = await original(self, name, arguments, scope, place)
        if not finished.decision.allowed:
            await _asked(self, name, arguments, scope)
        return finished

    return faulty


class _Last:
    """Who asked last, kept where everybody finds it."""

    principal: Any = None


def _global_principal(original: Any) -> Any:
    async def faulty(self: Any, name: str, arguments: Any, scope: Any) -> Any:
        _Last.principal = scope.principal
        await asyncio.sleep(0)
        scope.principal = _Last.principal
        return await original(self, name, arguments, scope)

    return faulty


def _shared_answers(original: Any) -> Any:
    answered: dict[str, Any] = {}

    def make(*args: Any) -> Any:
        made = original(*args)
        made._answered = answered
        return made

    return make


def _one_vault(original: Any) -> Any:
    made: list[Any] = []

    def make(*args: Any, **kwargs: Any) -> Any:
        if not made:
            made.append(original(*args, **kwargs))
        return made[0]

    return make


def _with_mutating_tool(tools: Any) -> Any:
    function = {"name": "issue_cashback", "description": "Issue a cashback.", "parameters": {"properties": {}}}
    return [*tools, {"type": "function", "function": function}]


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    _fault(
        "cache-key-without-caller",
        "An answer is kept by what was asked, not by who asked.",
        "agent.turn:Lookups",
        _shared_answers,
        ("isolation",),
    ),
    _fault(
        "principal-in-a-global",
        "Who asks is kept in a global.",
        "guardrails.tool_gateway:ToolGateway.call",
        _global_principal,
        ("isolation",),
    ),
    _fault(
        "vault-shared",
        "All conversations share one vault.",
        "api.conversation_storage:Vault",
        _one_vault,
        ("isolation",),
    ),
    _fault(
        "second-tool-unchecked",
        "The owner is checked after one tool and not after another.",
        _GUARDED,
        _second_unchecked,
        ("outcome", "giftCards", "mustNotSay"),
        "access",
    ),
    Fault(
        "customer-id-from-the-model",
        "A search is made for whichever customer is named.",
        (PatchPoint(f"{_POLICY}.may_request", always(_YES)), PatchPoint(f"{_POLICY}.may_see", always(_YES))),
        ("requests",),
        frozenset({"access"}),
    ),
    _fault(
        "fail-open-policy",
        "Where the policy cannot say, it says yes.",
        f"{_POLICY}.may_see",
        always(_YES),
        ("outcome", "giftCards"),
        "access",
    ),
    _fault(
        "denied-and-missing-differ",
        "What is denied is told otherwise than what does not exist.",
        _GUARDED,
        _told_apart,
        ("sameAs", "says"),
        "access",
    ),
    Fault(
        "mutating-tool-registered",
        "A tool that changes something is offered to the model.",
        (
            PatchPoint("agent.model_loop:_STAFF_TOOLS", _with_mutating_tool),
            PatchPoint("agent.model_loop:_CUSTOMER_TOOLS", _with_mutating_tool),
        ),
        ("offered",),
        frozenset({"single-shipment"}),
    ),
    _fault(
        "asked-before-it-is-decided",
        "The rewards API is asked while the policy is still thinking.",
        "guardrails.tool_gateway:ToolGateway._run",
        _asks_first,
        ("denied",),
        "access",
    ),
    _fault(
        "asked-again-after-a-denial",
        "What was denied is asked for once more, to be sure.",
        "guardrails.tool_gateway:ToolGateway._run",
        _asks_again,
        ("denied",),
        "access",
    ),
    _fault(
        "other-order-answered",
        "The answer is about another order than the question.",
        _GUARDED,
        _of_any_order,
        ("outcome", "giftCards"),
        "http",
    ),
    _fault(
        "long-lived-token",
        "The token of a turn is good for an hour.",
        "guardrails.tool_gateway:TURN_TOKEN_TTL",
        lambda ttl: ttl * 60,
        ("access",),
        "single-shipment",
    ),
    _fault(
        "no-audit",
        "Lookups leave no line in the audit log.",
        "guardrails.tool_gateway:ToolGateway._record",
        always(None),
        ("audit",),
        "single-shipment",
    ),
    _fault(
        "worth-of-a-hidden-card",
        "A customer is told what an unrevealed card is worth.",
        "guardrails.authorization.field_projection:Projection._is_withheld",
        always(value=False),
        ("amounts", "canaries"),
        "scratch-card",
    ),
    _fault(
        "internal-facts-to-customers",
        "A customer is shown the numbers of our records.",
        "api.edge_rendering:Edge._facts",
        lambda _: lambda self, facts: list(facts),
        ("audience",),
        "customer",
    ),
)
