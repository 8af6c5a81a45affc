"""What is unknown, and why. Unknown is never zero, and leaving it out would mislead."""

from collections.abc import Iterator

from core.contract import Reason
from statements.kind import Family, Scope
from statements.situation import BenefitScope, OrderScope, Situation
from statements.statement import Slots, TermSlot, known_slots, list_slot
from statements.topics import Topic
from tools.cards import Label
from tools.tool_outcome import FoundBenefit

family = Family()
_SUMS = (Label.PROMISED, Label.GRANTED, Label.REMAINING)
_POSITION = (Topic.PROMISED, Topic.GRANTED, Topic.REMAINING, Topic.POSITION, Topic.COMPLETE)
_OLDER = (Topic.WHY, Topic.GRANTED, Topic.REMAINING, Topic.COMPLETE, Topic.CONFLICT)
_STATUS = {Reason.CANCELLED: "CANCELLED", Reason.EXPIRED: "EXPIRED", Reason.ISSUANCE_FAILED: "FAILED"}


@family.kind("unknown.source", Scope.TURN, Topic.CONFLICT, Topic.SOURCES, must_say=True)
def source(situation: Situation) -> Iterator[Slots]:
    """Sources that did not answer. Which database it is is not shown to a customer."""
    silent = situation.unanswered_sources
    if silent and situation.orders:
        names = silent if situation.is_for_staff else ("records",)
        yield known_slots(
            sources=list_slot("source", ({"name": TermSlot(f"source.{name}", "source.OTHER")} for name in names))
        )


@family.kind("unknown.records", Scope.TURN, must_say=True)
def records(situation: Situation) -> Iterator[Slots]:
    """A lookup failed, and nothing was found."""
    if situation.failed_lookups and not situation.orders:
        yield {}


@family.kind("unknown.records_of_some", Scope.TURN, must_say=True)
def records_of_some(situation: Situation) -> Iterator[Slots]:
    if situation.failed_lookups and situation.orders:
        yield {}


@family.kind("unknown.sums", Scope.BENEFIT, *_POSITION, must_say=True)
def sums(benefit: BenefitScope) -> Iterator[Slots]:
    """Which of promised, granted and remaining are unknown."""
    missing = benefit.unknown(*_SUMS)
    if missing and not benefit.may_be_withheld:
        listing = list_slot("unknown_sum", ({"sum": _sum(label)} for label in missing))
        is_for_now = benefit.order.record.partial and not benefit.has(Reason.MALFORMED_ROW)
        now = TermSlot("now") if is_for_now else None
        yield {**benefit.name_slots, **known_slots(sums=listing, now=now)}


@family.kind("unknown.sums_not_told", Scope.BENEFIT, *_POSITION, audience="customer", must_say=True)
def sums_not_told(benefit: BenefitScope) -> Iterator[Slots]:
    """Sums that are either unknown or not disclosed to this customer; the statement leaves open which."""
    missing = benefit.unknown(*_SUMS)
    if missing and benefit.may_be_withheld and not benefit.is_withheld:
        yield {
            **benefit.name_slots,
            **known_slots(sums=list_slot("unknown_sum", ({"sum": _sum(label)} for label in missing))),
        }


@family.kind("unknown.malformed_row", Scope.BENEFIT, *_POSITION, Topic.WHY, Topic.CONFLICT, must_say=True)
def malformed_row(benefit: BenefitScope) -> Iterator[Slots]:
    """A row that the sums depend on cannot be read: asking again does not help."""
    if benefit.has(Reason.MALFORMED_ROW):
        yield benefit.name_slots


def _sum(label: Label) -> TermSlot:
    return TermSlot(f"sum.{label.value}")


@family.kind("unknown.promised_only", Scope.BENEFIT, Topic.PROMISED, Topic.POSITION)
def promised_only(benefit: BenefitScope) -> Iterator[Slots]:
    promised = benefit.fact(Label.PROMISED)
    if promised and benefit.unknown(*_SUMS) and not benefit.is_withheld:
        yield {**benefit.name_slots, "promised": promised}


