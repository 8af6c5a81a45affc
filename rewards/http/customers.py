"""The route of one customer: their orders in a window of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from core.contract import ExecutionV2, IssuanceStatus, Page
from core.http.problem import ApiProblem
from core.ids import normalise_order_id
from core.windows import TimeField
from rewards.errors import NotFound
from rewards.http.dependencies import AnswerBy, AnswerStamp, Caller, Parts
from rewards.http.parameters import (
    Cursor,
    CustomerId,
    From,
    To,
    Version,
    caller_key,
    read_version,
    read_window,
    window_key,
)
from rewards.window_search import SearchPage, SortPosition, search
from rewards.window_search import WindowQuery as Search

router = APIRouter(prefix="/customers", tags=["customers"])


@dataclass(frozen=True, slots=True)
class _Filters:
    """The parameters of a search."""

    version: Version = None
    from_: From = None
    to: To = None
    time_field: Annotated[TimeField, Query(alias="timeField", description="The transition in the window.")] = (
        TimeField.CREATED
    )
    status: Annotated[IssuanceStatus | None, Query(description="Orders with a benefit in this status.")] = None
    order: Annotated[Literal["asc", "desc"], Query(description="Oldest or newest first.")] = "asc"
    limit: Annotated[int, Query(ge=1, le=100)] = 20
    cursor: Cursor = None


@router.get("/{customerId}/promotion-executions")
async def find_executions(
    customer: CustomerId,
    filters: Annotated[_Filters, Depends()],
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    stamp: AnswerStamp,
) -> Page[ExecutionV2]:
    """Return a customer's orders. One is in the window when any of its benefits is, and is returned whole."""
    if read_version(filters.version, default=2) != 2:
        raise ApiProblem("unsupportedVersion")
    customer_id = normalise_order_id(customer)
    window = read_window(filters.from_, filters.to)
    bound_to = (
        "executions",
        customer_id,
        *window_key(window),
        filters.time_field,
        filters.status or "",
        filters.order,
        *caller_key(caller),
    )
    after = None if filters.cursor is None else _place(service.cursors.open(filters.cursor, bound_to=bound_to))
    if not caller.may_see_customer(customer_id):
        raise NotFound
    query = Search(
        customer_id=customer_id,
        window=window,
        field=filters.time_field,
        status=filters.status,
        is_descending=filters.order == "desc",
        limit=filters.limit,
        after=after,
    )
    found = await search(query, service.sources, caller, answer_by, stamp)
    return _page(found, None if found.last is None else service.cursors.seal(_text(found.last), bound_to=bound_to))


def _page(found: SearchPage, next_cursor: str | None) -> Page[ExecutionV2]:
    return Page(
        data=found.executions,
        has_more=next_cursor is not None,
        next_cursor=next_cursor,
        partial=found.partial,
        sources=found.sources,
    )


def _place(text: list[str]) -> SortPosition:
    at, business_reference_id = text
    return SortPosition(datetime.fromisoformat(at), business_reference_id)


def _text(place: SortPosition) -> tuple[str, str]:
    return (place.at.isoformat(), place.business_reference_id)
