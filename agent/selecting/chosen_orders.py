"""Which of the orders and benefits found the question is about; it may leave open which of several orders it means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from agent.reading.lookup_plan import is_open_search
from agent.reading.question import Question, ReadingContext
from core.money import Money
from core.windows import Window
from statements.menu import Menu
from statements.situation import BenefitScope, OrderScope, name_words
from statements.statement import Statement
from statements.topics import Topic
from tools.cards import ToolStatus
from tools.order_record import BenefitRecord
from tools.tool_outcome import FoundOrder, ToolOutcome

_SEARCHED = {ToolStatus.OK, ToolStatus.EMPTY}
_OVER_SEVERAL = {Topic.LIST_ORDERS, Topic.TOTALS, Topic.LARGEST, Topic.NEEDS_ACTION, Topic.COMPARE}


@dataclass(frozen=True, slots=True)
class ChosenOrders:
    """``outcomes`` hold the orders that are meant, ``candidates`` those between which the question does not decide."""

    outcomes: tuple[ToolOutcome, ...]
    candidates: tuple[str, ...] = ()
    is_missing: bool = False  # the order described was not found

    @property
    def needs_input(self) -> bool:
        return self.is_missing or bool(self.candidates)


def choose_orders(
    outcomes: Iterable[ToolOutcome],
    question: Question,
    context: ReadingContext,
    *,
    last_digits: Callable[[str], str] = str,
) -> ChosenOrders:
    """Return the orders that the question is about, by what it says about them.

    ``last_digits`` returns the last digits of a gift card, given its token.
    """
    found = _by_issue(_created_on_days(tuple(outcomes), question), question, context)
    if not is_open_search(question, context) or question.wants_all_orders or question.topics & _OVER_SEVERAL:
        return ChosenOrders(found)
    orders = list({order.order_id: order for outcome in found for order in outcome.orders}.values())
    orders = _by_card(orders, question, last_digits) or orders
    fitting = _fitting(orders, question, frozenset(context.recent_orders))
    if not fitting:
        return ChosenOrders(found, is_missing=bool(orders))
    if len(fitting) > 1:
        return ChosenOrders(found, candidates=tuple(order.order_id for order in fitting))
    # Days that the question does not name were only used to search.
    return ChosenOrders(tuple(_only(outcome, fitting[0], is_dated=question.days is not None) for outcome in found))


def is_search_by_issue(outcomes: Sequence[ToolOutcome]) -> bool:
    """Whether two searches were made for cashback issued on some days: by orders of those days, and by older ones."""
    return len(outcomes) == 2 and all(o.window and o.status in _SEARCHED for o in outcomes)


def _created_on_days(outcomes: tuple[ToolOutcome, ...], question: Question) -> tuple[ToolOutcome, ...]:
    """Return only the orders created on the days, if there are any, where the days may be of order or of issuance."""
    is_open = question.may_be_days_of_issue and is_search_by_issue(outcomes)
    return outcomes[:1] if is_open and outcomes[0].orders else outcomes


def _by_issue(
    outcomes: tuple[ToolOutcome, ...], question: Question, context: ReadingContext
) -> tuple[ToolOutcome, ...]:
    """Return the outcomes without older orders for which nothing was issued on the days asked for."""
    if question.days is None or not is_search_by_issue(outcomes):
        return outcomes
    start, end = question.days.to_instants(context.zone)
    window = Window(start=start, end=end)
    on_days, created_before = outcomes
    kept = tuple(o for o in created_before.orders if any(_was_issued_within(b, window) for b in o.record.benefits))
    return on_days, replace(created_before, orders=kept)


def _was_issued_within(benefit: BenefitRecord, window: Window) -> bool:
    for issuance in benefit.installments:
        instants = [issuance.issued_at, *(reversal.reversed_at for reversal in issuance.reversals)]
        if any(at is not None and window.start <= at < window.end for at in instants):
            return True
    return False


def _fitting(orders: list[FoundOrder], question: Question, discussed: frozenset[str]) -> list[FoundOrder]:
    """Return the orders that match what the question says; a weaker hint that matches no order is ignored."""
    kept = [order for order in orders if order.order_id not in question.excluded_orders]
    if question.endings:
        return [order for order in kept if _digits(order).endswith(question.endings)]
    if question.wants_other:
        kept = [order for order in kept if order.order_id not in discussed]
    if question.wants_latest:
        return kept[:1]  # a search returns the newest first
    for hint in (_by_promotion, _by_items, _by_claims):
        fitting = hint(kept, question)
        kept = fitting or kept
    return kept


def _by_promotion(orders: list[FoundOrder], question: Question) -> list[FoundOrder]:
    words = set(question.promotion_words)
    if not words:
        return []
    scores = {
        o.order_id: max((shared_words(b.promotion_name, words) for b in o.record.benefits), default=0) for o in orders
    }
    best = max(scores.values(), default=0)
    return [order for order in orders if best and scores[order.order_id] == best]


def _by_items(orders: list[FoundOrder], question: Question) -> list[FoundOrder]:
    words = set(question.item_words)
    titles = {o.order_id: [i.title for b in o.record.benefits for i in b.items] for o in orders}
    return [o for o in orders if words and any(shared_words(title, words) for title in titles[o.order_id])]


def _by_card(orders: list[FoundOrder], question: Question, last_digits: Callable[[str], str]) -> list[FoundOrder]:
    ends = question.card_endings
    cards = {o.order_id: [i.gift_card_id for b in o.record.benefits for i in b.installments] for o in orders}
    return [o for o in orders if ends and any(c and last_digits(c).endswith(ends) for c in cards[o.order_id])]


def _by_claims(orders: list[FoundOrder], question: Question) -> list[FoundOrder]:
    """Return the orders whose records contain the most of the claimed amounts."""
    claims = set(question.claims)
    scores = {order.order_id: len(claims & _amounts(order)) for order in orders}
    best = max(scores.values(), default=0)
    return [order for order in orders if best and scores[order.order_id] == best]


def _amounts(order: FoundOrder) -> set[Money]:
    found: set[Money | None] = set()
    for benefit in order.record.benefits:
        cashback = benefit.cashback
        if cashback:
            found |= {cashback.eligible, cashback.granted, cashback.remaining}
        found |= {installment.amount for installment in benefit.installments}
        found |= {item.eligible for item in benefit.items}
    for total in order.record.totals:
        found |= {total.eligible, total.granted, total.remaining}
    return {money for money in found if money is not None}


def shared_words(name: str | None, words: set[str]) -> int:
    """Return how many of the words a name contains."""
    return len(name_words(name) & words)


def _digits(order: FoundOrder) -> str:
    return "".join(character for character in order.order_id if character.isdecimal())


def _only(outcome: ToolOutcome, meant: FoundOrder, *, is_dated: bool) -> ToolOutcome:
    kept = tuple(order for order in outcome.orders if order.order_id == meant.order_id)
    window = outcome.window if is_dated else None
    return replace(outcome, orders=kept, window=window, has_more=False)


def choose_benefits(order: OrderScope, question: Question) -> list[BenefitScope]:
    """Return the benefits that are asked for: by type, by position, or by the promotion's name.

    All are returned where none matches: the answer then shows what there is.
    """
    everything = list(order.benefits)
    by_name = _benefits_by_promotion(everything, question)
    choice = question.benefit
    if choice is None:
        return by_name or everything
    if choice.benefit_type is None and choice.ordinal is not None:
        return _by_promotion_number(order, choice.ordinal) or everything
    alike = [b for b in everything if choice.benefit_type in (None, b.found.record.benefit_type)]
    if choice.ordinal is None or not alike:
        return alike or everything
    records = [r for r in order.record.benefits if choice.benefit_type in (None, r.benefit_type)]
    index = choice.ordinal - 1 if choice.ordinal > 0 else choice.ordinal
    if not -len(records) <= index < len(records):
        return alike
    wanted = (records[index].promotion_id, records[index].benefit_id)
    return [b for b in alike if (b.found.record.promotion_id, b.found.record.benefit_id) == wanted] or alike


def _by_promotion_number(order: OrderScope, ordinal: int) -> list[BenefitScope]:
    """Return the benefits of the first, second ... promotion of an order, counted as they are on record."""
    promotions = list(dict.fromkeys(record.promotion_id for record in order.record.benefits))
    index = ordinal - 1 if ordinal > 0 else ordinal
    if not -len(promotions) <= index < len(promotions):
        return []
    return [benefit for benefit in order.benefits if benefit.found.record.promotion_id == promotions[index]]


def _benefits_by_promotion(benefits: list[BenefitScope], question: Question) -> list[BenefitScope]:
    words = set(question.promotion_words)
    scores = [shared_words(benefit.found.record.promotion_name, words) for benefit in benefits]
    best = max(scores, default=0)
    return [benefit for benefit, score in zip(benefits, scores, strict=True) if best and score == best]


def named_items(benefit: BenefitScope, question: Question, menu: Menu) -> list[Statement]:
    """Return the statements about the items that the question names, the best match first."""
    words = set(question.item_words)
    scores = {item.subject: shared_words(item.found.item.title, words) for item in benefit.items} if words else {}
    best = max(scores.values(), default=0)
    named = {subject for subject, score in scores.items() if best and score == best}
    return [s for kind in ("item.state", "item.part_of_installment") for s in menu.of(kind) if s.subject in named]
