"""A task is classified by what it declares and by the rows of its world."""

import pytest

from evals.harness.task_files import suite_tasks
from evals.pairwise.classification import cases_of
from evals.pairwise.dimensions import Dimension

TASKS = {task.id: task for task in suite_tasks()}


def values(name: str, dimension: Dimension) -> list[str]:
    return [case[dimension] for case in cases_of(TASKS[name])]


@pytest.mark.parametrize(
    ("name", "dimension", "expected"),
    [
        ("story-order", Dimension.ROLE, ["agent"]),
        ("lead-any-customer", Dimension.ROLE, ["lead"]),
        ("service-reads-any", Dimension.SCOPE, ["any"]),
        ("hindi-digits", Dimension.LANGUAGE, ["hinglish"]),
        ("customer-chat-why-hindi", Dimension.LANGUAGE, ["hindi"]),
        ("customer-chat-tamil-with-order", Dimension.LANGUAGE, []),
        ("hindi-digits", Dimension.SCOPE, ["own"]),  # the order is found although its digits are Devanagari
        ("spaces-in-the-number", Dimension.SCOPE, ["own"]),
        ("three-benefits", Dimension.BENEFITS, ["several"]),
        ("two-currencies", Dimension.CURRENCY, ["mixed"]),
        ("yen-have-no-decimals", Dimension.CURRENCY, ["noDecimals"]),
        ("dinars-have-three-decimals", Dimension.CURRENCY, ["threeDecimals"]),
        ("concessions-down", Dimension.SOURCES, ["fails"]),
        ("concessions-late", Dimension.SOURCES, ["late"]),
        ("one-event-cannot-be-read", Dimension.SOURCES, ["partial"]),
        ("three-turns", Dimension.TURN, ["first", "followUp", "followUp"]),
        ("talk-english-new-card", Dimension.TURN, ["first", "followUp", "newCard"]),
        ("talk-english-new-card", Dimension.BENEFITS, ["one", "one", "two"]),
        ("more-orders-than-shown", Dimension.PAGE, ["oneMore"]),
        ("history-over-pages", Dimension.PAGE, ["cursor"]),
        ("many-events-one-order", Dimension.PAGE, ["none"]),  # its history is not asked for
        ("own-and-foreign-order", Dimension.SCOPE, ["foreign", "own"]),
        ("unknown-order", Dimension.SCOPE, ["missing"]),
        ("foreign-window", Dimension.SCOPE, ["foreign"]),
        ("greeting", Dimension.ROLE, []),  # about no order
    ],
)
def test_a_question_is_classified(name: str, dimension: Dimension, expected: list[str]) -> None:
    assert values(name, dimension) == expected
