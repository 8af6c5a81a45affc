"""A gift card in full, for a lead. The card is looked up again: nothing stored contains its number (ADR 0007)."""

from dataclasses import dataclass
from datetime import timedelta

from core.contract import ExecutionV2
from core.identity.tokens import AUDIENCE_REWARDS, Principal
from guardrails.audit.record import AuditRecord, account_of
from guardrails.authorization.policy import Decision
from guardrails.authorization.revealed_cards import RevealedCard
from guardrails.errors import Denied, PolicyUnavailable
from guardrails.fail_closed import FailClosed
from guardrails.lookup_services import LookupServices
from guardrails.pii.vault import Vault
from tools.errors import RewardsError, RewardsNotFound
from tools.order_record import from_execution
from tools.promotion_execution import NAME as LOOKUP
from tools.registry import ToolRequest

NAME = "reveal_gift_card"  # as the audit log has it
_TOKEN_TTL = timedelta(seconds=60)
_UNDECIDED = Decision(allowed=False, policy="policy-unavailable")
_NO_CARD = Decision(allowed=False, policy="no-such-card")


@dataclass(frozen=True, slots=True)
class Reveal:
    """Who wants to see which card. ``conversation_id`` is empty, and ``vault`` None, where there is no conversation."""

    principal: Principal
    conversation_id: str
    request_id: str
    card: RevealedCard | None  # None: there is no such conversation or fact
    vault: Vault | None


class CardReveal:
    """Shows one card to one lead and records it. Anything else is ``Denied``."""

    def __init__(self, services: LookupServices) -> None:
        self._services = services

    def may_ask(self, principal: Principal) -> bool:
        """Whether this principal may ask for a card of an order that they may see; nothing is recorded.

        Raises:
            PolicyUnavailable: when it cannot be decided.
        """
        with FailClosed("policy"):
            return self._services.policy.may_reveal(principal).allowed

    async def card(self, reveal: Reveal) -> str:
        """Return the whole number of the card.

        Raises:
            Denied: when the principal may not see it, or there is no such card; the two are not distinguished.
            PolicyUnavailable: when it cannot be decided whether they may.
            AuditUnavailable: when it cannot be recorded: then it is not shown.
            RewardsError: when the order cannot be looked up just now.
        """
        try:
            with FailClosed("reveal"):
                card, decision, owner = await self._looked_up(reveal)
        except PolicyUnavailable:
            await self._record(reveal, _UNDECIDED, status="unavailable")
            raise
        except RewardsNotFound as error:
            await self._record(reveal, _NO_CARD, status="notFound")
            raise Denied from error
        except RewardsError:
            await self._record(reveal, _NO_CARD, status="unavailable")
            raise
        await self._record(reveal, decision, status="notFound" if card is None else "ok", owner=owner)
        if card is None:
            raise Denied
        return card

    async def _looked_up(self, reveal: Reveal) -> tuple[str | None, Decision, str | None]:
        """Return the number, the decision, and the customer of the order where the number was found."""
        may_ask = self._services.policy.may_reveal(reveal.principal)
        if not may_ask.allowed:
            return None, may_ask, None
        if reveal.card is None:
            return None, _NO_CARD, None
        order = reveal.card.order
        may_look_up = self._services.policy.may_request(
            reveal.principal, LOOKUP, ToolRequest(order=order, customer_id=None)
        )
        if not may_look_up.allowed:
            return None, may_look_up, None
        execution = await self._execution(reveal.principal, order)
        may_see = self._services.policy.may_see(reveal.principal, from_execution(execution))
        if not may_see.allowed or execution.business_reference_id != order:
            return None, may_see if not may_see.allowed else _NO_CARD, None
        number = reveal.card.number_in(execution)
        return (None, _NO_CARD, None) if number is None else (number, may_ask, execution.customer_id)

    async def _execution(self, principal: Principal, order: str) -> ExecutionV2:
        token = self._services.tokens.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=_TOKEN_TTL)
        return await self._services.client.with_token(token).execution(order)

    async def _record(self, reveal: Reveal, decision: Decision, *, status: str, owner: str | None = None) -> None:
        principal = reveal.principal
        await self._services.audit.record(
            AuditRecord(
                at=self._services.clock.now().isoformat(),
                request_id=reveal.request_id,
                conversation_id=reveal.conversation_id if reveal.vault is not None else "",  # else anything at all
                subject=account_of(principal, self._services.hashed),
                role=principal.role.value,
                case_id=principal.case_id,
                reason=_reason(reveal),
                tool=NAME,
                resource=self._services.hashed("nobody" if reveal.card is None else reveal.card.order),
                decision="allow" if decision.allowed else "deny",
                policy=decision.policy,
                status=status,
                result_digest=None,
                customer=None if owner is None else self._services.hashed(owner),
            )
        )


def _reason(reveal: Reveal) -> str | None:
    """Return the lead's reason without personal data; none where there is no vault to take it out with."""
    reason = reveal.principal.reason
    return reveal.vault.tokenize(reason) if reason and reveal.vault is not None else None
