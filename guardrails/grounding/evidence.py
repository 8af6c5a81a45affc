"""The facts as the check asks for them, narrowed to the orders that a sentence names."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from guardrails.grounding.dates import Day, day_of
from guardrails.grounding.figures import Noun
from rewards.contract import IssuanceStatus, Reason, ReversalStatus
from rewards.money import Money
from tools.result import Fact, FactKind, Label

_NOT_DONE = {
    IssuanceStatus.PENDING,
    IssuanceStatus.RESERVED,
    IssuanceStatus.PARTIALLY_ISSUED,
    IssuanceStatus.FAILED,
}
# What an order, or one benefit of it, has one value of at a time.
_SINGLE = {
    Label.PROMISED,
    Label.GRANTED,
    Label.REMAINING,
    Label.ISSUED,
    Label.PENDING,
    Label.INSTALLMENT_COUNT,
    Label.OPEN_ITEM_COUNT,
    Label.STATUS,
}
_Scope: TypeAlias = tuple[str | None, str | None, str | None]  # order, promotion, benefit
_OPEN = {
    Reason.AWAITING_SHIPMENT,
    Reason.ISSUANCE_PENDING,
    Reason.ISSUANCE_FAILED,
    Reason.SCRATCH_CARD_UNREVEALED,
}


class Evidence:
    """Answers what the facts prove. Facts without an order (a search window, a claim) are about every order."""

    def __init__(self, facts: Iterable[Fact], orders: frozenset[str]) -> None:
        self._orders = orders
        every = list(facts)
        self._latest = _latest_values(every)
        self.facts = [fact for fact in every if self.is_about(fact) and self.is_current(fact)]
        self._by_label: dict[Label, list[Fact]] = {}
        for fact in self.facts:
            self._by_label.setdefault(fact.label, []).append(fact)

    def is_current(self, fact: Fact) -> bool:
        """Tell whether no later look-up of the same conversation found another value for it."""
        latest = self._latest.get((fact.label, scope_of(fact)))
        return latest is None or fact.value == latest.value

    def is_about(self, fact: Fact) -> bool:
        """Tell whether the fact is about an order that the sentence names; any is, when it names none."""
        order = fact.business_reference_id
        return not self._orders or order is None or order in self._orders or order.casefold() in self._orders

    def labelled(self, *labels: Label) -> list[Fact]:
        """Give the facts with one of these labels, label after label."""
        return [fact for label in labels for fact in self._by_label.get(label, ())]

    def amounts(self, label: Label) -> list[int]:
        """Give the minor units of every amount with this label."""
        return [fact.value.amount_minor for fact in self.labelled(label) if isinstance(fact.value, Money)]

    def equal_money(self, amount: Money) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind is FactKind.MONEY and fact.value == amount]

    def on_day(self, day: Day) -> list[Fact]:
        """Give the date facts that fall on a day, in India."""
        return [fact for fact in self.facts if (found := date_of(fact)) is not None and day.fits(found)]

    def same_scope(self, fact: Fact, label: Label) -> list[Fact]:
        """Give the facts with this label of the same order, promotion and benefit."""
        return [other for other in self.labelled(label) if scope_of(other) == scope_of(fact)]

    def has_reason(self, *reasons: Reason) -> bool:
        return any(fact.label is Label.REASON and fact.value in reasons for fact in self.facts)

    def has_conflict(self, *codes: str) -> bool:
        return any(fact.value in codes for fact in self.labelled(Label.CONFLICT))

    def awaits_reveal(self) -> bool:
        """Tell whether some scratch card is not revealed and may still be: its day is not over."""
        reasons = self.labelled(Label.REASON)
        expired = {scope_of(fact) for fact in reasons if fact.value == Reason.EXPIRED}
        return any(f.value == Reason.SCRATCH_CARD_UNREVEALED and scope_of(f) not in expired for f in reasons)

    def statuses(self) -> set[str]:
        return {str(fact.value) for fact in self.labelled(Label.STATUS)}

    def is_complete(self) -> bool:
        """Tell whether nothing is left: every known remaining amount is zero, or everything has the status ISSUED."""
        statuses = self.statuses()
        if IssuanceStatus.UNKNOWN in statuses or self.has_reason(Reason.SOURCE_UNAVAILABLE):
            return False
        if remaining := self.amounts(Label.REMAINING):
            return not any(remaining)
        return statuses == {IssuanceStatus.ISSUED}

    def is_settled(self) -> bool:
        """Tell whether everything promised was handed out, not merely nothing left of it."""
        return self.is_complete() and not self.has_reason(Reason.CANCELLED, Reason.EXPIRED, Reason.REVERSED)

    def is_open(self) -> bool:
        """Tell whether something is still to come."""
        return any(self.amounts(Label.REMAINING)) or bool(self.statuses() & _NOT_DONE) or self.has_reason(*_OPEN)

    def has_given(self) -> bool:
        """Tell whether anything was handed out."""
        given = {IssuanceStatus.ISSUED, IssuanceStatus.PARTIALLY_ISSUED}
        return (
            any(self.amounts(Label.GRANTED) + self.amounts(Label.ISSUED))
            or bool(self.labelled(Label.INSTALLMENT_COUNT))
            or bool(self.statuses() & given)
        )

    def has_given_nothing(self) -> bool:
        granted = self.amounts(Label.GRANTED)
        return not self.has_given() and bool(granted or self.statuses() & _NOT_DONE)

    def has_reversal(self) -> bool:
        reversed_statuses = {ReversalStatus.PARTIAL, ReversalStatus.FULL}
        return (
            any(self.amounts(Label.REVERSED))
            or self.has_reason(Reason.REVERSED)
            or any(fact.value in reversed_statuses for fact in self.labelled(Label.REVERSAL_STATUS))
        )

    def has_whole_reversal(self) -> bool:
        """Tell whether all that was issued was taken back, of a benefit or of one installment."""
        return any(map(self.is_whole_reversal, self.labelled(Label.REVERSED)))

    def is_whole_reversal(self, back: Fact) -> bool:
        """Tell whether a sum that was taken back is all of what it was taken back of."""
        issued = self.labelled(Label.INSTALLMENT, Label.ISSUED)
        return any(back.value == given.value and records_of(back) & records_of(given) for given in issued)

    def counts(self, noun: Noun) -> set[Decimal]:
        """Give the numbers that are right for "n of these": counts that a source gives, or how many the facts name."""
        return {Decimal(number) for number in _COUNTERS[noun](self)}

    def open_items(self) -> set[Decimal]:
        """Give the numbers that are right for "n items have not shipped"."""
        return {Decimal(number) for number in _open_items(self)}

    def count_facts(self, noun: Noun) -> list[Fact]:
        """Give the count facts that a number of these can be shown by."""
        labels = {Noun.INSTALLMENT: Label.INSTALLMENT_COUNT, Noun.ITEM: Label.OPEN_ITEM_COUNT}
        return self.labelled(labels[noun]) if noun in labels else []


def _latest_values(facts: list[Fact]) -> dict[tuple[Label, _Scope], Fact]:
    """Give the latest of the facts that can have but one value at a time."""
    latest: dict[tuple[Label, _Scope], Fact] = {}
    for fact in facts:
        if fact.label in _SINGLE:
            key = (fact.label, scope_of(fact))
            if key not in latest or fact.as_of >= latest[key].as_of:
                latest[key] = fact
    return latest


def date_of(fact: Fact) -> date | None:
    """Give the day of a date fact; None for every other fact."""
    return day_of(fact.value) if fact.kind is FactKind.DATE and isinstance(fact.value, str) else None


def scope_of(fact: Fact) -> _Scope:
    return fact.business_reference_id, fact.promotion_id, fact.benefit_id


def records_of(fact: Fact) -> set[tuple[str, str]]:
    """Give the records that a fact follows from."""
    return {(source.source, source.record_id) for source in fact.sources}


def _integers(evidence: Evidence, label: Label) -> set[int]:
    values = [fact.value for fact in evidence.labelled(label) if isinstance(fact.value, int)]
    return {*values, sum(values)} if values else set()


def _installments(evidence: Evidence) -> set[int]:
    """Give the counts; without one, how many are named where they add up to a total, for a list may lack some."""
    if counts := _integers(evidence, Label.INSTALLMENT_COUNT):
        return counts
    named = evidence.amounts(Label.INSTALLMENT)
    is_whole = sum(named) in evidence.amounts(Label.ISSUED) + evidence.amounts(Label.GRANTED)
    return {len(named)} if is_whole else set()


def _open_items(evidence: Evidence) -> set[int]:
    return _integers(evidence, Label.OPEN_ITEM_COUNT)


def _items(evidence: Evidence) -> set[int]:
    return _open_items(evidence) | {len(evidence.labelled(Label.ITEM_PROMISED))}


def _gift_cards(evidence: Evidence) -> set[int]:
    return {len({fact.value for fact in evidence.labelled(Label.GIFT_CARD) if isinstance(fact.value, str)})}


def _scratch_cards(evidence: Evidence) -> set[int]:
    unrevealed = [f for f in evidence.labelled(Label.REASON) if f.value == Reason.SCRATCH_CARD_UNREVEALED]
    return {len({scope_of(fact) for fact in [*evidence.labelled(Label.REVEALED_ON), *unrevealed]})}


def _distinct(part: int) -> Callable[[Evidence], set[int]]:
    def count(evidence: Evidence) -> set[int]:
        return {len({scope_of(fact)[: part + 1] for fact in evidence.facts if scope_of(fact)[part]})}

    return count


_COUNTERS: dict[Noun, Callable[[Evidence], set[int]]] = {
    Noun.INSTALLMENT: _installments,
    Noun.ITEM: _items,
    Noun.GIFT_CARD: _gift_cards,
    Noun.SCRATCH_CARD: _scratch_cards,
    Noun.ORDER: _distinct(0),
    Noun.PROMOTION: _distinct(1),
    Noun.BENEFIT: _distinct(2),
}
