"""The reasons are exactly the expected ones, as facts and on the cards of benefits and items."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from tools.cards import FactKind


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    expected = asked.turn.expect.reasons
    if expected is None or seen.answer is None:
        return
    wanted = {reason.value for reason in expected}
    facts = {str(fact.value) for fact in seen.facts.values() if fact.kind is FactKind.REASON}
    cards = {reason.value for card in seen.answer.cashback for reason in card.reasons}
    cards |= {item.reason.value for item in seen.answer.items if item.reason is not None}
    for place, found in {"facts": facts, "cards": cards}.items():
        if missing := wanted - found:
            yield f"reasons missing from the {place}: {', '.join(sorted(missing))}"
        if surplus := found - wanted:
            yield f"reasons too many in the {place}: {', '.join(sorted(surplus))}"
