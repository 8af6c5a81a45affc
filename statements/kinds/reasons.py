"""Why money is missing: what failed, was cancelled, has expired or is in progress."""

from collections.abc import Iterator

from core.contract import Reason
from statements.kind import Family, Scope
from statements.situation import BenefitScope, InstallmentScope
from statements.statement import FactSlot, Slots, TermSlot, known_slots
from statements.topics import Topic
from tools.cards import Label

family = Family()
_WAITS = (Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_FAILED, Reason.SCRATCH_CARD_UNREVEALED)
_FAILED = (Topic.WHY, Topic.FAILURE, Topic.REMAINING, Topic.WHEN_NEXT, Topic.COMPLETE, Topic.NEEDS_ACTION)


@family.kind("reason.in_progress", Scope.BENEFIT, Topic.WHY, Topic.REMAINING, Topic.WHEN_NEXT, Topic.COMPLETE)
def in_progress(benefit: BenefitScope) -> Iterator[Slots]:
    """The issuance is in progress, and no part of the rest waits for anything else."""
    if benefit.has(Reason.ISSUANCE_PENDING) and benefit.is_proven and not benefit.has(*_WAITS):
        yield benefit.name_slots


@family.kind("reason.failed", Scope.BENEFIT, *_FAILED)
def failed(benefit: BenefitScope) -> Iterator[Slots]:
    """An attempt failed and its sum is still due. The attempt is named where nothing later can have paid part of it.

    Among installments that are left out, there may be a later one.
    """
    remaining = benefit.fact(Label.REMAINING)
    if not benefit.has(Reason.ISSUANCE_FAILED) or not benefit.is_proven or not remaining:
        return
    if not remaining.money.amount_minor:
        return
    attempts = [] if benefit.is_cut else [i for i in benefit.installments if i.status == "FAILED"]
    open_attempts = [attempt for attempt in attempts if _is_surely_open(attempt)]
    last = open_attempts[-1] if open_attempts else None
    yield {
        **benefit.name_slots,
        **known_slots(
            amount=last.fact(Label.ATTEMPTED) if last else None,
            day=last.fact(Label.ATTEMPTED_ON) if last else None,
            code=_code(last) if last and benefit.situation.is_for_staff else None,
        ),
    }


def _is_surely_open(attempt: InstallmentScope) -> bool:
    """Whether no later issuance, cancellation or expiry can have closed a failed attempt.

    Only the ledger knows which sum closed which attempt; a record has only the sum that is open.
    """
    benefit = attempt.benefit
    if benefit.fact(Label.CANCELLED) or benefit.fact(Label.EXPIRED):
        return False
    return not any(_may_close(later, attempt) for later in benefit.issued)


def _may_close(later: InstallmentScope, attempt: InstallmentScope) -> bool:
    issuance, failure = later.found.issuance, attempt.found.issuance
    items = {issuance.line_item_id, failure.line_item_id} - {None}
    is_earlier = issuance.issued_at and failure.issued_at and issuance.issued_at < failure.issued_at
    return len(items) < 2 and not is_earlier


def _code(installment: InstallmentScope) -> TermSlot | None:
    return reason_code(installment.found.issuance.reason_code)


def reason_code(code: str | None) -> TermSlot | None:
    """Return a reason code as a term; an unknown code is rendered as it is."""
    return TermSlot(f"reason_code.{code}") if code else None


def _closure(benefit: BenefitScope, kind: str) -> Slots:
    """Return day, reason and item of the only event of a kind; nothing where there are several, or none."""
    closures = [found for found in benefit.found.closures if found.closure.type == kind]
    if len(closures) != 1 or sum(closure.type == kind for closure in benefit.found.record.closures) != 1:
        return {}
    found = closures[0]
    items = [i for i in benefit.items if i.found.item.line_item_id == found.closure.line_item_id]
    return known_slots(
        day=benefit.situation.slot(found.facts.get(Label.CLOSED_ON)),
        code=reason_code(found.closure.reason_code) if benefit.situation.is_for_staff else None,
        title=items[0].title if len(items) == 1 else None,
    )


def _is_stated_with_sum(benefit: BenefitScope, reason: Reason) -> bool:
    """Whether "... was cancelled because ..." states this reason already."""
    code = _closure(benefit, "CANCELLED").get("code")
    return benefit.fact(Label.CANCELLED) is not None and code == reason_code(reason.value)


@family.kind("failure.none", Scope.BENEFIT, Topic.FAILURE)
def no_failure(benefit: BenefitScope) -> Iterator[Slots]:
    """No attempt failed: only where all events are known."""
    if (
        benefit.cashback
        and benefit.cashback.amounts_complete
        and not benefit.has(Reason.ISSUANCE_FAILED)
        and not any(i.status == "FAILED" for i in benefit.installments)
    ):
        yield benefit.name_slots


