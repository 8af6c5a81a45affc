"""A suggested question is understood, and its answer says something that was not said before."""

from pathlib import Path

import pytest

from agent.answer_builder import AnswerBuilder
from agent.reading.question_reader import read_question
from agent.selecting.suggestions import MAX_SUGGESTIONS, ORDER, suggest_questions
from core.contract import ExecutionV2, Reason
from core.identity.tokens import Principal, Role
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.staging import executions_of
from language.message_catalogue import LANGUAGES, load_catalogue
from statements.topics import Topic
from tests.agent.reading.settings import FOLLOW
from tests.agent.scene import as_earlier_turns, in_progress
from tests.agent.test_turn import play_story
from tests.harness import AGENT, SHOPPER, harness
from tests.story_order import ORDER as STORY
from tests.story_order import benefit, execution
from tools.cards import ToolStatus

LEFT = {
    "en": f"What is left on order {STORY}?",
    "hi": f"ऑर्डर {STORY} का कितना कैशबैक बाकी है?",
    "hi-Latn": f"order {STORY} ka kitna cashback baaki hai?",
}
OTHER = "404-1111111-2222222"


def suggested(answer: AnswerBuilder) -> list[str]:
    answer.add_offline_answer()
    return suggest_questions(answer.task, answer.selected, answer.realiser.catalogue)


def said(answer: AnswerBuilder) -> set[str]:
    return {each.statement.statement_id for each in answer.realiser.spans}


@pytest.mark.parametrize("topic", ORDER)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_is_read_as_its_topic_in_its_language(language: str, topic: Topic) -> None:
    question = read_question(load_catalogue(language).questions[topic.value], FOLLOW)

    assert topic in question.topics
    assert question.language == language
    assert not question.refusals
    assert not question.has_invalid_reference


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_questions_are_the_same(language: str) -> None:
    questions = load_catalogue(language).questions

    assert len(set(questions.values())) == len(questions) == len(ORDER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("principal", [AGENT, SHOPPER], ids=lambda each: each.role)
async def test_asked_as_the_next_turn_each_brings_a_statement_that_was_not_made(
    tmp_path: Path, principal: Principal, language: str
) -> None:
    async with harness(tmp_path) as world:
        play_story(world)
        first = await world.ask(LEFT[language], principal)
        assert 2 <= len(set(first.suggestions)) == len(first.suggestions) <= MAX_SUGGESTIONS
        for question in first.suggestions:
            again = await world.ask(LEFT[language], principal)
            answer = await world.ask(question, principal, again.conversation_id)
            before = {span.statement_id for span in again.statements}
            assert answer.language == language, question
            assert {span.statement_id for span in answer.statements} - before, question


@pytest.mark.parametrize("role", [Role.SUPPORT_AGENT, Role.CUSTOMER])
@pytest.mark.parametrize("seed", range(30))
def test_in_any_world_each_brings_news(seed: int, role: Role) -> None:
    world, principal = seeded(seed), AGENT if role is Role.SUPPORT_AGENT else SHOPPER
    orders = executions_of(world)
    first = in_progress(f"what is left on {world.orders[0]}?", *orders[:1], principal=principal)
    for question in suggested(first):
        asked = in_progress(
            question,
            *orders[:1],
            principal=principal,
            recent=world.orders[:1],
            earlier_turns=as_earlier_turns(first),
            ids=first.ids,
        )
        asked.add_offline_answer()
        assert said(asked) - said(first), question


def test_what_was_said_is_not_suggested() -> None:
    first = in_progress(f"why is the rest of {STORY} missing, and which gift cards did it come on?", execution())
    questions = load_catalogue("en").questions

    assert questions["why"] not in suggested(first)
    assert questions["installments"] not in suggested(first)


def test_a_failed_issuance_that_was_not_mentioned_is_suggested() -> None:
    failed = execution(benefit=benefit(reasons=[Reason.ISSUANCE_FAILED]))

    assert load_catalogue("en").questions["failure"] in suggested(in_progress(f"which promotion is {STORY}?", failed))


@pytest.mark.parametrize("found", [[], [execution(), execution(business_reference_id=OTHER)]])
def test_where_it_is_not_clear_what_is_meant_nothing_is_suggested(found: list[ExecutionV2]) -> None:
    assert suggested(in_progress("what is left?", *found)) == []


@pytest.mark.parametrize("status", [ToolStatus.NOT_FOUND, ToolStatus.UNAVAILABLE])
def test_of_what_was_not_found_nothing_is_suggested(status: ToolStatus) -> None:
    assert suggested(in_progress(LEFT["en"], status=status)) == []


def test_customers_are_not_pointed_to_what_only_staff_see() -> None:
    asked = suggested(in_progress(LEFT["en"], execution(), principal=SHOPPER))

    assert load_catalogue("en").questions["sources"] not in asked
