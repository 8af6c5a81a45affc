"""What was promised, was granted and remains for a benefit or a whole order, and the answer to "is that all?"."""

from collections.abc import Iterator

from core.contract import Reason
from statements.kind import Family, Scope
from statements.situation import BenefitScope, OrderScope
from statements.statement import FactSlot, Slot, Slots, known_slots
from statements.topics import Topic
from tools.cards import Label

family = Family()
_SUMS = (Label.PROMISED, Label.GRANTED, Label.REMAINING)
_PROBLEMS = (
    Reason.ISSUANCE_FAILED,
    Reason.CANCELLED,
    Reason.EXPIRED,
    Reason.REVERSED,
    Reason.ITEM_RETURNED,
    Reason.CAP_REACHED,
    Reason.SCRATCH_CARD_UNREVEALED,  # lost if it is not scratched in time
    Reason.OVER_ISSUED,
    Reason.DUPLICATE_ISSUANCE,
    Reason.SOURCE_CONFLICT,
    Reason.SOURCE_UNAVAILABLE,
    Reason.MALFORMED_ROW,
)


def _sums(benefit: BenefitScope) -> Slots | None:
    """Return the three sums of a benefit; None where one is unknown or may not be disclosed."""
    known = benefit.facts(*_SUMS)
    if known is None or benefit.is_withheld:
        return None
    promised, granted, remaining = known
    count = benefit.fact(Label.INSTALLMENT_COUNT)
    return {**benefit.name_slots, **known_slots(promised=promised, granted=granted, remaining=remaining, count=count)}


def _totals(order: OrderScope) -> Iterator[Slots]:
    """Yield the sums of an order, once per currency in which it has several benefits."""
    for place in range(len(order.found.totals)):
        promised, granted, remaining = (order.total(place, label) for label in _SUMS)
        if promised and granted and remaining and _has_several(order, promised.money.currency):
            yield {**order.name_slots, **known_slots(promised=promised, granted=granted, remaining=remaining)}


def _has_several(order: OrderScope, currency: str) -> bool:
    """Whether several benefits of an order are in a currency: the total of a single one would only repeat it."""
    promises = [record.cashback.eligible for record in order.record.benefits if record.cashback]
    return sum(promise is not None and promise.currency == currency for promise in promises) > 1


def _minor(slot: Slot) -> int:
    if not isinstance(slot, FactSlot):
        raise TypeError("not a fact")
    return slot.money.amount_minor


def _state(slots: Slots) -> str:
    """Return the state of three sums.

    ``whole``: a part remains. ``none``: all remains. ``complete``: all was granted. ``excess``: more was granted than
    promised. ``closed``: less was granted, and nothing remains.
    """
    promised, granted, remaining = (_minor(slots[name]) for name in ("promised", "granted", "remaining"))
    if remaining == 0:
        return "complete" if granted == promised else "excess" if granted > promised else "closed"
    return "none" if granted == 0 and remaining == promised else "whole"


def _total_state(order: OrderScope, slots: Slots) -> str:
    """Return the state of a total over benefits: an excess of one does not make another complete.

    ``mixed``: one benefit has an excess and another a remaining sum, so that the totals would mislead.
    """
    state = _state(slots)
    if state == "whole" and _minor(slots["granted"]) + _minor(slots["remaining"]) > _minor(slots["promised"]):
        return "mixed"
    currency = slots["promised"].money.currency if isinstance(slots["promised"], FactSlot) else ""
    known = [(c.eligible, c.granted) for r in order.record.benefits if (c := r.cashback) and c.remaining is not None]
    are_complete = all(
        granted.amount_minor >= promised.amount_minor
        for promised, granted in known
        if promised and granted and promised.currency == currency
    )
    return "closed" if state in ("complete", "excess") and not are_complete else state


