"""What of a model's choice is worth saying: each thing once, and little beside what was asked."""

from collections.abc import Mapping

from agent.selecting.offline_selector import get_asked_orders
from agent.selecting.selector import Selected, SelectionTask
from agent.selecting.topic_plans import COVERS, OF_TURN
from statements.statement import Statement
from statements.topics import Topic

MAX_UNASKED = 6  # statements of one order, before those that answer none of what was asked are left out
_ASKED_FOR_ONLY: Mapping[str, frozenset[Topic]] = {
    "draft.offered": frozenset({Topic.DRAFT}),
    "courtesy.anything_else": frozenset(),
}
_ONE_SUM = frozenset({"promised.sum", "granted.sum", "remaining.sum"})
_YES_NO = frozenset({"answer.not_all", "answer.nothing_yet", "answer.all_granted", "answer.nothing_open"})
_POSITIONS = frozenset(
    {"position.whole", "position.none_yet", "position.complete", "position.closed", "benefit.position"}
)
_TOTALS = frozenset({"total.open", "total.complete", "total.closed"})
_ONE_TOTAL = frozenset(
    {
        "total.promised",
        "total.granted",
        "total.remaining",
        "answer.order_not_all",
        "answer.order_nothing_yet",
        "answer.order_all_granted",
    }
)
_ONE_LINE = frozenset({"installment.one", "installments.first", "installments.last", "installments.only"})
# What one of these says is not said again by another, unless a count or a yes or no was asked for.
_SAYS_ALSO: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_POSITIONS, _ONE_SUM | _YES_NO | {"installments.count"}),
    **dict.fromkeys(_YES_NO, _ONE_SUM | _POSITIONS | {"installments.count"}),
    **dict.fromkeys(_TOTALS, _ONE_TOTAL),
    "installments.lines": _ONE_LINE | {"cards.count", "installments.count"},
    "installments.only": _ONE_LINE | {"cards.count", "cards.one_is_all", "installments.count"},
    "items.lines": frozenset({"item.state"}),
}
_OF_A_SUMMARY = {Topic.LIST_ORDERS, Topic.TOTALS}
_NONE: frozenset[str] = frozenset()
_ASKED_ANEW = {Topic.COUNT, Topic.COMPLETE, Topic.GIFT_CARDS, Topic.ONE_CARD_SHOWN, Topic.SUM}


def is_relevant(task: SelectionTask, said: list[Selected], statement: Statement) -> bool:
    """Whether a statement that a model chose adds something to what it chose before, and is about what was asked."""
    topics = task.question.topics
    if statement.must_say:
        return True
    if (only := _ASKED_FOR_ONLY.get(statement.kind)) is not None and not only & topics:
        return False
    is_asked = bool(statement.answers & topics)
    if _is_said(said, statement) and not statement.answers & topics & _ASKED_ANEW:
        return False
    if is_asked:
        return True
    orders = len(get_asked_orders(task))
    if statement.answers and statement.answers <= set(OF_TURN):
        return not topics and orders > 1 and bool(statement.answers & _OF_A_SUMMARY)
    if not topics:
        return True
    # Why something is as it is may need what was told before; everything else does not.
    is_new = statement.statement_id not in task.earlier_statements or Topic.WHY in topics
    return is_new and len(said) < MAX_UNASKED * max(1, orders)


def _is_said(said: list[Selected], statement: Statement) -> bool:
    """Whether what was said of the same benefit, or order, says as much."""
    kinds = {each.statement.kind for each in said if each.statement.subject.benefit == statement.subject.benefit}
    return any(statement.kind in _SAYS_ALSO.get(kind, _NONE) | COVERS.get(kind, _NONE) for kind in kinds)
