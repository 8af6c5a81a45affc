"""Scratch cards: whether they were scratched, until when they can be, and what they paid."""

from collections.abc import Iterator
from datetime import datetime

from core.contract import Reason
from statements.kind import Family, Scope
from statements.kinds.reasons import expired_on
from statements.situation import BenefitScope
from statements.statement import Slots, known_slots
from statements.topics import Topic
from tools.cards import FactSource, Label
from tools.facts import get_subject

family = Family()


@family.kind(
    "card.unrevealed",
    Scope.BENEFIT,
    Topic.SCRATCH_CARD,
    Topic.WHY,
    Topic.REMAINING,
    Topic.WHEN_NEXT,
    Topic.COMPLETE,
    Topic.EXPIRY,
)
def unrevealed(benefit: BenefitScope) -> Iterator[Slots]:
    """Not scratched, and nothing on record says that it is too late."""
    if may_be_scratched(benefit):
        yield benefit.name_slots


@family.kind(
    "card.unrevealed_expired",
    Scope.BENEFIT,
    Topic.SCRATCH_CARD,
    Topic.WHY,
    Topic.EXPIRY,
    Topic.REMAINING,
    Topic.COMPLETE,
)
def unrevealed_expired(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.has(Reason.SCRATCH_CARD_UNREVEALED) and not may_be_scratched(benefit):
        yield {**benefit.name_slots, **known_slots(day=expired_on(benefit))}


def may_be_scratched(benefit: BenefitScope) -> bool:
    """Whether a card is unscratched and still can be scratched, by its deadline and the events."""
    is_over = benefit.has(Reason.EXPIRED) or benefit.is_past_expiry
    return benefit.has(Reason.SCRATCH_CARD_UNREVEALED) and not is_over


@family.kind("card.deadline", Scope.BENEFIT, Topic.SCRATCH_CARD, Topic.EXPIRY)
def deadline(benefit: BenefitScope) -> Iterator[Slots]:
    """The last day on which it can be scratched, and the number of days until then."""
    expires_at, day = benefit.found.record.expires_at, benefit.fact(Label.EXPIRES_ON)
    if not expires_at or not day or not may_be_scratched(benefit):
        return
    left = _days_left(expires_at, benefit)
    if left >= 0:
        source = [FactSource(source="ped", record_id=get_subject(benefit.order.record, benefit.found.record).record_id)]
        subject = get_subject(benefit.order.record, benefit.found.record)
        fact_id = benefit.situation.book.add_count(Label.DAYS_LEFT, left, subject, source)
        yield {**benefit.name_slots, "day": day, **known_slots(days=benefit.situation.slot(fact_id))}


def _days_left(expires_at: datetime, benefit: BenefitScope) -> int:
    zone, now = benefit.situation.zone, benefit.situation.now
    return (expires_at.astimezone(zone).date() - now.astimezone(zone).date()).days


@family.kind("card.revealed", Scope.BENEFIT, Topic.SCRATCH_CARD, Topic.EXPIRY)
def revealed(benefit: BenefitScope) -> Iterator[Slots]:
    """When it was scratched."""
    day = benefit.fact(Label.REVEALED_ON)
    if day and benefit.is_scratch_card:
        yield {**benefit.name_slots, "day": day}


@family.kind("card.brought", Scope.BENEFIT, Topic.SCRATCH_CARD, Topic.EXPIRY)
def brought(benefit: BenefitScope) -> Iterator[Slots]:
    """When it was scratched and what it paid, where nothing of that was reversed."""
    day, granted = benefit.fact(Label.REVEALED_ON), benefit.fact(Label.GRANTED)
    is_kept = benefit.issued and not any(i.fact(Label.REVERSED) for i in benefit.issued)
    if day and granted and is_kept and benefit.is_scratch_card:
        yield {**benefit.name_slots, "day": day, "granted": granted}


@family.kind("card.revealed_in_time", Scope.BENEFIT, Topic.EXPIRY)
def revealed_in_time(benefit: BenefitScope) -> Iterator[Slots]:
    """Scratched before its deadline and paid: the deadline no longer matters."""
    record, expires_on = benefit.found.record, benefit.fact(Label.EXPIRES_ON)
    is_in_time = record.revealed_at and record.expires_at and record.revealed_at <= record.expires_at
    revealed_on = benefit.fact(Label.REVEALED_ON)
    is_paid = benefit.is_scratch_card and benefit.issued and benefit.is_proven and not benefit.has(Reason.EXPIRED)
    if is_in_time and is_paid and expires_on and revealed_on:
        yield {**benefit.name_slots, "day": revealed_on, "expires": expires_on}


@family.kind(
    "card.worth_withheld",
    Scope.BENEFIT,
    Topic.SCRATCH_CARD,
    Topic.PROMISED,
    Topic.REMAINING,
    Topic.GRANTED,
    audience="customer",
)
def worth_withheld(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.is_withheld:
        yield benefit.name_slots


@family.kind("benefit.deadline", Scope.BENEFIT, Topic.EXPIRY)
def benefit_deadline(benefit: BenefitScope) -> Iterator[Slots]:
    """When a benefit other than a scratch card expires, according to its record."""
    day = benefit.fact(Label.EXPIRES_ON)
    is_ahead = benefit.is_proven and not benefit.has(Reason.EXPIRED) and not benefit.is_past_expiry
    if day and not benefit.is_scratch_card and is_ahead:
        yield {**benefit.name_slots, "day": day}


@family.kind("benefit.no_deadline", Scope.BENEFIT, Topic.EXPIRY)
def no_deadline(benefit: BenefitScope) -> Iterator[Slots]:
    """No deadline on record: only where all records could be read."""
    is_none = benefit.found.record.expires_at is None and not benefit.has(Reason.EXPIRED)
    if is_none and not benefit.order.record.partial:
        yield benefit.name_slots
