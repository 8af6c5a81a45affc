"""Telephones said in pairs of Hindi: every number there is, in both scripts, however it is spelled."""

import pytest

from guardrails.pii import PiiType
from guardrails.pii.lexicon import kinds_of
from guardrails.pii.transliteration import spellings
from tests.harness import detector

WORDS = kinds_of("hindi_numbers")
NUMBERS = dict.fromkeys(WORDS.values())
BY_NUMBER = {number: [word for word, each in WORDS.items() if each == number] for number in NUMBERS}


def found_in(text: str) -> list[tuple[PiiType, str]]:
    return [(span.type, text[span.start : span.end]) for span in detector().find(text)]


def test_every_number_from_ten_is_there_in_both_scripts() -> None:
    assert list(BY_NUMBER) == [str(number) for number in range(10, 100)]
    assert all({word.isascii() for word in words} == {True, False} for words in BY_NUMBER.values())


def test_no_spelling_says_two_numbers() -> None:
    said: dict[str, set[str]] = {}
    for word, number in WORDS.items():
        for spelling in spellings(word):
            said.setdefault(spelling, set()).add(number)

    assert {word for word, numbers in said.items() if len(numbers) > 1} == set()


@pytest.mark.parametrize("number", BY_NUMBER)
def test_a_number_is_read_in_a_telephone_however_it_is_spelled(number: str) -> None:
    for word in BY_NUMBER[number]:
        rest = ("अट्ठानवे", "पचास", "बारह", "तीस") if not word.isascii() else ("atthanve", "pachas", "barah", "tees")
        for spelling in sorted(spellings(word))[:6]:
            said = " ".join((*rest, spelling))
            assert found_in(f"bolo {said} ok") == [(PiiType.PHONE, said)]


@pytest.mark.parametrize(
    "text",
    [
        "pachas saath sattar assi nabbe",
        "पचास साठ सत्तर अस्सी नब्बे",
        "bees rupaye das paise, tees mein se pachees mile",
        "unnis bees ka farak hai, do char din me",
        "barah tees pe aaya, chaudah chalis pe gaya",
        "order no athanve pachas barah tees pachees",
        "athanve pachas barah tees rupaye",
        "pachees pachas barah tees athanve",  # twenty-five first: no mobile number begins so
    ],
)
def test_what_is_no_telephone_survives(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("saat saath saath shunya ek do teen char paanch chhe", "saat saath saath shunya ek do teen char paanch chhe"),
        ("order athanve pachas barah tees pachees", "athanve pachas barah tees pachees"),
        ("plus nau ek athanve pachas barah tees pachees", "plus nau ek athanve pachas barah tees pachees"),
        ("+ nau ek athanve pachas barah tees pachees", "+ nau ek athanve pachas barah tees pachees"),
        ("athanve, pachas, barah, tees, pachees", "athanve, pachas, barah, tees, pachees"),
        ("athanve pachas 12 30 25", "athanve pachas 12 30 25"),
        ("nine eight, four five zero, triple one, double two", "nine eight, four five zero, triple one, double two"),
        ("double nine double eight double zero double one double two", None),
        ("nine eight four five oh one two three four five", None),
        ("nine eight four five o one two three four five", None),
        ("triple nine triple zero triple eight one", None),
    ],
)
def test_pairs_and_repeats_are_read(text: str, said: str | None) -> None:
    assert found_in(text) == [(PiiType.PHONE, said or text)]
