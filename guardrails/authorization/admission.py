"""Who may hold a conversation at all. Whoever may not leaves a record, as every refusal of a policy does."""

from core.clock import Clock
from core.identity.tokens import Principal
from guardrails.audit.record import AuditLog, AuditRecord, ResourceHash, account_of
from guardrails.authorization.policy import Decision, Policy
from guardrails.errors import Denied, PolicyUnavailable
from guardrails.fail_closed import FailClosed

NAME = "converse"  # as the audit log has it
_UNDECIDED = Decision(allowed=False, policy="policy-unavailable")


class Admission:
    """Lets a principal begin a turn, or writes down that it did not. What an admitted turn does is recorded there."""

    def __init__(self, *, policy: Policy, audit: AuditLog, hashed: ResourceHash, clock: Clock) -> None:
        self._policy = policy
        self._audit = audit
        self._hashed = hashed
        self._clock = clock

    async def admit(self, principal: Principal, conversation_id: str | None, *, request_id: str) -> None:
        """Return when this principal may ask. ``conversation_id`` is the one it names, which it may not own.

        Raises:
            Denied: when it may not.
            PolicyUnavailable: when nobody can say.
            AuditUnavailable: when the refusal cannot be recorded.
        """
        try:
            with FailClosed("policy"):
                decision = self._policy.may_converse(principal)
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
        await self._audit.record(
            AuditRecord(
                at=self._clock.now().isoformat(),
                request_id=request_id,
                conversation_id="",
                subject=account_of(principal, self._hashed),
                role=principal.role.value,
                case_id=principal.case_id,
                reason=None,
                tool=NAME,
                resource=self._hashed(conversation_id or "nobody"),
                decision="deny",
                policy=decision.policy,
                status=status,
                result_digest=None,
            )
        )
