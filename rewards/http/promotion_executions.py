"""The routes of one order: the record in v1 and v2, its position, its history."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from core.contract import ExecutionV1, ExecutionV2, HistoryEntry, OrderCashback, Page
from core.http.entity_tags import weak_tag
from core.http.request_id import request_id_of
from core.ids import normalise_order_id, order_forms
from rewards.http.dependencies import AnswerBy, Caller, Parts
from rewards.http.execution_body import execution_body, read_sections, source_timing_headers
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
from rewards.http.revalidation import NOT_MODIFIED, Asked, order_response, tagged_response
from rewards.http.v1_deprecation import deprecation_headers
from rewards.ledger.issuances import has_gaps_in_history
from rewards.order_views import Stamp, order_cashback, read_v1
from rewards.sources.gathering import Deadline

router = APIRouter(prefix="/promotion-executions/{brf}", tags=["orders"], route_class=PlannedRoute)


# The response is bytes: the declared models are for the document, and the bodies are serialised from them.
@router.get("", responses={200: {"model": ExecutionV2 | ExecutionV1}, **NOT_MODIFIED}, response_class=JSONResponse)
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
    asked = Asked(request, caller, service)
    chosen, sections = read_version(version), read_sections(include)
    if chosen == 1:
        return await _get_v1(asked, order_forms(brf), answer_by)
    served = await read_for(
        caller, brf, service, answer_by, fresh=fresh, allow_partial=allow_partial, sections=sections
    )
    if served.reports and service.settings.lazy_backfill:  # a read of the databases, not of the cache
        service.lazy_backfill.offer(served.snapshot.evidence)
    snapshot = served.snapshot

    async def body() -> bytes:
        await service.long_orders.derive(snapshot, lambda: snapshot.content(sections), answer_by)
        return execution_body(snapshot, sections, request_id=request_id_of(request))

    return await order_response(asked, served, ("v2", *sorted(sections)), body, answer_by)


async def _get_v1(asked: Asked, forms: tuple[str, ...], answer_by: Deadline) -> Response:
    execution, report = await read_v1(asked.service.sources, forms, asked.caller, answer_by)
    text = execution.model_dump_json()

    async def body() -> str:
        return text

    headers = source_timing_headers([report]) | deprecation_headers(asked.service.settings)
    return await tagged_response(asked, weak_tag("v1", text), body, headers=headers)


@router.get("/cashback", responses={200: {"model": OrderCashback}, **NOT_MODIFIED}, response_class=JSONResponse)
async def get_cashback(
    request: Request,
    brf: BusinessReferenceId,
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    *,
    promotion_id: PromotionId = None,
    allow_partial: AllowPartial = True,
    fresh: Fresh = False,
) -> Response:
    """Return what was promised, granted and remains, and why."""
    promotion = read_optional_id(promotion_id)
    served = await read_for(caller, brf, service, answer_by, fresh=fresh, allow_partial=allow_partial)
    snapshot = served.snapshot
    stamp = Stamp(request_id=request_id_of(request), as_of=snapshot.as_of)

    async def body() -> str:
        return await service.long_orders.derive(
            snapshot,
            lambda: order_cashback(snapshot.gathered, stamp, promotion_id=promotion).model_dump_json(),
            answer_by,
        )

    return await order_response(Asked(request, caller, service), served, ("cashback", promotion or ""), body, answer_by)


@router.get("/issuances", responses={200: {"model": Page[HistoryEntry]}, **NOT_MODIFIED}, response_class=JSONResponse)
async def get_issuances(
    request: Request,
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
) -> Response:
    """Return every concession event of an order, oldest first."""
    order_id, promotion = normalise_order_id(brf), read_optional_id(promotion_id)
    window = read_open_window(from_, to)
    bound_to = ("issuances", order_id, promotion or "", *window_key(window), *caller_key(caller))
    paging = HistoryPaging(service.cursors, bound_to, limit)
    after = paging.position_of(cursor)
    served = await read_for(caller, brf, service, answer_by, fresh=fresh)
    gathered = served.snapshot.gathered

    async def page() -> str:
        history = await service.long_orders.derive(served.snapshot, lambda: served.snapshot.history, answer_by)
        entries = [entry for entry in history if promotion in (None, entry.promotion_id) and entry.issued_at in window]
        is_partial = has_gaps_in_history(gathered.evidence, promotion)
        return paging.page(entries, after=after, reports=gathered.reports, is_partial=is_partial).model_dump_json()

    # A page has a cursor, which is the caller's own and valid for one secret only.
    form = (*bound_to, str(limit), cursor or "", service.cursors.key_id)
    return await order_response(Asked(request, caller, service), served, form, page, answer_by)
