"""Faults of who may see what, and of one conversation in another."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.identity.tokens import AUDIENCE_REWARDS
from evals.mutation.patching import Fault, PatchPoint, fault_at
from evals.mutation.replacements import always, constant
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
    """Check the owner for one of the tools only."""

    def faulty(self: Any, name: str, lookup: Any, request: Any, scope: Any, asked: Any) -> Any:
        if name == "get_issuance_history":
            owner = scope.principal.customer_id
            lookup = replace(lookup, orders=tuple(replace(order, customer_id=owner) for order in lookup.orders))
        return original(self, name, lookup, request, scope, asked)

    return faulty


def _denial_distinguishable(original: Any) -> Any:
    """Reveal that an order exists but is not accessible."""

    def faulty(self: Any, name: str, lookup: Any, request: Any, scope: Any, asked: Any) -> Any:
        outcome, decision = original(self, name, lookup, request, scope, asked)
        if decision.allowed:
            return outcome, decision
        return ToolOutcome(tool=name, status=ToolStatus.INVALID, code="denied"), decision

    return faulty


def _of_any_order(original: Any) -> Any:
    """Accept any returned order as the one that was requested."""

    def faulty(self: Any, name: str, lookup: Any, request: Any, scope: Any, asked: Any) -> Any:
        named = lookup.orders[0].business_reference_id if request.order and lookup.orders else request.order
        return original(self, name, lookup, replace(request, order=named), scope, asked)

    return faulty


async def _asked(gateway: Any, name: str, arguments: Any, scope: Any) -> None:
    """Request from the rewards API what a call is about, regardless of the policy."""
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
    """The last caller, in a global."""

    principal: Any = None


def _global_principal(original: Any) -> Any:
    async def faulty(self: Any, name: str, arguments: Any, scope: Any, **kwargs: Any) -> Any:
        _Last.principal = scope.principal
        await asyncio.sleep(0)
        scope.principal = _Last.principal
        return await original(self, name, arguments, scope, **kwargs)

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


def _as_nobody_special(original: Any) -> Any:
    """Ask the rewards API without the question's case."""

    def faulty(self: Any, principal: Any, **kwargs: Any) -> Any:
        if kwargs["audiences"] == (AUDIENCE_REWARDS,):
            principal = principal.model_copy(update={"case_id": None})
        return original(self, principal, **kwargs)

    return faulty


def _usage_shown(original: Any) -> Any:
    return lambda self, answer: original(self, answer).model_copy(update={"usage": answer.usage})


def _with_totals(original: Any) -> Any:
    def faulty(self: Any, order: Any) -> Any:
        return replace(original(self, order), totals=tuple(self._cashback(total) for total in order.totals))

    return faulty


FAULTS = (
    fault_at(
        "cache-key-without-caller",
        "Answers are cached by the request and not by the caller.",
        "agent.turn:Lookups",
        _shared_answers,
        ("isolation",),
    ),
    fault_at(
        "principal-in-a-global",
        "The caller is kept in a global.",
        "guardrails.tool_gateway:ToolGateway.call",
        _global_principal,
        ("isolation",),
    ),
    fault_at(
        "vault-shared",
        "All conversations share one vault.",
        "api.conversation_storage:Vault",
        _one_vault,
        ("isolation",),
    ),
    fault_at(
        "second-tool-unchecked",
        "The owner is checked for one tool and not for another.",
        _GUARDED,
        _second_unchecked,
        ("outcome", "giftCards", "mustNotSay"),
        "access",
    ),
    Fault(
        "customer-id-from-the-model",
        "A search is made for whichever customer the model names.",
        (PatchPoint(f"{_POLICY}.may_request", always(_YES)), PatchPoint(f"{_POLICY}.may_see", always(_YES))),
        ("requests",),
        frozenset({"access"}),
    ),
    fault_at(
        "fail-open-policy",
        "If the policy cannot decide, it allows.",
        f"{_POLICY}.may_see",
        always(_YES),
        ("outcome", "giftCards"),
        "access",
    ),
    fault_at(
        "denied-and-missing-differ",
        "A denied order is answered differently from one that does not exist.",
        _GUARDED,
        _denial_distinguishable,
        ("sameAs", "says"),
        "access",
    ),
    Fault(
        "mutating-tool-registered",
        "A tool that changes data is offered to the model.",
        (
            PatchPoint("agent.model_loop:_STAFF_TOOLS", _with_mutating_tool),
            PatchPoint("agent.model_loop:_CUSTOMER_TOOLS", _with_mutating_tool),
        ),
        ("offeredTools",),
        frozenset({"single-shipment"}),
    ),
    fault_at(
        "asked-before-it-is-decided",
        "The rewards API is asked before the policy has decided.",
        "guardrails.tool_gateway:ToolGateway._run",
        _asks_first,
        ("denied",),
        "access",
    ),
    fault_at(
        "asked-again-after-a-denial",
        "A denied lookup is requested once more.",
        "guardrails.tool_gateway:ToolGateway._run",
        _asks_again,
        ("denied",),
        "access",
    ),
    fault_at(
        "other-order-answered",
        "The answer is about an order other than the one in the question.",
        _GUARDED,
        _of_any_order,
        ("outcome", "giftCards"),
        "http",
    ),
    fault_at(
        "long-lived-token",
        "The token of a turn is valid for an hour.",
        "guardrails.tool_gateway:TURN_TOKEN_TTL",
        lambda ttl: ttl * 60,
        ("access",),
        "single-shipment",
    ),
    fault_at(
        "worth-of-a-hidden-card",
        "A customer is shown the worth of an unrevealed card.",
        "guardrails.authorization.field_projection:Projection._is_withheld",
        always(value=False),
        ("amounts", "canaries"),
        "scratch-card",
    ),
    fault_at(
        "internal-facts-to-customers",
        "A customer is shown internal record numbers.",
        "api.edge_rendering:Edge._facts",
        lambda _: lambda self, facts: list(facts),
        ("audience",),
        "customer",
    ),
    fault_at(
        "total-with-a-hidden-card",
        "A customer is shown a total that includes the worth of their unrevealed card.",
        "guardrails.authorization.field_projection:Projection._order",
        _with_totals,
        ("amounts", "notStated", "canaries"),
        "scratch-card",
    ),
    fault_at(
        "internal-reasons-to-customers",
        "A customer is shown how internal records disagree.",
        "guardrails.authorization.field_projection:_INTERNAL_REASONS",
        constant(frozenset()),
        ("audience", "reasons"),
        "customer",
        "over-issue",
    ),
    Fault(
        "hidden-card-in-the-draft",
        "The reply draft for a customer states the worth of their unrevealed card.",
        (
            PatchPoint("agent.reply_drafts:as_customer", lambda _: lambda order: order),
            PatchPoint("statements.situation:BenefitScope.is_withheld", always(value=False)),
        ),
        ("draft",),
        frozenset({"scratch-card"}),
    ),
    fault_at(
        "asked-without-the-case",
        "The rewards API is asked without the case of the question.",
        "core.identity.tokens:Tokens.mint",
        _as_nobody_special,
        ("access",),
        "single-shipment",
    ),
    fault_at(
        "usage-to-customers",
        "A customer is shown the token usage of their question.",
        "api.edge_rendering:Edge.answer",
        _usage_shown,
        ("audience",),
        "customer",
    ),
)
