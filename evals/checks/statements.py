"""The text consists of statements only, each with figures of the order that it is about, and meant for its reader."""

from collections.abc import Iterator

from agent.turn_events import Answer, StatementSpan
from core.identity.tokens import Role
from evals.harness.transcript import AskedTurn, SeenTurn

# Spelled out again on purpose: the product's own list of staff-only kinds is what is tested.
_FOR_STAFF = ("conflict.", "excess.over", "excess.dup", "orders.need_", "draft.offered")
_FOR_STAFF_KINDS = frozenset(
    {
        "cards.only_last_in_record",
        "claim.difference",
        "claim.not_on_record",
        "next.check_excess",
        "next.check_payment",
        "next.keep_open",
        "next.may_close",
        "next.raise_failed",
        "record.sources",
        "unknown.recorded_card",
    }
)


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = seen.answer
    if answer is None:
        return
    yield from _whole(answer)
    yield from _figures(seen, answer)
    yield from _ids(seen, answer)
    yield from _changes(answer)
    if asked.task.principal.role is Role.CUSTOMER:
        for span in answer.statements:
            if span.kind.startswith(_FOR_STAFF) or span.kind in _FOR_STAFF_KINDS:
                yield f"{span.kind} is said to a customer"


def _whole(answer: Answer) -> Iterator[str]:
    """Check that the spans are in order and that only white space lies outside them."""
    position = 0
    for span in answer.statements:
        if not position <= span.start < span.end <= len(answer.text):
            yield f"the span of {span.statement_id} ({span.kind}) overlaps another or lies outside the text"
            return
        if outside := answer.text[position : span.start].strip():
            yield f"outside all statements: {outside[:60]!r}"
        position = span.end
    if outside := answer.text[position:].strip():
        yield f"outside all statements: {outside[:60]!r}"


def _figures(seen: SeenTurn, answer: Answer) -> Iterator[str]:
    for fact, figure in seen.mentions():
        span = _around(answer, figure.start, figure.end)
        if span is None:
            yield f"the figure of {fact.fact_id} is in no statement"
        elif (
            span.business_reference_id
            and fact.business_reference_id
            and span.business_reference_id != fact.business_reference_id
        ):
            yield f"{span.kind} of {span.business_reference_id} has a figure of {fact.business_reference_id}"


def _around(answer: Answer, start: int, end: int) -> StatementSpan | None:
    return next((span for span in answer.statements if span.start <= start and end <= span.end), None)


def _changes(answer: Answer) -> Iterator[str]:
    """Check that the text names an order when it turns to it from another."""
    before = None
    for span in answer.statements:
        order = span.business_reference_id
        if order and before and order != before and order not in answer.text[span.start : span.end]:
            yield f"{span.kind} is about {order}, stands after {before} and does not name its order"
        before = order or before


def _ids(seen: SeenTurn, answer: Answer) -> Iterator[str]:
    """Check that an id means one statement in the whole conversation, and is said once in a turn."""
    known = {
        span.statement_id: _content(span)
        for turn in seen.earlier
        for span in (turn.answer.statements if turn.answer and turn.answer.kept else ())
    }
    said: set[str] = set()
    for span in answer.statements:
        if span.statement_id in said:
            yield f"{span.statement_id} ({span.kind}) is said twice"
        said.add(span.statement_id)
        if known.get(span.statement_id, _content(span)) != _content(span):
            yield f"{span.statement_id} meant another statement in an earlier turn"


def _content(span: StatementSpan) -> tuple[str, str | None]:
    return span.kind, span.business_reference_id
