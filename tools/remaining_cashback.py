"""The tool that looks up what was promised, was granted and remains for an order, and why."""

from tools.arguments import OrderArguments
from tools.order_record import LookupResult, from_cashback
from tools.rewards_client import RewardsApi

NAME = "get_remaining_cashback"
DESCRIPTION = (
    "What was promised, granted and remains of an order's cashback and the reasons, without the installments. Use it "
    "when only the amounts are asked for."
)


async def get_remaining_cashback(arguments: OrderArguments, api: RewardsApi) -> LookupResult:
    """Return the position of an order.

    Raises:
        RewardsError: the lookup failed.
    """
    order = from_cashback(await api.cashback(arguments.business_reference_id, promotion_id=arguments.promotion_id))
    return LookupResult(orders=(order,), partial=order.partial, sources=order.sources)
