"""What can be done next, and what may be said to the customer, as far as the record proves it."""

from collections.abc import Iterator

from core.contract import Reason
from statements.kind import Family, Scope
from statements.kinds.scratch_cards import may_be_scratched
from statements.situation import BenefitScope, Situation
from statements.statement import Slots, known_slots
from statements.topics import Topic
from tools.cards import Label

family = Family()
_DOUBT = (Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT)


@family.kind(
    "next.raise_failed",
    Scope.BENEFIT,
    Topic.NEXT_STEP,
    Topic.FAILURE,
    Topic.NEEDS_ACTION,
    Topic.COMPLETE,
    audience="staff",
)
def raise_failed(benefit: BenefitScope) -> Iterator[Slots]:
    """A failed attempt without a later success: nothing on record shows that it will be retried."""
    remaining = benefit.fact(Label.REMAINING)
    is_over = remaining is not None and not remaining.money.amount_minor
    if benefit.has(Reason.ISSUANCE_FAILED) and not is_over:
        yield benefit.name_slots


@family.kind("next.scratch", Scope.BENEFIT, Topic.NEXT_STEP, Topic.SCRATCH_CARD)
def scratch(benefit: BenefitScope) -> Iterator[Slots]:
    if may_be_scratched(benefit):
        yield {**benefit.name_slots, **known_slots(day=benefit.fact(Label.EXPIRES_ON))}


@family.kind(
    "next.check_payment",
    Scope.BENEFIT,
    Topic.NEXT_STEP,
    Topic.COMPLETE,
    Topic.CONFLICT,
    Topic.NEEDS_ACTION,
    audience="staff",
)
def check_payment(benefit: BenefitScope) -> Iterator[Slots]:
    """What was issued cannot be proven: it has to be checked before anything is said to the customer."""
    if benefit.has(Reason.SOURCE_CONFLICT) and benefit.fact(Label.GRANTED) is None and not benefit.order.record.partial:
        yield benefit.name_slots


@family.kind(
    "next.check_excess",
    Scope.BENEFIT,
    Topic.NEXT_STEP,
    Topic.EXCESS,
    Topic.DUPLICATE,
    Topic.NEEDS_ACTION,
    audience="staff",
)
def check_excess(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.has(Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE):
        yield benefit.name_slots


@family.kind("next.keep_open", Scope.BENEFIT, Topic.COMPLETE, Topic.NEXT_STEP, audience="staff")
def keep_open(benefit: BenefitScope) -> Iterator[Slots]:
    """Not complete: something remains, or the records disagree."""
    remaining = benefit.fact(Label.REMAINING)
    is_open = remaining is None or remaining.money.amount_minor > 0
    if is_open or benefit.has(*_DOUBT):
        yield benefit.name_slots


@family.kind("next.may_close", Scope.BENEFIT, Topic.COMPLETE, Topic.NEXT_STEP, audience="staff")
def may_close(benefit: BenefitScope) -> Iterator[Slots]:
    remaining = benefit.fact(Label.REMAINING)
    is_done = remaining is not None and remaining.money.amount_minor == 0
    if is_done and benefit.is_only_benefit and not benefit.found.conflicts and not benefit.has(*_DOUBT):
        yield benefit.name_slots


@family.kind("next.nothing_to_do", Scope.BENEFIT, Topic.NEXT_STEP, Topic.WHEN_NEXT, Topic.FEELINGS)
def nothing_to_do(benefit: BenefitScope) -> Iterator[Slots]:
    """The rest waits for items that have not shipped: nothing has to be done."""
    is_waiting = benefit.has(Reason.AWAITING_SHIPMENT)
    others = (Reason.ISSUANCE_FAILED, Reason.SCRATCH_CARD_UNREVEALED, *_DOUBT)
    # A benefit of unknown type may be a scratch card, which would have to be scratched.
    if is_waiting and benefit.found.record.benefit_type != "UNKNOWN" and not benefit.has(*others):
        yield benefit.name_slots


@family.kind("next.try_later", Scope.TURN, Topic.NEXT_STEP)
def try_later(situation: Situation) -> Iterator[Slots]:
    if situation.unanswered_sources or situation.failed_lookups:
        yield {}
