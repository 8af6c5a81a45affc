"""The installments of a benefit: when, to which gift card and for which items they were issued, what was reversed."""

from collections.abc import Iterable, Iterator

from core.contract import Reason
from statements.kind import Family, Scope
from statements.situation import BenefitScope, InstallmentScope
from statements.statement import FactSlot, ListSlot, Part, Slots, known_slots
from statements.topics import Topic
from tools.cards import FactSource, Label
from tools.facts import ISSUED_STATUSES, get_subject
from tools.tool_outcome import Facts

family = Family()
MAX_LINES = 12  # per benefit; the rest is stated as a number
_SHOWN_STATUSES = ISSUED_STATUSES | {"RECORDED", "FAILED"}


def build_line(installment: InstallmentScope) -> Part | None:
    """Return the line of one installment; None where it was neither issued, failed nor recorded."""
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
    reversals = tuple(
        Part("reversal", known_slots(amount=installment.situation.slot(f[Label.REVERSED]), day=_day(installment, f)))
        for f in installment.found.reversals
    )
    return known_slots(
        amount=installment.fact(Label.INSTALLMENT, Label.ATTEMPTED, Label.RECORDED),
        day=installment.fact(Label.ISSUED_ON, Label.ATTEMPTED_ON, Label.RECORDED_ON),
        card=installment.fact(Label.GIFT_CARD),
        items=installment.item_titles if installment.status in ISSUED_STATUSES else None,
        reversals=ListSlot(reversals) if reversals else None,
        reversed=installment.fact(Label.REVERSED) if not reversals else None,
    )


def _day(installment: InstallmentScope, facts: Facts) -> FactSlot | None:
    return installment.situation.slot(facts[Label.REVERSED_ON])


def _lines(installments: Iterable[InstallmentScope]) -> ListSlot | None:
    parts = [part for installment in installments if (part := build_line(installment))]
    return ListSlot(tuple(parts[:MAX_LINES]), "lines") if parts else None


@family.kind("installments.lines", Scope.BENEFIT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS, Topic.REVERSAL)
def lines(benefit: BenefitScope) -> Iterator[Slots]:
    shown = [i for i in benefit.installments if i.status in _SHOWN_STATUSES]
    if len(shown) > 1 and (listing := _lines(shown)):
        yield {**benefit.name_slots, "lines": listing}


@family.kind("installments.only", Scope.BENEFIT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS, Topic.REVERSAL)
def only(benefit: BenefitScope) -> Iterator[Slots]:
    shown = [i for i in benefit.installments if i.status in _SHOWN_STATUSES]
    is_stated_as_reason = benefit.has(Reason.ISSUANCE_FAILED) and benefit.is_proven
    if len(shown) == 1 and (part := build_line(shown[0])) and not (shown[0].status == "FAILED" and is_stated_as_reason):
        yield {**benefit.name_slots, "line": ListSlot((part,))}


@family.kind("installments.more", Scope.BENEFIT, Topic.INSTALLMENTS, Topic.COUNT)
def more(benefit: BenefitScope) -> Iterator[Slots]:
    """The number of installments where there are more than are listed."""
    shown = [i for i in benefit.installments if i.status in _SHOWN_STATUSES]
    count = benefit.fact(Label.INSTALLMENT_COUNT)
    if len(shown) > MAX_LINES and count:
        yield {**benefit.name_slots, "count": count}


@family.kind("installments.left_out", Scope.BENEFIT, Topic.INSTALLMENTS, Topic.COUNT, must_say=True)
def left_out(benefit: BenefitScope) -> Iterator[Slots]:
    """How many installments are not listed, where no count of all installments says so."""
    if not benefit.is_cut or any(more(benefit)):
        return
    subject = get_subject(benefit.order.record, benefit.found.record)
    source = [FactSource(source="concessions", record_id=subject.record_id)]
    number = benefit.found.installments_left_out
    fact_id = benefit.situation.book.add_count(Label.INSTALLMENTS_LEFT_OUT, number, subject, source)
    yield {**benefit.name_slots, **known_slots(count=benefit.situation.slot(fact_id))}


