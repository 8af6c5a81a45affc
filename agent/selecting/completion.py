"""What a selection has to say in any case, and the one way in which whatever a model failed to do is made up for."""

from collections.abc import Iterable

from agent.selecting.offline_selector import OfflineSelector, asked_orders
from agent.selecting.selector import Selected, SelectionTask, ids_of
from agent.selecting.topic_plans import OF_TURN
from statements.statement import Statement
from statements.topics import Topic

_ALWAYS = ("refusal.", "handoff", "ask.", "lookup.", "search.", "unknown.")


_WHOLE_STORY = frozenset({Topic.POSITION, Topic.WHY})  # of a question that asks for nothing in particular
_OPENING = ("search.found",)


def opening(task: SelectionTask) -> list[Selected]:
    """Return what comes before whatever a model selects: the days that were searched, in the place of a heading."""
    return [s for s in OfflineSelector().select(task) if s.statement.kind in _OPENING]


def complete(task: SelectionTask, selected: list[Selected], *, is_cut_short: bool = False) -> list[Selected]:
    """Return what has to follow a selection: what it may not leave out, and the answer where it gives none.

    Of a selection that was cut short nobody knows what was still to come: all of the answer follows that it lacks.
    """
    missing = _orders_left_out(task, selected)
    is_answered = not is_cut_short and answers(task, selected)
    added = [] if is_answered and not missing else _unsaid(OfflineSelector().select(task), selected)
    if is_answered:
        added = [each for each in added if each.statement.subject.order in missing]
    return [*added, *must_say(task, [*selected, *added])]


def must_say(task: SelectionTask, selected: Iterable[Selected]) -> list[Selected]:
    """Return the statements that may not be left out beside these: omission misleads as well."""
    said = list(selected)
    told = {each.statement.subject.benefit for each in said if each.statement.subject.benefit_id}
    told_orders = {each.statement.subject.order for each in said if each.statement.subject.order}
    return [
        Selected(statement, "it may not be left out")
        for statement in task.menu.must_say
        if statement.statement_id not in ids_of(said) and _applies(statement, task, told, told_orders)
    ]


def _applies(statement: Statement, task: SelectionTask, told: set[tuple[str, str, str]], told_orders: set[str]) -> bool:
    if not statement.subject.order:
        return not (statement.kind.startswith("courtesy.") and told_orders)
    if statement.kind.startswith("unknown.sums"):
        return statement.subject.benefit in told and bool(statement.answers & task.question.topics)
    if statement.statement_id in task.said_before:
        return False
    return statement.subject.benefit in told if statement.subject.benefit_id else statement.subject.order in told_orders


def answers(task: SelectionTask, selected: list[Selected]) -> bool:
    """Whether a selection answers what was asked: each topic that the menu could answer, or the record at all."""
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
    """Return the orders that are asked about and of which a selection says nothing: who reads it would not know."""
    if task.question.topics & set(OF_TURN) or task.situation.asked.candidates:
        return frozenset()
    told = {each.statement.subject.order for each in selected}
    return frozenset(order.order_id for order in asked_orders(task)) - told


def _unsaid(selection: list[Selected], said: list[Selected]) -> list[Selected]:
    """Return what of a selection adds something: neither the statement nor all of its figures were said."""
    ids = ids_of(said)
    return [each for each in selection if each.statement.statement_id not in ids]
