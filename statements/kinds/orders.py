"""Statements about several orders: a line each, sums per currency, the largest, those that need action, comparisons."""

from collections.abc import Iterator

from core.contract import Cashback, Reason
from core.money import Money
from statements.kind import Family, Scope
from statements.situation import OrderScope, Situation
from statements.statement import FactSlot, IdSlot, ListSlot, Part, Slots, TermSlot, known_slots, list_slot
from statements.topics import Topic
from tools.cards import FactSource, Label
from tools.facts import FactSubject, get_subject

family = Family()
MAX_BENEFIT_LINES = 12  # of one order; the rest is stated as a number
_SUMS = {Label.PROMISED: "eligible", Label.GRANTED: "granted", Label.REMAINING: "remaining"}
_ACTION = (
    Reason.ISSUANCE_FAILED,
    Reason.DUPLICATE_ISSUANCE,
    Reason.OVER_ISSUED,
    Reason.SOURCE_CONFLICT,
    Reason.MALFORMED_ROW,
)


def _known_total(order: OrderScope) -> Cashback | None:
    """Return the sums of an order in its only currency; None where one is unknown or may not be disclosed."""
    totals = order.found.record.totals
    if len(totals) != 1 or order.has_withheld:
        return None
    total = totals[0]
    return total if None not in (total.eligible, total.granted, total.remaining) else None


def _sums(order: OrderScope) -> Slots:
    """Return the sums of an order, from its only total or its only benefit; empty where they are not all known."""
    facts = order.found.totals[0] if len(order.found.totals) == 1 else None
    if facts is None and len(order.found.record.benefits) == 1:
        facts = order.found.benefits[0].facts
    if facts is None or any(label not in facts for label in _SUMS) or _known_total(order) is None:
        return {}
    return known_slots(**{label.value: order.situation.slot(facts[label]) for label in _SUMS})


def _line(order: OrderScope) -> Part:
    created = next((slot for b in order.benefits if (slot := b.fact(Label.CREATED_ON))), None)
    reasons = [reason for record in order.record.benefits for reason in record.reasons]
    reason = next((r for r in (*_ACTION, *reasons) if r in reasons and r is not Reason.COMPLETE), None)
    named = {
        **order.name_slots,
        **known_slots(
            created=created,
            promotion=order.promotion,
            reason=TermSlot(f"reason.{reason.value}") if reason else None,
        ),
    }
    sums = _sums(order)
    if sums:
        return Part("order_line", {**named, **sums})
    promised = order.benefits[0].fact(Label.PROMISED) if len(order.benefits) == 1 else None
    return Part(
        "order_line_withheld" if order.has_withheld else "order_line_unknown",
        {**named, **known_slots(promised=promised)},
    )


@family.kind("orders.lines", Scope.TURN, Topic.LIST_ORDERS, Topic.COMPARE, Topic.TOTALS)
def lines(situation: Situation) -> Iterator[Slots]:
    if len(situation.orders) > 1:
        yield {"lines": ListSlot(tuple(_line(order) for order in situation.orders), "lines")}


@family.kind("orders.count", Scope.TURN, Topic.COUNT, Topic.LIST_ORDERS)
def count(situation: Situation) -> Iterator[Slots]:
    """How many orders a search found; not for orders that the question named."""
    orders = situation.orders
    is_search = all(outcome.window for outcome in situation.outcomes)
    if orders and is_search and not any(o.has_more or o.partial for o in situation.outcomes):
        number = _number(situation, Label.ORDER_COUNT, len(orders))
        if number:
            yield {"count": number}


def _number(situation: Situation, label: Label, value: int) -> FactSlot | None:
    source = [FactSource(source="ledger", record_id=order.order_id) for order in situation.orders]
    return situation.slot(situation.book.add_count(label, value, FactSubject("", situation.now), source))


@family.kind("orders.total", Scope.TURN, Topic.TOTALS)
def total(situation: Situation) -> Iterator[Slots]:
    """The sums over all orders, per currency: only where the sums of every order are known."""
    known = [_known_total(order) for order in situation.orders]
    if len(known) < 2 or None in known:
        return
    yield from _totals(situation, list(situation.orders))


@family.kind("orders.total_of_known", Scope.TURN, Topic.TOTALS)
def total_of_known(situation: Situation) -> Iterator[Slots]:
    """The sums over the orders whose sums are known, and the orders that are not included."""
    known = [order for order in situation.orders if _known_total(order)]
    left_out = [order for order in situation.orders if not _known_total(order)]
    if known and left_out:
        listing = list_slot("order", ({"order": IdSlot(order.order_id)} for order in left_out))
        for slots in _totals(situation, known):
            yield {**slots, **known_slots(left_out=listing)}


