"""Who may hold a conversation at all. A refusal is recorded, as every refusal of a policy is."""

from core.identity.tokens import Principal
from guardrails.audit.record import AuditRecord, account_of
from guardrails.authorization.policy import Decision
from guardrails.errors import Denied, PolicyUnavailable
from guardrails.fail_closed import FailClosed
from guardrails.lookup_services import LookupServices

NAME = "converse"  # as the audit log has it
_UNDECIDED = Decision(allowed=False, policy="policy-unavailable")


class Admission:
    """Admits a principal to a turn, or records the refusal. What an admitted turn does is recorded by the gateway."""

    def __init__(self, services: LookupServices) -> None:
        self._services = services

    async def admit(self, principal: Principal, conversation_id: str | None, *, request_id: str) -> None:
        """Return if this principal may ask. ``conversation_id`` is the one it names, which it may not own.

        Raises:
            Denied: when it may not.
            PolicyUnavailable: when it cannot be decided.
            AuditUnavailable: when the refusal cannot be recorded.
        """
        try:
            with FailClosed("policy"):
                decision = self._services.policy.may_converse(principal)
        except PolicyUnavailable:
            await self._record(principal, conversation_id, request_id, _UNDECIDED, status="unavailable")
            raise
        if not decision.allowed:
            await self._record(principal, conversation_id, request_id, decision, status="denied")
            raise Denied

    async def _record(
        self, principal: Principal, conversation_id: str | None, request_id: str, decision: Decision, *, status: str
    ) -> None:
        # Both may be anything that a client writes: the id as a hash only, and a reason not at all, as there is no
        # conversation yet whose vault could take personal data out of it.
        await self._services.audit.record(
            AuditRecord(
                at=self._services.clock.now().isoformat(),
                request_id=request_id,
                conversation_id="",
                subject=account_of(principal, self._services.hashed),
                role=principal.role.value,
                case_id=principal.case_id,
                reason=None,
                tool=NAME,
                resource=self._services.hashed(conversation_id or "nobody"),
                decision="deny",
                policy=decision.policy,
                status=status,
                result_digest=None,
            )
        )
