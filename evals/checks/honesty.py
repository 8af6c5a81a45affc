"""A missing source is disclosed and no amount that depends on it is stated; staff are shown excess and conflicts."""

from collections.abc import Iterator

from agent.turn_events import Outcome
from core.contract import Reason, SourceName, SourceStatus
from core.identity.tokens import Role
from evals.harness.transcript import AskedTurn, SeenTurn
from tools.cards import FactKind, Label

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
# What is unknown without a source: the promise is in PED, and everything that happened is in the events.
_DEPENDS_ON = {
    SourceName.PED.value: {Label.PROMISED, Label.REMAINING, Label.PENDING, Label.OVER_ISSUED},
    SourceName.CONCESSIONS.value: _OF_EVENTS,
}

_GAPS = {
    "unknown.source",
    "unknown.records",
    "unknown.records_of_some",
    "unknown.malformed_row",
    "search.none_known",
}
_EXCESS = {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = seen.answer
    if answer is None:
        return
    down = {report.source for report in answer.sources if report.status not in _ANSWERED}
    failed = any(record.status == "unavailable" for record in seen.audit)
    malformed = any(Reason.MALFORMED_ROW in card.reasons for card in answer.cashback)
    if (down or failed or malformed) and answer.outcome not in (Outcome.PARTIAL, Outcome.UNAVAILABLE):
        yield f"something did not answer, and the outcome is {answer.outcome.value}"
    if answer.outcome is Outcome.PARTIAL and not (down or failed or malformed):
        yield "the outcome is partial, and everything answered"
    for source in sorted(down):
        for fact in seen.facts.values():
            if fact.label in _DEPENDS_ON.get(source, ()):
                yield f"{fact.label.value} {fact.display} is stated without {source}"
    if answer.outcome is Outcome.UNAVAILABLE:
        for fact in seen.facts.values():
            if fact.kind is FactKind.MONEY and fact.label is not Label.CLAIMED:
                yield f"{fact.label.value} {fact.display} is stated, and nothing is available"
    yield from _stated_of_malformed(seen)
    yield from _left_out(asked, seen, is_down=bool(down or failed or malformed))


def _stated_of_malformed(seen: SeenTurn) -> Iterator[str]:
    """Yield the sums of benefits with a malformed row: none of them is known."""
    assert seen.answer is not None
    cards = [card for card in seen.answer.cashback if Reason.MALFORMED_ROW in card.reasons]
    unknown = {(card.business_reference_id, card.promotion_id, card.benefit_id) for card in cards}
    for fact in seen.facts.values():
        subject = (fact.business_reference_id, fact.promotion_id, fact.benefit_id)
        if subject in unknown and fact.label in {Label.PROMISED, *_OF_EVENTS}:
            yield f"{fact.label.value} {fact.display} is stated, and a record of the benefit cannot be read"


def _left_out(asked: AskedTurn, seen: SeenTurn, *, is_down: bool) -> Iterator[str]:
    """Yield what the text must not leave out: a gap, and for the staff an excess or a conflict of records."""
    assert seen.answer is not None
    kinds = {span.kind for span in seen.answer.statements}
    if is_down and not any(kind in _GAPS for kind in kinds):
        yield "something did not answer, and the text does not say so"
    if asked.task.principal.role is Role.CUSTOMER:
        return
    covered = {span.business_reference_id for span in seen.answer.statements if not span.kind.startswith("orders.")}
    before = {
        (span.kind.partition(".")[0], span.business_reference_id)
        for turn in (*seen.earlier, seen)
        for span in (turn.answer.statements if turn.answer else ())
    }
    for card in seen.answer.cashback:
        order = card.business_reference_id
        if order in covered and _EXCESS & set(card.reasons) and ("excess", order) not in before:
            yield f"more was issued on {order} than it should, and the text does not say so"
        has_conflict = Reason.SOURCE_CONFLICT in card.reasons
        if (
            order in covered
            and has_conflict
            and not {("conflict", order), ("unknown", order), ("excess", order)} & before
        ):
            yield f"the records of {order} disagree, and the text does not say so"
