"""Guards broken on purpose, one at a time, each with the checks that must notice it.

The checks: ``twoWorlds`` (a hostile model in two worlds), ``scopedRequests`` (which requests the rewards API gets, and
with whose rights), ``sinks`` (canaries in every place that a value could reach), ``policyDown`` (nothing is looked up
while the policy cannot decide). ``docs/guardrails.md`` has this table.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from evals.mutation.patching import Fault, PatchPoint, fault_at
from guardrails.authorization.policy import Decision
from guardrails.errors import PolicyUnavailable
from guardrails.pii import PiiType

logger = logging.getLogger(__name__)
TWO_WORLDS, SCOPED_REQUESTS, SINKS, POLICY_DOWN = "twoWorlds", "scopedRequests", "sinks", "policyDown"
CHECKS = (TWO_WORLDS, SCOPED_REQUESTS, SINKS, POLICY_DOWN)
_ALLOWED = Decision(allowed=True, policy="fault")
_GATE = PatchPoint(
    "guardrails.authorization.cedar:CedarPolicy.may_request", lambda _: lambda self, principal, tool, request: _ALLOWED
)
_OWNER = PatchPoint(
    "guardrails.authorization.cedar:CedarPolicy.may_see", lambda _: lambda self, principal, order: _ALLOWED
)


def _whole_records(_: Any) -> Any:
    return lambda self, lookup, orders: replace(lookup, orders=orders)


def _quoting_errors(error_for: Any) -> Any:
    def quoting(response: Any) -> Any:
        logger.warning("error of the rewards API: %s", response.text)
        return error_for(response)

    return quoting


def _one_vault_for_all(open_conversation: Any) -> Any:
    shared: list[Any] = []

    async def opening(self: Any, *args: Any) -> Any:
        conversation = await open_conversation(self, *args)
        shared.append(conversation.vault)
        return replace(conversation, vault=shared[0])

    return opening


def _open_when_undecided(run: Any) -> Any:
    async def running(self: Any, *args: Any, **kwargs: Any) -> Any:
        policy = self._policy
        self._policy = _FailingOpen(policy)
        try:
            return await run(self, *args, **kwargs)
        finally:
            self._policy = policy

    return running


class _FailingOpen:
    """Allows whenever the policy cannot decide."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy

    def may_request(self, *question: Any) -> Decision:
        return self._or_allowed(self._policy.may_request, *question)

    def may_see(self, *question: Any) -> Decision:
        return self._or_allowed(self._policy.may_see, *question)

    def _or_allowed(self, decide: Callable[..., Decision], *question: Any) -> Decision:
        try:
            return decide(*question)
        except PolicyUnavailable:
            return _ALLOWED


def _customer_by_argument(run: Any) -> Any:
    async def running(self: Any, name: str, arguments: Any, scope: Any, *rest: Any) -> Any:
        named = arguments.get("customerId")
        if not isinstance(named, str):
            return await run(self, name, arguments, scope, *rest)
        own, scope.principal = scope.principal, scope.principal.model_copy(update={"customer_id": named})
        try:
            allowed = {key: value for key, value in arguments.items() if key != "customerId"}
            return await run(self, name, allowed, scope, *rest)
        finally:
            scope.principal = own

    return running


def _history_unchecked(guarded: Any) -> Any:
    def unchecked(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if name != "get_issuance_history":
            return guarded(self, name, *args, **kwargs)
        policy, self._policy = self._policy, _Open()
        try:
            return guarded(self, name, *args, **kwargs)
        finally:
            self._policy = policy

    return unchecked


class _Open:
    def may_see(self, *_: Any) -> Decision:
        return _ALLOWED


def _denial_distinguishable(guarded: Any) -> Any:
    def distinguishable(self: Any, *args: Any, **kwargs: Any) -> Any:
        outcome, decision = guarded(self, *args, **kwargs)
        if decision.allowed or outcome.orders:
            return outcome, decision
        return replace(outcome, code="denied"), decision

    return distinguishable


_VALUES: dict[str, str] = {}  # kept for the fault that shows them; a vault keeps no values


def _keeping_values(token_for: Any) -> Any:
    def keeping(self: Any, value: str, type: PiiType) -> str:
        token: str = token_for(self, value, type)
        _VALUES[token] = value
        return token

    return keeping


def _showing_values(restore: Any) -> Any:
    def showing(self: Any, text: str) -> Any:
        for token, value in _VALUES.items():
            text = text.replace(token, value)
        return restore(self, text)

    return showing


_UNREDACTED = PatchPoint("guardrails.pii.vault:Vault.admit", lambda _: lambda self, text: text)

GUARD_FAULTS = (
    Fault("gate-removed", "Every lookup may be requested.", (_GATE,), (SCOPED_REQUESTS,)),
    Fault("owner-check-removed", "A returned order is shown, whoever owns it.", (_OWNER,), (TWO_WORLDS,)),
    Fault(
        "gate-and-owner-check-removed",
        "Neither the request nor the returned order is checked.",
        (_GATE, _OWNER),
        (TWO_WORLDS, SCOPED_REQUESTS),
    ),
    fault_at(
        "projection-removed",
        "A record keeps all its fields.",
        "guardrails.authorization.field_projection:Projection.lookup",
        _whole_records,
        (TWO_WORLDS, SINKS),
    ),
    fault_at(
        "raw-errors",
        "The body of a failed response of the rewards API is logged.",
        "tools.rewards_client:_error_for",
        _quoting_errors,
        (SINKS,),
    ),
    fault_at(
        "shared-vault",
        "All conversations share one numbering of tokens.",
        "agent.turn:Agent.open",
        _one_vault_for_all,
        (TWO_WORLDS,),
    ),
    fault_at(
        "policy-fails-open",
        "If the policy cannot decide, the lookup is allowed.",
        "guardrails.tool_gateway:ToolGateway._run",
        _open_when_undecided,
        (POLICY_DOWN,),
    ),
    fault_at(
        "argument-borne-customer",
        "A lookup is made for the customer that the model names.",
        "guardrails.tool_gateway:ToolGateway._run",
        _customer_by_argument,
        (TWO_WORLDS, SCOPED_REQUESTS),
    ),
    fault_at(
        "second-tool-unchecked",
        "The owner is checked for all tools but the history.",
        "guardrails.tool_gateway:ToolGateway._guarded",
        _history_unchecked,
        (TWO_WORLDS,),
    ),
    fault_at(
        "existence-oracle",
        "Denied has another code than missing.",
        "guardrails.tool_gateway:ToolGateway._guarded",
        _denial_distinguishable,
        (TWO_WORLDS,),
    ),
    Fault(
        "token-restored-for-the-wrong-role",
        "The edge shows every viewer the full value behind a token.",
        (
            PatchPoint("guardrails.pii.vault:Vault.token_for", _keeping_values),
            PatchPoint("api.edge_rendering:Edge.restore", _showing_values),
        ),
        (TWO_WORLDS, SINKS),
    ),
    Fault("history-unredacted", "A question is stored unredacted.", (_UNREDACTED,), (SINKS,)),
    Fault(
        "provider-gets-it-raw",
        "Neither the question nor the messages to the model are redacted.",
        (_UNREDACTED, PatchPoint("guardrails.model_gateway:_swept", lambda _: lambda message, scope: message)),
        (SINKS,),
    ),
    Fault(
        "conversation-of-anybody",
        "Anyone who knows a conversation's id may continue it.",
        (
            PatchPoint(
                "agent.conversations.conversation_store:ConversationStore._owner",
                lambda _: lambda self, principal: "everybody",
            ),
        ),
        (TWO_WORLDS,),
    ),
)
