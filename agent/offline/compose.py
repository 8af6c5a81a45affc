"""An answer out of looked-up facts, without a model. Every figure in it is a reference to a fact.

It ends an answer that a model could not finish as well, so it may only say what the sentence check lets pass.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from agent.offline.brief import Brief
from agent.offline.focus import Focus
from agent.offline.order import OrderText
from agent.offline.plan import MOST_ORDERS, is_open_search
from agent.offline.selection import choose, is_search_by_issue
from agent.offline.understand import Intent, Refusal, Understanding
from agent.offline.wording.languages import WORDINGS
from agent.offline.wording.wording import Wording
from rewards.identity import Role
from tools.result import Label, ModelOrder, ModelView, ToolStatus, reference


def compose(
    views: Iterable[ModelView],
    understanding: Understanding,
    *,
    is_open_search: bool,
    for_staff: bool,
    spoken_of: Iterable[str] = (),
) -> str:
    """Write the answer to a question from everything that was looked up for it, in the language of the question."""
    return Composer(understanding, for_staff=for_staff).write(
        list(views), is_open_search=is_open_search, spoken_of=spoken_of
    )


def compose_for(views: Iterable[ModelView], understanding: Understanding, brief: Brief) -> str:
    """Write the answer of one turn."""
    return compose(
        views,
        understanding,
        is_open_search=is_open_search(understanding, brief),
        for_staff=brief.role is not Role.CUSTOMER,
        spoken_of=brief.recent_orders,
    )


class Composer:
    """Writes one answer."""

    def __init__(self, understanding: Understanding, *, for_staff: bool) -> None:
        self._asked = understanding
        self._for_staff = for_staff
        self._say: Wording = WORDINGS[understanding.language]

    def write(self, views: list[ModelView], *, is_open_search: bool, spoken_of: Iterable[str]) -> str:
        parts = list(self._refusals())
        if not views:
            return "\n".join(parts or [self._without_lookup()])
        chosen = choose(views, self._asked, is_open_search=is_open_search, spoken_of=spoken_of)
        if chosen.candidates:
            parts += self._which_order(chosen.candidates, views)
        elif chosen.is_missing:
            parts.append(self._say.fixed.no_such_order)
        else:
            parts += self._found(list(chosen.views))
        # A part is a sentence, or all of an order: two orders may have the same told of them, one order is told once.
        return "\n".join(dict.fromkeys(part for part in parts if part))

    def _refusals(self) -> Iterator[str]:
        fixed = self._say.fixed
        sentences = {
            Refusal.WRITE: fixed.write,
            Refusal.PERSONAL_DATA: fixed.personal_data,
            Refusal.OFF_TOPIC: fixed.off_topic,
        }
        return (sentences[refusal] for refusal in self._asked.refusals)

    def _without_lookup(self) -> str:
        asked, fixed = self._asked, self._say.fixed
        if asked.has_malformed_order:
            return fixed.malformed
        if asked.has_impossible_day:
            return fixed.impossible_day
        if asked.intent is Intent.THANKS:
            return fixed.thanks
        if asked.intent is Intent.GREETING:
            return fixed.greeting
        if asked.customer_id:
            return fixed.not_found
        return fixed.whose if asked.days else fixed.no_order

    def _found(self, views: list[ModelView]) -> Iterator[str]:
        missing = self._missing_orders(views)
        if is_search_by_issue(views):
            asked = replace(self._asked, are_days_of_issue=True)
            yield from Composer(asked, for_staff=self._for_staff)._issued(views)
        else:
            for view in views:
                yield from self._view(view, missing)
        if any(_has_rest(view) and self._asks_for_a_day_to_come(view) for view in views):
            yield self._say.fixed.no_day
        yield from self._left_out(views)
        if self._for_staff:
            yield from self._claims(views)

    def _asks_for_a_day_to_come(self, view: ModelView) -> bool:
        """Tell whether it is asked when the rest comes, or when something came of which nothing has come yet."""
        benefits = [benefit for order in view.orders for benefit in order.benefits]
        has_come = any(benefit.installments for benefit in benefits)
        return self._asked.asks_when or (Focus.WHEN in self._asked.asked.focus and not has_come)

    def _issued(self, views: list[ModelView]) -> Iterator[str]:
        """Tell what came on the days, of whichever order; then the orders that were made on them."""
        made_then, made_before = views
        for order in made_before.orders:
            yield "\n".join(self._text(order, made_before).lines())
        if made_then.orders or not made_before.orders:
            yield from self._view(made_then, [], is_by_issue=True)
        if made_before.has_more:
            yield self._say.fixed.more_found

    def _view(self, view: ModelView, missing: list[str], *, is_by_issue: bool = False) -> Iterator[str]:
        fixed = self._say.fixed
        if view.status is ToolStatus.NOT_FOUND:
            about = [self._say.about_order.format(order=missing.pop(0))] if missing else []
            yield "\n".join([*about, fixed.not_found])
        elif view.status is ToolStatus.INVALID:
            yield fixed.malformed
        elif view.status is ToolStatus.UNAVAILABLE:
            yield fixed.unavailable
        else:
            yield from self._window(view, is_by_issue=is_by_issue)
            for order in view.orders:
                is_undated = any(Label.CREATED_ON not in benefit.figures for benefit in order.benefits)
                notes = [fixed.not_of_those_days] if view.window and is_undated else []
                yield "\n".join([*self._text(order, view).lines(), *notes])
            if view.has_more:
                yield fixed.more_found if view.window else fixed.more_history

    def _text(self, order: ModelOrder, view: ModelView) -> OrderText:
        values = {fact.id: fact.value for fact in view.facts}
        days = None if view.window or not self._asked.are_days_of_issue else self._asked_days(view)
        return OrderText(order, values, self._asked, wording=self._say, for_staff=self._for_staff, asked_days=days)

    def _asked_days(self, view: ModelView) -> str | None:
        """Give the days of which it was asked what came, in words."""
        found = {fact.label: fact for fact in view.facts}
        start, end = found.get(Label.ASKED_FROM), found.get(Label.ASKED_TO)
        return self._days(start.id, end.id, is_one=start.value == end.value) if start and end else None

    def _days(self, start: str, end: str, *, is_one: bool) -> str:
        shape = self._say.window_day if is_one else self._say.window_days
        return shape.format(first=reference(start), last=reference(end))

    def _window(self, view: ModelView, *, is_by_issue: bool) -> Iterator[str]:
        if not view.window:
            return
        start, end = view.window[Label.WINDOW_FROM], view.window[Label.WINDOW_TO]
        values = {fact.id: fact.value for fact in view.facts}
        is_one = values[start] == values[end]
        if is_by_issue and not view.orders:
            shape = self._say.bare_day if is_one else self._say.bare_days
            yield self._say.none_of_days.format(days=shape.format(first=reference(start), last=reference(end)))
            return
        days = self._days(start, end, is_one=is_one)
        if view.orders:
            yield self._say.created.format(days=days)
        else:
            yield self._say.none_created.format(days=days)
            yield self._say.fixed.older_order

    def _which_order(self, orders: Iterable[ModelOrder], views: list[ModelView]) -> Iterator[str]:
        yield self._say.fixed.which_order
        known = {fact.id for view in views for fact in view.facts}
        for order in orders:
            created = next((b.figures[Label.CREATED_ON] for b in order.benefits if Label.CREATED_ON in b.figures), None)
            on = self._say.listed_on.format(day=reference(created)) if created in known else ""
            yield self._say.listed_order.format(order=order.business_reference_id, on=on)

    def _missing_orders(self, views: list[ModelView]) -> list[str]:
        """Give the named orders that no lookup found, in a question that names several."""
        found = {order.business_reference_id for view in views for order in view.orders}
        named = self._asked.orders[: len(views)]
        return [order for order in named if order not in found] if len(named) > 1 else []

    def _left_out(self, views: list[ModelView]) -> Iterator[str]:
        """Name the orders of a long question that were not looked up."""
        orders = self._asked.orders
        if len(orders) > len(views) and len(views) >= MOST_ORDERS:
            yield self._say.fixed.more_orders
            for order in orders[len(views) :]:
                yield self._say.listed_order.format(order=order, on="")

    def _claims(self, views: list[ModelView]) -> Iterator[str]:
        """Say so when an amount that the user mentioned stands nowhere in the record of the one order in question."""
        orders = [order for view in views for order in view.orders]
        if len(orders) != 1 or orders[0].partial:
            return
        recorded = {fact.value for view in views for fact in view.facts if fact.label is not Label.CLAIMED}
        claimed = {fact.id: fact.value for view in views for fact in view.facts if fact.label is Label.CLAIMED}
        for fact_id, value in claimed.items():
            if value not in recorded:
                yield self._say.claim_unknown.format(amount=reference(fact_id))


def _has_rest(view: ModelView) -> bool:
    """Tell whether something of an order remains, or may: what is not known is not nothing."""
    values = {fact.id: fact.value for fact in view.facts}
    remaining = [values.get(b.figures.get(Label.REMAINING, ""), "") for order in view.orders for b in order.benefits]
    return any(not value or re.search(r"[1-9]", value) for value in remaining)
