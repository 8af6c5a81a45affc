"""One record for every decision: who asked for what, what was decided, and the result. No personal data.

``guardrails/audit/file.py`` keeps them.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Protocol

from core.identity.tokens import Principal, Role


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One decision. ``resource`` is a keyed hash: it shows whether two lookups were for the same thing, not for what.

    ``subject`` is the account of a member of staff or of a service; a customer's is a keyed hash as well.
    """

    at: str
    request_id: str
    conversation_id: str
    subject: str
    role: str
    case_id: str | None
    reason: str | None
    tool: str
    resource: str
    decision: str  # allow | deny
    policy: str
    status: str
    result_digest: str | None
    customer: str | None = None  # a keyed hash: whose record it was, where one record of one customer was found


class AuditLog(Protocol):
    """Keeps audit records."""

    async def record(self, record: AuditRecord) -> None:
        """Keep a record. What cannot be recorded must not happen.

        Raises:
            AuditUnavailable: when it cannot be kept.
        """
        ...


class ResourceHash:
    """Hashes identifiers with a key, so that the log cannot be searched for a guessed order."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, identifier: str) -> str:
        return hmac.new(self._key, identifier.encode(), hashlib.sha256).hexdigest()[:24]


def account_of(principal: Principal, hashed: ResourceHash) -> str:
    """Return the account that asked; that of a customer, which is personal data, as its hash."""
    return hashed(principal.subject) if principal.role is Role.CUSTOMER else principal.subject


class MemoryAudit:
    """Keeps the records in a list, for a process that ends with its answer."""

    def __init__(self) -> None:
        self.records: list[AuditRecord] = []

    async def record(self, record: AuditRecord) -> None:
        self.records.append(record)
