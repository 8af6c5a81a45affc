"""Reversals: how much, of which installment, why, and whether the sum is due again."""

from collections.abc import Iterator

from core.contract import Reversal
from statements.kind import Family, Scope
from statements.situation import BenefitScope, InstallmentScope
from statements.statement import Slots, TermSlot, known_slots
from statements.topics import Topic
from tools.cards import Label

family = Family()


@family.kind("reversal.one", Scope.INSTALLMENT, Topic.REVERSAL, Topic.WHY)
def one(installment: InstallmentScope) -> Iterator[Slots]:
    """A reversal of part of an installment, with its day and, for the staff, its reason code."""
    issued_on = installment.fact(Label.ISSUED_ON)
    for reversal, facts in zip(installment.found.issuance.reversals, installment.found.reversals, strict=True):
        if reversal.amount == installment.found.issuance.amount:
            continue
        yield {
            **installment.benefit.name_slots,
            **known_slots(
                amount=installment.situation.slot(facts[Label.REVERSED]),
                day=installment.situation.slot(facts[Label.REVERSED_ON]),
                issued=installment.fact(Label.INSTALLMENT),
                issued_on=issued_on,
                items=installment.item_titles,
                code=_code(reversal, installment),
            ),
        }


@family.kind("reversal.whole", Scope.INSTALLMENT, Topic.REVERSAL, Topic.WHY)
def whole(installment: InstallmentScope) -> Iterator[Slots]:
    """An installment that one event reversed completely."""
    reversals = installment.found.issuance.reversals
    if len(reversals) != 1 or reversals[0].amount != installment.found.issuance.amount:
        return
    yield {
        **installment.benefit.name_slots,
        **known_slots(
            amount=installment.fact(Label.INSTALLMENT),
            issued_on=installment.fact(Label.ISSUED_ON),
            day=installment.situation.slot(installment.found.reversals[0][Label.REVERSED_ON]),
            items=installment.item_titles,
            code=_code(reversals[0], installment),
        ),
    }


def _code(reversal: Reversal, installment: InstallmentScope) -> TermSlot | None:
    """Return the reason of a reversal; a customer is only told about a returned item."""
    code = reversal.reason_code
    if code is None or not (installment.situation.is_for_staff or code == "ITEM_RETURNED"):
        return None
    return TermSlot(f"reason_code.{code}")


@family.kind("reversal.untouched", Scope.INSTALLMENT, Topic.REVERSAL)
def untouched(installment: InstallmentScope) -> Iterator[Slots]:
    """An installment that was not reversed, beside others that were."""
    is_other = any(i.found.reversals for i in installment.benefit.issued)
    if is_other and installment.status == "ISSUED" and not installment.found.reversals:
        yield {
            **installment.benefit.name_slots,
            **known_slots(
                amount=installment.fact(Label.INSTALLMENT),
                day=installment.fact(Label.ISSUED_ON),
                items=installment.item_titles,
            ),
        }


@family.kind("reversal.sum", Scope.BENEFIT, Topic.REVERSAL, Topic.WHY, Topic.SUM)
def total(benefit: BenefitScope) -> Iterator[Slots]:
    """The issued sum before reversals, the reversed sum, and what was granted."""
    issued, reversed_, granted = (benefit.fact(x) for x in (Label.ISSUED, Label.REVERSED, Label.GRANTED))
    if issued and reversed_ and granted:
        yield {**benefit.name_slots, "issued": issued, "reversed": reversed_, "granted": granted}


@family.kind("reversal.due_again", Scope.BENEFIT, Topic.REVERSAL, Topic.WHY, Topic.REMAINING)
def due_again(benefit: BenefitScope) -> Iterator[Slots]:
    """Everything reversed is due again: every reversal reinstates."""
    reversals = [r for i in benefit.issued for r in i.found.issuance.reversals]
    reversed_, remaining = benefit.fact(Label.REVERSED), benefit.fact(Label.REMAINING)
    if reversals and reversed_ and remaining and all(r.reinstates is True for r in reversals):
        yield {**benefit.name_slots, "reversed": reversed_}


@family.kind("reversal.not_due_again", Scope.BENEFIT, Topic.REVERSAL, Topic.REMAINING)
def not_due_again(benefit: BenefitScope) -> Iterator[Slots]:
    reversals = [r for i in benefit.issued for r in i.found.issuance.reversals]
    reversed_ = benefit.fact(Label.REVERSED)
    if reversals and reversed_ and all(r.reinstates is False for r in reversals):
        yield {**benefit.name_slots, "reversed": reversed_}
