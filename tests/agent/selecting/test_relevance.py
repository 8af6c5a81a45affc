"""Which of a model's choices are used: each thing once, and little beyond what was asked."""

from pathlib import Path

import pytest

from agent.turn_events import Answer
from tests.agent.test_turn import play_story, shown
from tests.harness import harness
from tests.scripted_model import Cite, Step, scripted
from tests.story_order import ORDER

LEFT = f"What is left on order {ORDER}?"
EVERYTHING = [f"[[s{number}]] " for number in range(1, 80)]


async def _asked(path: Path, *steps: Step, questions: tuple[str, ...] = (LEFT,)) -> list[Answer]:
    provider, _ = scripted(*steps)
    answers: list[Answer] = []
    async with harness(path, provider=provider) as world:
        play_story(world)
        for question in questions:
            before = answers[-1].conversation_id if answers else None
            answers.append(await world.ask(question, conversation_id=before))
    return answers


def _kinds(answer: Answer) -> list[str]:
    return [span.kind for span in answer.statements]


async def test_a_model_that_chooses_everything_does_not_say_everything(tmp_path: Path) -> None:
    [answer] = await _asked(tmp_path, Step(text=EVERYTHING))

    assert "position.whole" in _kinds(answer)
    assert len(answer.statements) <= 8
    assert not {"courtesy.anything_else", "draft.offered", "orders.need_no_action"} & set(_kinds(answer))


@pytest.mark.parametrize("again", ["(remaining)", "(granted)"])
async def test_a_sum_in_the_position_is_not_repeated(tmp_path: Path, again: str) -> None:
    [answer] = await _asked(tmp_path, Step(text=[Cite("Of the ₹100.00"), Cite(again)]))

    assert shown(answer.text, answer.facts).count("₹36.00") == 1
    assert {"remaining.sum", "granted.sum"}.isdisjoint(_kinds(answer))


async def test_an_earlier_statement_is_repeated_only_where_it_is_asked_for(tmp_path: Path) -> None:
    lines, position, parts = Cite("₹15.00 was issued on"), Cite("Of the ₹100.00"), Cite("each for a shipment")
    questions = (f"What happened on order {ORDER}?", "why in parts?")

    _, second = await _asked(
        tmp_path, Step(text=[position, lines]), Step(text=["[[s1]]", parts, "[[s2]] [[s3]]"]), questions=questions
    )

    assert "position.whole" not in _kinds(second)
    assert "installments.per_shipment" in _kinds(second)
