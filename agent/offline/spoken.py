"""What a conversation has spoken of: the orders of its turns, and those that were offered to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.events import Answer, Outcome
from tools.result import REFERENCE


class SpokenTurn(Protocol):
    """A finished turn."""

    @property
    def question(self) -> str: ...

    @property
    def answer(self) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """Orders, each group the latest first."""

    recent: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    last_question: str = ""


def spoken_of(turns: Sequence[SpokenTurn]) -> Spoken:
    """Read the turns of a conversation, oldest first."""
    told = [orders for turn in reversed(turns) if (orders := _told(turn.answer))]
    recent = told[0] if told else ()
    earlier = dict.fromkeys(order for orders in told[1:] for order in orders if order not in recent)
    last = turns[-1] if turns else None
    is_choice = last is not None and last.answer.outcome is Outcome.NEEDS_INPUT
    listed = _orders_in(last.answer) if last is not None and is_choice else ()
    return Spoken(recent, tuple(earlier), listed, last.question if last else "")


def _told(answer: Answer) -> tuple[str, ...]:
    return () if answer.outcome is Outcome.NEEDS_INPUT else _orders_in(answer)


def _orders_in(answer: Answer) -> tuple[str, ...]:
    """Give the orders that an answer told of, in their order: a lookup may have found more than were meant."""
    facts = {fact.fact_id: fact.business_reference_id for fact in answer.facts}
    places: dict[str, int] = {}
    for match in REFERENCE.finditer(answer.text):
        if order := facts.get(match[1]):
            places.setdefault(order, match.start())
    for order in {card.business_reference_id for card in answer.cashback}:
        if (place := answer.text.find(order)) >= 0:
            places[order] = min(place, places.get(order, place))
    return tuple(sorted(places, key=places.__getitem__))
