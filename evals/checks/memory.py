"""A model that is asked a further question is told what was asked and answered before."""

import json
from collections.abc import Iterator
from typing import Any

from evals.harness.transcript import AskedTurn, SeenTurn

_FITS = 1500  # code points of a turn that has room in a request beside everything else, in whatever letters


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    before = seen.earlier[-1] if seen.earlier else None
    if before is None or before.answer is None or not before.answer.kept:
        return
    if len(before.question) + len(before.answer.text) > _FITS:
        return
    for roles in filter(None, map(_roles, seen.model_requests)):
        if roles.count("user") < 2 or "assistant" not in roles[: _last(roles, "user")]:
            yield "a model is not told what was asked and answered before"


def _roles(body: str) -> list[str]:
    """Return who says what in a request; of what is no request over the wire nothing."""
    try:
        messages: list[dict[str, Any]] = json.loads(body)["messages"]
        return [message["role"] for message in messages]
    except (ValueError, KeyError, TypeError):
        return []


def _last(roles: list[str], role: str) -> int:
    return max(place for place, each in enumerate(roles) if each == role)
