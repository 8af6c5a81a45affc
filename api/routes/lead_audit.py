"""``GET /v1/lead/audit``: the audit log by customer, account and time, for leads; as a page or as an export."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field, TypeAdapter

from api.audit_export import AuditLine, as_csv, as_json_lines, audit_line
from api.lead_lookups import (
    RESPONSES,
    Account,
    Cursor,
    From,
    Limit,
    To,
    admitted,
    agent_of,
    open_place,
    read_window,
    seal,
)
from api.rate_limits import Reader
from core.contract import WireModel
from core.ids import normalise_id
from guardrails.audit.chain import AuditEntry
from guardrails.audit.chain_state import ChainState, ChainStatus
from guardrails.audit.log_reader import AuditLogReader
from guardrails.audit.queries import AuditQuery
from guardrails.errors import AuditUnavailable
from guardrails.oversight import View

router = APIRouter()

_PLACE = TypeAdapter(tuple[Annotated[int, Field(ge=0, le=2**62)]])
_FORMATS = {"csv": ("text/csv; charset=utf-8", as_csv), "jsonl": ("application/jsonl", as_json_lines)}
_CHAIN_HEADER = "X-Audit-Chain"  # of an export, which has no room for it in its body


class AuditChain(WireModel):
    """Whether the log is what was written: ``records`` have been checked since ``beganAt``.

    ``checking``: the log is long, and the next request continues. ``damaged``: `rewards-agent audit verify` says where.
    """

    status: ChainStatus
    records: int
    began_at: datetime


class AuditList(WireModel):
    """Records, the latest first. A page may be empty and still have a ``nextCursor``: follow it until there is none."""

    data: list[AuditLine]
    has_more: bool
    next_cursor: str | None
    chain: AuditChain


_EXPORTS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": AuditList,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/jsonl": {"schema": {"type": "string", "description": "An `AuditLine` on each line."}},
        },
    }
}


@router.get("/audit", responses=RESPONSES | _EXPORTS, response_model=AuditList, operation_id="listAudit")
async def list_audit(
    request: Request,
    caller: Reader,
    customer: Annotated[
        str | None, Query(max_length=200, description="Lookups about this customer: their orders, and their questions.")
    ] = None,
    agent: Account = None,
    from_: From = None,
    to: To = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    export: Annotated[
        Literal["json", "csv", "jsonl"],
        Query(alias="format", description="`csv` and `jsonl` stream all records in question, the oldest first."),
    ] = "json",
) -> Response:
    """Return what was looked up, by whom, about whom: one audit record for this lookup as well."""
    window = read_window(from_, to)
    about = None if customer is None else normalise_id(customer)
    hashed = agent_of(request).tool_gateway.oversight.hashed
    query = AuditQuery(window.start, window.end, account=agent, customer=None if about is None else hashed(about))
    before = None if cursor is None else open_place(cursor, _PLACE)[0]
    async with admitted(request, caller, View.AUDIT, about=about or agent):
        log = _log(request)
        chain = await log.chain()
        if export == "json":
            page = await log.page(query, before=before, limit=limit)
    if export != "json":
        return _export(log.export(query), export, chain)
    following = page.following
    found = AuditList(
        data=[audit_line(entry) for entry in page.entries],
        has_more=following is not None,
        next_cursor=None if following is None else seal(following),
        chain=AuditChain(status=chain.status, records=chain.records, began_at=chain.began_at),
    )
    return Response(found.model_dump_json(), media_type="application/json")


def _export(entries: AsyncGenerator[AuditEntry], form: Literal["csv", "jsonl"], chain: ChainState) -> Response:
    media_type, write = _FORMATS[form]
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"', _CHAIN_HEADER: chain.status.value}

    async def closing() -> AsyncGenerator[bytes]:
        async with aclosing(entries), aclosing(write(entries)) as parts:
            async for part in parts:
                yield part

    return StreamingResponse(closing(), media_type=media_type, headers=headers)


def _log(request: Request) -> AuditLogReader:
    log: AuditLogReader | None = request.app.state.audit_log
    if log is None:
        raise AuditUnavailable
    return log
