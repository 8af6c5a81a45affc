"""Which lookups a question needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from agent.reading.question import Intent, Question, ReadingContext
from core.identity.tokens import Role
from language.days import MAX_SEARCH_DAYS, Days
from statements.topics import Topic
from tools import issuance_history, promotion_execution

MAX_LOOKUPS = 5  # for one question
_RECENT = timedelta(days=180)  # how far back "the order of this case" may lie
_BEFORE_ISSUE = timedelta(days=120)  # how long before its cashback an order may have been created
_LONGEST = timedelta(days=MAX_SEARCH_DAYS - 1)


@dataclass(frozen=True, slots=True)
class PlannedLookup:
    """One lookup: the name of a tool and its arguments."""

    name: str
    arguments: Mapping[str, str]


def plan_lookups(question: Question, context: ReadingContext) -> list[PlannedLookup]:
    """Return the lookups for a question; none when there is nothing to look up, or too little to go on.

    What the question names has precedence: orders, then customers, all orders of the case, an order that it describes
    ("ending 6778", "the other one"), then days. Next are the orders of the conversation, then recent ones of the case.
    """
    if question.intent is not Intent.EXPLAIN or question.is_over_customers:
        return []
    if question.orders:
        return [_order(order, question) for order in question.orders[:MAX_LOOKUPS]]
    if question.has_invalid_reference:
        return []
    if question.wants_all_orders:
        return _searches(question.days or _whole_year(context), question, context)
    if describes_order(question):
        beside = _compared(question, context)
        return [*beside, *_searches(question.days or _recent(context), question, context)][:MAX_LOOKUPS]
    if question.refusals and question.days is None and not question.customers:
        return []
    is_continued = bool(context.recent_orders) and not question.customers
    if is_continued and (question.days is None or question.are_days_of_issue):
        return [_order(order, question) for order in _conversation_orders(question, context)]
    if question.days is None:
        return _searches(_recent(context), question, context)
    lookups = _searches(question.days, question, context)
    if question.are_days_of_issue or question.may_be_days_of_issue:
        lookups += _searches(_before(question.days), question, context)
    return lookups


def describes_order(question: Question) -> bool:
    """Whether the question describes an order that has to be found among the customer's."""
    return bool(question.endings) or question.wants_other or question.wants_latest


def is_open_search(question: Question, context: ReadingContext) -> bool:
    """Whether neither an order nor a day is named, so that several orders found leave open which one is meant."""
    if question.wants_all_orders:
        return False
    if describes_order(question):
        return not question.orders
    return not (question.orders or question.days or context.recent_orders)


def _conversation_orders(question: Question, context: ReadingContext) -> tuple[str, ...]:
    """Return the orders of the last turn, or of the whole conversation where orders are compared or added up."""
    over_several = question.topics & {Topic.TOTALS, Topic.COMPARE}
    orders = (*context.recent_orders, *context.earlier_orders) if over_several else context.recent_orders
    return tuple(dict.fromkeys(orders))[:MAX_LOOKUPS]


def _compared(question: Question, context: ReadingContext) -> list[PlannedLookup]:
    """Return lookups of the orders with which "the other one" is compared."""
    if Topic.COMPARE not in question.topics or not question.wants_other:
        return []
    return [_order(order, question) for order in context.recent_orders]


def _whole_year(context: ReadingContext) -> Days:
    return Days(context.today - _LONGEST, context.today)


def _recent(context: ReadingContext) -> Days:
    return Days(context.today - _RECENT, context.today)


def _before(days: Days) -> Days:
    """Return the days before these on which an order with cashback issued on these may have been created."""
    return Days(days.first - _BEFORE_ISSUE, days.first - timedelta(days=1))


def _order(order: str, question: Question) -> PlannedLookup:
    name = issuance_history.NAME if question.wants_history else promotion_execution.NAME
    return PlannedLookup(name, {"businessReferenceId": order})


def _searches(days: Days, question: Question, context: ReadingContext) -> list[PlannedLookup]:
    """Return one search per customer. A customer other than the case's is requested as named: the policy decides."""
    customers = question.customers or ((context.customer_id,) if context.customer_id else ())
    start, end = days.to_instants(context.zone)
    lookups = []
    for customer in customers[:MAX_LOOKUPS]:
        arguments = {"createdFrom": start.isoformat(), "createdTo": end.isoformat()}
        is_own = customer == context.customer_id
        if not is_own or (context.role is Role.SUPPORT_LEAD and question.customers):
            arguments["customerId"] = customer
        lookups.append(PlannedLookup(promotion_execution.NAME, arguments))
    return lookups
