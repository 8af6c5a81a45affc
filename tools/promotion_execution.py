"""The tool that looks up everything known about one order, or finds a customer's orders by creation time."""

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from core.windows import Window
from tools.arguments import CustomerId, OrderId, ToolArguments
from tools.order_record import LookupResult, from_execution
from tools.rewards_client import OrderSearch, RewardsApi

NAME = "get_promotion_execution_details"
DESCRIPTION = (
    "Everything known of one order's cashback (promised, granted, remaining, installments, gift cards, reasons), by "
    "businessReferenceId; or all orders created in a window of time, by createdFrom and createdTo."
)
ORDERS_PER_SEARCH = 10

_From = Annotated[AwareDatetime, Field(description="Start of the window, inclusive, ISO 8601 with an offset.")]
_To = Annotated[AwareDatetime, Field(description="End of the window, exclusive, ISO 8601 with an offset.")]


class CustomerExecutionArguments(ToolArguments):
    """A customer's arguments: one of their orders, or a window over them. The customer is not an argument."""

    business_reference_id: OrderId | None = None
    created_from: _From | None = None
    created_to: _To | None = None

    @model_validator(mode="after")
    def _one_way_to_ask(self) -> Self:
        window = (self.created_from, self.created_to)
        if (self.business_reference_id is None) == (window == (None, None)) or (None in window) != (window[0] is None):
            raise ValueError("give either an order or both ends of a window")
        if self.created_from and self.created_to and self.created_to <= self.created_from:
            raise ValueError("the window is empty")
        return self


class ExecutionArguments(CustomerExecutionArguments):
    """The staff's arguments: the customer is the case's unless one is named."""

    customer_id: Annotated[
        CustomerId | None, Field(description="The customer to search for; leave out for the customer of the case.")
    ] = None


async def get_promotion_execution_details(
    arguments: CustomerExecutionArguments, api: RewardsApi, *, customer_id: str | None
) -> LookupResult:
    """Return one order, or the orders of ``customer_id`` created in the window, newest first.

    Raises:
        RewardsError: the lookup failed.
        ValueError: a search without a customer or a window.
    """
    if arguments.business_reference_id is not None:
        order = from_execution(await api.execution(arguments.business_reference_id))
        return LookupResult(orders=(order,), partial=order.partial, sources=order.sources)
    if customer_id is None or arguments.created_from is None or arguments.created_to is None:
        raise ValueError("a search needs a customer and a window")
    window = Window(start=arguments.created_from, end=arguments.created_to)
    page = await api.executions(customer_id, OrderSearch(window=window, limit=ORDERS_PER_SEARCH))
    return LookupResult(
        orders=tuple(from_execution(execution) for execution in page.data),
        partial=page.partial,
        sources=tuple(page.sources),
        window=window,
        has_more=page.has_more,
    )
