"""Which of the orders that were found are meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agent.offline.brief import Brief
from agent.offline.dates import find_days
from agent.offline.days import Days
from agent.offline.plan import is_described, is_open_search
from agent.offline.understand import Understanding
from tools.result import ModelBenefit, ModelInstallment, ModelOrder, ModelView, ToolStatus

_ANY_DAY = date(2026, 12, 31)  # shown days have a year of their own


@dataclass(frozen=True, slots=True)
class Chosen:
    """``views`` hold the orders that are meant; ``candidates`` are those between which the question leaves it open."""

    views: tuple[ModelView, ...]
    candidates: tuple[ModelOrder, ...] = ()
    is_missing: bool = False  # an order was described, and none that was found is like that

    @property
    def needs_input(self) -> bool:
        return self.is_missing or bool(self.candidates)


def choose_for(views: Iterable[ModelView], understanding: Understanding, brief: Brief) -> Chosen:
    """Choose among what one turn found."""
    is_open = is_open_search(understanding, brief)
    return choose(views, understanding, is_open_search=is_open, spoken_of=brief.recent_orders)


def choose(
    views: Iterable[ModelView], understanding: Understanding, *, is_open_search: bool, spoken_of: Iterable[str] = ()
) -> Chosen:
    """Choose by what the question says of the order. ``spoken_of`` are the orders that "the other one" is none of."""
    found = _by_issue(_made_then(tuple(views), understanding), understanding)
    if not is_open_search:
        return Chosen(found)
    orders = [order for view in found for order in view.orders]
    fitting = _fitting(orders, understanding, frozenset(spoken_of))
    if not fitting:
        return Chosen(found, is_missing=bool(orders))
    if len(fitting) > 1:
        return Chosen(found, candidates=tuple(fitting))
    return Chosen(tuple(_only(view, fitting[0], is_described=is_described(understanding)) for view in found))


def is_search_by_issue(views: Sequence[ModelView]) -> bool:
    """Tell whether it was searched for what came on some days, by an order made on them or before."""
    readable = {ToolStatus.OK, ToolStatus.EMPTY}
    return len(views) == 2 and all(view.window and view.status in readable for view in views)


def _made_then(views: tuple[ModelView, ...], understanding: Understanding) -> tuple[ModelView, ...]:
    """Where it is open what the days are of, give the orders made on them, if there are any, and nothing else."""
    is_open = understanding.may_be_days_of_issue and is_search_by_issue(views)
    return views[:1] if is_open and views[0].orders else views


def _by_issue(views: tuple[ModelView, ...], understanding: Understanding) -> tuple[ModelView, ...]:
    """Leave out the older orders of which nothing came on the days that were asked for."""
    days = understanding.days
    if days is None or not is_search_by_issue(views):
        return views
    made_then, made_before = views
    values = {fact.id: fact.value for fact in made_before.facts}
    kept = [o for o in made_before.orders if any(of_days(benefit, days, values) for benefit in o.benefits)]
    return made_then, made_before.model_copy(update={"orders": kept})


def _fitting(orders: list[ModelOrder], understanding: Understanding, spoken_of: frozenset[str]) -> list[ModelOrder]:
    if understanding.endings:
        return [order for order in orders if _digits(order).endswith(understanding.endings)]
    others = [o for o in orders if not (understanding.wants_other and o.business_reference_id in spoken_of)]
    return others[:1] if understanding.wants_latest else others  # a search gives the newest first


def _digits(order: ModelOrder) -> str:
    return "".join(character for character in order.business_reference_id if character.isdecimal())


def _only(view: ModelView, meant: ModelOrder, *, is_described: bool) -> ModelView:
    kept = [order for order in view.orders if order.business_reference_id == meant.business_reference_id]
    # Of an order that was described, the window is how it was looked for and not what was asked.
    window = {} if is_described else view.window
    return view.model_copy(update={"orders": kept, "window": window, "has_more": False})


def of_days(benefit: ModelBenefit, days: Days, values: dict[str, str]) -> list[ModelInstallment]:
    """Give the installments that came, failed or were taken back on these days."""
    return [
        installment
        for installment in benefit.installments
        if any(_is_within(day, days, values) for day in _days_of(installment))
    ]


def _days_of(installment: ModelInstallment) -> list[str | None]:
    return [installment.issued_on, *(reversal.reversed_on for reversal in installment.reversals)]


def _is_within(fact_id: str | None, days: Days, values: dict[str, str]) -> bool:
    if fact_id is None:
        return False
    shown = find_days(values.get(fact_id, ""), _ANY_DAY)
    return shown is not None and days.first <= shown.first <= days.last
