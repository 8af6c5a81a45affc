"""The routes of one order: the record in v1 and v2, its position, its history."""

from typing import Annotated

from fastapi import APIRouter, Query

from rewards.contract import ExecutionV1, ExecutionV2, HistoryEntry, OrderCashback, Page
from rewards.http.context import AnswerBy, AnswerStamp, Caller, Parts
from rewards.http.paging import HistoryPaging
from rewards.http.parameters import (
    AllowPartial,
    BusinessReferenceId,
    Cursor,
    From,
    PromotionId,
    To,
    Version,
    caller_key,
    read_open_window,
    read_optional_id,
    read_version,
    window_key,
)
from rewards.ids import normalise
from rewards.ledger.issuances import history_of
from rewards.orders import execution_v2, order_cashback, read_order, read_v1

router = APIRouter(prefix="/promotion-executions/{brf}", tags=["orders"])


@router.get("")
async def get_execution(
    brf: BusinessReferenceId,
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    stamp: AnswerStamp,
    *,
    version: Version = None,
    allow_partial: AllowPartial = True,
) -> ExecutionV1 | ExecutionV2:
    """Give an order: as PED holds it (1), or all that is known of it from all sources (2)."""
    chosen = read_version(version, default=1)
    order_id = normalise(brf)
    if chosen == 1:
        return await read_v1(service.sources, order_id, caller, answer_by)
    gathered = await read_order(service.sources, order_id, caller, answer_by, allow_partial=allow_partial)
    if service.settings.lazy_backfill:
        service.lazy_backfill.offer(gathered.evidence)
    return execution_v2(gathered, stamp)


@router.get("/cashback")
async def get_cashback(
    brf: BusinessReferenceId,
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    stamp: AnswerStamp,
    *,
    promotion_id: PromotionId = None,
    allow_partial: AllowPartial = True,
) -> OrderCashback:
    """Give what was promised, granted and remains, and why."""
    promotion = read_optional_id(promotion_id)
    order_id = normalise(brf)
    gathered = await read_order(service.sources, order_id, caller, answer_by, allow_partial=allow_partial)
    return order_cashback(gathered, stamp, promotion_id=promotion)


@router.get("/issuances")
async def get_issuances(
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
) -> Page[HistoryEntry]:
    """Give every concession event of an order, oldest first."""
    order_id, promotion = normalise(brf), read_optional_id(promotion_id)
    window = read_open_window(from_, to)
    paging = HistoryPaging(
        cursors=service.cursors,
        bound_to=("issuances", order_id, promotion or "", *window_key(window), *caller_key(caller)),
        limit=limit,
    )
    after = paging.place_of(cursor)
    gathered = await read_order(service.sources, order_id, caller, answer_by)
    entries = [
        entry
        for entry in history_of(gathered.evidence)
        if promotion in (None, entry.promotion_id) and entry.issued_at in window
    ]
    return paging.page(entries, after=after, reports=gathered.reports)