def _totals(situation: Situation, orders: list[OrderScope]) -> Iterator[Slots]:
    by_currency: dict[str, list[tuple[OrderScope, Cashback]]] = {}
    for order in orders:
        cashback = _known_total(order)
        if cashback and cashback.eligible:
            by_currency.setdefault(cashback.eligible.currency, []).append((order, cashback))
    for currency, own in by_currency.items():
        sources = [FactSource(source="ledger", record_id=order.order_id) for order, _ in own]
        slots: dict[str, FactSlot] = {}
        for label, name in _SUMS.items():
            minor = sum(getattr(cashback, name).amount_minor for _, cashback in own)
            value = Money(amount_minor=minor, currency=currency)
            fact_id = situation.book.add_money(label, value, FactSubject("", situation.now), sources)
            slots[label.value] = FactSlot(fact_id, value)
        number = _number(situation, Label.ORDER_COUNT, len(own))
        yield {**slots, **known_slots(count=number)}


@family.kind("orders.largest_open", Scope.TURN, Topic.LARGEST)
def largest_open(situation: Situation) -> Iterator[Slots]:
    """The order with the largest remaining sum, where all are known and one is strictly the largest."""
    yield from _largest(situation, Label.REMAINING)


@family.kind("orders.largest_promised", Scope.TURN, Topic.LARGEST)
def largest_promised(situation: Situation) -> Iterator[Slots]:
    yield from _largest(situation, Label.PROMISED)


@family.kind("orders.largest_granted", Scope.TURN, Topic.LARGEST)
def largest_granted(situation: Situation) -> Iterator[Slots]:
    yield from _largest(situation, Label.GRANTED)


def _largest(situation: Situation, label: Label) -> Iterator[Slots]:
    known = [(order, _known_total(order)) for order in situation.orders]
    if len(known) < 2 or any(cashback is None for _, cashback in known):
        return
    amounts = [(getattr(cashback, _SUMS[label]), order) for order, cashback in known]
    if len({amount.currency for amount, _ in amounts}) > 1:
        return
    ranked = sorted(amounts, key=lambda pair: pair[0].amount_minor, reverse=True)
    if ranked[0][0].amount_minor > ranked[1][0].amount_minor:
        order = ranked[0][1]
        yield {**order.name_slots, **known_slots(amount=_sums(order).get(label.value))}


@family.kind("orders.need_action", Scope.TURN, Topic.NEEDS_ACTION, Topic.NEXT_STEP, audience="staff")
def need_action(situation: Situation) -> Iterator[Slots]:
    """Orders with a failed issuance, a suspected duplicate, an excess or a conflict."""
    found = []
    for order in situation.orders:
        reasons = [r for r in _ACTION if any(r in record.reasons for record in order.record.benefits)]
        if reasons:
            found.append({**order.name_slots, "reason": TermSlot(f"reason.{reasons[0].value}")})
    if found and len(situation.orders) > 1:
        yield known_slots(lines=list_slot("order_action", found, "lines"))


@family.kind("orders.need_no_action", Scope.TURN, Topic.NEEDS_ACTION, audience="staff")
def need_no_action(situation: Situation) -> Iterator[Slots]:
    benefits = [record for order in situation.orders for record in order.record.benefits]
    is_partial = any(o.partial for o in situation.outcomes) or situation.failed_lookups
    if benefits and not is_partial and not any(set(_ACTION) & set(b.reasons) or b.conflicts for b in benefits):
        yield {}


@family.kind("compare.sum", Scope.TURN, Topic.COMPARE)
def compare(situation: Situation) -> Iterator[Slots]:
    """By how much more remains for one of two orders in the same currency than for the other."""
    if len(situation.orders) != 2:
        return
    totals = [(order, total.remaining) for order in situation.orders if (total := _known_total(order))]
    if len(totals) != 2 or len({remaining.currency for _, remaining in totals if remaining}) != 1:
        return
    (more, most), (less, least) = sorted(totals, key=lambda pair: pair[1].amount_minor if pair[1] else 0, reverse=True)
    if most is None or least is None or most == least:
        return
    sources = [FactSource(source="ledger", record_id=order.order_id) for order in (more, less)]
    fact_id = situation.book.add_money(Label.DIFFERENCE, most - least, FactSubject("", situation.now), sources)
    yield {"more": IdSlot(more.order_id), "less": IdSlot(less.order_id), "difference": FactSlot(fact_id, most - least)}


@family.kind("compare.equal", Scope.TURN, Topic.COMPARE)
def compare_equal(situation: Situation) -> Iterator[Slots]:
    if len(situation.orders) != 2:
        return
    a, b = (_known_total(order) for order in situation.orders)
    if a and b and a.remaining == b.remaining:
        yield known_slots(remaining=_sums(situation.orders[0]).get("remaining"))


@family.kind("order.benefit_count", Scope.ORDER, Topic.COUNT, must_say=True)
def benefit_count(order: OrderScope) -> Iterator[Slots]:
    """How many benefits an order has, where an answer may not list all of them; whether the totals include them."""
    benefits = len(order.record.benefits)
    if benefits > MAX_BENEFIT_LINES or order.found.benefits_left_out:
        subject = get_subject(order.record)
        source = [FactSource(source="ledger", record_id=order.order_id)]
        count = order.situation.slot(order.situation.book.add_count(Label.BENEFIT_COUNT, benefits, subject, source))
        totals = TermSlot("totals") if any(order.found.totals) else None
        yield {**order.name_slots, **known_slots(count=count, totals=totals)}
