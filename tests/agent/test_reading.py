"""Words, amounts, languages, and what is asked for and cannot be given."""

import pytest
from agent.offline.amounts import find_claims
from agent.offline.language import Language, language_of
from agent.offline.normalise import read_words
from agent.offline.refusals import asks_for_a_deed, asks_for_personal_data


@pytest.mark.parametrize(
    ("written", "meant"),
    [("mcuh", "much"), ("cashbak", "cashback"), ("pendng", "pending"), ("crad", "card"), ("recieved", "received")],
)
def test_slips_of_the_keys_are_mended(written: str, meant: str) -> None:
    assert read_words(written).words == (meant,)


@pytest.mark.parametrize("word", ["care", "cast", "cold", "older", "match", "weather", "poem"])
def test_other_words_are_left_as_they_are(word: str) -> None:
    assert read_words(word).words == (word,)


@pytest.mark.parametrize(
    ("text", "rupees"),
    [
        ("only 36 recvd out of 100", [36, 100]),
        ("100 ka wada tha sirf 36 mila", [100, 36]),
        ("100 रुपये का वादा था, सिर्फ 36 मिले", [100, 36]),
        ("12.50 wapas kyu liya", [12.5]),
        ("got only 1 gc", []),
        ("received 2 installments", []),
        ("credited on 8 Nov", []),
        ("got 26 september wala", []),
    ],
)
def test_amounts_that_are_claimed(text: str, rupees: list[float]) -> None:
    assert [claim.amount_minor / 100 for claim in find_claims(text)] == rupees


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much is left on it", Language.ENGLISH),
        ("kitna mila", Language.HINGLISH),
        ("कितना बाकी है order का", Language.HINDI),
        ("what is the cashback baaki on this", Language.ENGLISH),
        ("?", None),
        ("ok", None),
    ],
)
def test_the_language_of_a_question(text: str, language: Language | None) -> None:
    assert language_of(text) is language


@pytest.mark.parametrize(
    "text",
    [
        "please refund it",
        "pls credit remaining amt to cx",
        "release the remaining 64",
        "baaki paisa abhi de do",
        "cb credit kar do",
        "kindly reissue the gift card",
        "कैशबैक दे दो",
    ],
)
def test_deeds_are_noticed(text: str) -> None:
    assert asks_for_a_deed(text)


@pytest.mark.parametrize(
    "text",
    [
        "did they pay him the rest",
        "was it credited",
        "why did you not credit the customer",
        "what is the issue",
        "kitna mila",
    ],
)
def test_questions_about_deeds_are_none(text: str) -> None:
    assert not asks_for_a_deed(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is the mobile number of cx",
        "customer ka naam kya hai",
        "full gc number",
        "email id of customer",
        "give me his phone no",
    ],
)
def test_requests_for_personal_data_are_noticed(text: str) -> None:
    assert asks_for_personal_data(text)


@pytest.mark.parametrize("text", ["which gift card", "customer called from his phone app", "how many cards"])
def test_other_requests_are_not(text: str) -> None:
    assert not asks_for_personal_data(text)