@family.kind("position.whole", Scope.BENEFIT, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
def whole(benefit: BenefitScope) -> Iterator[Slots]:
    sums = _sums(benefit)
    if benefit.is_only_benefit and sums and _state(sums) == "whole":
        yield sums


@family.kind("position.none_yet", Scope.BENEFIT, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
def none_yet(benefit: BenefitScope) -> Iterator[Slots]:
    sums = _sums(benefit)
    if benefit.is_only_benefit and sums and _state(sums) == "none":
        yield sums


@family.kind(
    "position.complete", Scope.BENEFIT, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING, Topic.COMPLETE
)
def complete(benefit: BenefitScope) -> Iterator[Slots]:
    sums = _sums(benefit)
    if benefit.is_only_benefit and sums and _state(sums) == "complete":
        yield sums


@family.kind("position.closed", Scope.BENEFIT, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
def closed(benefit: BenefitScope) -> Iterator[Slots]:
    sums = _sums(benefit)
    if benefit.is_only_benefit and sums and _state(sums) in ("closed", "excess"):
        yield sums


@family.kind("total.open", Scope.ORDER, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
def total_open(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        if _total_state(order, sums) in ("whole", "none"):
            yield sums


@family.kind(
    "total.complete", Scope.ORDER, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING, Topic.COMPLETE
)
def total_complete(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        if _total_state(order, sums) == "complete":
            yield sums


@family.kind("total.closed", Scope.ORDER, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
def total_closed(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        if _total_state(order, sums) in ("closed", "excess"):
            yield sums


@family.kind("benefit.position", Scope.BENEFIT, Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
def among_others(benefit: BenefitScope) -> Iterator[Slots]:
    sums = _sums(benefit)
    if not benefit.is_only_benefit and sums:
        yield sums


@family.kind("benefit.heading", Scope.BENEFIT)
def heading(benefit: BenefitScope) -> Iterator[Slots]:
    """One benefit of several whose sums are not all known."""
    if not benefit.is_only_benefit and _sums(benefit) is None:
        yield benefit.name_slots


@family.kind("promised.sum", Scope.BENEFIT, Topic.PROMISED)
def promised_sum(benefit: BenefitScope) -> Iterator[Slots]:
    yield from _one(benefit, Label.PROMISED, "promised")


@family.kind("granted.sum", Scope.BENEFIT, Topic.GRANTED)
def granted_sum(benefit: BenefitScope) -> Iterator[Slots]:
    yield from _one(benefit, Label.GRANTED, "granted")


@family.kind("remaining.sum", Scope.BENEFIT, Topic.REMAINING)
def remaining_sum(benefit: BenefitScope) -> Iterator[Slots]:
    yield from _one(benefit, Label.REMAINING, "remaining")


def _one(benefit: BenefitScope, label: Label, name: str) -> Iterator[Slots]:
    slot = benefit.fact(label)
    if slot and not benefit.is_withheld:
        count = benefit.fact(Label.INSTALLMENT_COUNT) if label is Label.GRANTED else None
        yield {**benefit.name_slots, **known_slots(**{name: slot}, count=count)}


@family.kind("total.promised", Scope.ORDER, Topic.PROMISED)
def total_promised(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        yield {name: sums[name] for name in ("order", "promised")}


@family.kind("total.granted", Scope.ORDER, Topic.GRANTED)
def total_granted(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        yield {name: sums[name] for name in ("order", "granted")}


@family.kind("total.remaining", Scope.ORDER, Topic.REMAINING)
def total_remaining(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        yield {name: sums[name] for name in ("order", "remaining")}


@family.kind("answer.not_all", Scope.BENEFIT, Topic.COMPLETE, Topic.GRANTED)
def not_all(benefit: BenefitScope) -> Iterator[Slots]:
    """No: something was granted, and something remains."""
    sums = _sums(benefit)
    if sums and _minor(sums["remaining"]) and _minor(sums["granted"]):
        yield sums


@family.kind("answer.nothing_yet", Scope.BENEFIT, Topic.COMPLETE, Topic.GRANTED)
def nothing_yet(benefit: BenefitScope) -> Iterator[Slots]:
    """No: nothing was granted, and something remains."""
    sums = _sums(benefit)
    if sums and _minor(sums["remaining"]) and not _minor(sums["granted"]):
        yield sums


@family.kind("answer.all_granted", Scope.BENEFIT, Topic.COMPLETE, Topic.GRANTED)
def all_granted(benefit: BenefitScope) -> Iterator[Slots]:
    sums = _sums(benefit)
    if sums and _state(sums) in ("complete", "excess"):
        yield sums


@family.kind("answer.order_not_all", Scope.ORDER, Topic.COMPLETE)
def order_not_all(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        if _total_state(order, sums) == "whole":
            yield sums


@family.kind("answer.order_nothing_yet", Scope.ORDER, Topic.COMPLETE)
def order_nothing_yet(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        if _total_state(order, sums) == "none":
            yield sums


@family.kind("answer.order_all_granted", Scope.ORDER, Topic.COMPLETE)
def order_all_granted(order: OrderScope) -> Iterator[Slots]:
    for sums in _totals(order):
        if _total_state(order, sums) in ("complete", "excess"):
            yield sums


@family.kind("answer.still_due", Scope.BENEFIT, Topic.CANCELLATION, Topic.EXPIRY, Topic.NEXT_STEP, Topic.FEELINGS)
def still_due(benefit: BenefitScope) -> Iterator[Slots]:
    """Nothing is lost: what remains is still due, and nothing was cancelled, expired, reversed or failed."""
    sums = _sums(benefit)
    is_in_doubt = benefit.has(*_PROBLEMS) or benefit.found.conflicts or benefit.is_past_expiry
    if sums and _state(sums) in ("whole", "none") and not is_in_doubt:
        yield {**benefit.name_slots, "remaining": sums["remaining"]}


@family.kind("answer.nothing_open", Scope.BENEFIT, Topic.REMAINING, Topic.NEXT_STEP, Topic.WHEN_NEXT)
def nothing_open(benefit: BenefitScope) -> Iterator[Slots]:
    """Nothing remains, so nothing more will be issued."""
    remaining = benefit.fact(Label.REMAINING)
    if remaining and _minor(remaining) == 0 and not benefit.is_withheld:
        yield {**benefit.name_slots, "remaining": remaining}
