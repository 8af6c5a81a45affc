"""The tools of a model, which are read-only, with the arguments that staff and customers may pass."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tools import issuance_history, promotion_execution, remaining_cashback
from tools.arguments import OrderArguments, ToolArguments
from tools.order_record import LookupResult
from tools.promotion_execution import CustomerExecutionArguments, ExecutionArguments
from tools.rewards_client import RewardsApi


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """A validated call, ready for authorisation: what it reads, and for which customer."""

    order: str | None
    customer_id: str | None  # whose orders are searched; None for a lookup by order or gift card
    gift_card: str | None = None  # a whole number

    @property
    def resource(self) -> str | None:
        """What the audit log keeps the hash of; None for a search for no customer."""
        return self.order or self.gift_card or self.customer_id


@dataclass(frozen=True, slots=True)
class Tool:
    """One lookup. ``description`` is for a model, and empty where none is offered it."""

    name: str
    description: str
    staff_arguments: type[ToolArguments]
    customer_arguments: type[ToolArguments]
    run: Callable[[Any, RewardsApi, ToolRequest], Awaitable[LookupResult]]

    def arguments_for(self, *, customer: bool) -> type[ToolArguments]:
        """Return the model of the arguments; a customer's has no ``customerId``."""
        return self.customer_arguments if customer else self.staff_arguments


async def _execution(arguments: CustomerExecutionArguments, api: RewardsApi, request: ToolRequest) -> LookupResult:
    return await promotion_execution.get_promotion_execution_details(arguments, api, customer_id=request.customer_id)


async def _history(arguments: OrderArguments, api: RewardsApi, _: ToolRequest) -> LookupResult:
    return await issuance_history.get_issuance_history(arguments, api)


async def _remaining(arguments: OrderArguments, api: RewardsApi, _: ToolRequest) -> LookupResult:
    return await remaining_cashback.get_remaining_cashback(arguments, api)


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            promotion_execution.NAME,
            promotion_execution.DESCRIPTION,
            ExecutionArguments,
            CustomerExecutionArguments,
            _execution,
        ),
        Tool(issuance_history.NAME, issuance_history.DESCRIPTION, OrderArguments, OrderArguments, _history),
        Tool(remaining_cashback.NAME, remaining_cashback.DESCRIPTION, OrderArguments, OrderArguments, _remaining),
    )
}
