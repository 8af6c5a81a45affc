"""Typo correction."""

import pytest

from language.tokenizer import tokenize
from language.vocabulary import correct_words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mcuh", "much"),
        ("cashbacck", "cashback"),
        ("pendng", "pending"),
        ("crad", "card"),
        ("receeived", "received"),
        ("septembr", "september"),
        ("expirred", "expired"),
        ("delivary", "delivery"),
    ],
)
def test_typos_are_corrected(written: str, meant: str) -> None:
    assert correct_words(tokenize(written)) == (meant,)


@pytest.mark.parametrize(
    "word", ["care", "cast", "cold", "older", "match", "weather", "poem", "shirt", "clock", "mixer", "towel", "blender"]
)
def test_other_words_are_left_as_they_are(word: str) -> None:
    assert correct_words(tokenize(word)) == (word,)