@family.kind("unknown.granted_only", Scope.BENEFIT, Topic.GRANTED, Topic.POSITION)
def granted_only(benefit: BenefitScope) -> Iterator[Slots]:
    granted = benefit.fact(Label.GRANTED)
    if granted and benefit.unknown(*_SUMS) and not benefit.is_withheld:
        yield {**benefit.name_slots, "granted": granted, **known_slots(count=benefit.fact(Label.INSTALLMENT_COUNT))}


def _has_events(benefit: FoundBenefit) -> bool:
    cashback = benefit.record.cashback
    return any(i.issuance.event_id for i in benefit.installments) or bool(cashback and cashback.amounts_complete)


@family.kind("unknown.older_records", Scope.BENEFIT, *_OLDER)
def older_records(benefit: BenefitScope) -> Iterator[Slots]:
    """Older than the event log: PED or the tracker has an issuance for which there is no event."""
    # A customer is only told that the amounts are unknown, not how records disagree.
    is_older = not benefit.situation.is_for_staff or "issuedWithoutEvents" in benefit.found.conflicts
    recorded = any(i.status == "RECORDED" for i in benefit.installments)
    if recorded and is_older and not _has_events(benefit.found):
        yield benefit.name_slots


@family.kind("unknown.status_recorded", Scope.BENEFIT, *_OLDER, Topic.CANCELLATION, Topic.EXPIRY, Topic.FAILURE)
def status_recorded(benefit: BenefitScope) -> Iterator[Slots]:
    """A record without events has a status of cancelled, expired or failed: nothing proves it."""
    reasons = (Reason.CANCELLED, Reason.EXPIRED, Reason.ISSUANCE_FAILED)
    reason = next((each for each in reasons if benefit.has(each)), None)
    is_unproven = (
        "statusWithoutEvents" in benefit.found.conflicts
        if benefit.situation.is_for_staff
        else _is_without_events(benefit)
    )
    if reason and is_unproven and not benefit.order.record.partial:
        yield {**benefit.name_slots, "status": TermSlot(f"status.{_STATUS[reason]}", "status.OTHER")}


def _is_without_events(benefit: BenefitScope) -> bool:
    """Whether no movement of a benefit is known, and none is withheld."""
    is_unknown = benefit.cashback is None or benefit.cashback.cancelled is None
    return is_unknown and not benefit.may_be_withheld and not benefit.installments


@family.kind("unknown.recorded_card", Scope.BENEFIT, Topic.GIFT_CARDS, Topic.CONFLICT, audience="staff")
def recorded_card(benefit: BenefitScope) -> Iterator[Slots]:
    """A gift card on record that no event names, beside proven issuances."""
    if _has_events(benefit.found) and any(i.status == "RECORDED" for i in benefit.installments):
        yield benefit.name_slots


@family.kind("unknown.next_day", Scope.ORDER, Topic.WHEN_NEXT)
def next_day(order: OrderScope) -> Iterator[Slots]:
    """No record has the day on which the rest will be issued. Holds wherever something remains, or may remain."""
    remaining = [benefit.fact(Label.REMAINING) for benefit in order.benefits]
    if any(r is None or r.money.amount_minor > 0 for r in remaining):
        yield order.name_slots


@family.kind("unknown.history_cut", Scope.TURN, Topic.INSTALLMENTS, must_say=True)
def history_cut(situation: Situation) -> Iterator[Slots]:
    if any(o.has_more and o.window is None for o in situation.outcomes):
        yield {}


@family.kind(
    "order.without_cashback",
    Scope.ORDER,
    Topic.POSITION,
    Topic.PROMISED,
    Topic.GRANTED,
    Topic.REMAINING,
    Topic.COMPLETE,
)
def without_cashback(order: OrderScope) -> Iterator[Slots]:
    if not order.found.benefits and not order.record.partial:
        yield order.name_slots
