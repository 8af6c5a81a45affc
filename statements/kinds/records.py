"""The records of a benefit: when it was created, under which promotion, and which record says what."""

from collections.abc import Iterator

from core.contract import IssuanceStatus
from statements.kind import Family, Scope
from statements.situation import BenefitScope
from statements.statement import IdSlot, Slots, TermSlot, known_slots, list_slot
from statements.topics import Topic
from tools.cards import Label

family = Family()
_MAX_EVENTS = 6


@family.kind("record.created", Scope.BENEFIT, Topic.CREATED)
def created(benefit: BenefitScope) -> Iterator[Slots]:
    day = benefit.fact(Label.CREATED_ON)
    if day:
        yield {**benefit.name_slots, "day": day}


@family.kind("record.created_unknown", Scope.BENEFIT, Topic.CREATED)
def created_unknown(benefit: BenefitScope) -> Iterator[Slots]:
    """No record has the day: only where all records could be read."""
    if benefit.fact(Label.CREATED_ON) is None and not benefit.order.record.partial:
        yield benefit.name_slots


@family.kind("record.promotion", Scope.BENEFIT, Topic.PROMOTION)
def promotion(benefit: BenefitScope) -> Iterator[Slots]:
    """Its name; where all records answered and have none that may be shown, that it is a promotion."""
    slots = {"order": benefit.name_slots["order"], **benefit.label_slots}
    if benefit.fact(Label.PROMOTION_NAME):
        yield slots
    elif not benefit.order.record.partial:
        yield {**slots, "unnamed": TermSlot("promotion.unnamed")}


@family.kind("record.sources", Scope.BENEFIT, Topic.SOURCES, audience="staff")
def sources(benefit: BenefitScope) -> Iterator[Slots]:
    """The source of the promised sum, and the events that prove what was granted."""
    if benefit.fact(Label.PROMISED) is None:
        return
    record = benefit.found.record
    proven = [i.found.issuance.event_id for i in benefit.issued if i.found.issuance.event_id]
    events = proven if len(proven) <= _MAX_EVENTS and not benefit.is_cut else []
    yield {
        **benefit.name_slots,
        "source": TermSlot(f"source.{record.promised_source}", "source.OTHER"),
        **known_slots(events=list_slot("code", ({"code": IdSlot(event)} for event in events))),
    }


@family.kind("record.status", Scope.BENEFIT, Topic.POSITION)
def status(benefit: BenefitScope) -> Iterator[Slots]:
    """The issuance status according to the fold, for where no sum is asked for."""
    slot = benefit.fact(Label.STATUS)
    if slot and benefit.fact(Label.REVERSED) is None and not _is_issued_short(benefit):
        yield {
            **benefit.name_slots,
            "status": TermSlot(f"status.{benefit.found.record.issuance_status.value}", "status.OTHER"),
        }


def _is_issued_short(benefit: BenefitScope) -> bool:
    """Whether the fold says ISSUED because nothing remains, although less than promised was granted."""
    cashback = benefit.cashback
    if benefit.found.record.issuance_status is not IssuanceStatus.ISSUED or not cashback:
        return False
    promised, granted = cashback.eligible, cashback.granted
    return promised is None or granted is None or granted.amount_minor < promised.amount_minor
