"""Searches by days: the days searched, what was found, and what was issued on the days asked about."""

from collections.abc import Iterator
from datetime import datetime

from core.contract import Reason
from core.windows import Window
from statements.kind import Family, Scope
from statements.kinds.installments import build_line
from statements.situation import BenefitScope, InstallmentScope, OrderScope, Situation
from statements.statement import IdSlot, ListSlot, Slots, known_slots, list_slot
from statements.topics import Topic
from tools.cards import Label, ToolStatus
from tools.order_record import BenefitRecord
from tools.tool_outcome import ToolOutcome

family = Family()
_SEARCHED = {ToolStatus.OK, ToolStatus.EMPTY}


def window_slots(situation: Situation, facts: object, first: Label, last: Label) -> Slots:
    """Return the days of a window: ``day`` for a single day, else ``first`` and ``last``, both inclusive."""
    start, end = situation.slot(facts.get(first)), situation.slot(facts.get(last))  # type: ignore[attr-defined]
    if not start or not end:
        return {}
    is_one_day = situation.book.facts[start.fact_id].display == situation.book.facts[end.fact_id].display
    return {"day": start} if is_one_day else {"first": start, "last": end}


def _searched(situation: Situation, outcome: ToolOutcome) -> Slots:
    return window_slots(situation, outcome.window_facts, Label.WINDOW_FROM, Label.WINDOW_TO)


@family.kind("search.found", Scope.TURN, Topic.LIST_ORDERS)
def found(situation: Situation) -> Iterator[Slots]:
    for outcome in situation.outcomes:
        if outcome.window and outcome.orders:
            yield _searched(situation, outcome)


@family.kind("search.none", Scope.TURN, Topic.LIST_ORDERS, Topic.CAME_ON)
def nothing_found(situation: Situation) -> Iterator[Slots]:
    """No orders on these days: only where every source answered."""
    for outcome in situation.outcomes:
        if outcome.window and outcome.status in _SEARCHED and not outcome.orders and not outcome.partial:
            yield _searched(situation, outcome)


@family.kind("search.none_known", Scope.TURN, Topic.LIST_ORDERS, Topic.CAME_ON, must_say=True)
def nothing_found_partly(situation: Situation) -> Iterator[Slots]:
    """Nothing was found, but a source did not answer: there may be orders."""
    for outcome in situation.outcomes:
        if outcome.window and outcome.status in _SEARCHED and not outcome.orders and outcome.partial:
            yield _searched(situation, outcome)


@family.kind("search.more", Scope.TURN, Topic.LIST_ORDERS, must_say=True)
def more(situation: Situation) -> Iterator[Slots]:
    if any(outcome.window and outcome.has_more for outcome in situation.outcomes):
        yield {}


@family.kind("search.older_order", Scope.TURN)
def older_order(situation: Situation) -> Iterator[Slots]:
    """No order was created on those days; what was issued on them may belong to an older order."""
    searches = [o for o in situation.outcomes if o.window]
    if searches and all(o.status in _SEARCHED and not o.orders for o in searches):
        yield {}


@family.kind("search.undated", Scope.ORDER, Topic.CREATED, must_say=True)
def undated(order: OrderScope) -> Iterator[Slots]:
    """Found by a search although its day of creation is not recorded, and not by that of another benefit."""
    found_by = [o for o in order.situation.outcomes if o.window and any(f.order_id == order.order_id for f in o.orders)]
    is_undated = any(_recorded_day(record) is None for record in order.record.benefits)
    if is_undated and any(not _is_dated_within(order, outcome) for outcome in found_by):
        yield order.name_slots


def _is_dated_within(order: OrderScope, outcome: ToolOutcome) -> bool:
    window, days = outcome.window, [_recorded_day(record) for record in order.record.benefits]
    return window is not None and any(day in window for day in days if day)


def _recorded_day(record: BenefitRecord) -> datetime | None:
    """Return when a benefit was created; None where that is not recorded."""
    return record.created_at if record.is_creation_recorded else None


def on_days(benefit: BenefitScope, window: Window) -> list[InstallmentScope]:
    """Return the installments that were issued or reversed within a window."""
    return [i for i in benefit.installments if any(window.start <= at < window.end for at in _instants(i))]


def _instants(installment: InstallmentScope) -> Iterator[datetime]:
    issuance = installment.found.issuance
    if issuance.issued_at:
        yield issuance.issued_at
    yield from (reversal.reversed_at for reversal in issuance.reversals)


