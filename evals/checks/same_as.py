"""Two turns are answered alike but for the order that each names: what is denied looks like what does not exist."""

import json
import re
from collections.abc import Iterator

from core.ids import fold_characters
from evals.harness.transcript import AskedTurn, SeenTurn

_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}")
# What differs between any two turns, the same question asked twice included.
_OF_THE_CONVERSATION = {"conversation_id", "turn", "usage"}  # a provider's tokens add up over the turns


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    number = asked.turn.expect.same_as
    if number is None:
        return
    other = seen.earlier[number - 1]
    for what, (mine, theirs) in _told(seen, other).items():
        if mine != theirs:
            yield f"the {what} of turn {number} and of this turn differ"


def _told(seen: SeenTurn, other: SeenTurn) -> dict[str, tuple[object, object]]:
    """Pair what the one who asks can see, and what the lookups came to."""
    return {
        "HTTP status": (seen.status, other.status),
        "failure": (seen.failure, other.failure),
        "answer": (_answer(seen), _answer(other)),
        "events": ([event.type for event in seen.events], [event.type for event in other.events]),
        "tool results": (_results(seen), _results(other)),
    }


def _answer(seen: SeenTurn) -> str | None:
    if seen.answer is None:
        return None
    told = seen.answer.model_dump(mode="json", exclude=_OF_THE_CONVERSATION)
    for report in told["sources"]:
        del report["latencyMs"]
    return _without_orders(json.dumps(told, ensure_ascii=False))


def _results(seen: SeenTurn) -> list[tuple[str, str]]:
    return [(record.tool, record.status) for record in seen.audit]


def _without_orders(text: str) -> str:
    return _ORDER.sub("ORDER", fold_characters(text))
