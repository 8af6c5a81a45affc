"""The reply draft: the third selector. It chooses from what the customer may hear, and nothing while in doubt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent.selecting.offline_selector import OfflineSelector, get_answer_topics
from agent.selecting.selector import Selected, SelectionTask
from agent.selecting.topic_plans import LISTED
from core.contract import Reason
from statements.situation import BenefitScope, Situation
from statements.topics import Topic

_STILL_OPEN = (Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_PENDING)
# With one of these a figure of the record is in doubt, and the customer is told none of them.
_IN_DOUBT = (Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT)
# What only the colleague asks, or only they are told.
_OF_COLLEAGUE = frozenset(
    {Topic.DRAFT, Topic.ONE_CARD_SHOWN, Topic.SOURCES, Topic.CONFLICT, Topic.NEXT_STEP, Topic.CLAIM, Topic.NEEDS_ACTION}
)
_NOT_FOR_A_CUSTOMER = frozenset({Topic.SOURCES, Topic.CONFLICT, Topic.NEEDS_ACTION})
_WHOLE_STORY = frozenset({Topic.DRAFT, Topic.NEXT_STEP})  # they ask for a text that tells all of it
_NOT_IN_A_DRAFT = ("search.", "lookup.", "refusal.", "claim.", "ask.", "orders.count", "handoff")


@dataclass(frozen=True, slots=True)
class DraftSelector:
    """Selects for a customer who reads the reply. The task is that of the customer's own view."""

    is_in_doubt: bool  # by the staff's view: what is in doubt does not show in the customer's

    def select(self, task: SelectionTask) -> list[Selected]:
        """Return the reply; empty when there is nothing to tell the customer."""
        benefits = [benefit for order in task.situation.orders for benefit in order.benefits]
        is_first = not task.explained_orders
        greeting, regards = (list(_of(task, kind)) if is_first else [] for kind in ("draft.hello", "draft.regards"))
        if self.is_in_doubt:
            return [*greeting, *_of(task, "draft.holding"), *regards]
        if not is_first and task.question.topics and task.question.topics <= _NOT_FOR_A_CUSTOMER:
            return []
        selected = OfflineSelector().select(_as_of_customer(task)) if benefits else []
        body = [each for each in selected if not each.statement.kind.startswith(_NOT_IN_A_DRAFT)]
        if body and body[0].statement.kind in LISTED:
            body = [*_introduction(task, body[0]), *body]
        return [*greeting, *body, *self._closing(task, benefits), *regards] if body else []

    @staticmethod
    def _closing(task: SelectionTask, benefits: list[BenefitScope]) -> Iterator[Selected]:
        if any(benefit.has(Reason.ISSUANCE_FAILED) for benefit in benefits):
            yield from _of(task, "draft.sorry")
        elif any(benefit.has(*_STILL_OPEN) for benefit in benefits):
            yield from _of(task, "draft.patience")


def is_in_doubt(situation: Situation) -> bool:
    """Whether a figure of what was found, as the staff sees it, is not certain."""
    if situation.unanswered_sources or situation.failed:
        return True
    benefits = [benefit for order in situation.orders for benefit in order.benefits]
    return any(benefit.has(*_IN_DOUBT) or benefit.found.conflicts for benefit in benefits)


def _introduction(task: SelectionTask, listing: Selected) -> list[Selected]:
    """Return the sum of what is listed: a letter does not begin with a list."""
    return [s for s in _of(task, "granted.sum") if s.statement.subject == listing.statement.subject]


def _of(task: SelectionTask, kind: str) -> Iterator[Selected]:
    yield from (Selected(statement, "the frame of a reply") for statement in task.menu.of(kind))


def _as_of_customer(task: SelectionTask) -> SelectionTask:
    """Return the question as the customer's own.

    The draft of a first turn, or one that is asked for, tells the whole story. A later one answers its question alone,
    and repeats what it needs: whether an earlier draft was sent is not known.
    """
    question = task.question
    spoken = frozenset() if question.topics & _WHOLE_STORY else task.explained_orders
    asked = replace(
        question,
        topics=get_answer_topics(question) - _OF_COLLEAGUE,
        is_short=False,
        wants_handoff=False,
        orders=question.orders or tuple(order.order_id for order in task.situation.orders),
    )
    return replace(task, question=asked, earlier_statements=frozenset(), explained_orders=spoken)