def asked_days(situation: Situation) -> Slots:
    """Return the days of issuance that the question asks about."""
    return window_slots(situation, situation.asked.day_facts, Label.ASKED_FROM, Label.ASKED_TO)


@family.kind("days.came", Scope.ORDER, Topic.CAME_ON, Topic.WHEN_CAME)
def issued_on_days(order: OrderScope) -> Iterator[Slots]:
    window = order.situation.asked.days
    if window is None:
        return
    found_then = [i for b in order.benefits for i in on_days(b, window)]
    parts = tuple(part for i in found_then if (part := build_line(i)))
    if parts:
        layout = "lines" if len(parts) > 1 else "inline"
        slots = known_slots(lines=ListSlot(parts, "lines") if layout == "lines" else None)
        yield {
            **order.name_slots,
            **asked_days(order.situation),
            **slots,
            **({} if slots else {"line": ListSlot(parts)}),
        }


@family.kind("days.nothing", Scope.ORDER, Topic.CAME_ON, Topic.WHEN_CAME)
def nothing_issued(order: OrderScope) -> Iterator[Slots]:
    """Nothing was issued on these days: only where all issuances are known and dated."""
    window = order.situation.asked.days
    if window is None or order.record.partial or not order.benefits:
        return
    is_known = all(b.fact(Label.GRANTED) and all(list(_instants(i)) for i in b.installments) for b in order.benefits)
    if is_known and not any(on_days(benefit, window) for benefit in order.benefits):
        yield {**order.name_slots, **asked_days(order.situation)}


@family.kind("days.not_on_record", Scope.ORDER, Topic.CAME_ON, Topic.WHEN_CAME)
def not_on_record(order: OrderScope) -> Iterator[Slots]:
    """Nothing on these days is on record, but not everything is known: there may be something."""
    window = order.situation.asked.days
    if window is None or any(on_days(benefit, window) for benefit in order.benefits):
        return
    if any(benefit.has(Reason.MALFORMED_ROW) for benefit in order.benefits):
        return  # its installments are on record and not listed
    if order.record.partial or any(not b.fact(Label.GRANTED) for b in order.benefits):
        yield {**order.name_slots, **asked_days(order.situation)}


@family.kind("lookup.not_found", Scope.TURN, must_say=True)
def not_found(situation: Situation) -> Iterator[Slots]:
    """The orders, of several named, that cannot be accessed; whether they exist is not disclosed."""
    missing = _missing(situation)
    if missing and len(situation.asked.orders) > 1:
        yield known_slots(orders=list_slot("order", ({"order": IdSlot(order)} for order in missing)))


@family.kind("lookup.nothing_found", Scope.TURN)
def nothing_at_all(situation: Situation) -> Iterator[Slots]:
    """Nothing that the user may see. A customer who names another customer gets the same answer."""
    statuses = {outcome.status for outcome in situation.outcomes}
    is_refused = not situation.asked.orders and statuses == {ToolStatus.INVALID}
    is_stated_by_order = bool(_missing(situation)) and len(situation.asked.orders) > 1
    if is_refused or (statuses == {ToolStatus.NOT_FOUND} and not is_stated_by_order):
        yield {}


def _missing(situation: Situation) -> list[str]:
    if not any(o.status is ToolStatus.NOT_FOUND for o in situation.outcomes) or situation.failed_lookups:
        return []
    found_ids = {order.order_id for order in situation.orders}
    looked_up = set(situation.asked.orders) - set(situation.asked.not_looked_up)
    return [order for order in situation.asked.orders if order in looked_up and order not in found_ids]


@family.kind("lookup.invalid", Scope.TURN)
def invalid(situation: Situation) -> Iterator[Slots]:
    """A lookup was invalid. If all orders named were found, it was a call of the model, which is not reported."""
    not_found = set(situation.asked.orders) - {order.order_id for order in situation.orders}
    if not_found and any(o.status is ToolStatus.INVALID for o in situation.outcomes):
        yield {}


@family.kind("lookup.limit", Scope.TURN, must_say=True)
def limit(situation: Situation) -> Iterator[Slots]:
    """Orders that were named, but exceed the limit of one turn."""
    left = situation.asked.not_looked_up
    if left:
        yield known_slots(orders=list_slot("order", ({"order": IdSlot(order)} for order in left)))
