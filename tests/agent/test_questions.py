"""The offline selector over all questions: how many answers have every required figure, and none with a wrong one."""

from pathlib import Path

import pytest

from tests.agent.questions import QuestionCase, faults_of, group_by_world, load_questions, run_desk

pytestmark = pytest.mark.slow

# The share of right answers. Raised when the selector improves, never lowered; a wrong figure never passes.
RATES = {
    "questions_one_order.yaml": 1.0,
    "questions_one_order_hindi.yaml": 1.0,
    "questions_several_orders.yaml": 0.96,
    "questions_unclear_orders.yaml": 1.0,
    "questions_days_and_searches.yaml": 1.0,
    "questions_follow_ups.yaml": 0.99,
    "questions_customers.yaml": 1.0,
    "questions_refusals_and_small_talk.yaml": 1.0,
}


@pytest.mark.parametrize("name", RATES)
async def test_the_questions_are_answered(name: str, tmp_path: Path) -> None:
    questions = load_questions(name)
    faults: dict[str, list[str]] = {}
    for world, cases in group_by_world(questions).items():
        folder = tmp_path / world
        folder.mkdir()
        async with run_desk(world, folder) as desk:
            for case in cases:
                if found := faults_of(case, await desk.ask(case)):
                    faults[_label(case)] = found

    wrong = {text: found for text, found in faults.items() if any(fault.startswith("states") for fault in found)}
    assert wrong == {}
    assert 1 - len(faults) / len(questions) >= RATES[name], faults


def _label(case: QuestionCase) -> str:
    return " | ".join([*case.before, case.text])
