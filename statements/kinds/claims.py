"""Amounts claimed in the question: what each of them is on record, or that the record does not contain it."""

from collections.abc import Iterator

from core.money import Money
from statements.kind import Family, Scope
from statements.situation import OrderScope, Situation
from statements.statement import FactSlot, Slots, known_slots
from statements.topics import Topic
from tools.cards import FactSource, Label
from tools.facts import FactSubject

family = Family()
_TOPICS = (Topic.CLAIM, Topic.WHY, Topic.SUM)


def _order(situation: Situation) -> OrderScope | None:
    """Return the order that a claim is about; None with several orders, as it is not clear which."""
    orders = situation.orders
    return orders[0] if len(orders) == 1 else None


def _claims(situation: Situation) -> Iterator[tuple[FactSlot, OrderScope]]:
    order = _order(situation)
    for fact_id in situation.asked.claims if order else ():
        slot = situation.slot(fact_id)
        if slot and order:
            yield slot, order


def _matching(situation: Situation, label: Label) -> Iterator[Slots]:
    """Yield each claim that equals a sum of a benefit, named where there are several, or of the order."""
    for claim, order in _claims(situation):
        known = [(benefit.fact(label), benefit.name_slots) for benefit in order.benefits if not benefit.is_withheld]
        known += [(order.total(place, label), order.name_slots) for place in range(len(order.found.totals))]
        base = next((base for slot, base in known if slot and slot.value == claim.value), None)
        if base:
            yield {**base, "claim": claim}


@family.kind("claim.is_promised", Scope.TURN, *_TOPICS)
def is_promised(situation: Situation) -> Iterator[Slots]:
    yield from _matching(situation, Label.PROMISED)


@family.kind("claim.is_granted", Scope.TURN, *_TOPICS)
def is_granted(situation: Situation) -> Iterator[Slots]:
    yield from _matching(situation, Label.GRANTED)


@family.kind("claim.is_remaining", Scope.TURN, *_TOPICS)
def is_remaining(situation: Situation) -> Iterator[Slots]:
    yield from _matching(situation, Label.REMAINING)


@family.kind("claim.is_installment", Scope.TURN, *_TOPICS)
def is_installment(situation: Situation) -> Iterator[Slots]:
    for claim, order in _claims(situation):
        for installment in (i for b in order.benefits for i in b.issued):
            amount, day = installment.fact(Label.INSTALLMENT), installment.fact(Label.ISSUED_ON)
            if amount and amount.value == claim.value:
                yield {
                    **order.name_slots,
                    "claim": claim,
                    **known_slots(day=day, card=installment.fact(Label.GIFT_CARD)),
                }


@family.kind("claim.is_item", Scope.TURN, *_TOPICS, Topic.ITEMS)
def is_item(situation: Situation) -> Iterator[Slots]:
    for claim, order in _claims(situation):
        for item in (i for b in order.benefits for i in b.items):
            title, amount = item.title, item.fact(Label.ITEM_PROMISED)
            if title and amount and amount.value == claim.value:
                yield {**order.name_slots, "claim": claim, "title": title}


@family.kind("claim.not_on_record", Scope.TURN, *_TOPICS, audience="staff")
def not_on_record(situation: Situation) -> Iterator[Slots]:
    """An amount that is nowhere in the record of the one order, which is complete."""
    order = _order(situation)
    if not order or order.record.partial:
        return
    recorded = {
        (fact.value.amount_minor, fact.value.currency)
        for outcome in situation.outcomes
        for fact in outcome.facts
        if isinstance(fact.value, Money) and fact.label is not Label.CLAIMED
    }
    for claim, _ in _claims(situation):
        if (claim.money.amount_minor, claim.money.currency) not in recorded:
            yield {**order.name_slots, "claim": claim}


@family.kind("claim.difference", Scope.TURN, Topic.CLAIM, audience="staff")
def difference(situation: Situation) -> Iterator[Slots]:
    """By how much a claim that is not on record differs from what was granted."""
    order = _order(situation)
    granted = _granted(order) if order else None
    for slots in not_on_record(situation):
        claim = slots["claim"]
        if (
            not order
            or not granted
            or not isinstance(claim, FactSlot)
            or claim.money.currency != granted.money.currency
        ):
            continue
        gap = abs(claim.money.amount_minor - granted.money.amount_minor)
        value = Money(amount_minor=gap, currency=granted.money.currency)
        source = [FactSource(source="ledger", record_id=order.order_id)]
        fact_id = situation.book.add_money(Label.DIFFERENCE, value, FactSubject(order.order_id, situation.now), source)
        yield {**order.name_slots, "claim": claim, "granted": granted, "difference": FactSlot(fact_id, value)}


def _granted(order: OrderScope) -> FactSlot | None:
    """Return what was granted for an order in all: from its only benefit, or its only total."""
    if len(order.record.benefits) == 1:
        return order.benefits[0].fact(Label.GRANTED)
    return order.total(0, Label.GRANTED) if len(order.found.totals) == 1 else None
