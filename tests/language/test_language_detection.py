"""The language of a question."""

import pytest

from language.language_detection import detect_language
from language.lexicon import ENGLISH, HINDI, HINGLISH
from language.tokenizer import tokenize
from language.vocabulary import correct_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much is left on it", ENGLISH),
        ("kitna mila", HINGLISH),
        ("कितना बाकी है order का", HINDI),
        ("what is the cashback baaki on this", ENGLISH),
        ("saare order dikhao", HINGLISH),
        ("in hindi please", HINDI),
        ("कितना मिला, in english please", ENGLISH),
        ("?", None),
        ("ok", None),
        ("404-1029384-5566778", None),
    ],
)
def test_the_language_of_a_question(text: str, language: str | None) -> None:
    tokens = tokenize(text)

    assert detect_language(tokens, correct_words(tokens)) == language
