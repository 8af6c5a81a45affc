"""What the records say of a benefit itself: when it was created, under which promotion, and which record says what."""

from collections.abc import Iterator

from statements.kind import Family, Over
from statements.situation import BenefitScope
from statements.slots import IdSlot, Slots, TermSlot, given, listed
from statements.topics import Topic
from tools.result import Label

family = Family()
_MOST_EVENTS = 6


@family.kind("record.created", Over.BENEFIT, Topic.CREATED)
def created(benefit: BenefitScope) -> Iterator[Slots]:
    day = benefit.fact(Label.CREATED_ON)
    if day:
        yield {**benefit.base, "day": day}


@family.kind("record.created_unknown", Over.BENEFIT, Topic.CREATED)
def created_unknown(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.fact(Label.CREATED_ON) is None:
        yield benefit.base


@family.kind("record.promotion", Over.BENEFIT, Topic.PROMOTION)
def promotion(benefit: BenefitScope) -> Iterator[Slots]:
    name = benefit.fact(Label.PROMOTION_NAME)
    if name:
        yield {"order": benefit.base["order"], **benefit.named}


@family.kind("record.sources", Over.BENEFIT, Topic.SOURCES, audience="staff")
def sources(benefit: BenefitScope) -> Iterator[Slots]:
    """Which source the promise comes from, and the events that prove what was granted."""
    if benefit.fact(Label.PROMISED) is None:
        return
    record = benefit.found.record
    events = [i.found.issuance.event_id for i in benefit.issued if i.found.issuance.event_id][:_MOST_EVENTS]
    yield {
        **benefit.base,
        "source": TermSlot(f"source.{record.promised_source}", "source.OTHER"),
        **given(events=listed("code", ({"code": IdSlot(event)} for event in events))),
    }


@family.kind("record.status", Over.BENEFIT, Topic.POSITION)
def status(benefit: BenefitScope) -> Iterator[Slots]:
    """The issuance status by the fold: of use where no sum is asked for."""
    slot = benefit.fact(Label.STATUS)
    if slot and benefit.fact(Label.REVERSED) is None:
        yield {
            **benefit.base,
            "status": TermSlot(f"status.{benefit.found.record.issuance_status.value}", "status.OTHER"),
        }
