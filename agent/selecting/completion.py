"""What every answer has to include, and how a model's incomplete selection is completed."""

from collections.abc import Iterable

from agent.selecting.offline_selector import OfflineSelector, get_asked_orders
from agent.selecting.selector import Selected, SelectionTask, statement_ids
from agent.selecting.topic_plans import OF_TURN
from statements.statement import Statement
from statements.topics import Topic

_ALWAYS = ("refusal.", "handoff", "ask.", "lookup.", "search.", "unknown.")
_WHOLE_STORY = frozenset({Topic.POSITION, Topic.WHY})  # of a question that asks for nothing in particular
_OPENING = ("approved.language", "search.found")


def get_opening(task: SelectionTask) -> list[Selected]:
    """Return what precedes a model's selection: the days that were searched, as a heading."""
    return [s for s in OfflineSelector().select(task) if s.statement.kind in _OPENING]


def complete_selection(task: SelectionTask, selected: list[Selected], *, is_cut_short: bool = False) -> list[Selected]:
    """Return what has to follow a selection: the required statements, and the answer where the selection gives none.

    What a selection that was cut short would still have included is not known: everything that it lacks follows.
    """
    missing_orders = _orders_left_out(task, selected)
    needs_answer = is_cut_short or not is_answered(task, selected)
    added = _without_repeats(OfflineSelector().select(task), selected) if needs_answer or missing_orders else []
    if not needs_answer:
        added = [each for each in added if each.statement.subject.order in missing_orders]
    return [*added, *get_required(task, [*selected, *added])]


def get_required(task: SelectionTask, selected: Iterable[Selected]) -> list[Selected]:
    """Return the required statements that these lack: an omission would mislead as well."""
    chosen = list(selected)
    ids = statement_ids(chosen)
    benefits = {each.statement.subject.benefit for each in chosen if each.statement.subject.benefit_id}
    orders = {each.statement.subject.order for each in chosen if each.statement.subject.order}
    return [
        Selected(statement, "it may not be left out")
        for statement in task.menu.must_say
        if statement.statement_id not in ids and _applies(statement, task, benefits, orders)
    ]


def _applies(statement: Statement, task: SelectionTask, benefits: set[tuple[str, str, str]], orders: set[str]) -> bool:
    """Whether a required statement belongs in an answer about these benefits and orders."""
    subject = statement.subject
    if not subject.order:
        return not (statement.kind.startswith("courtesy.") and orders)
    if statement.kind.startswith("unknown.sums"):
        return subject.benefit in benefits and bool(statement.answers & task.question.topics)
    if statement.statement_id in task.earlier_statements:
        return False
    return subject.benefit in benefits if subject.benefit_id else subject.order in orders


def is_answered(task: SelectionTask, selected: list[Selected]) -> bool:
    """Whether a selection answers the question: each topic that the menu can answer, or else the record at all."""
    if not selected:
        return False
    asking = [each for each in selected if each.statement.kind.startswith(_ALWAYS)]
    if any(statement.kind == "ask.which_order" for statement in task.menu.must_say):
        return bool(asking)
    topics = task.question.topics or _WHOLE_STORY
    answered = {topic for each in selected for topic in each.statement.answers}
    answerable = {topic for statement in task.menu.statements for topic in statement.answers}
    return topics & answerable <= answered if topics & answerable else bool(answered or asking)


def _orders_left_out(task: SelectionTask, selected: Iterable[Selected]) -> frozenset[str]:
    """Return the orders that the question is about and that a selection does not mention: a reader could not tell."""
    if task.question.topics & set(OF_TURN) or task.situation.asked.candidates:
        return frozenset()
    mentioned = {each.statement.subject.order for each in selected}
    return frozenset(order.order_id for order in get_asked_orders(task)) - mentioned


def _without_repeats(selection: list[Selected], earlier: list[Selected]) -> list[Selected]:
    """Return the statements of a selection that an earlier one does not contain."""
    ids = statement_ids(earlier)
    return [each for each in selection if each.statement.statement_id not in ids]
