"""Questions that could be asked next: topics that the menu answers and the answer did not."""

from collections.abc import Iterable

from agent.selecting.selection import Selected, Task, ids_of
from language.catalogue import Catalogue
from statements.topics import Topic

MOST = 3
# In the order in which they are of use; each needs its question in every catalogue.
ORDER = (
    Topic.WHY,
    Topic.WHEN_NEXT,
    Topic.NEEDS_ACTION,
    Topic.FAILURE,
    Topic.REVERSAL,
    Topic.INSTALLMENTS,
    Topic.GIFT_CARDS,
    Topic.ITEMS,
    Topic.EXPIRY,
    Topic.TOTALS,
    Topic.NEXT_STEP,
)


def suggestions(task: Task, said: Iterable[Selected], catalogue: Catalogue) -> list[str]:
    """Return up to three questions, in the language of the answer."""
    chosen = list(said)
    ids = ids_of(chosen) | task.said_before
    answered = {topic for each in chosen for topic in each.statement.answers}
    unsaid = {topic for s in task.menu.statements if s.statement_id not in ids for topic in s.answers}
    asked = [catalogue.questions[t.value] for t in ORDER if t in unsaid - answered and t.value in catalogue.questions]
    return asked[:MOST]
