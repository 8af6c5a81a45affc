"""Languages without answers are recognised by their script or by their words, and no answer language is one of them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from language.other_languages import detect_other_language, load_other_languages
from language.tokenizer import tokenize
from language.vocabulary import correct_words

_ALL = load_other_languages().tags


def detected(text: str, among: frozenset[str] = _ALL) -> str | None:
    tokens = tokenize(text)
    return detect_other_language(tokens, correct_words(tokens), among=among)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("என் ஆர்டர் 404-1029384-5566778 கேஷ்பேக் எங்கே?", "ta"),
        ("404-1029384-5566778 cashback எப்போது வரும்?", "ta"),
        ("నా క్యాష్‌బ్యాక్ ఎక్కడ ఉంది?", "te"),
        ("আমার ক্যাশব্যাক কোথায়?", "bn"),
        ("माझा कॅशबॅक कुठे आहे?", "mr"),
        ("मला ऑर्डर 404-1029384-5566778 चा कॅशबॅक कधी मिळेल", "mr"),
        ("મારું કેશબેક ક્યાં છે?", "gu"),
        ("ನನ್ನ ಕ್ಯಾಶ್‌ಬ್ಯಾಕ್ ಎಲ್ಲಿದೆ?", "kn"),
        ("എന്റെ ക്യാഷ്ബാക്ക് എവിടെ?", "ml"),
        ("ਮੇਰਾ ਕੈਸ਼ਬੈਕ ਕਿੱਥੇ ਹੈ?", "pa"),
        ("میرا کیش بیک کہاں ہے؟", "ur"),
        ("ମୋର କ୍ୟାସବ୍ୟାକ୍ କେଉଁଠି?", "or"),
        ("¿Dónde está mi reembolso?", "es"),
        ("Où est mon cashback ?", "fr"),
        ("Wo ist mein Cashback?", "de"),
        ("Onde está meu cashback?", "pt"),
        ("Kapan uang saya masuk?", "id"),
    ],
)
def test_a_language_is_recognised(text: str, language: str) -> None:
    assert detected(text) == language
    assert detected(text, _ALL - {language}) != language


@pytest.mark.parametrize(
    "text",
    [
        "What cashback remains on order 404-1029384-5566778?",
        "mera cashback kab aayega bhai",
        "मेरा कैशबैक कब आएगा?",
        "मुझे सिर्फ 36 रुपये मिले हैं, बाकी कब मिलेगा",
        "404-1029384-5566778",
        "ok",
        "",
        "cashback mi",
        "The customer wrote ஆர்டர், what does it say about the cashback?",
        "mi order ka cashback kab ayega",
        "quando will my cashback arrive on the order",
        "என் ஆர்டர் எங்கே? In English please",
        "हिंदी में बताइए माझा कॅशबॅक कुठे आहे",
    ],
)
def test_what_can_be_answered_is_no_other_language(text: str) -> None:
    assert detected(text) is None


def test_nothing_is_recognised_without_a_text_for_it() -> None:
    assert detected("என் ஆர்டர் எங்கே?", frozenset()) is None


@example("6\u200b4")  # nothing of the zero-width space is in the normalised text
@given(st.text(max_size=60))
def test_any_text_is_of_one_of_the_languages_or_of_none(text: str) -> None:
    assert detected(text) in {*_ALL, None}
