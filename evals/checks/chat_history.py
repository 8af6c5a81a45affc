"""A model that gets a follow-up question also gets the question and the answer of the turn before."""

import json
from collections.abc import Iterator
from typing import Any

from evals.harness.transcript import AskedTurn, SeenTurn

_FITS = 1500  # code points of a turn that always fits into a request, whatever its script


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    before = seen.earlier[-1] if seen.earlier else None
    if before is None or before.answer is None or not before.answer.kept:
        return
    if len(before.question) + len(before.answer.text) > _FITS:
        return
    for roles in filter(None, map(_roles, seen.model_requests)):
        if roles.count("user") < 2 or "assistant" not in roles[: _last(roles, "user")]:
            yield "the request to the model lacks the earlier turn"


def _roles(body: str) -> list[str]:
    """Return the role of each message of a request; none if the body is not a chat request."""
    try:
        messages: list[dict[str, Any]] = json.loads(body)["messages"]
        return [message["role"] for message in messages]
    except (ValueError, KeyError, TypeError):
        return []


def _last(roles: list[str], role: str) -> int:
    return max(place for place, each in enumerate(roles) if each == role)
