"""An answer out of looked-up facts, without a model. Every figure in it is a reference to a fact.

It ends an answer that a model could not finish as well, so it may only say what the sentence check lets pass.
"""

from collections.abc import Iterable, Iterator

from agent.offline.benefit import BenefitText
from agent.offline.plan import MOST_ORDERS
from agent.offline.understand import Intent, Refusal, Understanding
from tools import phrases
from tools.result import Label, ModelOrder, ModelView, ToolStatus, reference

_REFUSALS = {
    Refusal.WRITE: "I can only look things up: I cannot issue, change or reverse cashback myself.",
    Refusal.PERSONAL_DATA: "I cannot show personal data such as phone numbers, e-mail addresses or full card numbers.",
    Refusal.OFF_TOPIC: "I can only help with questions about cashback and rewards on orders.",
}
GREETING = "Hello! Ask me about the cashback of an order, by its order number or by the day of the transaction."
THANKS = "You are welcome. Ask me about another order whenever you need to."
NO_ORDER = "Please give me the order number, or the day of the transaction, and I will look it up."
MALFORMED = "That does not look like an order number. Please check it and send it once more."
NOT_FOUND = (
    "I could not find that among the orders that can be seen from here. Please check the order number, or give me the "
    "day of the transaction."
)
IMPOSSIBLE_DAY = "That day is not in the calendar. Please check it and send it once more."
NO_DAY = "On which day the rest is issued is not known; no record holds such a day."
WHOSE = "Please tell me which customer is meant, or give me the order number."
MORE_ORDERS = "Your message names more orders than I look up at once; please ask for the others separately:"
UNAVAILABLE = (
    "The rewards records could not be read just now, so I can say nothing about this order yet. Please try again in a "
    "moment."
)


def compose(views: Iterable[ModelView], understanding: Understanding, *, is_open_search: bool, for_staff: bool) -> str:
    """Write the answer to a question from everything that was looked up for it."""
    found = list(views)
    parts = [_REFUSALS[refusal] for refusal in understanding.refusals]
    if not found:
        if not parts:
            parts.append(_without_lookup(understanding))
        return "\n".join(parts)
    open_orders = [order for view in found for order in view.orders]
    if is_open_search and len(open_orders) > 1:
        return "\n".join([*parts, *_which_order(open_orders, found[0])])
    missing = _missing_orders(found, understanding)
    for view in found:
        parts += _view(view, missing=missing, for_staff=for_staff)
    if understanding.asks_when and open_orders:
        parts.append(NO_DAY)
    parts += _left_out(found, understanding)
    if for_staff:
        parts += _claims(found)
    return "\n".join(part for part in parts if part)


def _without_lookup(understanding: Understanding) -> str:
    if understanding.has_malformed_order:
        return MALFORMED
    if understanding.has_impossible_day:
        return IMPOSSIBLE_DAY
    if understanding.intent is Intent.THANKS:
        return THANKS
    if understanding.intent is Intent.GREETING:
        return GREETING
    if understanding.customer_id:
        return NOT_FOUND
    return WHOSE if understanding.days else NO_ORDER


def _left_out(views: list[ModelView], understanding: Understanding) -> Iterator[str]:
    """Name the orders of a long question that were not looked up."""
    if len(understanding.orders) > len(views) and len(views) >= MOST_ORDERS:
        yield MORE_ORDERS
        for order in understanding.orders[len(views) :]:
            yield f"- Order {order}."


def _which_order(orders: list[ModelOrder], view: ModelView) -> Iterator[str]:
    yield "Which order is meant? These have cashback:"
    labels = {fact.id: fact.value for fact in view.facts}
    for order in orders:
        created = next((b.figures[Label.CREATED_ON] for b in order.benefits if Label.CREATED_ON in b.figures), None)
        when = f", created on {reference(created)}" if created in labels else ""
        yield f"- Order {order.business_reference_id}{when}."


def _missing_orders(views: list[ModelView], understanding: Understanding) -> list[str]:
    """Give the named orders that no lookup found, in a question that names several."""
    found = {order.business_reference_id for view in views for order in view.orders}
    named = understanding.orders[: len(views)]
    return [order for order in named if order not in found] if len(named) > 1 else []


def _view(view: ModelView, *, missing: list[str], for_staff: bool) -> Iterator[str]:
    if view.status is ToolStatus.NOT_FOUND:
        yield f"About order {missing.pop(0)}:" if missing else ""
        yield NOT_FOUND
    elif view.status is ToolStatus.INVALID:
        yield MALFORMED
    elif view.status is ToolStatus.UNAVAILABLE:
        yield UNAVAILABLE
    else:
        yield from _window(view)
        for order in view.orders:
            yield from _order(order, view, for_staff=for_staff)
        if view.has_more:
            yield "There is more than is shown here; a shorter time or one order number will show the rest."


def _window(view: ModelView) -> Iterator[str]:
    if not view.window:
        return
    start, end = view.window[Label.WINDOW_FROM], view.window[Label.WINDOW_TO]
    values = {fact.id: fact.value for fact in view.facts}
    days = f"on {reference(start)}" if values[start] == values[end] else f"from {reference(start)} to {reference(end)}"
    if view.orders:
        yield f"Cashback created {days}:"
    else:
        yield f"No cashback created {days} was found."
        yield "What was issued on those days may belong to an older order; its order number will help."


def _order(order: ModelOrder, view: ModelView, *, for_staff: bool) -> Iterator[str]:
    values = {fact.id: fact.value for fact in view.facts}
    several = len(order.benefits) > 1
    name = f"order {order.business_reference_id}"
    if not order.benefits:
        yield f"No cashback is recorded for {name}."
    is_named = False
    for figures in order.totals:
        if {Label.PROMISED, Label.GRANTED, Label.REMAINING} <= figures.keys():
            is_named = True
            yield (
                f"On {name}, {reference(figures[Label.PROMISED])} cashback was promised in total, "
                f"{reference(figures[Label.GRANTED])} has been granted and "
                f"{reference(figures[Label.REMAINING])} remains."
            )
    if several and not is_named:
        yield f"Order {order.business_reference_id}:"
    for benefit in order.benefits:
        text = BenefitText(benefit, values, order_name=None if several else name, for_staff=for_staff)
        yield from text.lines()
    if view.window and any(Label.CREATED_ON not in benefit.figures for benefit in order.benefits):
        yield "When this was created is not recorded, so it may not belong to the days that were asked for."
    if order.partial:
        yield from _missing(order)


def _missing(order: ModelOrder) -> Iterator[str]:
    for source in order.unavailable_sources:
        name = phrases.SOURCES.get(source, "one source")
        yield f"Please note: {name} did not answer, so this answer is not complete."


def _claims(views: list[ModelView]) -> Iterator[str]:
    """Say so when an amount that the user mentioned stands nowhere in the record of the one order in question."""
    orders = [order for view in views for order in view.orders]
    if len(orders) != 1 or orders[0].partial:
        return
    recorded = {fact.value for view in views for fact in view.facts if fact.label is not Label.CLAIMED}
    for view in views:
        for fact in view.facts:
            if fact.label is Label.CLAIMED and fact.value not in recorded:
                yield f"The {reference(fact.id)} that you mentioned does not appear in the record."
