"""Which of a model's choices to include: each thing once, and little beyond what was asked."""

from collections.abc import Mapping

from agent.selecting.offline_selector import get_asked_orders
from agent.selecting.selector import Selected, SelectionTask
from agent.selecting.topic_plans import COVERS, OF_TURN
from statements.statement import Statement
from statements.topics import Topic

MAX_UNASKED = 6  # statements per order, after which those that answer nothing asked are left out
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
# What the keys state, the values would only repeat, unless a count or a yes-or-no answer was asked for.
_ALSO_STATES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_POSITIONS, _ONE_SUM | _YES_NO | {"installments.count"}),
    **dict.fromkeys(_YES_NO, _ONE_SUM | _POSITIONS | {"installments.count"}),
    **dict.fromkeys(_TOTALS, _ONE_TOTAL),
    "installments.lines": _ONE_LINE | {"cards.count", "installments.count"},
    "installments.only": _ONE_LINE | {"cards.count", "cards.one_is_all", "installments.count"},
    "items.lines": frozenset({"item.state"}),
}
_OF_A_SUMMARY = {Topic.LIST_ORDERS, Topic.TOTALS}
_NONE: frozenset[str] = frozenset()
_REPEATABLE = {Topic.COUNT, Topic.COMPLETE, Topic.GIFT_CARDS, Topic.ONE_CARD_SHOWN, Topic.SUM}


def is_relevant(task: SelectionTask, selected: list[Selected], statement: Statement) -> bool:
    """Whether a statement that a model chose adds to its earlier choices and is about what was asked."""
    topics = task.question.topics
    if statement.must_say:
        return True
    if (only := _ASKED_FOR_ONLY.get(statement.kind)) is not None and not only & topics:
        return False
    is_asked = bool(statement.answers & topics)
    if _is_covered(selected, statement) and not statement.answers & topics & _REPEATABLE:
        return False
    if is_asked:
        return True
    orders = len(get_asked_orders(task))
    if statement.answers and statement.answers <= set(OF_TURN):
        return not topics and orders > 1 and bool(statement.answers & _OF_A_SUMMARY)
    if not topics:
        return True
    # An explanation may need to repeat an earlier statement; other answers do not.
    is_new = statement.statement_id not in task.earlier_statements or Topic.WHY in topics
    return is_new and len(selected) < MAX_UNASKED * max(1, orders)


def _is_covered(selected: list[Selected], statement: Statement) -> bool:
    """Whether the statements selected about the same benefit or order already state this."""
    kinds = {each.statement.kind for each in selected if each.statement.subject.benefit == statement.subject.benefit}
    return any(statement.kind in _ALSO_STATES.get(kind, _NONE) | COVERS.get(kind, _NONE) for kind in kinds)
