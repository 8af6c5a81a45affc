"""Changes of a task: its questions, conversation, asker, transport, day, or the delivery of its rows."""

import re
from collections.abc import Callable
from datetime import timedelta

from core.identity.tokens import Role
from evals.harness.expectations import Expect, ExpectedDraft
from evals.harness.question_language import QuestionLanguage, language_of
from evals.harness.task import Task, TaskTurn
from evals.harness.world import Delivery, load_world
from evals.metamorphic.aspects import OF_STAFF
from evals.metamorphic.relation import Changed
from evals.steps.actor import Asker

_ORDER = re.compile(r"\d{3}.?\d{7}.?\d{7}")
_A_DAY = timedelta(days=1)


def asking(change: Callable[[str], str | None], *, keeps_words: bool = True) -> Callable[[Task], Changed | None]:
    """Return a change of every question. Without ``keeps_words`` the answer may be worded in another way."""

    def changed(task: Task) -> Changed | None:
        turns: list[TaskTurn] = []
        for turn in task.turns:
            question = change(turn.ask)
            if question is None:
                return None
            expect = turn.expect if keeps_words else without_words(turn.expect)
            turns.append(turn.model_copy(update={"ask": question, "expect": expect}))
        return Changed(task.model_copy(update={"turns": tuple(turns)}), _each(task))

    return changed


def twice(task: Task) -> Changed | None:
    """Ask the last question again. Its figures are the same; what was said need not be said again."""
    if _has_passing_faults(task):
        return None
    last = task.turns[-1]
    # The figures are compared with those of the first time; the text may leave out what it said then.
    left_out = {"details": False, "amounts": None, "dates": None, "gift_cards": None}
    expect = without_words(last.expect).model_copy(update=left_out)
    again = last.model_copy(update={"expect": expect, "replaces": False})
    number = len(task.turns)
    return Changed(task.model_copy(update={"turns": (*task.turns, again)}), ((number, number + 1),))


def as_an_edit(task: Task) -> Changed | None:
    """Ask the last question again in place of itself, as an edited question or a new answer does."""
    if _has_passing_faults(task):
        return None
    again = task.turns[-1].model_copy(update={"replaces": True})
    number = len(task.turns)
    return Changed(task.model_copy(update={"turns": (*task.turns, again)}), ((number, number + 1),))


def over_the_other_transport(task: Task) -> Changed:
    return Changed(task.model_copy(update={"stream": not task.stream}), _each(task))


def a_day_later(task: Task) -> Changed | None:
    """Ask a day later; None if a question names no order, so that its days follow from the clock."""
    if not all(_ORDER.search(turn.ask) for turn in task.turns):
        return None
    return Changed(task.model_copy(update={"now": task.now + _A_DAY}), _each(task))


def delivering(delivery: Delivery) -> Callable[[Task], Changed | None]:
    """Return a change of the order in which the rows reach the databases."""
    return lambda task: Changed(task, _each(task), delivery)


def by_the_other_role(task: Task) -> Changed | None:
    """Have the customer ask what a support agent asked about them, or the agent what the customer asked."""
    asker = task.principal
    if asker.customer is None or asker.role not in (Role.SUPPORT_AGENT, Role.CUSTOMER):
        return None
    if any(row.get("benefitType") == "SCRATCH_CARD" for row in load_world(task.world).rows):
        return None  # what a card is worth is withheld from the customer until it is revealed
    if any(language_of(turn.ask) is QuestionLanguage.OTHER for turn in task.turns):
        return None  # an approved text refers customers, and only them, to the languages that are spoken
    to_customer = asker.role is Role.SUPPORT_AGENT
    other = (
        Asker(role=Role.CUSTOMER, subject="self", customer=asker.customer, locale=asker.locale)
        if to_customer
        else Asker(role=Role.SUPPORT_AGENT, subject="ravi", case="CASE-1", customer=asker.customer, locale=asker.locale)
    )
    turns = tuple(
        turn.model_copy(update={"expect": _of_the_other_role(turn.expect, to_customer=to_customer)})
        for turn in task.turns
    )
    return Changed(task.model_copy(update={"principal": other, "turns": turns}), _each(task))


def without_words(expect: Expect) -> Expect:
    """Return the expectation without the phrases of one wording; what must not be said still must not."""
    draft = expect.draft
    if draft is not None:
        draft = ExpectedDraft(present=draft.present, must_not_say=draft.must_not_say)
    return expect.model_copy(update={"says": (), "kinds": frozenset(), "draft": draft})


def _of_the_other_role(expect: Expect, *, to_customer: bool) -> Expect:
    reasons = expect.reasons
    if reasons is not None:
        # What is for the staff only is unknown from a customer's task, so nothing is expected of it.
        reasons = frozenset(reason for reason in reasons if reason.value not in OF_STAFF) if to_customer else None
    dropped: dict[str, object] = {
        "next_step": None,
        "not_kinds": frozenset(),
        "must_not_say": (),
        "not_stated": (),
        "requests": None,
    }
    dropped |= {"amounts": None, "dates": None, "canaries": (), "attack": ()}
    draft = ExpectedDraft(present=False) if to_customer else None
    return without_words(expect).model_copy(update={**dropped, "draft": draft, "reasons": reasons})


def _each(task: Task) -> tuple[tuple[int, int], ...]:
    return tuple((number, number) for number in range(1, len(task.turns) + 1))


def _has_passing_faults(task: Task) -> bool:
    """Whether a fault ends after some reads, so that a further question finds another state."""
    return any(fault.times is not None for fault in task.faults)
