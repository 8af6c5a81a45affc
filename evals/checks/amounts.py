"""The amounts are exactly the expected ones: as facts, as figures in the text, and in how they are formatted."""

import re
from collections.abc import Iterator

from core.money import Money
from evals.checks.matching import match
from evals.harness.expectations import DETAIL_LABELS, POSITION_LABELS, ExpectedAmount
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire_vocabulary import Label
from tools.cards import Fact, FactKind

# Spelled out again on purpose: the suite does not ask the product how money is to be formatted.
_SIGNS = {"INR": "₹", "USD": "$", "EUR": "€", "GBP": "£"}
# A benefit may have several of these, with equal or different amounts.
_OF_ONE_EVENT = {Label.INSTALLMENT, Label.ATTEMPTED, Label.RECORDED}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    expected = asked.turn.expect.amounts
    if expected is None or seen.answer is None:
        return
    facts = _distinct([fact for fact in seen.facts.values() if fact.kind is FactKind.MONEY])
    matching = match(expected, facts, _fits)
    said = {_key(fact) for fact, _ in seen.mentions()}
    for amount, fact in matching.fact_of:
        if fact is None:
            yield f"no fact: {_named(amount)} ({amount.because})"
            continue
        is_detail = amount.label in DETAIL_LABELS and not asked.turn.expect.details
        if amount.said and not is_detail and _key(fact) not in said:
            yield f"not said in the text: {_named(amount)}"
        if not _is_written_as(amount, fact.display):
            yield f"{_named(amount)} is shown as {fact.display!r}"
    for fact in matching.left_over:
        if fact.label.value in POSITION_LABELS and not _is_sum(fact, facts):
            yield f"an unexpected fact: {_described(fact)}"
        elif _key(fact) in said:
            yield f"an unexpected amount in the text: {_described(fact)}"


def _is_sum(fact: Fact, facts: list[Fact]) -> bool:
    """Whether a fact is the sum of facts of single benefits, over one order or over several."""
    if fact.benefit_id is not None or not isinstance(fact.value, Money):
        return False
    orders = {source.record_id for source in fact.sources}
    parts = [
        part.value.amount_minor
        for part in facts
        if isinstance(part.value, Money)
        and (part.label, part.value.currency, part.benefit_id is None) == (fact.label, fact.value.currency, False)
        and (fact.business_reference_id is not None or not orders or part.business_reference_id in orders)
        and fact.business_reference_id in (None, part.business_reference_id)
    ]
    return len(parts) > 0 and sum(parts) == fact.value.amount_minor


def _fits(expected: ExpectedAmount, fact: Fact) -> bool:
    value = fact.value
    return (
        isinstance(value, Money)
        and fact.label.value == expected.label.value
        and (value.amount_minor, value.currency) == (expected.minor, expected.currency)
        and expected.order in (None, fact.business_reference_id)
        and expected.promotion in (None, fact.promotion_id)
        and expected.benefit in (None, fact.benefit_id)
    )


def _key(fact: Fact) -> tuple[object, ...]:
    """Return what identifies a fact.

    Two lookups may derive one position from different records, but two equal installments are two facts.
    """
    about = (fact.label, fact.value, fact.business_reference_id, fact.promotion_id, fact.benefit_id)
    if fact.label.value in POSITION_LABELS - _OF_ONE_EVENT:
        return about
    return (*about, tuple(fact.sources) or fact.fact_id)  # a customer is not shown the sources


def _distinct(facts: list[Fact]) -> list[Fact]:
    return list({_key(fact): fact for fact in facts}.values())


def _is_written_as(expected: ExpectedAmount, shown: str) -> bool:
    sign = _SIGNS.get(expected.currency, expected.currency)
    return sign in shown and re.sub(r"[^\d.]", "", shown) == expected.amount


def _named(amount: ExpectedAmount) -> str:
    about = " ".join(part for part in (amount.order, amount.promotion, amount.benefit) if part)
    return f"{amount.label.value} {amount.amount} {amount.currency}{f' of {about}' if about else ''}"


def _described(fact: Fact) -> str:
    about = " ".join(part for part in (fact.business_reference_id, fact.promotion_id, fact.benefit_id) if part)
    return f"{fact.label.value} {fact.display}{f' of {about}' if about else ''}"
