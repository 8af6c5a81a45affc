"""How records disagree, and what looks issued twice or in excess. For the staff only, and never left out."""

from collections.abc import Callable, Iterator

from core.contract import Reason
from statements.kind import Family, Scope
from statements.situation import BenefitScope
from statements.statement import Slots, known_slots
from statements.topics import Topic
from tools.cards import Label

family = Family()
CODES = (
    "eligibleDiffers",
    "issuedDiffers",
    "pedRowMissing",
    "itemClosedWithoutEvent",
    "ownerDiffers",
    "eventTypeUnknown",
    "eventContentDiffers",
    "reversalWithoutIssuance",
    "reversalAboveIssuance",
    "currencyDiffers",
    "remainingBelowZero",
    "itemOverIssued",
    "itemClosedTwice",
    "remainingDiffers",
    "statusWithoutEvents",
    "statusEventMissing",
    "eventInFuture",
    "reversalBeforeIssuance",
    "issuedEventMissing",
)
# Covered by other statements, with the amounts concerned.
_COVERED_ELSEWHERE = {"issuedWithoutEvents", "equalIssuances"}


def _proof(code: str) -> Callable[[BenefitScope], Iterator[Slots]]:
    def proof(benefit: BenefitScope) -> Iterator[Slots]:
        if code in benefit.found.conflicts:
            yield {
                **benefit.name_slots,
                **known_slots(
                    tracked_promised=benefit.fact(Label.TRACKED_PROMISED),
                    tracked_issued=benefit.fact(Label.TRACKED_ISSUED),
                ),
            }

    return proof


for _code in CODES:
    family.kind(f"conflict.{_code}", Scope.BENEFIT, Topic.CONFLICT, audience="staff", must_say=True)(_proof(_code))


@family.kind("conflict.other", Scope.BENEFIT, Topic.CONFLICT, audience="staff", must_say=True)
def other(benefit: BenefitScope) -> Iterator[Slots]:
    """A conflict whose code is unknown: a newer service may have more codes."""
    if any(code not in CODES and code not in _COVERED_ELSEWHERE for code in benefit.found.conflicts):
        yield benefit.name_slots


@family.kind("conflict.none", Scope.BENEFIT, Topic.CONFLICT, audience="staff")
def none(benefit: BenefitScope) -> Iterator[Slots]:
    cashback = benefit.cashback
    if cashback and cashback.amounts_complete and not benefit.found.conflicts and not benefit.order.record.partial:
        yield benefit.name_slots


@family.kind(
    "excess.over_issued", Scope.BENEFIT, Topic.EXCESS, Topic.WHY, Topic.NEEDS_ACTION, audience="staff", must_say=True
)
def over_issued(benefit: BenefitScope) -> Iterator[Slots]:
    excess = benefit.fact(Label.OVER_ISSUED)
    if benefit.has(Reason.OVER_ISSUED) and excess:
        yield {**benefit.name_slots, "excess": excess}


@family.kind("excess.over_issued_unknown", Scope.BENEFIT, Topic.EXCESS, Topic.WHY, audience="staff", must_say=True)
def over_issued_unknown(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.has(Reason.OVER_ISSUED) and benefit.fact(Label.OVER_ISSUED) is None:
        yield benefit.name_slots


@family.kind(
    "excess.duplicate",
    Scope.BENEFIT,
    Topic.EXCESS,
    Topic.DUPLICATE,
    Topic.NEEDS_ACTION,
    audience="staff",
    must_say=True,
)
def duplicate(benefit: BenefitScope) -> Iterator[Slots]:
    if benefit.has(Reason.DUPLICATE_ISSUANCE):
        yield benefit.name_slots


@family.kind("excess.none", Scope.BENEFIT, Topic.EXCESS, Topic.DUPLICATE)
def nothing_in_excess(benefit: BenefitScope) -> Iterator[Slots]:
    """Not more than promised, with both sums known. It does not hold where a duplicate is suspected."""
    cashback = benefit.cashback
    if not cashback or cashback.eligible is None or cashback.granted is None or benefit.is_withheld:
        return
    is_suspect = benefit.has(Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE) or benefit.found.conflicts
    if cashback.granted.amount_minor <= cashback.eligible.amount_minor and not is_suspect:
        yield {
            **benefit.name_slots,
            **known_slots(promised=benefit.fact(Label.PROMISED), granted=benefit.fact(Label.GRANTED)),
        }
