"""The token usage of a conversation is reported to the staff, and grows by what each turn uses."""

import json
from collections.abc import Iterator

from core.identity.tokens import Role
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire import OFFLINE

_MOST_OF_A_TOKEN = 40  # code points: far more than any token has, so any tokenizer passes


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None or seen.asked_model in ("", OFFLINE) or asked.task.principal.role is Role.CUSTOMER:
        return
    earlier = [turn.answer.usage for turn in seen.earlier if turn.answer is not None]
    before = earlier[-1].input_tokens if earlier and earlier[-1] else 0
    took = (seen.answer.usage.input_tokens if seen.answer.usage else 0) - before
    read = sum(map(_length, seen.model_requests))
    if took * _MOST_OF_A_TOKEN < read:
        yield f"a model was sent {read} code points, and {took} tokens more are reported than before"
    if took and not seen.model_requests:
        yield f"no model was asked, and {took} tokens more are reported than before"


def _length(body: str) -> int:
    """Return the code points of a request's messages; 0 if the body is not a chat request."""
    try:
        return sum(len(message["content"] or "") for message in json.loads(body)["messages"])
    except (ValueError, KeyError, TypeError):
        return 0