@family.kind("installment.one", Scope.INSTALLMENT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS)
def one(installment: InstallmentScope) -> Iterator[Slots]:
    if installment.status in _SHOWN_STATUSES and (part := build_line(installment)):
        yield {**installment.benefit.name_slots, "line": ListSlot((part,))}


@family.kind("installments.count", Scope.BENEFIT, Topic.COUNT)
def count(benefit: BenefitScope) -> Iterator[Slots]:
    number, granted = benefit.fact(Label.INSTALLMENT_COUNT), benefit.fact(Label.GRANTED)
    if number and granted:
        yield {**benefit.name_slots, "count": number, "granted": granted}


@family.kind("installments.sum", Scope.BENEFIT, Topic.SUM, Topic.CLAIM)
def total(benefit: BenefitScope) -> Iterator[Slots]:
    """How the installments add up to what was granted: only where they do, and none was reversed."""
    granted = benefit.fact(Label.GRANTED)
    amounts = [i.fact(Label.INSTALLMENT) for i in benefit.issued]
    known = [amount for amount in amounts if amount]
    if not granted or len(known) < 2 or len(known) != len(amounts) or any(i.found.reversals for i in benefit.issued):
        return
    if sum(a.money.amount_minor for a in known) == granted.money.amount_minor:
        yield {
            **benefit.name_slots,
            "amounts": ListSlot(tuple(Part("amount", {"amount": a}) for a in known), "sum"),
            "granted": granted,
        }


@family.kind("installments.none", Scope.BENEFIT, Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.GIFT_CARDS, Topic.COUNT)
def none(benefit: BenefitScope) -> Iterator[Slots]:
    """Nothing was issued: only where all issuances are known."""
    granted = benefit.fact(Label.GRANTED)
    cashback = benefit.cashback
    if granted and cashback and cashback.issued and cashback.issued.amount_minor == 0 and not benefit.installments:
        yield benefit.name_slots


@family.kind("installments.per_shipment", Scope.BENEFIT, Topic.WHY_IN_PARTS)
def per_shipment(benefit: BenefitScope) -> Iterator[Slots]:
    """Each installment names a different shipment: the cashback was issued shipment by shipment."""
    shipments = [i.found.issuance.shipment_id for i in benefit.issued]
    number = benefit.fact(Label.INSTALLMENT_COUNT)
    are_apart = None not in shipments and len(set(shipments)) == len(shipments)
    if number and len(shipments) > 1 and are_apart and number.value == len(shipments):
        yield {**benefit.name_slots, "count": number}


@family.kind("installments.first", Scope.BENEFIT, Topic.WHEN_CAME, Topic.INSTALLMENTS)
def first(benefit: BenefitScope) -> Iterator[Slots]:
    yield from _at(benefit, 0)


@family.kind("installments.last", Scope.BENEFIT, Topic.WHEN_CAME, Topic.INSTALLMENTS)
def last(benefit: BenefitScope) -> Iterator[Slots]:
    yield from _at(benefit, -1)


def _at(benefit: BenefitScope, place: int) -> Iterator[Slots]:
    issued = [issuance for issuance in benefit.found.record.installments if issuance.status in ISSUED_STATUSES]
    # Where only attempts are listed at an end, the first or last issuance may be one of those that are left out.
    is_listed = len(benefit.issued) > 1 and benefit.issued[place].found.issuance == issued[place]
    if is_listed and (part := build_line(benefit.issued[place])):
        yield {**benefit.name_slots, "line": ListSlot((part,))}


@family.kind("installments.reversals_of_none", Scope.BENEFIT, Topic.REVERSAL)
def nothing_reversed(benefit: BenefitScope) -> Iterator[Slots]:
    """Nothing was reversed: a known sum of zero, and no reversal still without its issuance."""
    cashback = benefit.cashback
    if cashback and cashback.reversed and not cashback.reversed.amount_minor and not cashback.pending_reversals:
        yield benefit.name_slots
