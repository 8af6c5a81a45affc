"""What is unknown or withheld is stated nowhere: not as a fact, not in the text, not on the sidebar's cards."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire_vocabulary import Label
from tools.cards import CashbackCard

_ON_CARDS = {
    Label.PROMISED: "promised",
    Label.GRANTED: "granted",
    Label.REMAINING: "remaining",
    Label.PENDING: "pending",
    Label.REVERSED: "reversed",
}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    said = {fact.fact_id for fact, _ in seen.mentions()}
    for label in asked.turn.expect.not_stated:
        for fact in seen.facts.values():
            if fact.label.value == label.value:
                where = "in the text" if fact.fact_id in said else "as a fact"
                yield f"{label.value} {fact.display} is stated {where}"
        for card in seen.answer.cashback:
            if _shows(card, label):
                yield f"{label.value} is on the card of {card.benefit_id}"


def _shows(card: CashbackCard, label: Label) -> bool:
    name = _ON_CARDS.get(label)
    return label.value in card.fact_ids or (name is not None and getattr(card, name) is not None)
