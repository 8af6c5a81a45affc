"""The lookups that people make without asking a question: one order, a customer's orders, the issuances of a gift card.

They go through the tool gateway as a model's do; no model is offered them.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BeforeValidator, Field

from core.contract import HistoryEntry, IssuanceStatus
from core.gift_cards import split_gift_cards
from core.ids import normalise_id
from core.windows import TimeField, Window
from tools.arguments import CustomerId, OrderId, ToolArguments
from tools.gift_card_record import from_gift_card_entries
from tools.order_record import LookupResult, from_execution
from tools.registry import Tool, ToolRequest
from tools.rewards_client import OrderSearch, RewardsApi

READ_ORDER = "read_order"
FOLLOW_ORDER = "follow_order"
LIST_ORDERS = "list_orders"
READ_GIFT_CARD = "read_gift_card"

_Cursor = Annotated[str | None, Field(max_length=4000)]
_GiftCardId = Annotated[str, BeforeValidator(lambda value: normalise_id(value) if isinstance(value, str) else value)]


class RecordArguments(ToolArguments):
    """One order."""

    business_reference_id: OrderId


class OrderListArguments(ToolArguments):
    """A page of a customer's orders; ``from_`` is inclusive, ``to`` exclusive."""

    customer_id: CustomerId
    from_: Annotated[AwareDatetime, Field(alias="from")]
    to: AwareDatetime
    time_field: TimeField = TimeField.CREATED
    status: IssuanceStatus | None = None
    order: Literal["asc", "desc"] = "desc"
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: _Cursor = None


class GiftCardArguments(ToolArguments):
    """A page of the events that name a gift card, by its whole number."""

    gift_card_id: _GiftCardId
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: _Cursor = None


async def read_order(arguments: RecordArguments, api: RewardsApi, _: ToolRequest) -> LookupResult:
    """Return one order.

    Raises:
        RewardsError: the lookup failed.
    """
    order = from_execution(await api.execution(arguments.business_reference_id))
    return LookupResult(orders=(order,), partial=order.partial, sources=order.sources)


async def list_orders(arguments: OrderListArguments, api: RewardsApi, _: ToolRequest) -> LookupResult:
    """Return a page of a customer's orders, without any that is not this customer's.

    Raises:
        RewardsError: the lookup failed; ``RewardsInvalid`` if the cursor is not of this search.
    """
    search = OrderSearch(
        window=Window(start=arguments.from_, end=arguments.to),
        time_field=arguments.time_field,
        status=arguments.status,
        order=arguments.order,
        limit=arguments.limit,
        cursor=arguments.cursor,
    )
    page = await api.executions(arguments.customer_id, search)
    return LookupResult(
        # An order whose owner nobody knows was found by a row that names the customer.
        orders=tuple(from_execution(one) for one in page.data if one.customer_id in (None, arguments.customer_id)),
        partial=page.partial,
        sources=tuple(page.sources),
        window=search.window,
        has_more=page.has_more,
        next_cursor=page.next_cursor,
    )


async def read_gift_card(arguments: GiftCardArguments, api: RewardsApi, _: ToolRequest) -> LookupResult:
    """Return a page of the events that name a gift card, grouped by order, without any that does not name it.

    Raises:
        RewardsError: the lookup failed; ``RewardsInvalid`` if the cursor is not of this search.
    """
    page = await api.gift_card_issuances(arguments.gift_card_id, cursor=arguments.cursor, limit=arguments.limit)
    return LookupResult(
        orders=from_gift_card_entries([entry for entry in page.data if _names(entry, arguments.gift_card_id)], page),
        partial=page.partial,
        sources=tuple(page.sources),
        has_more=page.has_more,
        next_cursor=page.next_cursor,
    )


def _names(entry: HistoryEntry, gift_card_id: str) -> bool:
    return gift_card_id == entry.gift_card_id or gift_card_id in split_gift_cards(entry.gift_card_id)


_Run = Callable[[Any, RewardsApi, ToolRequest], Awaitable[LookupResult]]


def _tool(name: str, arguments: type[ToolArguments], run: _Run) -> Tool:
    return Tool(name, "", arguments, arguments, run)


RECORD_LOOKUPS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        _tool(READ_ORDER, RecordArguments, read_order),
        _tool(FOLLOW_ORDER, RecordArguments, read_order),
        _tool(LIST_ORDERS, OrderListArguments, list_orders),
        _tool(READ_GIFT_CARD, GiftCardArguments, read_gift_card),
    )
}
