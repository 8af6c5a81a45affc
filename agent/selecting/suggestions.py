"""Suggested questions: topics that the menu answers and the answer did not cover."""

from collections.abc import Iterable, Mapping

from agent.selecting.selector import Selected, SelectionTask, statement_ids
from language.message_catalogue import Catalogue
from statements.topics import Topic

MAX_SUGGESTIONS = 3
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
}


def suggest_questions(task: SelectionTask, selected: Iterable[Selected], catalogue: Catalogue) -> list[str]:
    """Return up to three questions, in the language of the answer."""
    chosen = list(selected)
    ids = statement_ids(chosen) | task.earlier_statements
    answered = {topic for each in chosen for topic in each.statement.answers}
    asked: list[str] = []
    for topic, kinds in ORDER.items():
        if len(asked) == MAX_SUGGESTIONS:
            break
        if topic in answered or topic.value not in catalogue.questions:
            continue
        if any(s.statement_id not in ids for kind in kinds for s in task.menu.of(kind)):
            asked.append(catalogue.questions[topic.value])
    return asked
