"""The installments of a benefit: what came when, on which gift card, for which items, and what was taken back of it."""

from collections.abc import Iterable, Iterator

from core.contract import Reason
from statements.kind import Family, Over
from statements.situation import BenefitScope, InstallmentScope
from statements.slots import FactSlot, ListSlot, Part, Slots, given, listed
from statements.topics import Topic
from tools.cards import Label
from tools.facts import ISSUED_STATUSES
from tools.lookup_result import Facts

family = Family()
MOST_LINES = 12  # of one benefit; the rest is stated as a number
_TOLD = ISSUED_STATUSES | {"RECORDED", "FAILED"}


def line_of(installment: InstallmentScope) -> Part | None:
    """Return the line of one installment; None for what neither came, failed nor was recorded."""
    slots = _slots(installment)
    if installment.is_in_future:
        return Part("installment_in_future", slots)
    match installment.status:
        case "FAILED":
            return Part("installment_failed", slots)
        case "RECORDED":
            return Part("installment_recorded" if "amount" in slots else "installment_recorded_unknown", slots)
        case status if status in ISSUED_STATUSES:
            return Part("installment_issued" if "amount" in slots else "installment_issued_unknown", slots)
        case _:
            return None


def _slots(installment: InstallmentScope) -> Slots:
    items = listed("item_title", ({"title": t} for i in installment.items() if (t := i.title)))
    reversals = tuple(
        Part("reversal", given(amount=installment.situation.slot(f[Label.REVERSED]), day=_day(installment, f)))
        for f in installment.found.reversals
    )
    return given(
        amount=installment.fact(Label.INSTALLMENT, Label.ATTEMPTED, Label.RECORDED),
        day=installment.fact(Label.ISSUED_ON, Label.ATTEMPTED_ON, Label.RECORDED_ON),
        card=installment.fact(Label.GIFT_CARD),
        items=items if installment.status in ISSUED_STATUSES else None,
        reversals=ListSlot(reversals) if reversals else None,
        reversed=installment.fact(Label.REVERSED) if not reversals else None,
    )


def _day(installment: InstallmentScope, facts: Facts) -> FactSlot | None:
    return installment.situation.slot(facts[Label.REVERSED_ON])


def _lines(installments: Iterable[InstallmentScope]) -> ListSlot | None:
    parts = [part for installment in installments if (part := line_of(installment))]
    return ListSlot(tuple(parts[:MOST_LINES]), "lines") if parts else None


@family.kind("installments.lines", Over.BENEFIT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS, Topic.REVERSAL)
def lines(benefit: BenefitScope) -> Iterator[Slots]:
    told = [i for i in benefit.installments if i.status in _TOLD]
    if len(told) > 1 and (listing := _lines(told)):
        yield {**benefit.base, "lines": listing}


@family.kind("installments.only", Over.BENEFIT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS, Topic.REVERSAL)
def only(benefit: BenefitScope) -> Iterator[Slots]:
    told = [i for i in benefit.installments if i.status in _TOLD]
    is_told_as_reason = benefit.has(Reason.ISSUANCE_FAILED) and benefit.is_proven
    if len(told) == 1 and (part := line_of(told[0])) and not (told[0].status == "FAILED" and is_told_as_reason):
        yield {**benefit.base, "line": ListSlot((part,))}


@family.kind("installments.more", Over.BENEFIT, Topic.INSTALLMENTS, Topic.COUNT)
def more(benefit: BenefitScope) -> Iterator[Slots]:
    """More installments than are listed: how many there are in all."""
    told = [i for i in benefit.installments if i.status in _TOLD]
    count = benefit.fact(Label.INSTALLMENT_COUNT)
    if len(told) > MOST_LINES and count:
        yield {**benefit.base, "count": count}


@family.kind("installment.one", Over.INSTALLMENT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS)
def one(installment: InstallmentScope) -> Iterator[Slots]:
    if installment.status in _TOLD and (part := line_of(installment)):
        yield {**installment.benefit.base, "line": ListSlot((part,))}


@family.kind("installments.count", Over.BENEFIT, Topic.COUNT)
def count(benefit: BenefitScope) -> Iterator[Slots]:
    number, granted = benefit.fact(Label.INSTALLMENT_COUNT), benefit.fact(Label.GRANTED)
    if number and granted:
        yield {**benefit.base, "count": number, "granted": granted}


@family.kind("installments.sum", Over.BENEFIT, Topic.SUM, Topic.CLAIM)
def total(benefit: BenefitScope) -> Iterator[Slots]:
    """How the installments add up to what was granted: only where they do, and none was taken back."""
    granted = benefit.fact(Label.GRANTED)
    amounts = [i.fact(Label.INSTALLMENT) for i in benefit.issued]
    known = [amount for amount in amounts if amount]
    if not granted or len(known) < 2 or len(known) != len(amounts) or any(i.found.reversals for i in benefit.issued):
        return
    if sum(a.money.amount_minor for a in known) == granted.money.amount_minor:
        yield {
            **benefit.base,
            "amounts": ListSlot(tuple(Part("amount", {"amount": a}) for a in known), "sum"),
            "granted": granted,
        }


@family.kind("installments.none", Over.BENEFIT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS, Topic.COUNT)
def none(benefit: BenefitScope) -> Iterator[Slots]:
    """Nothing came: stated only where everything that was issued is known."""
    granted = benefit.fact(Label.GRANTED)
    cashback = benefit.cashback
    if granted and cashback and cashback.issued and cashback.issued.amount_minor == 0 and not benefit.installments:
        yield benefit.base


@family.kind("installments.per_shipment", Over.BENEFIT, Topic.WHY_IN_PARTS)
def per_shipment(benefit: BenefitScope) -> Iterator[Slots]:
    """Every installment names a shipment of its own: what came in parts came shipment by shipment."""
    shipments = [i.found.issuance.shipment_id for i in benefit.issued]
    number = benefit.fact(Label.INSTALLMENT_COUNT)
    are_apart = None not in shipments and len(set(shipments)) == len(shipments)
    if number and len(shipments) > 1 and are_apart and number.value == len(shipments):
        yield {**benefit.base, "count": number}


@family.kind("installments.first", Over.BENEFIT, Topic.WHEN_CAME, Topic.INSTALLMENTS)
def first(benefit: BenefitScope) -> Iterator[Slots]:
    yield from _at(benefit, 0)


@family.kind("installments.last", Over.BENEFIT, Topic.WHEN_CAME, Topic.INSTALLMENTS)
def last(benefit: BenefitScope) -> Iterator[Slots]:
    yield from _at(benefit, -1)


def _at(benefit: BenefitScope, place: int) -> Iterator[Slots]:
    if len(benefit.issued) > 1 and (part := line_of(benefit.issued[place])):
        yield {**benefit.base, "line": ListSlot((part,))}


@family.kind("installments.reversals_of_none", Over.BENEFIT, Topic.REVERSAL)
def nothing_reversed(benefit: BenefitScope) -> Iterator[Slots]:
    """Nothing was taken back: a known sum of zero, and no reversal that waits for its issuance."""
    cashback = benefit.cashback
    if cashback and cashback.reversed and not cashback.reversed.amount_minor and not cashback.pending_reversals:
        yield benefit.base
