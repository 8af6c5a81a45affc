"""The cards of the sidebar show what the facts say, and show nothing where there is no fact."""

from collections.abc import Iterator

from evals.transcript import AskedTurn, SeenTurn
from rewards.money import Money
from tools.result import Fact, Label

_CASHBACK = {Label.PROMISED: "promised", Label.GRANTED: "granted", Label.REMAINING: "remaining"}
# Shown on the card as zero, where a fact is made only of an amount.
_CASHBACK_OR_ZERO = {Label.PENDING: "pending", Label.REVERSED: "reversed"}

_AMOUNT_LABELS = {"FAILED": Label.ATTEMPTED, "RECORDED": Label.RECORDED}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    facts = seen.facts
    for card in seen.answer.cashback:
        where = f"the card of {card.business_reference_id} {card.benefit_id}"
        for label, name in _CASHBACK.items():
            yield from _agrees(where, label, getattr(card, name), facts.get(card.fact_ids.get(label.value, "")))
        for label, name in _CASHBACK_OR_ZERO.items():
            shown: Money | None = getattr(card, name)
            if shown is not None and shown.amount_minor:
                yield from _agrees(where, label, shown, facts.get(card.fact_ids.get(label.value, "")))
    for installment in seen.answer.installments:
        where = f"an installment of {installment.business_reference_id} {installment.benefit_id}"
        label = _AMOUNT_LABELS.get(installment.status, Label.INSTALLMENT)
        fact = facts.get(installment.fact_ids.get(label.value, ""))
        yield from _agrees(where, label, installment.amount, fact)
        gift_card = facts.get(installment.fact_ids.get(Label.GIFT_CARD.value, ""))
        if installment.gift_card != (gift_card.display if gift_card else None):
            yield f"{where} shows another gift card than its fact"
    for item in seen.answer.items:
        where = f"the item {item.line_item_id}"
        fact = facts.get(item.fact_ids.get(Label.ITEM_PROMISED.value, ""))
        yield from _agrees(where, Label.ITEM_PROMISED, item.promised, fact)


def _agrees(where: str, label: Label, shown: Money | None, fact: Fact | None) -> Iterator[str]:
    if fact is not None and fact.label is not label:
        yield f"{where} gives a fact of {fact.label.value} for {label.value}"
    if shown != (fact.value if fact is not None else None):
        yield f"{where} shows another {label.value} than its fact"
