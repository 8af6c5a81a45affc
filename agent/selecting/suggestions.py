"""Suggested questions: what the menu still answers, in words that the question reader understands.

A question is suggested only if the offline selector, asked it as the next turn, states something new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from agent.reading.question import Question, ReadingContext
from agent.reading.question_reader import read_question
from agent.selecting.offline_selector import OfflineSelector
from agent.selecting.selector import Selected, SelectionTask, statement_ids
from core.identity.tokens import Role
from language.message_catalogue import Catalogue
from statements.topics import Topic

MAX_SUGGESTIONS = 4
# In order of usefulness, each with the kinds of statements one of which makes the question worth asking. Every topic
# needs a question in each language's messages.
ORDER: Mapping[Topic, tuple[str, ...]] = {
    Topic.WHY: ("items.waiting", "items.waiting_among_others", "items.shipped", "reason.cancelled_sum"),
    Topic.WHEN_NEXT: ("unknown.next_day",),
    Topic.FAILURE: ("reason.failed", "failure.over"),
    Topic.REVERSAL: ("reversal.whole", "reversal.one"),
    Topic.INSTALLMENTS: ("installments.lines", "installments.only"),
    Topic.GIFT_CARDS: ("cards.count",),
    Topic.ITEMS: ("items.lines",),
    Topic.EXPIRY: ("card.deadline", "benefit.deadline"),
    Topic.TOTALS: ("orders.total",),
    Topic.NEEDS_ACTION: ("orders.need_action",),
    Topic.NEXT_STEP: ("next.raise_failed", "next.scratch", "next.check_payment", "next.check_excess"),
    Topic.CANCELLATION: ("reason.cancelled_sum", "reason.cancelled", "reason.cap_reached"),
    Topic.WHY_IN_PARTS: ("installments.per_shipment",),
    Topic.SOURCES: ("record.sources",),
    Topic.PROMOTION: ("record.promotion",),
}
# The questions name neither a day nor an order, so that neither the clock nor the zone matters to how they are read.
_CONTEXT = ReadingContext(
    now=datetime(2000, 1, 1, tzinfo=UTC), zone=UTC, role=Role.SUPPORT_AGENT, customer_id=None, case_id=None
)


def suggest_questions(task: SelectionTask, selected: Iterable[Selected], catalogue: Catalogue) -> list[str]:
    """Return up to four questions, in the language of the answer; none while it is open which order is meant."""
    chosen = list(selected)
    known = statement_ids(chosen) | task.earlier_statements
    if task.situation.asked.candidates:
        return []
    orders = {each.statement.subject.order for each in chosen if each.statement.subject.order}
    following = replace(task, earlier_statements=known, explained_orders=task.explained_orders | orders)
    answered = {topic for each in chosen for topic in each.statement.answers}
    asked: list[str] = []
    for topic, kinds in ORDER.items():
        if len(asked) == MAX_SUGGESTIONS:
            break
        if topic in answered or not any(s.statement_id not in known for kind in kinds for s in task.menu.of(kind)):
            continue
        question = catalogue.questions[topic.value]
        if _brings_news(replace(following, question=_read(question)), kinds):
            asked.append(question)
    return asked


def _brings_news(task: SelectionTask, kinds: tuple[str, ...]) -> bool:
    """Whether the answer to the task's question states one of these kinds that was not stated before."""
    answer = OfflineSelector().select(task)
    return any(
        each.statement.kind in kinds and each.statement.statement_id not in task.earlier_statements for each in answer
    )


@lru_cache(maxsize=128)
def _read(question: str) -> Question:
    return read_question(question, _CONTEXT)
