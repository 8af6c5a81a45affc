"""The tool that looks up every event of an order's cashback, in chronological order."""

from core.contract import HistoryEntry
from core.structured_concurrency import run_both
from tools.arguments import OrderArguments
from tools.errors import ContractViolation
from tools.order_record import LookupResult, from_execution, with_history
from tools.rewards_client import RewardsApi

NAME = "get_issuance_history"
DESCRIPTION = (
    "Every issuance, failure, reversal, cancellation and expiry of an order's cashback, oldest first, with the gift "
    "card of each. Use it when the question is about the history or about a reversal."
)
_PAGE = 100
_MAX_PAGES = 10


async def get_issuance_history(arguments: OrderArguments, api: RewardsApi) -> LookupResult:
    """Return the whole history, together with its order.

    Raises:
        RewardsError: the lookup failed.
    """
    execution, (entries, partial, has_more) = await run_both(
        api.execution(arguments.business_reference_id), _all_entries(arguments, api)
    )
    whole = from_execution(execution, promotion_id=arguments.promotion_id)
    order = with_history(whole, entries, partial=partial)
    return LookupResult(orders=(order,), partial=order.partial, sources=order.sources, has_more=has_more)


async def _all_entries(arguments: OrderArguments, api: RewardsApi) -> tuple[list[HistoryEntry], bool, bool]:
    """Read all pages, at most ``_MAX_PAGES``: a server that never ends must not block a turn."""
    entries: dict[str | None, HistoryEntry] = {}  # by event id: two pages may contain the same event
    partial, cursor = False, None
    for _ in range(_MAX_PAGES):
        page = await api.issuances(
            arguments.business_reference_id, promotion_id=arguments.promotion_id, cursor=cursor, limit=_PAGE
        )
        entries |= {entry.event_id: entry for entry in page.data}
        partial = partial or page.partial
        if not page.has_more:
            return list(entries.values()), partial, False
        if page.next_cursor is None or page.next_cursor == cursor:
            raise ContractViolation
        cursor = page.next_cursor
    return list(entries.values()), partial, True
