"""Every sum about a benefit is one that the rows of its order prove: the naive fold recomputes them from the world.

It reads facts and cards from the wire as JSON, so that neither the product's fold nor its models take part.
"""

from collections.abc import Iterable, Iterator

from evals.checks.world_state import AllowedValues, allowed_values
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.allowed_sums import SUMS, UNKNOWN, Amounts, totals
from evals.oracles.wire import Json, answer_of, minor, subject
from evals.oracles.world_rows import Key

_ON_CARDS = ("promised", "granted", "remaining", "pending", "reversed")
_NEVER_LEFT_OUT = ("promised", "granted", "remaining")  # what the rows prove is on the card
_OF_NO_ROW = {"claimed", "difference"}  # from the question, and between two sums: judged by `writtenFigures`
_Benefit = tuple[str, Key]


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer, allowed = answer_of(seen.wire), allowed_values(asked)
    if answer is None or allowed is None:
        return
    judge = _Judge(asked, answer, allowed)
    for fact in answer["facts"]:
        if fact["kind"] == "money" and fact["label"] not in _OF_NO_ROW:
            yield from judge.fact(fact)
    for card in answer["cashback"]:
        yield from judge.card(card)


class _Judge:
    """Compares the sums of one answer with what the world allows."""

    def __init__(self, asked: AskedTurn, answer: Json, allowed: AllowedValues) -> None:
        self._is_customer = asked.task.principal.role == "customer"
        self._cards = answer["cashback"]
        self._allowed = allowed
        self._rounded = {_benefit_of(card) for card in self._cards if "ROUNDING" in card["reasons"]}

    def fact(self, fact: Json) -> Iterator[str]:
        order, promotion, benefit = subject(fact)
        value, currency = minor(fact["value"]), fact["value"]["currency"]
        where = f"{fact['label']} {fact['display']} of {order or 'several orders'}{f' {benefit}' if benefit else ''}"
        if order is None or promotion is None or benefit is None:
            found = self._totals(fact)
        else:
            key = (promotion, benefit)
            found = self._of_benefit(order, key, fact["label"])
            currencies = {each.currency for each in self._allowed.of_benefit(order, key)}
            if currency not in currencies:
                yield f"{where} is in {currency}, and the rows are in {_listed(currencies)}"
        if value not in found:
            yield f"{where} is {value}, and the rows prove {_listed(found - UNKNOWN) or 'nothing'}"

    def card(self, card: Json) -> Iterator[str]:
        order, key = _benefit_of(card)
        where = f"the card of {order} {key[1]}"
        benefits = self._allowed.of_benefit(order, key)
        if not benefits:
            yield f"{where} is about a benefit that no row names"
            return
        is_withheld = self._is_customer and card["benefitType"] == "SCRATCH_CARD" and not card.get("revealedAt")
        for name in _ON_CARDS:
            value, proven = minor(card[name]), self._sum_of(order, key, name)
            may_be_left_out = is_withheld or name not in _NEVER_LEFT_OUT
            if value not in proven and not (value is None and may_be_left_out):
                yield f"{where} has {name} {_listed([value])}, and the rows prove {_listed(proven)}"
        if self._allowed.is_doubtful(key):
            return
        remaining = minor(card["remaining"])
        states = {benefit.naive.status(remaining) for benefit in benefits}
        if card["issuanceStatus"] not in states and not is_withheld:
            yield f"{where} says {card['issuanceStatus']}, and the rows prove {_listed(states)}"
        reversals = {benefit.naive.reversal_status for benefit in benefits}
        if card["reversalStatus"] not in reversals:
            yield f"{where} says that its reversal is {card['reversalStatus']}, and the rows prove {_listed(reversals)}"

    def _sum_of(self, order: str, key: Key, name: str) -> Amounts:
        return self._allowed.sum_of(order, key, name, rounded=(order, key) in self._rounded)

    def _of_benefit(self, order: str, key: Key, label: str) -> Amounts:
        if label in SUMS and label != "reversed":
            return self._sum_of(order, key, label)
        benefits = self._allowed.of_benefit(order, key)
        if label == "reversed":
            return frozenset(amount for benefit in benefits for amount in benefit.reversals)
        return frozenset(amount for benefit in benefits for amount in benefit.of_records.get(label, UNKNOWN))

    def _totals(self, fact: Json) -> Amounts:
        """Return the totals that a fact may state: of its order, its promotion, or the orders that it names."""
        order, promotion, _ = subject(fact)
        label, currency = fact["label"], fact["value"]["currency"]
        if label not in SUMS:
            return UNKNOWN
        orders = [order] if order else sorted({source["recordId"] for source in fact["sources"]})
        if not orders:  # a customer is not shown the sources
            orders = sorted({card["businessReferenceId"] for card in self._cards})
        found: set[int | None] = set()
        for silent in self._allowed.silent:
            of_orders = [(each, self._allowed.state.benefits(each, silent)) for each in orders]
            found |= totals(
                benefit.sum_of(label, rounded=(each, key) in self._rounded)
                for each, benefits in of_orders
                for key, benefit in benefits.items()
                if benefit.currency == currency and promotion in (None, key[0])
            )
        return frozenset(found)


def _benefit_of(card: Json) -> _Benefit:
    return card["businessReferenceId"], (card["promotionId"], card["benefitId"])


def _listed(values: Iterable[int | str | None]) -> str:
    return ", ".join(sorted("unknown" if value is None else str(value) for value in values))
