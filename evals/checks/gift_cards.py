"""The gift cards are exactly the expected ones, each named in the text, and none shown beyond its last four."""

import re
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from tools.cards import FactKind

_MASKED = re.compile(r"^•••• ([A-Z0-9]{4})$")


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    expected = asked.turn.expect.gift_cards
    if expected is None or seen.answer is None:
        return
    facts = {f.fact_id: f.display for f in seen.facts.values() if f.kind is FactKind.GIFT_CARD}
    cards = [card.gift_card for card in seen.answer.installments if card.gift_card is not None]
    for shown in dict.fromkeys([*facts.values(), *cards]):
        if not _MASKED.match(shown):
            yield "a gift card is shown as something else than its last four"
    said = {_last_four(figure_fact.display) for figure_fact, _ in seen.mentions() if figure_fact.fact_id in facts}
    sets = {
        "facts": {_last_four(shown) for shown in facts.values()},
        "text": said,
        "cards": set(map(_last_four, cards)),
    }
    for place, found in sets.items():
        is_needed = place != "text" or asked.turn.expect.details
        if is_needed and (missing := expected - found):
            yield f"gift cards missing from the {place}: {', '.join(sorted(missing))}"
        if surplus := found - expected:
            yield f"gift cards too many in the {place}: {', '.join(sorted(surplus))}"


def _last_four(shown: str) -> str:
    return shown[-4:]
