"""Each event of a stream has the id by which it can be resumed: conversation, turn and number, from 1 without a gap."""

import json
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire import Frame, Json, frames

_TERMINAL = {"answer.completed", "run.failed"}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if not asked.task.stream or seen.status != 200:
        return
    sent = list(frames(seen.wire))
    if not sent:
        yield "the stream holds no event"
        return
    run = _data(sent[0])
    revision = run.get("revision", 1)  # of a turn that was asked again
    stem = f"{run.get('conversationId')}/{run.get('turn')}{f'.{revision}' if revision != 1 else ''}"
    for number, frame in enumerate(sent, start=1):
        data = _data(frame)
        if data.get("type") != frame.event:
            yield f"event {number} is called {frame.event}, and its data says {data.get('type')}"
        if frame.event_id != f"{stem}/{number}":
            yield f"event {number} has the id {frame.event_id}, not {stem}/{number}"
        if (frame.event in _TERMINAL) is not (number == len(sent)):
            yield f"event {number} of {len(sent)} is {frame.event}"
    answer = _data(sent[-1]).get("answer")
    if answer and (answer["conversationId"], answer["turn"]) != (run.get("conversationId"), run.get("turn")):
        yield "the answer is of another conversation or turn than its stream"
    if not seen.wire.endswith("\n\n"):
        yield "the stream ends within an event"


def _data(frame: Frame) -> Json:
    try:
        found = json.loads(frame.data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
