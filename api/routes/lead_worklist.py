"""``GET /v1/lead/worklist``: what needs attention across all customers, for leads."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from api.lead_lookups import RESPONSES, Cursor, From, Limit, To, admitted, agent_of, read_window
from api.rate_limits import Reader
from core.http.problem import ApiProblem
from core.worklist_contract import WorklistEntry, WorklistKind, WorklistPage
from guardrails.oversight import View
from tools.errors import RewardsInvalid

router = APIRouter()

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")


@router.get("/worklist", responses=RESPONSES, operation_id="listLeadWorklist")
async def list_worklist(
    request: Request,
    caller: Reader,
    kind: Annotated[WorklistKind | None, Query(description="One kind of entries; all if absent.")] = None,
    from_: From = None,
    to: To = None,
    order: Annotated[Literal["asc", "desc"], Query(description="Oldest or newest first.")] = "desc",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> WorklistPage:
    """Return orders with a failed issuance, a suspected duplicate, an over-issue, a conflict, or an expired card."""
    window = read_window(from_, to)
    async with admitted(request, caller, View.WORKLIST, about=kind):
        api = agent_of(request).tool_gateway.oversight.rewards_for(caller)
        try:
            page = await api.worklist(kind, window, order=order, limit=limit, cursor=cursor)
        except RewardsInvalid as error:
            # All but the cursor has been validated here; the API alone can read that.
            raise ApiProblem("cursorInvalid" if cursor is not None else "rewardsRejected") from error
    return page.model_copy(update={"data": [_projected(entry) for entry in page.data]})


def _projected(entry: WorklistEntry) -> WorklistEntry:
    """Return the listed fields only. A code that is none may be text that names somebody."""
    return WorklistEntry(
        kind=entry.kind,
        business_reference_id=entry.business_reference_id,
        promotion_id=entry.promotion_id,
        benefit_id=entry.benefit_id,
        customer_id=entry.customer_id,
        since=entry.since,
        amount=entry.amount,
        codes=[code for code in entry.codes if _CODE.fullmatch(code)],
    )
