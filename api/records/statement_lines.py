"""A lookup in a few sentences, for a viewer who has asked no question in words."""

from collections.abc import Set
from datetime import datetime

from agent.answer_builder import get_catalogue
from agent.reading.question import Question
from agent.selecting.completion import get_required
from agent.selecting.offline_selector import OfflineSelector
from agent.selecting.selector import SelectionTask
from api.edge_rendering import Edge
from core.identity.tokens import Role
from guardrails.turn_scope import TurnScope
from statements.approved_texts import NO_KNOWLEDGE
from statements.menu import Menu
from statements.realiser import realise
from statements.situation import Situation, Viewer
from statements.statement import StatementIds
from tools import wording
from tools.tool_outcome import ToolOutcome


def statement_lines(
    found: ToolOutcome,
    scope: TurnScope,
    edge: Edge,
    now: datetime,
    asked: Question,
    *,
    leave_out: Set[str] = frozenset(),
) -> list[str]:
    """Return what the offline selector says of the topics of ``asked``, in its language and this viewer's words.

    ``leave_out``: kinds of statements whose content the caller shows in another form.
    """
    is_customer = edge.principal.role is Role.CUSTOMER
    viewer = Viewer.CUSTOMER if is_customer else Viewer.STAFF
    situation = Situation((found,), scope.book, now, wording.get_zone(edge.principal.locale), viewer)
    task = SelectionTask(Menu(situation, StatementIds()), situation, asked)
    selected = [each for each in OfflineSelector().select(task) if each.statement.kind not in leave_out]
    selected += get_required(task, selected)
    catalogue = get_catalogue(asked.language, NO_KNOWLEDGE)
    realised = realise([each.statement for each in selected], catalogue, "customer" if is_customer else "staff")
    sentences = (edge.text(realised.text[span.start : span.end], scope.facts)[0] for span in realised.spans)
    return [line for sentence in sentences for line in sentence.splitlines()]
