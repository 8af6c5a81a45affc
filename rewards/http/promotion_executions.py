"""The routes of one order: the record in v1 and v2, its position, its history."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from core.contract import ExecutionV1, ExecutionV2, HistoryEntry, OrderCashback, Page
from core.http.request_id import request_id_of
from core.ids import normalise_order_id, order_forms
from rewards.http.dependencies import AnswerBy, Caller, Parts
from rewards.http.execution_body import (
    derive_body,
    execution_response,
    read_sections,
    source_timing_headers,
    timing_headers,
)
from rewards.http.order_read import read_for
from rewards.http.paging import HistoryPaging
from rewards.http.parameters import (
    AllowPartial,
    BusinessReferenceId,
    Cursor,
    Fresh,
    From,
    Include,
    PromotionId,
    To,
    Version,
    caller_key,
    read_open_window,
    read_optional_id,
    read_version,
    require_one_version,
    window_key,
)
from rewards.http.planned_route import PlannedRoute
from rewards.http.v1_deprecation import deprecation_headers
from rewards.ledger.issuances import has_gaps_in_history
from rewards.order_views import Stamp, order_cashback, read_v1

router = APIRouter(prefix="/promotion-executions/{brf}", tags=["orders"], route_class=PlannedRoute)


# The response is bytes: the declared models are for the document, and the bodies are serialised from them.
@router.get("", responses={200: {"model": ExecutionV1 | ExecutionV2}}, response_class=JSONResponse)
async def get_execution(
    request: Request,
    brf: BusinessReferenceId,
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    *,
    version: Version = None,
    include: Include = None,
    allow_partial: AllowPartial = True,
    fresh: Fresh = False,
) -> Response:
    """Return an order: as PED holds it (1), or all that is known of it from all sources (2)."""
    require_one_version(request)
    chosen, sections = read_version(version), read_sections(include)
    if chosen == 1:
        execution, report = await read_v1(service.sources, order_forms(brf), caller, answer_by)
        headers = source_timing_headers([report]) | deprecation_headers(service.settings)
        return Response(execution.model_dump_json(), media_type="application/json", headers=headers)
    served = await read_for(
        caller, brf, service, answer_by, fresh=fresh, allow_partial=allow_partial, sections=sections
    )
    if served.reports and service.settings.lazy_backfill:  # a read of the databases, not of the cache
        service.lazy_backfill.offer(served.snapshot.evidence)
    snapshot = served.snapshot
    await service.long_orders.derive(snapshot, lambda: derive_body(snapshot, sections), answer_by)
    return execution_response(served, sections, request_id=request_id_of(request))


@router.get("/cashback")
async def get_cashback(
    request: Request,
    response: Response,
    brf: BusinessReferenceId,
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    *,
    promotion_id: PromotionId = None,
    allow_partial: AllowPartial = True,
    fresh: Fresh = False,
) -> OrderCashback:
    """Return what was promised, granted and remains, and why."""
    promotion = read_optional_id(promotion_id)
    served = await read_for(caller, brf, service, answer_by, fresh=fresh, allow_partial=allow_partial)
    snapshot = served.snapshot
    response.headers.update(timing_headers(served))
    stamp = Stamp(request_id=request_id_of(request), as_of=snapshot.as_of)
    return await service.long_orders.derive(
        snapshot, lambda: order_cashback(snapshot.gathered, stamp, promotion_id=promotion), answer_by
    )


@router.get("/issuances")
async def get_issuances(
    response: Response,
    brf: BusinessReferenceId,
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    *,
    promotion_id: PromotionId = None,
    from_: From = None,
    to: To = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Cursor = None,
    fresh: Fresh = False,
) -> Page[HistoryEntry]:
    """Return every concession event of an order, oldest first."""
    order_id, promotion = normalise_order_id(brf), read_optional_id(promotion_id)
    window = read_open_window(from_, to)
    paging = HistoryPaging(
        cursors=service.cursors,
        bound_to=("issuances", order_id, promotion or "", *window_key(window), *caller_key(caller)),
        limit=limit,
    )
    after = paging.position_of(cursor)
    served = await read_for(caller, brf, service, answer_by, fresh=fresh)
    gathered = served.snapshot.gathered
    history = await service.long_orders.derive(served.snapshot, lambda: served.snapshot.history, answer_by)
    response.headers.update(timing_headers(served))
    entries = [entry for entry in history if promotion in (None, entry.promotion_id) and entry.issued_at in window]
    is_partial = has_gaps_in_history(gathered.evidence, promotion)
    return paging.page(entries, after=after, reports=gathered.reports, is_partial=is_partial)
