"""A difference between a task and its relative is a finding that shows both questions and what differs."""

from dataclasses import replace
from typing import Any

import pytest

from core.contract import Reason
from core.money import Money
from evals.harness.results import RunVerdict, TaskResult
from evals.harness.task import Task
from evals.harness.transcript import SeenTurn
from evals.metamorphic.cases import related_task
from evals.metamorphic.comparison import compared, differences
from evals.metamorphic.relations import RELATIONS
from tests.evals.checks.transcripts import GOOD_FACTS, answer, asked, card, reason, seen

BASE = asked(
    turns=[{"ask": "What is left on order 404-1029384-5566778?", "expect": {"outcome": "answered", "amounts": []}}]
).task
TWO = Money(amount_minor=200, currency="INR")
CONFLICT = reason("f8", Reason.SOURCE_CONFLICT)
DEARER = [GOOD_FACTS[0].model_copy(update={"value": TWO}), *GOOD_FACTS[1:]]


def changed(**changes: Any) -> SeenTurn:
    return replace(seen(), answer=answer().model_copy(update=changes))


def result(task: Task, *turns: SeenTurn, **changes: Any) -> TaskResult:
    return TaskResult(task, turns, (), 0.1, **changes)


@pytest.mark.parametrize(
    ("relation", "other", "says"),
    [
        ("typos", seen(), None),
        (
            "typos",
            changed(facts=DEARER),
            "has other figures: only the first has promised 10000 INR 404-1029384-5566778 PROMO BEN-1; "
            "only the second has promised 200 INR 404-1029384-5566778 PROMO BEN-1",
        ),
        (
            "typos",
            changed(facts=list(GOOD_FACTS[:-1]), cashback=[card(reasons=[])]),
            "only the first has AWAITING_SHIPMENT",
        ),
        (
            "typos",
            changed(facts=list(GOOD_FACTS[:5]), installments=[]),
            "has other gift cards: only the first has 1111",
        ),
        ("typos", seen(answer(kinds=["position.complete"])), "has other statement kinds: only the first has"),
        ("typos", seen(answer(language="hi")), "has other language: only the first has en; only the second has hi"),
        ("typos", replace(seen(), answer=None, failure="modelFailed"), "only the second has no answer: modelFailed"),
        ("next-day", changed(text="Other words."), None),
        ("hindi", seen(), "has the same language: en"),
        ("hindi", changed(language="hi", text="पूरा।"), None),
        ("other-role", changed(facts=[*GOOD_FACTS, CONFLICT]), "has the same parts"),
        ("other-role", changed(reply_draft="Yes.", facts=[*GOOD_FACTS, CONFLICT]), None),
    ],
)
def test_a_relation_says_what_must_be_equal_and_what_must_differ(
    relation: str, other: SeenTurn, says: str | None
) -> None:
    first = seen()
    found = list(differences(RELATIONS[relation], first, other))

    if says is None:
        assert found == []
    else:
        assert any(says in line for line in found), found


def test_a_finding_names_the_relation_both_questions_and_the_difference() -> None:
    first, second = seen(question="What is left?"), seen(answer(language="hi"), question="Waht is left?")

    [line] = differences(RELATIONS["typos"], first, second)

    assert line == (
        "typos: 'What is left?', asked with a typo as 'Waht is left?', has other language: "
        "only the first has en; only the second has hi"
    )


def test_a_related_task_fails_by_what_its_base_answered() -> None:
    related = related_task(BASE, RELATIONS["upper-case"])
    assert related is not None

    same = compared([result(BASE, seen()), result(related, seen())])
    other = compared([result(BASE, seen()), result(related, changed(facts=DEARER))])

    assert [one.verdict for one in same] == [RunVerdict.PASSED, RunVerdict.PASSED]
    assert [one.verdict for one in other] == [RunVerdict.PASSED, RunVerdict.FAILED]
    assert {(found.turn, found.check) for found in other[1].findings} == {(1, "relation")}


@pytest.mark.parametrize("bases", [[], [result(BASE, error="it crashed")]])
def test_without_an_answer_to_compare_with_it_is_broken(bases: list[TaskResult]) -> None:
    related = related_task(BASE, RELATIONS["upper-case"])
    assert related is not None

    [*_, judged] = compared([*bases, result(related, seen())])

    assert judged.verdict is RunVerdict.BROKEN
    assert judged.error == "scene, which it is compared with, was not completed"
