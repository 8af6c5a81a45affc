"""What the gateway, admission and reveals share."""

from dataclasses import dataclass

from core.clock import Clock
from core.identity.tokens import Tokens
from guardrails.audit.record import AuditLog, ResourceHash
from guardrails.authorization.policy import Policy
from tools.rewards_client import RewardsClient


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupServices:
    """The rewards API and the signer of tokens for it, the policy, the audit log and the hash of what it names."""

    client: RewardsClient
    tokens: Tokens
    policy: Policy
    audit: AuditLog
    hashed: ResourceHash
    clock: Clock
