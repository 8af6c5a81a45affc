"""When a source did not answer, the answer is not given as a whole one, and no amount that depends on it is stated."""

from collections.abc import Iterator

from agent.events import Outcome
from evals.transcript import AskedTurn, SeenTurn
from rewards.contract import SourceName, SourceStatus
from tools.result import FactKind, Label

_ANSWERED = {SourceStatus.OK, SourceStatus.EMPTY, SourceStatus.STALE}
_OF_EVENTS = {
    Label.GRANTED,
    Label.REMAINING,
    Label.ISSUED,
    Label.REVERSED,
    Label.PENDING,
    Label.CANCELLED,
    Label.EXPIRED,
    Label.OVER_ISSUED,
}
# What cannot be known without a source: the promise is PED's, everything that happened is in the events.
_DEPENDS_ON = {
    SourceName.PED.value: {Label.PROMISED, Label.REMAINING, Label.PENDING, Label.OVER_ISSUED},
    SourceName.CONCESSIONS.value: _OF_EVENTS,
}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = seen.answer
    if answer is None:
        return
    down = {report.source for report in answer.sources if report.status not in _ANSWERED}
    failed = any(record.status == "unavailable" for record in seen.audit)
    if (down or failed) and answer.outcome not in (Outcome.PARTIAL, Outcome.UNAVAILABLE):
        yield f"something did not answer, and the outcome is {answer.outcome.value}"
    if answer.outcome is Outcome.PARTIAL and not (down or failed):
        yield "the outcome is partial, and everything answered"
    for source in sorted(down):
        for fact in seen.facts.values():
            if fact.label in _DEPENDS_ON.get(source, ()):
                yield f"{fact.label.value} {fact.display} is stated without {source}"
    if answer.outcome is Outcome.UNAVAILABLE:
        for fact in seen.facts.values():
            if fact.kind is FactKind.MONEY and fact.label is not Label.CLAIMED:
                yield f"{fact.label.value} {fact.display} is stated, and nothing is available"
