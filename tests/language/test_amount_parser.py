"""Amounts in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money, display
from language.amount_parser import parse_amounts
from language.tokenizer import tokenize
from language.vocabulary import correct_words


def _amounts(text: str) -> list[Money]:
    tokens = tokenize(text)
    return [amount.money for amount in parse_amounts(tokens, correct_words(tokens))]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("promised ₹1,00,000.50", [10000050]),
        ("got Rs. 36 of Rs 100", [3600, 10000]),
        ("only received 36 so far", [3600]),
        ("36/- came", [3600]),
        ("only 36 recvd out of 100", [3600, 10000]),
        ("100 ka wada tha sirf 36 mila", [10000, 3600]),
        ("100 रुपये का वादा था, सिर्फ 36 मिले", [10000, 3600]),
        ("12.50 wapas kyu liya", [1250]),
        ("40,000, 30,000 and 5,000", [4000000, 3000000, 500000]),
        ("it should be 1,00,000", [10000000]),
        ("Are you sure? I count 217.", [21700]),
        ("chhattis rupaye mile", [3600]),
        ("chausath rupaye", [6400]),
        ("2.5 lakh rupaye", [25000000]),
        ("is 15 correct for the water bottle?", [1500]),
        ("par 100 mai se kitna mila", [10000]),
        ("15 + 21 + 64 came", [1500, 2100, 6400]),
        ("so 64 is lost?", [6400]),
        ("got only 1 gc", []),
        ("received 2 installments", []),
        ("100 different reasons", []),
        ("the other one", []),
        ("5% cashback", []),
        ("v2 of the app", []),
        ("3-4 times", []),
    ],
)
def test_rupees_are_read(text: str, minor: list[int]) -> None:
    assert [(m.amount_minor, m.currency) for m in _amounts(text)] == [(n, "INR") for n in minor]


def test_other_currencies_have_their_own_minor_units() -> None:
    assert _amounts("$5.00 and KWD 1.250 and 500 yen") == [
        Money(amount_minor=500, currency="USD"),
        Money(amount_minor=1250, currency="KWD"),
        Money(amount_minor=500, currency="JPY"),
    ]
    assert _amounts("₹1.234") == []


@given(st.integers(min_value=0, max_value=10**11), st.sampled_from(["INR", "USD", "EUR", "GBP"]))
def test_an_amount_is_read_as_it_is_displayed(minor: int, currency: str) -> None:
    amount = Money(amount_minor=minor, currency=currency)

    assert _amounts(f"he says {display(amount)} came") == [amount]
