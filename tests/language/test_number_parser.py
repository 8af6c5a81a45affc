"""Numbers in digits and in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.lexicon import HINDI, HINGLISH, load_lexicon
from language.number_parser import Number, parse_numbers
from language.tokenizer import tokenize
from language.vocabulary import correct_words

_UNITS = "one two three four five six seven eight nine".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905


def _numbers(text: str) -> tuple[Number, ...]:
    tokens = tokenize(text)
    return parse_numbers(tokens, correct_words(tokens))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,00,000.50", "100000.50"),
        ("100,000", "100000"),
        ("2.5 lakh", "250000"),
        ("5k", "5000"),
        ("5th", "5"),
        ("thirty six", "36"),
        ("one hundred and five", "105"),
        ("one lakh two thousand and sixty four", "102064"),
        ("dedh sau", "150"),
        ("dhai lakh", "250000"),
        ("ek lakh do hazar", "102000"),
        ("एक लाख दो हज़ार", "102000"),
        ("डेढ़ सौ", "150"),
        ("१,२३४", "1234"),
        ("sau", "100"),
    ],
)
def test_a_number_is_read(text: str, value: str) -> None:
    assert [number.value for number in _numbers(text)] == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("das bees", [10, 20]),  # two numbers, not their sum
        ("dedh", []),  # half of what?
        ("1,00", [0]),  # the last group never has two digits
        ("no number here", []),
        ("", []),
    ],
)
def test_what_is_not_one_number(text: str, values: list[int]) -> None:
    assert [number.value for number in _numbers(text)] == [Decimal(value) for value in values]


def test_a_date_is_no_decimal_fraction() -> None:
    assert Decimal("5.11") not in [number.value for number in _numbers("5.11.2026")]


@pytest.mark.parametrize("language", [HINDI, HINGLISH])
def test_every_number_to_a_hundred_has_its_words(language: str) -> None:
    numbers = load_lexicon(language).numbers
    for value in range(100):
        for form in numbers[f"cardinals.{value}"]:
            assert value in [number.value for number in _numbers(form)], form


@given(st.integers(min_value=21, max_value=99))
def test_english_numbers_are_composed(value: int) -> None:
    tens, units = divmod(value, 10)
    words = f"{_TENS[tens - 2]} {_UNITS[units - 1]}" if units else _TENS[tens - 2]

    assert [number.value for number in _numbers(words)] == [Decimal(value)]
