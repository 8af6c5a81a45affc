"""Audit records as people and programs take them away: a JSON model, lines of JSON, and CSV that no sheet executes."""

import csv
import io
from collections.abc import AsyncGenerator
from datetime import datetime

from core.contract import WireModel
from guardrails.audit.chain import AuditEntry

# A spreadsheet takes a cell that begins so for a formula, the wide forms of these characters included.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")


class AuditLine(WireModel):
    """One record of the audit log. ``resource`` and ``customer`` are keyed hashes, ``reason`` has no personal data.

    ``account`` is that of a member of staff or a service; for a customer it is a keyed hash.
    """

    seq: int
    at: datetime
    request_id: str
    conversation_id: str
    account: str
    role: str
    case_id: str | None
    reason: str | None
    tool: str
    resource: str
    customer: str | None
    decision: str
    policy: str
    status: str


def audit_line(entry: AuditEntry) -> AuditLine:
    record = entry.record
    return AuditLine(
        seq=entry.seq,
        at=datetime.fromisoformat(record.at),
        request_id=record.request_id,
        conversation_id=record.conversation_id,
        account=record.subject,
        role=record.role,
        case_id=record.case_id,
        reason=record.reason,
        tool=record.tool,
        resource=record.resource,
        customer=record.customer,
        decision=record.decision,
        policy=record.policy,
        status=record.status,
    )


async def as_json_lines(entries: AsyncGenerator[AuditEntry]) -> AsyncGenerator[bytes]:
    async for entry in entries:
        yield audit_line(entry).model_dump_json().encode() + b"\n"


async def as_csv(entries: AsyncGenerator[AuditEntry]) -> AsyncGenerator[bytes]:
    """Yield a header and a line for each record, in UTF-8, quoted (RFC 4180)."""
    names = [field.alias or name for name, field in AuditLine.model_fields.items()]
    yield _row(names)
    async for entry in entries:
        values = audit_line(entry).model_dump(mode="json").values()
        yield _row(["" if value is None else str(value) for value in values])


def _row(cells: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([_harmless(cell) for cell in cells])
    return text.getvalue().encode()


def _harmless(cell: str) -> str:
    """Return a cell that is text to every spreadsheet: an apostrophe before what would be a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