@family.kind("failure.over", Scope.BENEFIT, Topic.FAILURE, Topic.WHY)
def failure_is_over(benefit: BenefitScope) -> Iterator[Slots]:
    """An attempt failed earlier, and its sum is no longer due."""
    attempts = [i for i in benefit.installments if i.status == "FAILED"]
    if attempts and benefit.is_proven and not benefit.has(Reason.ISSUANCE_FAILED):
        last = attempts[-1]
        code = _code(last) if benefit.situation.is_for_staff else None
        yield {
            **benefit.name_slots,
            **known_slots(day=last.fact(Label.ATTEMPTED_ON), amount=last.fact(Label.ATTEMPTED), code=code),
        }


@family.kind("reason.cancelled_sum", Scope.BENEFIT, Topic.WHY, Topic.CANCELLATION, Topic.REMAINING, Topic.COMPLETE)
def cancelled_sum(benefit: BenefitScope) -> Iterator[Slots]:
    amount = benefit.fact(Label.CANCELLED)
    if amount and not benefit.is_withheld:
        yield {**benefit.name_slots, "amount": amount, **_closure(benefit, "CANCELLED")}


@family.kind("reason.expired_sum", Scope.BENEFIT, Topic.WHY, Topic.EXPIRY, Topic.REMAINING, Topic.COMPLETE)
def expired_sum(benefit: BenefitScope) -> Iterator[Slots]:
    amount = benefit.fact(Label.EXPIRED)
    if amount and not benefit.is_withheld:
        closure = _closure(benefit, "EXPIRED")
        yield {**benefit.name_slots, "amount": amount, **known_slots(day=expired_on(benefit)), **closure}


@family.kind("reason.expired", Scope.BENEFIT, Topic.WHY, Topic.EXPIRY, Topic.REMAINING)
def expired(benefit: BenefitScope) -> Iterator[Slots]:
    """Expired according to the records, which do not say how much."""
    is_scratch_card = benefit.has(Reason.SCRATCH_CARD_UNREVEALED)
    if benefit.has(Reason.EXPIRED) and not benefit.fact(Label.EXPIRED) and not is_scratch_card and benefit.is_proven:
        yield {**benefit.name_slots, **known_slots(day=expired_on(benefit))}


def expired_on(benefit: BenefitScope) -> FactSlot | None:
    """Return the day of the deadline if it has passed: an expiry on record may precede it."""
    return benefit.fact(Label.EXPIRES_ON) if benefit.is_past_expiry else None


@family.kind("reason.cancelled", Scope.BENEFIT, Topic.WHY, Topic.CANCELLATION)
def cancelled(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.has(Reason.CANCELLED) and not benefit.fact(Label.CANCELLED) and benefit.is_proven:
        yield benefit.name_slots


@family.kind("reason.item_returned", Scope.BENEFIT, Topic.WHY, Topic.REVERSAL, Topic.CANCELLATION)
def item_returned(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.has(Reason.ITEM_RETURNED) and not _is_stated_with_sum(benefit, Reason.ITEM_RETURNED):
        returned = [i for i in benefit.items if i.found.item.status == "RETURNED" and i.title]
        title = returned[0].title if len(returned) == 1 else None
        yield {**benefit.name_slots, **known_slots(title=title)}


@family.kind("reason.cap_reached", Scope.BENEFIT, Topic.WHY, Topic.CANCELLATION)
def cap_reached(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.has(Reason.CAP_REACHED) and not _is_stated_with_sum(benefit, Reason.CAP_REACHED):
        yield benefit.name_slots


@family.kind("cancellation.none", Scope.BENEFIT, Topic.CANCELLATION)
def nothing_cancelled(benefit: BenefitScope) -> Iterator[Slots]:
    cashback = benefit.cashback
    if cashback and cashback.cancelled and not cashback.cancelled.amount_minor and not benefit.has(Reason.CANCELLED):
        yield benefit.name_slots


@family.kind("reason.rounding", Scope.BENEFIT, Topic.WHY, Topic.REMAINING, Topic.COMPLETE)
def rounding(benefit: BenefitScope) -> Iterator[Slots]:
    """Nothing is due, and the difference is below one minor unit per item."""
    remaining = benefit.fact(Label.REMAINING)
    if remaining and not remaining.money.amount_minor and benefit.has(Reason.ROUNDING):
        yield {**benefit.name_slots, "remaining": remaining}
