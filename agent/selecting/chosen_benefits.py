"""Which benefits and items of an order a question is about."""

from agent.reading.question import Question
from agent.selecting.chosen_orders import shared_words
from statements.menu import Menu
from statements.situation import BenefitScope, OrderScope
from statements.statement import Statement


def chosen_benefits(order: OrderScope, question: Question) -> list[BenefitScope]:
    """Return the benefits that are asked for: of a type, by their place, or by the promotion's name.

    Where the order has none like that, all are returned: the answer then shows what there is.
    """
    everything = list(order.benefits)
    by_name = _by_promotion(everything, question)
    choice = question.benefit
    if choice is None:
        return by_name or everything
    if choice.benefit_type is None and choice.place is not None:
        return _of_promotion(everything, choice.place) or everything
    alike = [b for b in everything if choice.benefit_type in (None, b.found.record.benefit_type)]
    if choice.place is None or not alike:
        return alike or everything
    index = choice.place - 1 if choice.place > 0 else choice.place
    return [alike[index]] if -len(alike) <= index < len(alike) else alike


def _of_promotion(benefits: list[BenefitScope], place: int) -> list[BenefitScope]:
    """Return the benefits of the first, second ... promotion of an order, counted as they are listed."""
    promotions = list(dict.fromkeys(benefit.found.record.promotion_id for benefit in benefits))
    index = place - 1 if place > 0 else place
    if not -len(promotions) <= index < len(promotions):
        return []
    return [benefit for benefit in benefits if benefit.found.record.promotion_id == promotions[index]]


def _by_promotion(benefits: list[BenefitScope], question: Question) -> list[BenefitScope]:
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
