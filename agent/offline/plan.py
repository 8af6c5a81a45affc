"""Which lookups a question needs."""

from dataclasses import dataclass
from datetime import timedelta

from agent.offline.brief import Brief
from agent.offline.dates import Days
from agent.offline.understand import Intent, Understanding
from rewards.identity import Role
from tools import issuance_history, promotion_execution

MOST_ORDERS = 5  # of one question
_RECENT = timedelta(days=180)  # how far back "the order of this case" may lie


@dataclass(frozen=True, slots=True)
class PlannedCall:
    name: str
    arguments: dict[str, str]


def plan(understanding: Understanding, brief: Brief) -> list[PlannedCall]:
    """Give the lookups for a question; none when there is nothing to look up or nothing to go by.

    A named order comes first, then named days, then the order last spoken of, then the recent orders of the case.
    """
    if understanding.intent is not Intent.EXPLAIN:
        return []
    if understanding.orders:
        return [_order(order, understanding) for order in understanding.orders[:MOST_ORDERS]]
    if understanding.is_unusable or (understanding.refusals and understanding.days is None):
        return []
    if understanding.days is not None:
        return _search(understanding.days, understanding, brief)
    if brief.recent_orders:
        return [_order(order, understanding) for order in brief.recent_orders[:MOST_ORDERS]]
    return _search(Days(brief.today - _RECENT, brief.today), understanding, brief)


def is_open_search(understanding: Understanding, brief: Brief) -> bool:
    """Tell whether neither an order nor a day was named, so that several finds leave open which one is meant."""
    return not (understanding.orders or understanding.days or brief.recent_orders)


def _order(order: str, understanding: Understanding) -> PlannedCall:
    name = issuance_history.NAME if understanding.wants_history else promotion_execution.NAME
    return PlannedCall(name, {"businessReferenceId": order})


def _search(days: Days, understanding: Understanding, brief: Brief) -> list[PlannedCall]:
    customer = understanding.customer_id or brief.customer_id
    if customer is None or (brief.role is Role.CUSTOMER and customer != brief.customer_id):
        return []
    window = days.window(brief.zone)
    arguments = {"createdFrom": window.start.isoformat(), "createdTo": window.end.isoformat()}
    if brief.role is not Role.CUSTOMER and customer != brief.customer_id:
        arguments["customerId"] = customer
    return [PlannedCall(promotion_execution.NAME, arguments)]
