"""One record for every decision: who asked for what, what was decided, what came of it. No personal data.

``guardrails/audit_file.py`` keeps them.
"""

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from rewards.identity import Principal


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One decision. ``resource`` is a keyed hash: it tells two lookups apart, not what they were for.

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


class AuditLog(Protocol):
    """Keeps audit records."""

    def record(self, record: AuditRecord) -> None:
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


def account_of(principal: Principal, _: ResourceHash) -> str:
    """Name who asked."""
    return principal.subject


class JsonLinesAudit:
    """An append-only file with one JSON object a line, written in one piece each."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def record(self, record: AuditRecord) -> None:
        line = json.dumps(asdict(record), separators=(",", ":"), ensure_ascii=False) + "\n"
        os.write(self._descriptor, line.encode())

    def close(self) -> None:
        os.close(self._descriptor)


class MemoryAudit:
    """Keeps the records in a list, for a process that ends with its answer."""

    def __init__(self) -> None:
        self.records: list[AuditRecord] = []

    def record(self, record: AuditRecord) -> None:
        self.records.append(record)
