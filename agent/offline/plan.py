"""Which lookups a question needs."""

from dataclasses import dataclass
from datetime import timedelta

from agent.offline.brief import Brief
from agent.offline.days import Days
from agent.offline.understand import Intent, Understanding
from rewards.identity import Role
from tools import issuance_history, promotion_execution

MOST_ORDERS = 5  # of one question
_RECENT = timedelta(days=180)  # how far back "the order of this case" may lie
_BEFORE_ISSUE = timedelta(days=120)  # how long before its cashback an order may lie
_LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PlannedCall:
    name: str
    arguments: dict[str, str]


def plan(understanding: Understanding, brief: Brief) -> list[PlannedCall]:
    """Give the lookups for a question; none when there is nothing to look up or nothing to go by.

    A named order comes first, then an order that is described ("ending 6778", "the other one"), then named days, then
    the order last spoken of, then the recent orders of the case.
    """
    if understanding.intent is not Intent.EXPLAIN:
        return []
    if understanding.orders:
        return [_order(order, understanding) for order in understanding.orders[:MOST_ORDERS]]
    if understanding.is_unusable:
        return []
    recent = Days(brief.today - _RECENT, brief.today)
    if is_described(understanding):
        return _search(understanding.days or recent, understanding, brief)
    if understanding.refusals and understanding.days is None:
        return []
    if brief.recent_orders and (understanding.days is None or understanding.are_days_of_issue):
        return [_order(order, understanding) for order in brief.recent_orders[:MOST_ORDERS]]
    if understanding.days is None:
        return _search(recent, understanding, brief)
    calls = _search(understanding.days, understanding, brief)
    if understanding.are_days_of_issue or understanding.may_be_days_of_issue:
        calls += _search(_before(understanding.days), understanding, brief)
    return calls


def is_described(understanding: Understanding) -> bool:
    """Tell whether an order is meant that has to be found among the customer's."""
    return bool(understanding.endings) or understanding.wants_other or understanding.wants_latest


def is_open_search(understanding: Understanding, brief: Brief) -> bool:
    """Tell whether neither an order nor a day was named, so that several finds leave open which one is meant."""
    if is_described(understanding):
        return not understanding.orders
    return not (understanding.orders or understanding.days or brief.recent_orders)


def _before(days: Days) -> Days:
    """Give the days on which an order may have been made whose cashback came on these: they themselves left out."""
    first = max(days.first - _BEFORE_ISSUE, days.last - _LONGEST)
    return Days(first, max(first, days.first - timedelta(days=1)))


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
