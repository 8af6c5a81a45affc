"""The route of one customer: their orders in a window of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from core.contract import ExecutionV1, ExecutionV2, IssuanceStatus, Page, WireModel
from core.ids import normalise_order_id
from core.windows import TimeField
from rewards.errors import NotFound
from rewards.http.dependencies import AnswerBy, AnswerStamp, Caller, Parts
from rewards.http.execution_body import read_sections
from rewards.http.parameters import (
    Cursor,
    CustomerId,
    From,
    Include,
    To,
    Version,
    caller_key,
    read_version,
    read_window,
    require_one_version,
    window_key,
)
from rewards.http.v1_deprecation import deprecation_headers
from rewards.sections import Section, left_out_fields
from rewards.stores.order_places import OrderPlace
from rewards.window_query import Continuation, Placed, WindowQuery
from rewards.window_search import SearchPage, search
from rewards.window_views import V1View, V2View

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
    include: Include = None


# The response is bytes: the declared models are for the document, and the bodies are serialised from them.
@router.get(
    "/{customerId}/promotion-executions",
    responses={200: {"model": Page[ExecutionV2] | Page[ExecutionV1]}},
    response_class=JSONResponse,
)
async def find_executions(
    request: Request,
    customer: CustomerId,
    filters: Annotated[_Filters, Depends()],
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    stamp: AnswerStamp,
) -> Response:
    """Return a customer's orders. One is in the window when any of its benefits is, and is returned whole.

    With version 1 a status is PED's own, with version 2 it is derived from every source.
    """
    require_one_version(request)
    version, sections = read_version(filters.version), read_sections(filters.include)
    customer_id, window = normalise_order_id(customer), read_window(filters.from_, filters.to)
    bound_to = (
        "executions",
        str(version),
        customer_id,
        *window_key(window),
        filters.time_field,
        filters.status or "",
        filters.order,
        *caller_key(caller),
    )
    cursor = filters.cursor
    begin = None if cursor is None else _continuation(service.cursors.open(cursor, bound_to=bound_to))
    if not caller.may_see_customer(customer_id):
        raise NotFound
    query = WindowQuery(
        customer_id=customer_id,
        window=window,
        field=filters.time_field,
        status=filters.status,
        is_descending=filters.order == "desc",
        limit=filters.limit,
        begin=begin,
    )

    def seal(following: Continuation | None) -> str | None:
        return None if following is None else service.cursors.seal(_text(following), bound_to=bound_to)

    if version == 1:
        found = await search(query, service.sources, caller, answer_by, V1View())
        page = Page[ExecutionV1](**_page(found, seal(found.following)))
        return _response(page, headers=deprecation_headers(service.settings))
    view = V2View(stamp, sections, is_filtered=query.status is not None)
    found_v2 = await search(query, service.sources, caller, answer_by, view)
    return _response(Page[ExecutionV2](**_page(found_v2, seal(found_v2.following))), sections)


def _page(found: SearchPage[Any], next_cursor: str | None) -> dict[str, Any]:
    return {
        "data": found.executions,
        "has_more": next_cursor is not None,
        "next_cursor": next_cursor,
        "partial": found.partial,
        "sources": found.sources,
    }


def _response(
    page: WireModel, sections: frozenset[Section] | None = None, *, headers: dict[str, str] | None = None
) -> Response:
    left_out = left_out_fields(sections) if sections is not None else {}
    body = page.model_dump_json(exclude={"data": {"__all__": left_out}} if left_out else None)
    return Response(body, media_type="application/json", headers=headers)


def _continuation(text: list[str]) -> Continuation:
    places = [OrderPlace(datetime.fromisoformat(at), order) for at, order in zip(text[2::2], text[3::2], strict=True)]
    up_to, kind = text[:2]
    if kind == _AFTER:
        return Continuation(places[0])
    after = places.pop(0) if kind.startswith(_AFTER) else None
    return Continuation(after, Placed(up_to, tuple(places), is_cut=kind.endswith(_CUT)))


_AFTER, _CUT = "after", "cut"  # the words of a cursor's kind


def _text(following: Continuation) -> list[str]:
    """Return a continuation as text: how far placing came, its kind, and the places."""
    after, placed = following.after, following.placed
    places = [*(() if after is None else (after,)), *(() if placed is None else placed.places)]
    kind = [_AFTER] if after is not None else []
    if placed is not None:
        kind += ["placed", _CUT] if placed.is_cut else ["placed"]
    up_to = "" if placed is None else placed.up_to
    return [
        up_to,
        " ".join(kind),
        *(part for place in places for part in (place.at.isoformat(), place.business_reference_id)),
    ]
