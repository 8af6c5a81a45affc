"""The cards of the sidebar show what the facts say, and nothing where there is no fact."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from core.contract import IssuanceStatus, ReversalStatus
from core.money import Money
from evals.harness.transcript import AskedTurn, SeenTurn
from tools.cards import CashbackCard, Fact, InstallmentCard, Label

_CASHBACK = {Label.PROMISED: "promised", Label.GRANTED: "granted", Label.REMAINING: "remaining"}
# The card shows zero where there is no fact: a fact is made only of an amount above zero.
_CASHBACK_OR_ZERO = {Label.PENDING: "pending", Label.REVERSED: "reversed"}

_GRANTED = {"ISSUED", "PARTIALLY_REVERSED"}  # an installment that was reversed in full granted nothing
_ISSUED = _GRANTED | {"REVERSED"}
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
        yield from _status(where, card)
        yield from _closed(where, card, facts)
    yield from _repeated(seen.answer.installments)
    for installment in seen.answer.installments:
        where = f"an installment of {installment.business_reference_id} {installment.benefit_id}"
        label = _AMOUNT_LABELS.get(installment.status, Label.INSTALLMENT)
        fact = facts.get(installment.fact_ids.get(label.value, ""))
        yield from _agrees(where, label, installment.amount, fact)
        gift_card = facts.get(installment.fact_ids.get(Label.GIFT_CARD.value, ""))
        if installment.gift_card != (gift_card.display if gift_card else None):
            yield f"{where} shows another gift card than its fact"
        yield from _reversed(where, installment, facts)
    yield from _counted(seen)
    for item in seen.answer.items:
        where = f"the item {item.line_item_id}"
        fact = facts.get(item.fact_ids.get(Label.ITEM_PROMISED.value, ""))
        yield from _agrees(where, Label.ITEM_PROMISED, item.promised, fact)


def _status(where: str, card: CashbackCard) -> Iterator[str]:
    """Compare the two statuses with the card's own sums, where it has them."""
    if card.granted is None or card.remaining is None or card.reversed is None:
        return
    issued, reversed_ = card.granted.amount_minor + card.reversed.amount_minor, card.reversed.amount_minor
    whole = IssuanceStatus.PARTIALLY_ISSUED if card.remaining.amount_minor else IssuanceStatus.ISSUED
    says_issued = card.issuance_status in (IssuanceStatus.PARTIALLY_ISSUED, IssuanceStatus.ISSUED)
    if (card.issuance_status is not whole) if issued else says_issued:
        yield f"{where} says {card.issuance_status.value}"
    taken = ReversalStatus.FULL if reversed_ == issued else ReversalStatus.PARTIAL
    if card.reversal_status is not (taken if reversed_ else ReversalStatus.NONE):
        yield f"{where} says that its reversal is {card.reversal_status.value}"


def _closed(where: str, card: CashbackCard, facts: Mapping[str, Fact]) -> Iterator[str]:
    """Compare each cancellation and expiry with its facts."""
    for closure in card.closures:
        yield from _agrees(where, Label.CLOSED, closure.amount, facts.get(closure.fact_ids.get(Label.CLOSED.value, "")))
        day = facts.get(closure.fact_ids.get(Label.CLOSED_ON.value, ""))
        if day is None or day.value != closure.closed_at.isoformat():
            yield f"{where} shows another day of a closure than its fact"


def _reversed(where: str, card: InstallmentCard, facts: Mapping[str, Fact]) -> Iterator[str]:
    """Compare the reversed sum of an installment with its fact, its parts and its status."""
    fact = facts.get(card.fact_ids.get(Label.REVERSED.value, ""))
    yield from _agrees(where, Label.REVERSED, card.reversed, fact)
    taken = card.reversed.amount_minor if card.reversed else 0
    if taken != sum(part.amount.amount_minor for part in card.reversals):
        yield f"{where} shows reversals that do not add up to the reversed sum"
    whole = "REVERSED" if card.reversed == card.amount else "PARTIALLY_REVERSED"
    if card.status in _ISSUED and card.status != (whole if taken else "ISSUED"):
        yield f"{where} says {card.status}"


def _repeated(installments: Iterable[InstallmentCard]) -> Iterator[str]:
    for (order, *_), times in Counter(map(_event, installments)).items():
        if times > 1:
            yield f"one issuance of {order} is on the cards {times} times"


def _counted(seen: SeenTurn) -> Iterator[str]:
    """Compare the stated number of installments with the installments that are shown."""
    answer = seen.answer
    for card in answer.cashback if answer else ():
        stated = seen.facts.get(card.fact_ids.get(Label.INSTALLMENT_COUNT.value, ""))
        shown = sum(
            (installment.business_reference_id, installment.promotion_id, installment.benefit_id)
            == (card.business_reference_id, card.promotion_id, card.benefit_id)
            and installment.status in _GRANTED
            for installment in (answer.installments if answer else ())
        )
        if stated is not None and stated.value != shown:
            yield f"{stated.display} installments of {card.business_reference_id} are stated, and {shown} shown"


def _event(installment: InstallmentCard) -> tuple[str, ...]:
    """Return what identifies an issuance: its facts, each of which is derived from the record of one event."""
    return (installment.business_reference_id, installment.benefit_id, *sorted(installment.fact_ids.values()))


def _agrees(where: str, label: Label, shown: Money | None, fact: Fact | None) -> Iterator[str]:
    if fact is not None and fact.label is not label:
        yield f"{where} gives a fact of {fact.label.value} for {label.value}"
    if shown != (fact.value if fact is not None else None):
        yield f"{where} shows another {label.value} than its fact"
