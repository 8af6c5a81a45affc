"""Changed questions ask for the same: numbers, names of orders and what is asked for stay."""

import pytest

from evals.metamorphic import question_changes as changes

QUESTION = "What is left on order 404-1029384-5566778?"


@pytest.mark.parametrize(
    ("change", "question", "becomes"),
    [
        (changes.in_other_digits, QUESTION, "What is left on order ४०४-१०२९३८४-५५६६७७८?"),
        (changes.in_other_digits, "என் ஆர்டர் 404-1029384-5566778", None),
        (changes.in_other_digits, "Which cashback was created on 5 October?", None),
        (changes.with_spaces, QUESTION, "What is left on order 404 1029384 5566778?"),
        (changes.in_upper_case, QUESTION, "WHAT IS LEFT ON ORDER 404-1029384-5566778?"),
        (changes.in_upper_case, "कितना बाकी है?", None),
        (changes.with_typos, QUESTION, None),  # no long word
        (changes.with_typos, "cashback", "cashbcak"),
        (changes.politely, "कितना बाकी है?", "नमस्ते जी, कितना बाकी है? धन्यवाद!"),
        (changes.politely, "kitna baaki hai?", "Namaste ji, kitna baaki hai? Dhanyavaad!"),
        (changes.politely, "என் கேஷ்பேக் எங்கே?", None),
        (changes.with_an_aside, "கேஷ்பேக்", None),
        (changes.reworded, "Which cashback was created on 5 October?", None),
        (changes.reworded, "Where is order 404-1029384-5566778?", None),
    ],
)
def test_a_question_is_changed(change: changes.Change, question: str, becomes: str | None) -> None:
    assert change(question) == becomes


@pytest.mark.parametrize("language", ["hinglish", "hindi"])
def test_a_wording_of_another_language_names_the_same_order(language: str) -> None:
    changed = changes.reworded(QUESTION, language=language)

    assert changed is not None
    assert changed != QUESTION
    assert "404-1029384-5566778" in changed
    assert changes.reworded(changed, language=language) is None  # it is of that language already


def test_other_words_of_the_same_language_are_other_words() -> None:
    changed = changes.reworded(QUESTION)

    assert changed is not None
    assert changed != QUESTION
    assert changed.isascii()
