"""The only path to a lookup: validate, authorise, call, check the owner, project, tokenize, audit.

Prefetches, tool calls of a model and what people look up themselves all go through here. The result is safe to show to
a model, to store and to log; a denied order and one that does not exist have the same outcome.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from pydantic import ValidationError

from core.clock import Clock
from core.identity.tokens import AUDIENCE_REWARDS, Role, Tokens
from guardrails.audit.record import AuditLog, AuditRecord, ResourceHash, account_of
from guardrails.authorization.admission import Admission
from guardrails.authorization.field_projection import Projection
from guardrails.authorization.gift_card_reveal import CardReveal
from guardrails.authorization.policy import Decision, Policy
from guardrails.errors import PolicyUnavailable
from guardrails.fail_closed import FailClosed
from guardrails.guard_threads import LONG_RECORD, LONG_TEXT, GuardThreads
from guardrails.lookup_services import LookupServices
from guardrails.order_following import OrderFollowing
from guardrails.oversight import Oversight
from guardrails.pii.vault import Vault
from guardrails.turn_scope import QueuePlace, TurnScope
from tools.arguments import ToolArguments
from tools.cards import ToolStatus
from tools.errors import RewardsError, RewardsInvalid, RewardsNotFound, RewardsTimeout
from tools.fact_builder import build_outcome
from tools.order_record import LookupResult
from tools.registry import Tool, ToolRequest
from tools.rewards_client import RewardsClient
from tools.tool_outcome import ToolOutcome

MAX_LOOKUPS = 16  # of one turn; most need one or two
TURN_TOKEN_TTL = timedelta(seconds=60)
LOOKUP_WITHIN_S = 4.0  # all requests of one lookup; after that it is a timeout


@dataclass(frozen=True, slots=True)
class _Finished:
    """An outcome and its decision for the audit log."""

    outcome: ToolOutcome
    decision: Decision
    resource: str


class ToolGateway:
    """Runs guarded lookups over the rewards API for any turn."""

    def __init__(
        self,
        *,
        client: RewardsClient,
        tokens: Tokens,
        policy: Policy,
        audit: AuditLog,
        hashed: ResourceHash,
        clock: Clock,
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._policy = policy
        self._audit = audit
        self._hashed = hashed
        self._clock = clock
        self.guard_threads = GuardThreads()
        services = LookupServices(client=client, tokens=tokens, policy=policy, audit=audit, hashed=hashed, clock=clock)
        self.admission = Admission(services)
        self.reveals = CardReveal(services)
        self.oversight = Oversight(services)
        self.following = OrderFollowing(services)

    async def admitted(self, question: str, vault: Vault) -> str:
        """Return what a person typed, with a token for each personal value.

        Raises:
            RedactionFailed: it cannot be searched.
        """
        with FailClosed("redaction"):
            return await self.guard_threads.run(partial(vault.admit, question), is_long=len(question) > LONG_TEXT)

    async def call(
        self, name: str, arguments: Mapping[str, Any], scope: TurnScope, *, place: QueuePlace | None = None
    ) -> ToolOutcome:
        """Run one lookup and return its guarded outcome. A failed lookup is an outcome too, not an exception.

        ``place`` is its place among the lookups of the turn, which the caller releases; by default it takes the next.
        """
        with scope.queue.place() if place is None else nullcontext(place) as place:
            is_over = place.number > MAX_LOOKUPS
            finished = _over_limit(name, scope) if is_over else await self._run(name, arguments, scope, place)
            await place.reached()
            with FailClosed("audit"):
                await self._record(name, finished, scope)
            scope.outcomes.append(finished.outcome)
            return finished.outcome

    async def _run(self, name: str, arguments: Mapping[str, Any], scope: TurnScope, place: QueuePlace) -> _Finished:
        tool = scope.tools.get(name)
        if tool is None:
            return _Finished(_failure("unknown", ToolStatus.INVALID, "unknownTool"), _DEFAULT_DENY, name)
        parsed = _parse(tool, arguments, scope)
        if parsed is None:
            return _Finished(_failure(name, ToolStatus.INVALID, "invalidArguments"), _DEFAULT_DENY, name)
        request = _request(parsed, scope)
        resource = request.resource
        if resource is None:  # a search by somebody without a case, for no customer
            return _Finished(_failure(name, ToolStatus.INVALID, "invalidArguments"), _DEFAULT_DENY, name)
        try:
            with FailClosed("policy"), scope.guard_time.measured():
                decision = self._policy.may_request(scope.principal, name, request)
            if not decision.allowed:
                return _Finished(_failure(name, ToolStatus.NOT_FOUND, RewardsNotFound.public_code), decision, resource)
            outcome, decision = await self._look_up(tool, parsed, request, scope, asked=decision, place=place)
        except PolicyUnavailable as error:
            return _Finished(_failure(name, ToolStatus.UNAVAILABLE, error.public_code), _UNDECIDED, resource)
        return _Finished(outcome, decision, resource)

    async def _look_up(
        self,
        tool: Tool,
        arguments: ToolArguments,
        request: ToolRequest,
        scope: TurnScope,
        *,
        asked: Decision,
        place: QueuePlace,
    ) -> tuple[ToolOutcome, Decision]:
        token = self._tokens.mint(scope.principal, audiences=(AUDIENCE_REWARDS,), ttl=TURN_TOKEN_TTL)
        try:
            async with asyncio.timeout(LOOKUP_WITHIN_S):
                lookup = await tool.run(arguments, self._client.with_token(token), request)
        except RewardsError as error:
            return _failure(tool.name, _status_of(error), error.public_code), asked
        except TimeoutError:
            return _failure(tool.name, ToolStatus.UNAVAILABLE, RewardsTimeout.public_code), asked
        await place.reached()  # facts and tokens are numbered in the order of requests
        guarded = partial(self._guarded, tool.name, lookup, request, scope, asked)
        with FailClosed("projection"):
            return await scope.guard_threads.run(scope.guard_time.timing(guarded), is_long=_is_long(lookup))

    def _guarded(
        self, name: str, lookup: LookupResult, request: ToolRequest, scope: TurnScope, asked: Decision
    ) -> tuple[ToolOutcome, Decision]:
        decisions = [(order, self._policy.may_see(scope.principal, order)) for order in lookup.orders]
        visible = tuple(order for order, decision in decisions if decision.allowed)
        asked_for = request.order is None or all(o.business_reference_id == request.order for o in visible)
        denied = next((decision for _, decision in decisions if not decision.allowed), None)
        if request.order is not None and (not visible or not asked_for):
            refused = denied or Decision(allowed=False, policy="order-as-asked")
            return _failure(name, ToolStatus.NOT_FOUND, RewardsNotFound.public_code), refused
        scope.customers.update(order.customer_id for order in visible if order.customer_id is not None)
        projected = Projection(scope.principal.role, scope.vault).lookup(lookup, visible)
        outcome = build_outcome(name, projected, scope.book, as_of=self._clock.now())
        # The decision that let something out is the one over what was shown; a search that found nothing has none.
        return outcome, denied or next((decision for _, decision in decisions), asked)

    async def _record(self, name: str, finished: _Finished, scope: TurnScope) -> None:
        with scope.guard_time.measured():
            record = self._audit_record(name, finished, scope)
        await self._audit.record(record)

    def _audit_record(self, name: str, finished: _Finished, scope: TurnScope) -> AuditRecord:
        outcome = finished.outcome
        digest = _digest(outcome) if outcome.facts else None
        principal = scope.principal
        return AuditRecord(
            at=self._clock.now().isoformat(),
            request_id=scope.request_id,
            conversation_id=scope.conversation_id,
            subject=account_of(principal, self._hashed),
            role=principal.role.value,
            case_id=principal.case_id,
            reason=scope.vault.tokenize(principal.reason) if principal.reason else None,
            tool=name if name in scope.tools else "unknown",
            resource=self._hashed(finished.resource),
            decision="allow" if finished.decision.allowed else "deny",
            policy=finished.decision.policy,
            status=outcome.status.value,
            result_digest=digest,
            customer=self._customer_of(finished),
        )

    def _customer_of(self, finished: _Finished) -> str | None:
        """Return the hash of the customer whose orders were found, None unless it is one."""
        owners = {found.record.customer_id for found in finished.outcome.orders}
        owner = owners.pop() if len(owners) == 1 else None
        return None if owner is None else self._hashed(owner)


_DEFAULT_DENY = Decision(allowed=False, policy="default-deny")
_LIMITED = Decision(allowed=False, policy="lookup-limit")
_UNDECIDED = Decision(allowed=False, policy="policy-unavailable")


def _over_limit(name: str, scope: TurnScope) -> _Finished:
    shown = name if name in scope.tools else "unknown"
    return _Finished(_failure(shown, ToolStatus.INVALID, "lookupLimit"), _LIMITED, name)


def _parse(tool: Tool, arguments: Mapping[str, Any], scope: TurnScope) -> ToolArguments | None:
    model = tool.arguments_for(customer=scope.principal.role is Role.CUSTOMER)
    try:
        return model.model_validate(arguments)
    except ValidationError:
        return None


def _request(arguments: ToolArguments, scope: TurnScope) -> ToolRequest:
    order: str | None = getattr(arguments, "business_reference_id", None)
    if order is not None:
        return ToolRequest(order=order, customer_id=None)
    gift_card: str | None = getattr(arguments, "gift_card_id", None)
    if gift_card is not None:
        return ToolRequest(order=None, customer_id=None, gift_card=gift_card)
    named: str | None = getattr(arguments, "customer_id", None)
    return ToolRequest(order=None, customer_id=named or scope.principal.customer_id)


def _is_long(lookup: LookupResult) -> bool:
    benefits = (benefit for order in lookup.orders for benefit in order.benefits)
    return sum(len(benefit.issuances) + len(benefit.items) for benefit in benefits) > LONG_RECORD


def _status_of(error: RewardsError) -> ToolStatus:
    if isinstance(error, RewardsNotFound):
        return ToolStatus.NOT_FOUND
    return ToolStatus.INVALID if isinstance(error, RewardsInvalid) else ToolStatus.UNAVAILABLE


def _failure(tool: str, status: ToolStatus, code: str) -> ToolOutcome:
    return ToolOutcome(tool=tool, status=status, code=code)


def _digest(outcome: ToolOutcome) -> str:
    """Return a digest of what was found, by which two audit records of the same result can be matched."""
    found = hashlib.sha256()
    for fact in outcome.facts:
        found.update(f"{fact.fact_id}\0{fact.label}\0{fact.display}\0{fact.business_reference_id}\n".encode())
    return found.hexdigest()[:24]
