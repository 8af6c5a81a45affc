"""What a client received, read as plain JSON: no model of the product takes part."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Json = Mapping[str, Any]
OFFLINE = "offline"  # the model that an answer names when no model took part
_COMPLETED = "answer.completed"


@dataclass(frozen=True, slots=True)
class Frame:
    """One server-sent event as it was written."""

    event: str
    event_id: str
    data: str


def frames(wire: str) -> Iterator[Frame]:
    """Yield the events of a stream; comments, which keep a connection open, are none."""
    for block in wire.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if fields:
            yield Frame(fields.get("event", ""), fields.get("id", ""), fields.get("data", ""))


@lru_cache(maxsize=4)  # several checks read one answer, one after another
def answer_of(wire: str) -> Json | None:
    """Return the finished answer of a response, streamed or not; None if it has none."""
    body = wire
    if not wire.startswith("{"):
        body = next((frame.data for frame in frames(wire) if frame.event == _COMPLETED), "")
    try:
        found = json.loads(body)
    except ValueError:
        return None
    answer = found.get("answer", found) if isinstance(found, dict) else None
    return answer if isinstance(answer, dict) and "outcome" in answer else None


def minor(money: Json | None) -> int | None:
    return None if money is None else int(money["amountMinor"])


def subject(of: Json) -> tuple[str | None, str | None, str | None]:
    """Return the order, promotion and benefit that a fact or a card is about."""
    return of.get("businessReferenceId"), of.get("promotionId"), of.get("benefitId")


@lru_cache(maxsize=16)
def body_of(body: str) -> Json | None:
    """Return a JSON object; None for anything else."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
