"""The stream keeps its contract: one start, one end, facts before text, and deltas that add up to the answer."""

from collections.abc import Iterator

import httpx

from agent.turn_events import AnswerDelta, FactsFound
from core.contract import SourceStatus
from evals.harness.transcript import AskedTurn, SeenTurn

_TERMINAL = {"answer.completed", "run.failed"}
_ANSWERED = {SourceStatus.OK, SourceStatus.EMPTY, SourceStatus.STALE}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if not asked.task.stream:
        if seen.events:
            yield "events, where one JSON body was asked for"
        return
    if asked.turn.expect.failure is not None and seen.status != httpx.codes.OK:
        return  # refused before a stream began
    kinds = [event.type for event in seen.events]
    if not kinds or kinds[0] != "run.started":
        yield "the stream does not begin with run.started"
    if [kind for kind in kinds if kind in _TERMINAL] != kinds[-1:]:
        yield "the stream does not end with its only terminal event"
    if kinds.count("tool.started") != kinds.count("tool.finished"):
        yield "a lookup was started and not finished"
    if "facts" in kinds and "answer.delta" in kinds and kinds.index("facts") > kinds.index("answer.delta"):
        yield "text before the facts"
    yield from _gaps(seen)
    yield from _adds_up(seen)


def _gaps(seen: SeenTurn) -> Iterator[str]:
    """A client that shows the facts before the answer arrives must know that some are missing."""
    for event in seen.events:
        if isinstance(event, FactsFound) and not event.partial:
            silent = sorted({report.source for report in event.sources if report.status not in _ANSWERED})
            if silent:
                yield f"the facts are not marked as partial, without {', '.join(silent)}"


def _adds_up(seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    streamed = "".join(event.text for event in seen.events if isinstance(event, AnswerDelta))
    if streamed.strip() != seen.answer.text:
        yield "the streamed text is not the text of the answer"
    found = {fact.fact_id: fact for event in seen.events if isinstance(event, FactsFound) for fact in event.facts}
    if any(seen.facts.get(fact_id) != fact for fact_id, fact in found.items()):
        yield "a streamed fact is not, or not the same, among the facts of the answer"
