"""The reply draft, the third selector: it chooses from what the customer may know, and no figure while in doubt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.selecting.offline_selector import OfflineSelector, get_answer_topics
from agent.selecting.selector import Selected, SelectionTask
from agent.selecting.topic_plans import LISTED
from core.contract import Reason
from statements.situation import BenefitScope, Situation
from statements.topics import Topic

_STILL_OPEN = (Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_PENDING)
# Each of these puts the figures of the record in doubt: then the draft states none.
_IN_DOUBT = (Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT, Reason.MALFORMED_ROW)
# Asked only by the colleague, or answered only for them.
_OF_COLLEAGUE = frozenset(
    {Topic.DRAFT, Topic.ONE_CARD_SHOWN, Topic.SOURCES, Topic.CONFLICT, Topic.NEXT_STEP, Topic.CLAIM, Topic.NEEDS_ACTION}
)
_NOT_FOR_A_CUSTOMER = frozenset({Topic.SOURCES, Topic.CONFLICT, Topic.NEEDS_ACTION})
_WHOLE_STORY = frozenset({Topic.DRAFT, Topic.NEXT_STEP})  # they ask for a text with the whole story
_WHEN_NOTHING_IS_ASKED = frozenset({Topic.POSITION, Topic.WHY})
_FRAME = ("draft.hello", "draft.sorry", "draft.patience", "draft.regards")
# One sentence per benefit answers each of these; of the others every sentence counts, as half of the causes would be
# a wrong explanation.
_ONCE = frozenset({Topic.POSITION, Topic.PROMISED, Topic.GRANTED, Topic.REMAINING, Topic.COMPLETE})
_NOT_IN_A_DRAFT = ("search.", "lookup.", "refusal.", "claim.", "ask.", "orders.count", "handoff")


@dataclass(frozen=True, slots=True)
class DraftSelector:
    """Selects what the customer will read. Its task is that of the customer's own view."""

    is_in_doubt: bool  # in the staff's view: the customer's does not show what is in doubt

    def select(self, task: SelectionTask) -> list[Selected]:
        """Return the statements of the reply; none when there is nothing to tell the customer."""
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


def shorten(selected: Iterable[Selected], task: SelectionTask) -> list[Selected]:
    """Return the part of a draft that answers the question, without greeting and closing.

    What may not be left out of an answer stays in the short one too. A draft of which no statement answers what was
    asked is not shortened.
    """
    body = [each for each in selected if each.statement.kind not in _FRAME]
    asked = _as_of_customer(task).question.topics
    offered = frozenset(topic for each in body for topic in each.statement.answers)
    wanted = asked & offered or _WHEN_NOTHING_IS_ASKED & offered
    stated: set[tuple[tuple[str, str, str], Topic]] = set()
    kept = list[Selected]()
    for each in body:
        subject, answered = each.statement.subject, each.statement.answers & wanted
        of_order = (subject.order, "", "")
        new = {t for t in answered & _ONCE if not {(subject.benefit, t), (of_order, t)} & stated}
        if new or answered - _ONCE or each.statement.must_say:
            kept.append(each)
            stated |= {(subject.benefit, topic) for topic in answered}
    return kept or body


def is_in_doubt(situation: Situation) -> bool:
    """Whether a figure of the records found, in the staff's view, is not certain."""
    if situation.unanswered_sources or situation.failed_lookups:
        return True
    records = [record for order in situation.orders for record in order.record.benefits]
    return any(record.conflicts or set(_IN_DOUBT) & set(record.reasons) for record in records)


def _introduction(task: SelectionTask, listing: Selected) -> list[Selected]:
    """Return the sum of what is listed, since a letter does not begin with a list."""
    return [s for s in _of(task, "granted.sum") if s.statement.subject == listing.statement.subject]


def _of(task: SelectionTask, kind: str) -> Iterator[Selected]:
    yield from (Selected(statement, "the frame of a reply") for statement in task.menu.of(kind))


def _as_of_customer(task: SelectionTask) -> SelectionTask:
    """Return the task as if the customer had asked the question.

    The draft of a first turn, or one that was asked for, covers the whole story. A later one answers only its question
    and repeats what it needs: it is not known whether an earlier draft was sent.
    """
    question = task.question
    explained = frozenset() if question.topics & _WHOLE_STORY else task.explained_orders
    asked = replace(
        question,
        topics=get_answer_topics(question) - _OF_COLLEAGUE,
        is_short=False,
        wants_handoff=False,
        orders=question.orders or tuple(order.order_id for order in task.situation.orders),
    )
    return replace(task, question=asked, earlier_statements=frozenset(), explained_orders=explained)
