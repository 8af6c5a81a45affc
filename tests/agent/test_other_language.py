"""A customer who writes in a language without answers reads one sentence in it, and the position of an order named."""

from pathlib import Path

import pytest

from agent.turn_events import Answer, Outcome
from statements.approved_texts import load_knowledge
from tests.harness import AGENT, SHOPPER, answer_json, harness
from tests.story_order import ORDER, execution

KNOWLEDGE = load_knowledge(Path(__file__).resolve().parents[2] / "knowledge")
[_TEXT] = [text.text for text in KNOWLEDGE.texts if text.id == "other-languages"]
TAMIL = "என் கேஷ்பேக் எங்கே?"


async def ask(path: Path, *questions: str, principal: object = SHOPPER, has_texts: bool = True) -> tuple[Answer, int]:
    """Return the last answer of one conversation, and how many requests the rewards API has got."""
    async with harness(path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        if has_texts:
            world.agent._knowledge = KNOWLEDGE
        conversation = None
        for question in questions:
            answer = await world.ask(question, AGENT if principal is AGENT else SHOPPER, conversation)
            conversation = answer.conversation_id
        return answer, len(world.requests)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        (TAMIL, "ta"),
        ("నా క్యాష్‌బ్యాక్ ఎక్కడ ఉంది?", "te"),
        ("আমার ক্যাশব্যাক কোথায়?", "bn"),
        ("माझा कॅशबॅक कुठे आहे?", "mr"),
        ("મારું કેશબેક ક્યાં છે?", "gu"),
        ("ನನ್ನ ಕ್ಯಾಶ್‌ಬ್ಯಾಕ್ ಎಲ್ಲಿದೆ?", "kn"),
        ("എന്റെ ക്യാഷ്ബാക്ക് എവിടെ?", "ml"),
        ("ਮੇਰਾ ਕੈਸ਼ਬੈਕ ਕਿੱਥੇ ਹੈ?", "pa"),
        ("میرا کیش بیک کہاں ہے؟", "ur"),
        ("¿Dónde está mi dinero?", "es"),
    ],
)
async def test_one_sentence_answers_and_nothing_is_looked_up(tmp_path: Path, question: str, language: str) -> None:
    answer, requests = await ask(tmp_path, question)

    assert (answer.text, answer.language) == (_TEXT[language], language)
    assert (answer.outcome, requests) == (Outcome.NEEDS_INPUT, 0)


async def test_an_order_named_is_looked_up_and_its_position_stated(tmp_path: Path) -> None:
    answer, requests = await ask(tmp_path, f"என் ஆர்டர் {ORDER} கேஷ்பேக் எங்கே?")

    assert answer.text.startswith(_TEXT["ta"])
    assert (answer.outcome, answer.language) == (Outcome.ANSWERED, "en")
    assert requests == 1
    assert {"approved.language", "position.whole"} <= {span.kind for span in answer.statements}


async def test_a_conversation_goes_on_in_an_answer_language(tmp_path: Path) -> None:
    answer, _ = await ask(tmp_path, TAMIL, f"What remains on {ORDER}?")

    assert "approved.language" not in {span.kind for span in answer.statements}
    assert answer.outcome is Outcome.ANSWERED


@pytest.mark.parametrize(("principal", "has_texts"), [(AGENT, True), (SHOPPER, False)])
async def test_colleagues_and_sites_without_the_text_are_answered_as_before(
    tmp_path: Path, *, principal: object, has_texts: bool
) -> None:
    answer, _ = await ask(tmp_path, TAMIL, principal=principal, has_texts=has_texts)

    assert "approved.language" not in {span.kind for span in answer.statements}
    assert answer.text
