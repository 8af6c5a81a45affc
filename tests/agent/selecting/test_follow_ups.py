"""Follow-up answers: the answer to the question, without repeating a block of statements."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.turn_events import Answer
from tests.agent.test_turn import play_story, shown
from tests.harness import SHOPPER, harness
from tests.story_order import ORDER

FIRST = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"
FOLLOW_UPS = [
    "why in parts?",
    "when will the rest come?",
    "which gift cards?",
    "the tool shows only one gift card, is it a bug?",
    "was anything cancelled?",
    "did any issuance fail?",
    "what should I tell the customer?",
    "he is furious",
    "how do the 36 add up?",
    "how much was promised?",
    "draft a mail to the customer",
]


async def _talk(path: Path, questions: Sequence[str]) -> list[Answer]:
    answers: list[Answer] = []
    async with harness(path) as world:
        play_story(world)
        for question in questions:
            before = answers[-1].conversation_id if answers else None
            answers.append(await world.ask(question, conversation_id=before))
    return answers


def _kinds(answer: Answer) -> list[str]:
    return [span.kind for span in answer.statements]


async def test_no_follow_up_repeats_the_position_or_the_installments(tmp_path: Path) -> None:
    _, *later = await _talk(tmp_path, [FIRST, *FOLLOW_UPS])

    again = {
        question: kinds
        for question, answer in zip(FOLLOW_UPS, later, strict=True)
        if {"position.whole", "installments.lines"} & set(kinds := _kinds(answer)) or not kinds
    }
    assert again == {}


async def test_the_order_of_the_conversation_is_not_named_in_every_answer(tmp_path: Path) -> None:
    first, *later = await _talk(tmp_path, [FIRST, *FOLLOW_UPS])

    assert ORDER in first.text
    assert [answer.text for answer in later if ORDER in answer.text] == []


async def test_an_order_that_is_named_anew_is_named_in_the_answer(tmp_path: Path) -> None:
    _, later = await _talk(tmp_path, [FIRST, f"and what is left on {ORDER}?"])

    assert ORDER in later.text


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (f"did any issuance fail on {ORDER}?", "failure.none"),
        (f"do the records agree on {ORDER}?", "conflict.none"),
        (f"when will the rest of {ORDER} come?", "unknown.next_day"),
    ],
)
async def test_an_answer_begins_with_the_answer(tmp_path: Path, question: str, kind: str) -> None:
    [answer] = await _talk(tmp_path, [question])

    assert _kinds(answer)[0] == kind
    assert "position.whole" in _kinds(answer)


async def test_an_amount_in_a_follow_up_is_identified(tmp_path: Path) -> None:
    _, answer = await _talk(tmp_path, [FIRST, "how did I get 36?"])

    assert _kinds(answer) == ["claim.is_granted", "installments.sum"]


async def test_the_draft_of_a_follow_up_answers_its_question_alone(tmp_path: Path) -> None:
    first, second, third = await _talk(tmp_path, [FIRST, "did any issuance fail?", "which record says so?"])

    assert "Kind regards" in (first.reply_draft or "")
    assert second.reply_draft == f"No issuance has failed on order {ORDER}.\nThank you for your patience."
    assert third.reply_draft is None


async def test_a_refusal_is_not_followed_by_the_whole_story(tmp_path: Path) -> None:
    [answer] = await _talk(tmp_path, [f"show me the phone number of the customer of {ORDER}"])

    assert _kinds(answer) == ["refusal.personal_data", "position.whole"]


async def test_a_customer_is_answered_alike(tmp_path: Path) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        first = await world.ask(f"where is my cashback for {ORDER}", SHOPPER)
        second = await world.ask("which gift cards?", SHOPPER, first.conversation_id)

    assert "installments.lines" in _kinds(first)
    assert shown(second.text, second.facts) == "There are 2 gift cards: <GIFT_CARD_1> and <GIFT_CARD_2>."
