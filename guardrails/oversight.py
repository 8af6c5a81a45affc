"""What a lead looks at across customers and colleagues: decided by policy, and recorded before it is used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.identity.tokens import AUDIENCE_REWARDS, Principal
from guardrails.audit.record import AuditRecord, account_of
from guardrails.authorization.policy import Decision
from guardrails.errors import Denied, PolicyUnavailable
from guardrails.fail_closed import FailClosed
from guardrails.lookup_services import LookupServices
from guardrails.pii.vault import Vault
from tools.rewards_client import RewardsApi

_TOKEN_TTL = timedelta(seconds=60)
_UNDECIDED = Decision(allowed=False, policy="policy-unavailable")


class View(StrEnum):
    """The lead views, as the audit log names them."""

    WORKLIST = "lead_worklist"
    CONVERSATIONS = "lead_conversations"
    AUDIT = "lead_audit"


@dataclass(frozen=True, slots=True)
class LeadLookup:
    """One lookup of a lead. ``about`` is a customer, an account or a kind that it is restricted to, if any.

    ``vault`` takes personal data out of the lead's reason; it ends with the request.
    """

    principal: Principal
    view: View
    about: str | None
    vault: Vault
    request_id: str


class Oversight:
    """Admits leads to their views, one audit record for each lookup, refusals included."""

    def __init__(self, services: LookupServices) -> None:
        self._services = services

    def hashed(self, identifier: str) -> str:
        """Return the hash by which the audit log names something."""
        return self._services.hashed(identifier)

    @asynccontextmanager
    async def admitted(self, lookup: LeadLookup) -> AsyncIterator[None]:
        """Run the block if the lookup is allowed, and record how it ended before anything of it is used.

        Raises:
            Denied: for anybody but a lead with a reason.
            PolicyUnavailable: when it cannot be decided.
            AuditUnavailable: when it cannot be recorded.
        """
        try:
            with FailClosed("policy"):
                decision = self._services.policy.may_oversee(lookup.principal)
        except PolicyUnavailable:
            await self._record(lookup, _UNDECIDED, status="unavailable")
            raise
        if not decision.allowed:
            await self._record(lookup, decision, status="notFound")
            raise Denied
        try:
            yield
        except Exception:
            await self._record(lookup, decision, status="unavailable")
            raise
        await self._record(lookup, decision, status="ok")

    def rewards_for(self, principal: Principal) -> RewardsApi:
        """Return the rewards API with a token that is no wider than the lead's."""
        token = self._services.tokens.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=_TOKEN_TTL)
        return self._services.client.with_token(token)

    async def _record(self, lookup: LeadLookup, decision: Decision, *, status: str) -> None:
        principal = lookup.principal
        with FailClosed("audit"):
            reason = lookup.vault.tokenize(principal.reason) if principal.reason else None
            record = AuditRecord(
                at=self._services.clock.now().isoformat(),
                request_id=lookup.request_id,
                conversation_id="",
                subject=account_of(principal, self._services.hashed),
                role=principal.role.value,
                case_id=principal.case_id,
                reason=reason,
                tool=lookup.view.value,
                resource=self._services.hashed(lookup.about or "everybody"),
                decision="allow" if decision.allowed else "deny",
                policy=decision.policy,
                status=status,
                result_digest=None,
            )
        await self._services.audit.record(record)
