"""What people look up without a question: an order, a customer's orders, the issuances on a gift card.

The rewards API answers services only (ADR 0019); these routes are its face to people.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from api.rate_limits import Reader
from api.records import examples
from api.records.order_view import GiftCardPage, OrderPage, OrderView
from api.records.record_reader import RecordReader
from core.contract import IssuanceStatus, WireModel
from core.http.problem import MEDIA_TYPE, Problem
from core.http.request_id import request_id_of
from core.identity.tokens import Principal
from core.ids import normalise_id, normalise_order_id
from core.windows import TimeField, parse_window

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "An identifier, the window or the cursor is invalid."},
    401: {"model": Problem, "description": "There is no valid token."},
    404: {"model": Problem, "description": "Missing, or not the caller's to see: the two are not distinguished."},
    422: {"model": Problem, "description": "A parameter is missing or out of range; `fields` names it."},
    429: {"model": Problem, "description": "Too many requests; see `Retry-After`."},
    503: {"model": Problem, "description": "A service or guard could not answer, or the owner cannot be established."},
}


def responses(example: WireModel, *, problem: WireModel = examples.NOT_FOUND) -> dict[int | str, dict[str, Any]]:
    """Return the responses of a route for the OpenAPI document, with an example of the successful one."""
    documented = {status: dict(response) for status, response in _PROBLEMS.items()}
    documented[404]["content"] = {MEDIA_TYPE: {"example": problem.model_dump(mode="json")}}
    return {200: {"content": {"application/json": {"example": example.model_dump(mode="json")}}}} | documented


router = APIRouter(prefix="/v1", tags=["records"])

BusinessReferenceId = Annotated[
    str,
    Path(
        description="The order or transaction, as people type it; `%2F` is a slash within it.",
        examples=[examples.ORDER.business_reference_id],
    ),
]
_Customer = Annotated[str, Path(description="The customer.", examples=["CUST-1001"])]
_GiftCard = Annotated[str, Path(description="The number of the gift card, in full.", examples=["GC-7F3K-9Q2M-1111"])]
_Cursor = Annotated[str | None, Query(max_length=4000, description="`nextCursor` of the page before.")]


def reader_for(request: Request, caller: Principal) -> RecordReader:
    """Return the lookups of this request's caller."""
    return RecordReader(request.app.state.agent, caller, request_id=request_id_of(request))


@dataclass(frozen=True, slots=True)
class _Search:
    """The parameters of a search."""

    from_: Annotated[str, Query(alias="from", max_length=64, description="Start, inclusive, with an offset.")]
    to: Annotated[str, Query(max_length=64, description="End, exclusive; at most 366 days after the start.")]
    time_field: Annotated[TimeField, Query(alias="timeField", description="The transition in the window.")] = (
        TimeField.CREATED
    )
    status: Annotated[IssuanceStatus | None, Query(description="Orders with a benefit in this status.")] = None
    order: Annotated[Literal["asc", "desc"], Query(description="Oldest or newest first.")] = "desc"
    limit: Annotated[int, Query(ge=1, le=50)] = 20
    cursor: _Cursor = None


@router.get("/orders/{brf}", responses=responses(examples.ORDER), operation_id="getOrder")
async def read_order(brf: BusinessReferenceId, request: Request, caller: Reader) -> OrderView:
    """Return an order of a customer in the caller's scope, as far as the caller's role may see it."""
    return await reader_for(request, caller).order(normalise_order_id(brf))


@router.get("/customers/{customer_id}/orders", responses=responses(examples.ORDER_PAGE), operation_id="listOrders")
async def list_orders(
    customer_id: _Customer, search: Annotated[_Search, Depends()], request: Request, caller: Reader
) -> OrderPage:
    """Return a customer's orders of which any benefit was created, reserved or issued in a window of time."""
    window = parse_window(search.from_, search.to)
    arguments = {
        "customerId": normalise_id(customer_id),
        "from": window.start,
        "to": window.end,
        "timeField": search.time_field,
        "status": search.status,
        "order": search.order,
        "limit": search.limit,
        "cursor": search.cursor,
    }
    return await reader_for(request, caller).orders(arguments)


@router.get(
    "/gift-cards/{gift_card_id}/issuances",
    responses=responses(examples.GIFT_CARD_PAGE),
    operation_id="getGiftCardIssuances",
)
async def read_gift_card(
    gift_card_id: _GiftCard,
    request: Request,
    caller: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: _Cursor = None,
) -> GiftCardPage:
    """Return the issuances on a gift card, of orders in the caller's scope. A card that only PED holds is not found."""
    arguments = {"giftCardId": normalise_id(gift_card_id), "limit": limit, "cursor": cursor}
    return await reader_for(request, caller).gift_card(arguments)
