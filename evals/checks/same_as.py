"""Two turns have the same answer but for the order each names: a denied order looks like one that does not exist."""

import json
import re
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.written_figures import fold_digits

_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}")
# What differs between any two turns, even if the same question is asked twice.
_OF_THE_CONVERSATION = {"conversation_id", "turn", "usage"}  # a provider's tokens add up over the turns


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    number = asked.turn.expect.same_as
    if number is None:
        return
    other = seen.earlier[number - 1]
    for what, (mine, theirs) in _observable(seen, other).items():
        if mine != theirs:
            yield f"the {what} of turn {number} and of this turn differ"


def _observable(seen: SeenTurn, other: SeenTurn) -> dict[str, tuple[object, object]]:
    """Return what the caller can see of both turns, and the results of their lookups."""
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
    content = seen.answer.model_dump(mode="json", exclude=_OF_THE_CONVERSATION)
    for report in content["sources"]:
        del report["latencyMs"]
    return _without_orders(json.dumps(content, ensure_ascii=False))


def _results(seen: SeenTurn) -> list[tuple[str, str]]:
    return [(record.tool, record.status) for record in seen.audit]


def _without_orders(text: str) -> str:
    return _ORDER.sub("ORDER", fold_digits(text))
